"""What a row becomes: no more than it says, no less; and what it becomes passes the check."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest

from site_builder.ledgers.take import Taking
from tests.support.ledgers import DISPUTES, UNTIL, dispute, errors, only, reasons, register, sheet, take

SETTLED: dict[str, Any] = {"结果": "化解", "化解日期": "2025.9.26"}
FOLLOWED = {**SETTLED, "回访日期": "2025.10.3", "满意度": "满意"}
CLOSED = {**FOLLOWED, "销号日期": "2025.10.8"}


def taken(*rows: tuple[Any, ...], settings: str = "", **own: Any) -> Taking:
    taking = take(sheet(DISPUTES, *rows), settings=settings, **own)
    assert errors(taking, settings) == []
    return taking


def moves(text: str) -> list[tuple[str, str]]:
    return re.findall(r"on: (\S+)\n    move: (\S+)", text)


def test_an_open_row_stands_as_registered() -> None:
    taking = taken(dispute())
    assert moves(only(taking)) == [("2025-09-15", "register")]
    assert "status: registered" in only(taking)
    assert "ledger:\n  name: 台账.xlsx\n  row: 2\n" in only(taking)
    assert only(taking).count("entered_on: 2025-10-17\n    ledger: true") == 1


def test_a_closed_row_stands_as_followed_up_and_the_report_says_what_it_lacks() -> None:
    taking = taken(dispute(**CLOSED))
    assert [move for _, move in moves(only(taking))] == ["register", "reply", "follow_up"]
    (row,) = taking.taken
    assert (row.matter.status, row.matter.lacks) == ("followed_up", ("until", "powers"))
    assert "- 销号日期：2025-10-08" in only(taking)


def test_a_closed_row_is_closed_up_to_the_day_the_town_has_set() -> None:
    taking = taken(dispute(**CLOSED), settings=UNTIL)
    assert moves(only(taking))[-1] == ("2025-10-08", "close")
    assert taking.taken[0].matter.lacks == ()
    assert "powers" not in only(taking)
    before = UNTIL.replace("2025-12-31", "2025-10-07")
    assert taken(dispute(**CLOSED), settings=before).taken[0].matter.lacks == ("until", "powers")


@pytest.mark.parametrize(
    ("own", "lacks"),
    [({"结果": "部分化解"}, ("partly", "follow_up", "powers")), ({"结果": "未化解", "销号日期": None}, ("outcome", "follow_up", "powers")), ({"满意度": "不满意", "回访日期": "2025.10.3"}, ("satisfied", "powers"))],
)  # fmt: skip
def test_what_speaks_against_closing_keeps_a_row_open(own: dict[str, Any], lacks: tuple[str, ...]) -> None:
    row = {**CLOSED, "回访日期": None, "满意度": None, **own}
    taking = taken(dispute(**row), settings=UNTIL)
    assert taking.taken[0].matter.lacks == lacks
    assert "move: close" not in only(taking)


def test_in_a_ledger_that_knows_no_closing_what_is_settled_is_over() -> None:
    heads = ("村", "排查日期", "纠纷类型", "基本情况", "结果", "化解日期")
    taking = take(sheet(heads, ("茶冲村", "2025.9.15", "邻里", "争执", "化解", "2025.9.26")), settings=UNTIL)
    assert moves(only(taking)) == [("2025-09-15", "register"), ("2025-09-26", "reply"), ("2025-09-26", "close")]
    assert ("closed_on", "") in taking.reads[0].assumed
    assert errors(taking, UNTIL) == []


@pytest.mark.parametrize(
    ("own", "reason"),
    [
        ({"排查日期": None}, "missing"), ({"排查日期": "9.31"}, "no_year"), ({"村": "南山村"}, "no_village"), ({"村": None}, "missing"), ({"基本情况": None}, "missing"), ({"纠纷类型": "鬼知道"}, "no_such_word"),
        ({"结果": "化解"}, "no_reply_day"), ({"化解日期": "2025.9.14"}, "out_of_order"), ({**SETTLED, "回访日期": "2025.9.20"}, "out_of_order"), ({"销号日期": "2025.10.8"}, "no_reply_day"),
        ({"回访日期": "2025.10.8"}, "no_reply_day"), ({**SETTLED, "化解日期": "2025.10.18"}, "ahead"), ({"排查日期": "2025.10.18"}, "ahead"), ({"结果": "转送"}, "no_end_day"), ({"结果": "并案"}, "state_merged"),
        ({"满意度": "天知道", **SETTLED, "回访日期": "2025.10.3", "化解日期": "2025.2.30"}, "impossible_date"), ({"结果": "还行", "化解日期": "2025.9.26"}, "no_such_word"), ({"排查日期": 9.15}, "decimal_date"),
    ],
)  # fmt: skip
def test_a_row_that_cannot_be_taken_says_why(own: dict[str, Any], reason: str) -> None:
    taking = take(sheet(DISPUTES, dispute(**own)))
    assert taking.taken == []
    assert reasons(taking) == [[reason]]


def test_every_cell_that_cannot_be_read_is_named_at_once() -> None:
    taking = take(sheet(DISPUTES, dispute("2025.9.31", **{"村": "南山村", "纠纷类型": "?", "化解日期": "后来"})))
    (row,) = taking.refused
    assert [(remark.head, remark.said, remark.key) for remark in row.remarks] == [
        ("村", "南山村", "no_village"), ("排查日期", "2025.9.31", "impossible_date"), ("化解日期", "后来", "no_date"), ("纠纷类型", "?", "no_such_word"),
    ]  # fmt: skip


def test_the_year_comes_from_the_title_a_column_or_a_neighbour_and_is_told() -> None:
    by_title = take(sheet(("茶冲村2025年台账",), DISPUTES, dispute("9月15日")))
    assert "found_on: 2025-09-15" in only(by_title)
    assert [remark.key for remark in by_title.taken[0].remarks] == ["year_of_title"]
    by_column = take(sheet(("年份", *DISPUTES), ("2025年", *dispute("9.15"))))
    assert "found_on: 2025-09-15" in only(by_column)
    by_neighbour = take(sheet(DISPUTES, dispute("2025.9.15", **{**SETTLED, "化解日期": "9月26日"})))
    assert "on: 2025-09-26" in only(by_neighbour)
    assert [(r.key, r.values["other"]) for r in by_neighbour.taken[0].remarks] == [("year_of", "排查日期")]
    assert reasons(take(sheet(("2024-2025年台账",), DISPUTES, dispute("9.15")))) == [["no_year"]]


def test_a_year_that_would_turn_time_round_is_not_taken() -> None:
    """Found on 28 December, settled on “5 January” in a ledger of one year: nobody wrote which year."""
    taking = take(sheet(("2024年台账",), DISPUTES, dispute("12月28日", **{**SETTLED, "化解日期": "1月5日"})))
    assert reasons(taking) == [["out_of_order"]]


def test_what_may_be_left_out_stays_in_words_and_is_told() -> None:
    heads = ("村", "网格", "排查日期", "纠纷类型", "基本情况", "涉及人数", "风险等级", "责任人", "协议形式")
    taking = take(
        sheet(heads, ("茶冲村", "第9网格", "2025.9.15", "邻里", "争执", "约60人", "说不准", "没这人", "握手"))
    )
    text = only(taking)
    assert errors(taking) == []
    assert [remark.key for remark in taking.taken[0].remarks] == [
        "no_grid",
        "about_number",
        "no_such_word",
        "nobody",
        "no_such_word",
    ]
    assert {"- 网格：第9网格", "- 涉及人数：约60人", "- 风险等级：说不准", "- 协议形式：握手"} <= set(text.split("\n"))
    assert "没这人" not in text, "who is not on duty is a resident, and no resident is named"


def test_people_are_found_by_name_or_post_on_the_day() -> None:
    heads = ("村", "网格", "排查日期", "纠纷类型", "基本情况", "责任单位", "责任人", "包案领导", "协办单位")

    def day(on: str, who: str) -> tuple[str, ...]:
        return ("茶冲村", "2网格", on, "邻里", f"{on}的事", "茶冲村调委会", who, "书记、镇长", "土地所、自然资源所")

    taking = take(sheet(heads, day("2025.9.15", "村书记"), day("2025.5.1", "网二"), day("2025.9.16", "网二")))
    first, second, third = (row.source.data.decode() for row in taking.taken)
    assert "lead_post: secretary\nlead_party: head\nlead_admin: mayor\nhelpers:\n  - land\n" in first
    assert "lead_unit: mediation-chachong\nlead_post: old-worker\n" in second
    assert "lead_post" not in third, "he had left by then"
    assert errors(taking) == []


def test_parties_are_codes_and_their_names_leave_every_text() -> None:
    heads = (
        "村",
        "排查日期",
        "纠纷类型",
        "申请人",
        "被申请人",
        "联系电话",
        "身份证号",
        "纠纷名称",
        "基本情况",
        "调处情况",
        "备注",
    )
    number, mobile = "340828190001010007", "13800138000"
    row = (
        "茶冲村", "2025.9.15", "邻里", f"张建国 {mobile}", "李　明(男,45岁)", mobile, number, "张建国与李明排水纠纷",
        f"张建国（{number}）与李明因水沟争执", "经村民王大锤作证，张建国让步", f"李明电话{mobile}，住茶冲组12号",
    )  # fmt: skip
    taking = take(sheet(heads, row))
    text = only(taking)
    for name in ("张建国", "李明", "王大锤", number, mobile, "12号", "45岁"):
        assert name not in text
    assert "title: P1与P2排水纠纷" in text
    assert "problem: P1（〔身份证号码略〕）与P2因水沟争执" in text
    assert "- 调处情况：经村民王某作证，P1让步" in text
    assert taking.taken[0].matter.codes == {"P1": "张建国", "P2": "李明"}
    assert [remark.key for remark in taking.taken[0].remarks] == ["numbers_left_out", "names_masked"]
    assert errors(taking) == []


def test_no_name_can_be_told_from_a_fingerprint() -> None:
    heads = ("村", "排查日期", "纠纷类型", "当事人", "基本情况")
    prints = {
        take(sheet(heads, ("茶冲村", "2025.9.15", "邻里", who, f"{who}家屋后排水沟堵塞"))).taken[0].matter.fingerprint for who in ("张建国", "李明", "欧阳海")
    }  # fmt: skip
    assert len(prints) == 1
    assert not re.search(r"\d", prints.pop())


def test_an_accusation_is_a_number_and_nothing_else() -> None:
    heads = ("系统编号", "收到日期", "信访目的", "问题类型", "属地", "信访人", "主要诉求", "责任单位")
    taking = take(
        sheet(
            heads, ("AH9", "2025.9.15", "揭发控告", "村务", "茶冲村", "张三", "举报村干部侵占集体资金", "自然资源所")
        ),
        kind="petition",
    )
    text = only(taking)
    assert errors(taking) == []
    assert "access: sealed" in text
    for word in ("AH9", "张三", "举报", "land", "台账", "fingerprint", "village_affairs"):
        assert word not in text
    again = take(
        sheet(
            heads, ("AH9", "2025.9.15", "揭发控告", "村务", "茶冲村", "张三", "举报村干部侵占集体资金", "自然资源所")
        ),
        kind="petition",
        records=[taking.taken[0].source],
    )
    assert [row.id for row in again.known] == ["QTL-2025-0001"]
    assert reasons(
        take(sheet(heads, ("AH9", "没写清", "揭发控告", "村务", "茶冲村", "张三", "举报", None)), kind="petition")
    ) == [["no_date"]]


PETITIONS = ("系统编号", "信访形式", "收到日期", "信访目的", "办理途径", "问题类型", "属地", "主要诉求", "责任单位", "责任领导", "告知日期", "受理日期", "延期天数", "延期日期", "处理意见", "意见书日期", "送达日期")  # fmt: skip


def petition(**own: Any) -> tuple[Any, ...]:
    cells = {
        "系统编号": "AH1",
        "信访形式": "来访",
        "收到日期": "2025.3.3",
        "信访目的": "求决",
        "办理途径": "信访程序",
        "问题类型": "宅基地",
        "属地": "茶冲村",
        "主要诉求": "反映邻居占地",
        **own,
    }
    return tuple(cells.get(head) for head in PETITIONS)


def test_a_petition_has_the_days_that_its_clocks_ask_for() -> None:
    row = petition(
        告知日期="2025.3.10",
        受理日期="2025.3.12",
        延期天数=30,
        延期日期="2025.5.8",
        处理意见="解释",
        意见书日期="2025.6.8",
        送达日期="2025.6.9",
        责任单位="自然资源所",
        责任领导="镇长",
    )
    taking = take(sheet(PETITIONS, row), kind="petition", settings=UNTIL)
    assert errors(taking, UNTIL) == []
    assert [move for _, move in moves(only(taking))] == ["register", "accept", "extend", "reply", "close"]
    found = register(UNTIL, [taking.taken[0].source])
    from site_builder.model.clocks import deadlines

    states = {
        d.code: (str(d.due), d.state(date(2025, 10, 17))) for d in deadlines(found.cases[0], found, date(2025, 10, 17))
    }
    assert states["notice"] == ("2025-03-18", "met")
    assert states["handle"] == ("2025-06-10", "met")


def test_the_same_reference_is_taken_once() -> None:
    taking = take(sheet(PETITIONS, petition(), petition(主要诉求="再次来访")), kind="petition")
    assert (len(taking.taken), reasons(taking)) == (1, [["same_ref"]])
    again = take(sheet(PETITIONS, petition(受理日期="2025.3.12")), kind="petition", records=[taking.taken[0].source])
    assert [row.id for row in again.known] == [taking.taken[0].id]


ORDERS = (
    "交办单位",
    "文号/工单号",
    "交办方式",
    "交办日期",
    "签收日期",
    "事项",
    "村",
    "事项类别",
    "要求时限",
    "承办单位",
    "反馈日期",
)


def test_an_order_from_above() -> None:
    row = (
        "县人民政府",
        "W1",
        "12345",
        "2025.2.1",
        "2025.2.2",
        "通组路塌方",
        "茶冲村",
        "道路",
        "2025.2.2-2025.2.10",
        "自然资源所",
        "2025.2.9",
    )
    taking = take(sheet(ORDERS, row), kind="order", settings=UNTIL)
    assert errors(taking, UNTIL) == []
    assert (
        "order:\n  from: county\n  ref: W1\n  way: 12345热线\n  received_on: 2025-02-02\n  due_on: 2025-02-10\n"
        in only(taking)
    )
    assert [move for _, move in moves(only(taking))] == ["register", "reply", "feedback", "close"]
    bare = take(
        sheet(ORDERS, ("省里", "W2", None, "2025.2.1", None, "秸秆", "茶冲村", "环境", None, None, None)), kind="order"
    )
    assert reasons(bare) == [["nobody_unit"]]


VISITS = ("日期", "方式", "领导（职务）", "地点", "反映事项", "事项编号", "领导意见", "办理结果")


def test_a_visit_names_its_cases_by_id_or_by_their_reference() -> None:
    case = take(sheet(PETITIONS, petition()), kind="petition").taken[0].source
    rows = [
        ("2025.3.4", "带案下访", "镇一（镇长）", "茶冲村部", "占地", "AH1、QTL-2025-0001、X9", "限期处理", "已办结"),
        ("2025.3.5", "阅信", "镇长", "镇政府", "x", None, "y", None),
        ("2025.3.6", "约访", "没这人", "镇政府", "x", None, "y", None),
    ]
    taking = take(sheet(VISITS, *rows), kind="visit", records=[case])
    assert errors(taking, records=[case]) == []
    assert only(taking) == (
        "---\nid: V-2025-0001\non: 2025-03-04\nmode: visit\nleader: mayor\nplace: 茶冲村部\ncases:\n  - QTL-2025-0001\n"
        "instructions: |\n  问题概述：占地\n  领导意见：限期处理\n  办理结果：已办结\n---\n"
    )
    assert [remark.key for remark in taking.taken[0].remarks] == ["no_case"]
    assert reasons(taking) == [["no_such_word"], ["nobody"]]
    again = take(sheet(VISITS, rows[0]), kind="visit", records=[case, taking.taken[0].source])
    assert [row.id for row in again.known] == ["V-2025-0001"]


def test_rows_alike_are_as_many_cases_and_known_again_as_many() -> None:
    rows = [dispute(), dispute(), dispute(what="另一件事")]
    taking = taken(*rows)
    assert [[remark.key for remark in row.remarks] for row in taking.taken] == [[], ["alike"], []]
    records = [row.source for row in taking.taken]
    again = take(sheet(DISPUTES, *rows, dispute()), records=records)
    assert (len(again.known), len(again.taken)) == (3, 1)
    corrected = take(sheet(DISPUTES, dispute(**{**SETTLED, "纠纷类型": "其他"})), records=records)
    assert [row.id for row in corrected.known] == [taking.taken[0].id], (
        "what was added to a row later does not make it another"
    )


def test_ids_are_the_next_of_each_year() -> None:
    taking = taken(dispute("2024.12.31", "旧事"), dispute(), dispute("2025.9.16", "新事"))
    assert [row.id for row in taking.taken] == ["QTL-2024-0001", "QTL-2025-0001", "QTL-2025-0002"]


def test_what_the_ledger_does_not_say_can_be_given() -> None:
    heads = ("排查日期", "基本情况")
    taking = take(
        sheet(heads, ("2025.9.15", "争执")),
        given={"village": "茶冲村", "category": "邻里", "source": "五老", "access": "镇内"},
    )
    assert {"village: chachong", "category: neighbour", "source: elder", "access: office"} <= set(
        only(taking).split("\n")
    )
    assert [name for name, _ in taking.reads[0].assumed] == ["registered_on"]


@pytest.mark.parametrize(
    "what", ["---", "# 标题", "a: b", "- x", "“引号”", "是", "2025-09-15", "null", "<script>alert(1)</script>", "[x](javascript:1)", "{{ x }}", "=1+1", "\u202e反写", "零\u200b宽", "长" * 3000, "甲\ue000乙", "&anchor *alias"]
)  # fmt: skip
def test_any_text_makes_a_file_that_reads_back(what: str) -> None:
    heads = ("村", "排查日期", "纠纷类型", "基本情况", "备注")
    taking = take(sheet(heads, ("茶冲村", "2025.9.15", "邻里", what, what)))
    assert errors(taking) == []
    assert len(taking.taken) == 1
