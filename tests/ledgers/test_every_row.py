"""Nothing is lost silently: every row is in a record, known already, refused or left out, with the reason; and what is
taken passes the check."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from site_builder.ledgers.plan import NotEnough
from site_builder.ledgers.sheet import Merge, Sheet
from site_builder.ledgers.take import Taking
from site_builder.ledgers.told import Teller
from site_builder.spec import default_spec
from site_builder.spec.ledgers import ledgers
from site_builder.text.dress import squeezed
from tests.support.ledgers import UNTIL, errors, take

HEADS = ("序号", "村", "网格", "排查日期", "登记日期", "纠纷类型", "当事人", "联系电话", "基本情况", "涉及人数", "涉及金额（万元）", "风险等级", "责任单位", "责任人",
         "结果", "协议形式", "化解日期", "回访日期", "满意度", "履行情况", "销号日期", "状态", "备注", "没人认识的列")  # fmt: skip
DAYS = st.dates(date(2025, 8, 1), date(2025, 10, 25))
WRITTEN_DAYS = st.one_of(
    DAYS, DAYS.map(lambda d: f"{d.year}.{d.month}.{d.day}"), DAYS.map(lambda d: f"{d.month}月{d.day}日"), DAYS.map(lambda d: (d - date(1899, 12, 30)).days),
    st.sampled_from(["9.31", "待定", "-", "", None, None, None, "2025.9", 9.15, True]),
)  # fmt: skip
WORDS = st.text(alphabet="水沟界址树木通行晒场石坎，。、（）-#:*=+ab12\n\u3000", max_size=24)
CELLS: dict[str, st.SearchStrategy[Any]] = {
    "序号": st.one_of(st.integers(1, 99), st.none(), st.sampled_from(["小计", "合计：3件"])),
    "村": st.sampled_from(["茶冲村", "石门", "茶冲村", "石门村", "南山村", None]),
    "网格": st.sampled_from(["第1网格", "2网格", "下冲组", "第9网格", None, None]),
    "排查日期": st.one_of(DAYS, DAYS, WRITTEN_DAYS),
    "登记日期": st.one_of(st.none(), WRITTEN_DAYS),
    "纠纷类型": st.sampled_from(["邻里", "山林土地", "其它", "邻里", "鬼知道", None]),
    "当事人": st.sampled_from(["张建国、李明", "张　三 13800138000", "赵六等5人", "无", None]),
    "联系电话": st.sampled_from(["13800138000", 13800138000, None]),
    "基本情况": WORDS,
    "涉及人数": st.sampled_from([2, "3人", "约60人", "3-5", None, -1, True]),
    "涉及金额（万元）": st.sampled_from([0.5, "1860元", "若干", None]),
    "风险等级": st.sampled_from(["低", "黄", "说不准", None]),
    "责任单位": st.sampled_from(["茶冲村调委会", "自然资源所", "没有的单位", None]),
    "责任人": st.sampled_from(["调一", "网二", "不在岗的人", None]),
    "结果": st.sampled_from(["化解", "部分化解", "未化解", "引导诉讼", "转送", "撤回", "并案", "办得不错", None, None]),
    "协议形式": st.sampled_from(["书面协议", "口头", "握手", None]),
    "化解日期": st.one_of(st.none(), st.none(), WRITTEN_DAYS),
    "回访日期": st.one_of(st.none(), WRITTEN_DAYS),
    "满意度": st.sampled_from(["满意", "不满意", "天知道", None]),
    "履行情况": st.sampled_from(["已履行", "否", "一半", None]),
    "销号日期": st.one_of(st.none(), WRITTEN_DAYS),
    "状态": st.sampled_from(["在办", "已办结", "已销号", "奇怪", None]),
    "备注": WORDS,
    "没人认识的列": st.sampled_from(["x", None]),
}
FORMS = st.sampled_from(
    [
        lambda d: d,
        lambda d: f"{d.year}.{d.month}.{d.day}",
        lambda d: f"{d.month}月{d.day}日",
        lambda d: (d - date(1899, 12, 30)).days,
    ]
)


@st.composite
def likely(draw: st.DrawFn) -> dict[str, Any]:
    """A row whose days follow each other and whose needed cells are right; what may be odd is odd as in CELLS."""
    row = draw(st.fixed_dictionaries(CELLS))
    day = draw(st.dates(date(2025, 8, 1), date(2025, 9, 1)))
    stage = draw(st.integers(0, 3))
    row |= {
        "序号": 1,
        "村": draw(st.sampled_from(["茶冲村", "石门"])),
        "排查日期": day,
        "登记日期": None,
        "纠纷类型": draw(st.sampled_from(["邻里", "其它"])),
    }
    row |= {
        "基本情况": "两户争执" + draw(WORDS),
        "化解日期": None,
        "回访日期": None,
        "销号日期": None,
        "结果": None,
        "状态": None,
    }
    for number, head in enumerate(("化解日期", "回访日期", "销号日期")):
        if stage > number:
            day += timedelta(days=draw(st.integers(0, 12)))
            row[head] = draw(FORMS)(day)
    if stage:
        row["结果"] = draw(st.sampled_from(["化解", "部分化解", "已化解", "引导诉讼", None]))
    return row


ROWS = st.lists(
    st.one_of(
        likely(), likely(), likely(), st.fixed_dictionaries(CELLS), st.just(dict.fromkeys(HEADS)), st.just({"序号": 7})
    ),
    min_size=1,
    max_size=8,
)


def made(rows: list[dict[str, Any]], title: str, merges: list[Merge]) -> Sheet:
    cells = [(title,), HEADS, *(tuple(row.get(head) for head in HEADS) for row in rows)]
    return Sheet("台账", tuple(map(tuple, cells)), merges=tuple(merges))


def accounted(taking: Taking) -> Counter[int]:
    rows = [row.place.row for kind in (taking.taken, taking.refused, taking.known) for row in kind]
    return Counter([*rows, *(row.number for _, row in taking.left_out)])


@settings(max_examples=120, deadline=None)
@given(ROWS, st.sampled_from(["2025年矛盾纠纷台账", "矛盾纠纷台账"]), st.data())
def test_every_row_is_somewhere_once(rows: list[dict[str, Any]], title: str, data: st.DataObject) -> None:
    tops = data.draw(st.lists(st.integers(0, len(rows) - 1), max_size=2, unique=True))
    merges = [
        Merge(2 + top, 1, min(3 + top, len(rows) + 1), 1) for top in tops if not any(abs(top - t) == 1 for t in tops)
    ]
    sheet = made(rows, title, merges)
    taking = take(sheet, settings=UNTIL)
    continued = {m.bottom for m in merges if sheet.at(m.top, 1) is not None}
    filled = {r + 1 for r in range(2, len(rows) + 2) if not sheet.is_empty(r) or r in continued}
    assert accounted(taking) == Counter(dict.fromkeys(filled, 1))
    assert errors(taking, UNTIL) == []
    for row in taking.refused:
        assert row.remarks
    teller = Teller(default_spec(), ledgers(), "zh")
    for remark in (remark for row in [*taking.refused, *taking.taken] for remark in row.remarks):
        assert teller.sentence(remark)


@settings(max_examples=80, deadline=None)
@given(likely())
def test_what_a_taken_row_says_is_in_its_record_or_in_the_report(row: dict[str, Any]) -> None:
    row = {**row, "当事人": None}
    taking = take(made([row], "2025年台账", []), settings=UNTIL)
    for one in taking.taken:
        text = squeezed(one.source.data.decode("utf-8"))
        told = {remark.said for remark in one.remarks}
        for head in (
            "网格",
            "涉及人数",
            "涉及金额（万元）",
            "风险等级",
            "责任单位",
            "责任人",
            "协议形式",
            "满意度",
            "履行情况",
            "状态",
            "备注",
            "基本情况",
        ):
            said = row[head]
            if isinstance(said, str) and said.strip() and head in ("备注", "基本情况"):
                assert squeezed(said).replace('"', '\\"') in text or said.strip() in ledgers().blank
            elif said in (
                "第9网格",
                "约60人",
                "3-5",
                "若干",
                "说不准",
                "没有的单位",
                "不在岗的人",
                "握手",
                "天知道",
                "一半",
                "奇怪",
            ):
                assert str(said) in told
                assert str(said) in text or head == "责任人"


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.lists(
            st.one_of(
                st.none(),
                st.text(max_size=8),
                st.integers(),
                st.floats(),
                st.booleans(),
                st.dates(),
                st.sampled_from(HEADS),
            ),
            max_size=6,
        ),
        max_size=8,
    )
)
def test_no_sheet_whatever_it_holds_ends_otherwise_than_in_rows_or_one_sentence(rows: list[list[Any]]) -> None:
    from site_builder.ledgers.sheet import NoLedger

    for kind in ledgers().kinds:
        try:
            taking = take(Sheet("台账", tuple(map(tuple, rows))), kind=kind)
        except (NoLedger, NotEnough):
            continue
        assert errors(taking) == []


@settings(max_examples=40, deadline=None)
@given(ROWS)
def test_a_second_time_nothing_new_is_taken(rows: list[dict[str, Any]]) -> None:
    sheet = made(rows, "2025年台账", [])
    first = take(sheet, settings=UNTIL)
    records = [row.source for row in first.taken]
    again = take(sheet, settings=UNTIL, records=records, taken_on=date(2025, 10, 17) + timedelta(days=0))
    assert again.taken == []
    assert sorted(row.id for row in again.known) == sorted(row.id for row in first.taken)
    assert [row.place for row in again.refused] == [row.place for row in first.refused]
