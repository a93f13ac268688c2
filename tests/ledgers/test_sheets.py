"""Heads are found under titles, over several rows, merged or not; what is no matter is set apart with the reason."""

from __future__ import annotations

import pytest

from site_builder.ledgers.delimited import read_delimited
from site_builder.ledgers.plan import NotEnough, WhichKind
from site_builder.ledgers.sheet import NoLedger
from tests.support.ledgers import DISPUTES, dispute, errors, only, reasons, sheet, take

ROW = ("茶冲村", "2025.9.15", "邻里", "两户为排水沟争执")


def test_title_rows_stand_above_the_head() -> None:
    taking = take(
        sheet(
            ("青檀岭镇矛盾纠纷排查化解台账",), ("填报单位：镇信访办", None, "填报时间：2025.10.1"), (), ("村", "排查\n日期", "纠纷类型（大类）", "基 本 情 况"), ROW
        )
    )  # fmt: skip
    assert taking.reads[0].table.title == "青檀岭镇矛盾纠纷排查化解台账 填报单位：镇信访办 填报时间：2025.10.1"
    assert [row.place.row for row in taking.taken] == [5]
    assert errors(taking) == []


@pytest.mark.parametrize(
    "head",
    [
        "　基本情况",
        "基本情况：",
        "基本\r\n情况",
        "基本情况(脱敏)",
        "【必填】基本情况",
        "＊基本情况＊",
        "基本情况_",
        "基 本 情 况",
    ],
)
def test_a_head_is_known_in_any_dress(head: str) -> None:
    assert len(take(sheet(("村", "排查日期", "纠纷类型", head), ROW)).taken) == 1


def test_a_head_of_two_rows_with_merged_cells() -> None:
    taking = take(
        sheet(
            ("村", "排查日期", "类型", "基本情况", "化解情况", None, "回访", None),
            (None, None, None, None, "结果", "日期", "日期", "满意度"),
            (*ROW, "化解", "2025.9.20", "2025.9.27", "满意"),
            merges=[(0, 0, 1, 0), (0, 1, 1, 1), (0, 2, 1, 2), (0, 3, 1, 3), (0, 4, 0, 5), (0, 6, 0, 7)],
        )
    )
    assert {c.says: c.name for c in taking.reads[0].table.columns} == {
        "村": "village", "排查日期": "found_on", "类型": "category", "基本情况": "problem", "化解情况 结果": "result",
        "化解情况 日期": "settled_on", "回访 日期": "followed_up_on", "回访 满意度": "satisfaction",
    }  # fmt: skip
    text = only(taking)
    assert "on: 2025-09-20\n    move: reply" in text
    assert "on: 2025-09-27\n    move: follow_up" in text


def test_a_head_of_two_rows_as_csv_has_it() -> None:
    text = "村,排查日期,类型,基本情况,化解情况,,回访,\n,,,,结果,日期,日期,满意度\n茶冲村,2025.9.15,邻里,争执,化解,2025.9.20,2025.9.27,满意\n"
    taking = take(read_delimited("台账", text.encode()))
    assert "move: follow_up" in only(taking)
    assert taking.reads[0].head.bottom == 1


def test_a_head_that_says_little_means_nothing_under_an_unknown_group() -> None:
    """A day under “镇党委意见” is not the day the matter was found."""
    taking = take(
        sheet(
            ("村", "排查日期", "类型", "基本情况", "镇党委意见", None),
            (None, None, None, None, "日期", "签字"),
            (*ROW, "2025.9.20", "x"),
            merges=[(0, 0, 1, 0), (0, 1, 1, 1), (0, 2, 1, 2), (0, 3, 1, 3), (0, 4, 0, 5)],
        )
    )
    assert [c.says for c in taking.reads[0].unknown] == ["镇党委意见 日期", "镇党委意见 签字"]
    assert "found_on: 2025-09-15" in only(taking)


def test_a_cell_merged_down_counts_for_each_of_its_rows() -> None:
    taking = take(
        sheet(
            ("村", "排查日期", "类型", "基本情况"), ROW, (None, None, "邻里", "两户为晒场争执"), ("石门村", "2025.9.16", "邻里", "两户为通行争执"),
            merges=[(1, 0, 2, 0), (1, 1, 2, 1)],
        )
    )  # fmt: skip
    assert [row.matter.village for row in taking.taken] == ["chachong", "chachong", "shimen"]
    assert [str(row.matter.values["found_on"]) for row in taking.taken] == ["2025-09-15", "2025-09-15", "2025-09-16"]


def test_what_is_no_matter_is_left_out_with_the_reason() -> None:
    taking = take(
        sheet(
            DISPUTES, dispute(), ("小计", None, None, 1), (2,), (), dispute("2025.9.16", "两户为晒场争执"), DISPUTES, dispute("2025.9.17", "两户为通行争执"),
            ("合计：3件",), ("填表人：葛某      审核人：华某",),
        )
    )  # fmt: skip
    assert [(row.number, row.why) for _, row in taking.left_out] == [
        (3, "total"),
        (4, "numbered"),
        (7, "head"),
        (9, "total"),
        (10, "below"),
    ]
    assert [row.place.row for row in taking.taken] == [2, 6, 8]


def test_a_heading_between_rows_gives_the_village() -> None:
    taking = take(
        sheet(
            ("序号", "排查日期", "类型", "基本情况"),
            ("一、石门村",),
            ("石门村",),
            (1, "2025.9.15", "邻里", "争执一"),
            ("茶冲村",),
            (2, "2025.9.16", "邻里", "争执二"),
        )
    )
    assert [row.matter.village for row in taking.taken] == ["shimen", "chachong"]
    assert [(row.number, row.why) for _, row in taking.left_out] == [(3, "section"), (5, "section")]
    assert reasons(taking) == [["missing", "missing", "missing", "missing"]]


@pytest.mark.parametrize(("name", "title"), [("石门村", "矛盾纠纷台账"), ("1月", "石门村 矛盾纠纷台账")])
def test_the_village_of_a_sheet_or_a_title(name: str, title: str) -> None:
    taking = take(sheet((title,), ("排查日期", "类型", "基本情况"), ("2025.9.15", "邻里", "两户争执"), name=name))
    assert taking.taken[0].matter.village == "shimen"


def test_hidden_sheets_are_not_read_unless_asked_for() -> None:
    shown, hidden = (
        sheet(DISPUTES, dispute(), name="一月"),
        sheet(DISPUTES, dispute(what="二月的事"), name="二月", hidden=True),
    )
    assert take(shown, hidden).skipped_sheets == [("二月", "hidden")]
    assert [row.place.sheet for row in take(shown, hidden).taken] == ["一月"]
    assert [row.place.sheet for row in take(shown, hidden, names=("二月",)).taken] == ["二月"]
    with pytest.raises(NoLedger) as refused:
        take(shown, names=("三月",))
    assert (refused.value.reason, refused.value.values["names"]) == ("no_sheet", "一月")


def test_hidden_rows_are_read_and_told() -> None:
    taking = take(sheet(DISPUTES, dispute(), hidden_rows=frozenset({1})))
    assert (len(taking.taken), taking.reads[0].table.hidden_rows) == (1, 1)


def test_sheets_of_several_months_are_all_read_and_others_are_named() -> None:
    taking = take(
        sheet(("填表说明",), name="说明"), *(sheet(DISPUTES, dispute(what=f"{n}月的事"), name=f"{n}月") for n in (1, 2))
    )
    assert [row.place.sheet for row in taking.taken] == ["1月", "2月"]
    assert taking.skipped_sheets == [("说明", "no_table")]


@pytest.mark.parametrize(
    ("title", "kind"),
    [("矛盾纠纷排查化解台账", "dispute"), ("2025年安全隐患排查台账", "hazard"), ("民生诉求办理台账", "service"), ("社情民意收集台账", "opinion")],
)  # fmt: skip
def test_the_title_tells_the_kind_of_ledger(title: str, kind: str) -> None:
    taking = take(sheet((title,), ("村", "排查日期", "类型", "基本情况"), ROW), kind=None)
    assert taking.reads[0].kind == kind
    assert f"kind: {kind}\n" in only(taking)


def test_the_heads_tell_the_kind_where_no_title_does() -> None:
    heads = ("收到日期", "信访类型", "系统编号", "受理日期", "问题类型", "属地", "主要诉求")
    taking = take(
        sheet(heads, ("2025.9.15", "求决", "AH1", "2025.9.18", "宅基地", "茶冲村", "反映邻居占地")), kind=None
    )
    assert taking.reads[0].kind == "petition"


def test_a_table_that_may_be_several_ledgers_asks_which() -> None:
    with pytest.raises(WhichKind) as asked:
        take(sheet(("村", "日期", "类型", "内容"), ROW), kind=None)
    assert "dispute" in asked.value.kinds


def test_a_table_without_what_every_case_needs_says_what_it_did_not_know() -> None:
    with pytest.raises(NotEnough) as refused:
        take(sheet(("村", "哪天", "纠纷类型", "基本情况", "协议形式"), (*ROW, "口头")))
    assert (refused.value.missing, refused.value.unknown) == (("found_on",), ("哪天",))
    assert (
        len(
            take(
                sheet(("村", "哪天", "纠纷类型", "基本情况", "协议形式"), (*ROW, "口头")), heads={"哪天": "found_on"}
            ).taken
        )
        == 1
    )


def test_a_town_names_its_own_heads() -> None:
    settings = '[tool.sidan.ledgers.columns]\n"哪天" = "found_on"\n"怎么说" = "nonsense"\n'
    from tests.support.ledgers import files, settings_of

    assert settings_of(settings).ledger_columns == {"哪天": "found_on"}
    assert files(settings)


def test_of_two_columns_that_mean_the_same_the_first_counts_and_the_other_is_told() -> None:
    taking = take(
        sheet(("村", "排查日期", "发现日期", "类型", "基本情况"), ("茶冲村", "2025.9.15", "2025.9.16", "邻里", "争执"))
    )
    assert [c.says for c in taking.reads[0].unknown] == ["发现日期"]
    assert "found_on: 2025-09-15" in only(taking)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_csv_in_any_usual_encoding(encoding: str, delimiter: str) -> None:
    lines = [("村", "排查日期", "纠纷类型", "基本情况"), ROW]
    data = "\r\n".join(delimiter.join(line) for line in lines).encode(encoding)
    assert len(take(read_delimited("台账", data)).taken) == 1


def test_a_quoted_cell_of_several_lines_stays_one_row() -> None:
    taking = take(
        read_delimited(
            "台账",
            '村,排查日期,纠纷类型,基本情况\n茶冲村,2025.9.15,邻里,"一行\n又一行"\n茶冲村,2025.9.16,邻里,下一件\n'.encode(),
        )
    )
    assert [row.place.row for row in taking.taken] == [2, 3]
    assert "problem: 一行 又一行" in taking.taken[0].source.data.decode()
