"""The page of one case."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest

from site_builder.pages import all_pages
from site_builder.pages.case import CasePage
from site_builder.spec import default_spec
from site_builder.views.edition import Edition
from tests.pages.test_site import real
from tests.support.sites import build, build_page, main_text, squeezed, text_of, undigested
from tests.support.town import edition_of, small_town, town
from tests.support.visible import sample, unseen

SPEC = default_spec()
DISPUTE: dict[str, Any] = {
    "tasks": [
        {
            "id": "T1", "what": "改排水沟", "done_when": "沟已改好", "due": "2025-10-10", "assigned_on": "2025-09-19",
            "assigned_by": "2025-W38", "owner": "mediator", "done": "2025-09-26",
            "measures": [{"what": "疏通", "who": "worker", "by": "2025-09-25", "done": "2025-09-24", "evidence": "照片目录"}],
        }
    ],
    "status": "closed",
    "lead_post": "mediator",
    "outcome": {"result": "化解", "agreement": "书面"},
    "points": [{"what": "要求改沟", "answer": "已改", "answered_on": "2025-09-26"}],
    "events": [
        ("2025-09-19", "triage", "secretary", {"recusal_checked": True}),
        ("2025-09-19", "assign", "secretary", {"basis": "周例会", "meeting": "2025-W38"}),
        ("2025-09-22", "work", "mediator", {}),
        ("2025-09-24", "mediate", "elder", {"consent": True, "present": ["P1", "P2"], "mediation_result": "达成"}),
        ("2025-09-26", "reply", "mediator", {"result": "化解", "agreement": "书面", "what": "改沟"}),
        ("2025-10-03", "follow_up", "supervisor", {"satisfaction": "满意", "performed": True}),
        ("2025-10-10", "close", "secretary",
         {"powers": {"know": "当日告知", "take_part": "两次到场", "decide": "双方签字", "supervise": "监督员回访"}}),
    ],
}  # fmt: skip


def page(edition: Edition, id: str = "QTL-2025-0001") -> CasePage:
    found = next(page.context for page in all_pages(edition) if page.path == f"cases/{id}.html")
    assert isinstance(found, CasePage)
    return found


def shown(edition: Edition, id: str = "QTL-2025-0001") -> str:
    return text_of(build_page(edition, f"cases/{id}.html"))


# every value of the record is on its page


def test_every_value_of_the_demonstration_cases_is_on_their_pages() -> None:
    edition = real("office")
    site = build(edition)
    for case in edition.cases:
        text = text_of(site[f"cases/{case.id}.html"])
        assert unseen(case, text, SPEC, edition.register.town) == [], case.id


@pytest.mark.parametrize("move", [code for code in SPEC.moves if code not in ("register", "seal")])
def test_every_field_that_a_move_may_carry_is_on_the_page(move: str) -> None:
    fields = {
        name: sample(SPEC.event_fields[name], SPEC, i)
        for i, name in enumerate(SPEC.moves[move].fields)
        if name != "note"
    }
    own = {name: sample(SPEC.blocks["event"].fields[name], SPEC, 90) for name in ("entered_on", "note", "late_because")}
    builder = town().case(events=[("2025-09-16", move, "desk", {**fields, **own, "corrects": 1})])
    edition = builder.edition()
    assert unseen(builder.cases[0], shown(edition), SPEC, small_town()) == []


def test_every_field_of_a_case_is_on_the_page() -> None:
    fields = {
        name: sample(field, SPEC, i)
        for i, (name, field) in enumerate(SPEC.records["case"].fields.items())
        if name not in ("id", "events", "village", "outcome", "order", "urgent", "petition", "tasks", "access")
    }
    fields |= {
        "status": "replied",
        "access": "office",
        "category": "water",
        "found_on": "2025-01-02",
        "registered_on": "2025-01-03",
        "outcome": {"result": "化解", "agreement": "口头", "opinion": "支持", "performed_by": "2025-12-01", "promoted_by": "V-2025-0001"},
        "order": {"from": "county", "ref": "县字1号", "way": "公文", "received_on": "2025-02-01", "due_on": "2025-03-01", "objection_by": "2025-02-08"},
        "urgent": {"why": "断水", "reported_to": "head", "reported_at": "2025-01-02 07:45"},
        "petition": {
            "official_ref": "XF-1", "form": "走访", "class": "申诉求决类", "route": "6", "procedure": "ordinary",
            "accepted_on": "2025-01-06", "notice_on": "2025-01-07", "opinion_on": "2025-02-08", "delivered_on": "2025-02-09",
            "no_notice_because": "地址不清",
            "extend": {"days": 29, "approved_by": "mayor", "notified_on": "2025-02-28", "reason": "情况复杂"},
            "review": {"asked_on": "2025-03-04", "due": "2025-04-03", "result": "维持"},
            "rereview": {"asked_on": "2025-04-05", "due": "2025-05-05", "result": "变更"},
            "hearing_days": 17,
        },
        "tasks": [{
            "id": "T7", "what": "修路", "done_when": "通车", "due": "2025-03-05", "assigned_on": "2025-01-09",
            "assigned_by": "mayor", "owner": "land", "helpers": ["petition-office"], "done": "2025-03-01",
            "measures": [{"what": "测量", "who": "land-head", "way": "工程修复", "basis": "《公路法》第三十五条",
                          "start": "2025-01-10", "by": "2025-01-20", "done": "2025-01-19", "evidence": "测量记录"}],
        }],
        "events": [
            ("2025-02-01", "extend", "mayor", {"reason": "情况复杂", "days": 29}),
            ("2025-02-02", "hearing", "desk", {"days": 17}),
            ("2025-02-03", "review_open", "desk", {}),
            ("2025-02-04", "review_answer", "desk", {}),
            ("2025-02-05", "rereview_open", "desk", {}),
            ("2025-02-06", "rereview_close", "desk", {}),
            ("2025-02-07", "merge", "desk", {"into": "QTL-2025-9001"}),
            ("2025-02-08", "reply", "desk", {"result": "化解", "agreement": "口头", "opinion": "支持",
                                             "performed_by": "2025-12-01", "promoted_by": "V-2025-0001"}),
        ],
    }  # fmt: skip
    builder = town().case(body="## 经过\n\n甲户、**乙户** `争执`。\n\n> 引文\n\n1. 一\n2. 二\n", **fields)
    assert unseen(builder.cases[0], shown(builder.edition()), SPEC, small_town()) == []


# one day and another


def test_a_page_shows_what_was_known_on_its_day() -> None:
    register = town().case(**DISPUTE).register()
    then = page(edition_of(register, as_of=date(2025, 9, 25)))
    assert [event.number for event in then.events] == [1, 2, 3, 4, 5]
    assert then.status.word == "办理中" and then.status.shape == "hand"
    assert then.points[0].answer is None
    assert then.tasks[0].progress == "in_progress" and then.tasks[0].done is None
    assert then.tasks[0].measures[0].done == date(2025, 9, 24)
    assert all(group.heading != "办理结果" for group in then.summary)
    text = shown(edition_of(register, as_of=date(2025, 9, 25)))
    assert "化解" not in text and "2025年9月26日" not in text and "监督员回访" not in text


def test_a_task_assigned_later_is_not_there_yet() -> None:
    register = town().case(**DISPUTE).register()
    assert page(edition_of(register, as_of=date(2025, 9, 18))).tasks == ()


def test_a_late_entry_is_there_from_the_day_it_was_written_down() -> None:
    late = {
        "on": "2025-09-16",
        "move": "triage",
        "by": "desk",
        "recusal_checked": True,
        "entered_on": "2025-09-30",
    }
    register = town().case(status="triaged", events=[late]).register()
    assert [e.late for e in page(edition_of(register, as_of=date(2025, 9, 29))).events] == [False]
    after = page(edition_of(register, as_of=date(2025, 9, 30)))
    assert [(e.on, e.late, e.entered_on) for e in after.events[1:]] == [(date(2025, 9, 16), True, date(2025, 9, 30))]
    assert "补录2025年9月30日记入" in shown(edition_of(register, as_of=date(2025, 9, 30)))


def test_a_handed_over_case_shows_who_answered_for_it_then() -> None:
    over = ("2025-09-20", "hand_over", "secretary", {"from_person": "mediator", "to_person": "elder"})
    register = town().case(lead_post="elder", lead_party="elder", events=[over]).register()
    before = shown(edition_of(register, as_of=date(2025, 9, 19)))
    assert "责任人调一" in before and "包案领导（党委）调一" in before
    assert "责任人老一" in shown(edition_of(register))


def test_a_regraded_case_shows_its_risk_then() -> None:
    up = ("2025-09-20", "regrade", "desk", {"risk_from": "一般", "risk_to": "重大", "why": "人数增加"})
    register = town().case(risk={"level": "重大", "reason": "百人聚集"}, events=[up]).register()
    assert page(edition_of(register, as_of=date(2025, 9, 19))).risk == "一般"
    assert "百人聚集" not in shown(edition_of(register, as_of=date(2025, 9, 19)))
    assert page(edition_of(register)).risk == "重大"


# deadlines


def test_a_deadline_says_why_it_is_that_day() -> None:
    edition = town().case(**DISPUTE).edition(as_of=date(2025, 9, 30))
    follow_up = next(d for d in page(edition).deadlines if d.name == "回访")
    assert (follow_up.why.start, follow_up.due, follow_up.why.limit) == (date(2025, 9, 26), date(2025, 10, 9), 7)
    assert [(r.first.day, r.last.day, r.count_from, r.count_to, r.reason) for r in follow_up.runs] == [
        (26, 26, None, None, "起算当日不计"),
        (27, 3, 1, 7, ""),
        (4, 5, None, None, "国庆节"),
        (6, 6, None, None, "中秋节"),
        (7, 8, None, None, "国庆节"),
        (9, 9, None, None, "顺延至工作日"),
    ]


def test_what_is_still_to_be_done_comes_first() -> None:
    views = page(town().case(**DISPUTE).edition(as_of=date(2025, 9, 30))).deadlines
    assert [view.runs_on for view in views] == sorted((view.runs_on for view in views), reverse=True)


def test_a_clock_without_a_calendar_is_named_with_its_year() -> None:
    order = {"from": "county", "ref": "1", "received_on": "2035-01-04"}
    edition = town().case(level="town", found_on="2035-01-04", order=order).edition(as_of=date(2035, 1, 5))
    assert "还没有2035年的放假安排" in shown(edition)


# the four powers, links, visits


def test_the_four_powers_are_ticked_by_the_closing() -> None:
    closed = page(town().case(**DISPUTE).edition())
    assert [power.evidence.text if power.evidence else "" for power in closed.powers] == [
        "当日告知", "两次到场", "双方签字", "监督员回访",
    ]  # fmt: skip


def test_before_the_closing_the_powers_show_what_has_happened() -> None:
    then = page(town().case(**DISPUTE).edition(as_of=date(2025, 9, 26)))
    assert [power.so_far for power in then.powers] == [
        (), ((date(2025, 9, 24), "调解"),), ((date(2025, 9, 26), "答复"),), (),
    ]  # fmt: skip


def test_linked_cases_are_shown_from_both_sides() -> None:
    builder = (
        town()
        .case("QTL-2025-0001", links={"related": ["QTL-2025-0003"]})
        .case("QTL-2025-0002", status="merged", links={"duplicates": "QTL-2025-0001"},
              events=[("2025-09-20", "merge", "desk", {"into": "QTL-2025-0001", "told_on": "2025-09-20"})])
        .case("QTL-2025-0003")
        .case("QTL-2025-0004", links={"reopens": "QTL-2025-0001"})
    )  # fmt: skip
    edition = builder.edition()
    relations = {
        id: [(x.relation, x.case.text) for x in page(edition, id).linked] for id in edition.register.case_by_id
    }
    assert relations == {
        "QTL-2025-0001": [
            ("merged", "QTL-2025-0002"),
            ("reopened_by", "QTL-2025-0004"),
            ("related", "QTL-2025-0003"),
        ],
        "QTL-2025-0002": [("into", "QTL-2025-0001")],
        "QTL-2025-0003": [("related", "QTL-2025-0001")],
        "QTL-2025-0004": [("reopens", "QTL-2025-0001")],
    }
    before = edition_of(edition.register, as_of=date(2025, 9, 19))
    assert page(before, "QTL-2025-0002").linked == ()
    assert ("merged", "QTL-2025-0002") not in [(x.relation, x.case.text) for x in page(before).linked]


def test_a_visit_at_which_it_was_raised() -> None:
    edition = town().case().visit("V-2025-0007", cases=["QTL-2025-0001"], instructions="限期办结").edition()
    visit = page(edition).visits[0]
    assert (visit.visit.text, visit.leader.text, visit.mode, visit.instructions and visit.instructions.text) == (
        "V-2025-0007", "书一", "下访", "限期办结",
    )  # fmt: skip
    assert page(edition_of(edition.register, as_of=date(2025, 9, 19))).visits == ()


def test_a_case_number_in_a_text_is_a_link() -> None:
    edition = town().case(problem="与QTL-2025-0002同一条沟", body="见 QTL-2025-0002").case().edition()
    assert (
        build_page(edition, "cases/QTL-2025-0001.html").count(
            b'<a href="../cases/QTL-2025-0002.html">QTL-2025-0002</a>'
        )
        == 2
    )


def test_who_did_it_stands_with_the_post_of_that_day() -> None:
    edition = town().case(grid="chachong-02", found_on="2025-06-01", first_handler="old-worker").edition()
    assert page(edition).events[0].post == "茶冲村第1网格网格员"
    assert page(town().case(**DISPUTE).edition()).events[1].post == "茶冲村党组织书记"


# hostile text


@pytest.mark.parametrize("field", ["title", "problem", "public_summary"])
def test_text_stays_text(field: str) -> None:
    evil = "{{ 7*7 }}<script>x</script>"
    builder = town().case(**{field: evil})
    data = build_page(builder.edition(), "cases/QTL-2025-0001.html").decode()
    assert not re.search(r"<script(?! src=\"\.\./static/)", data)
    assert squeezed(evil) in text_of(data)


# sealed cases, other audiences

SEALED: dict[str, Any] = {
    "access": "sealed", "status": "sealed", "title": "密封事项", "kind": "petition", "level": "town", "category": "other",
    "problem": None, "petition": {"class": "检举控告类"}, "source": "letter", "first_handler": "desk",
    "events": [("2025-09-16", "seal", "desk", {"handed_to": "county", "handed_on": "2025-09-16"})],
}  # fmt: skip


def test_a_sealed_case_is_a_number_and_nothing_else() -> None:
    site = build(town().case("QTL-2025-0001").case("QTL-2025-0777", village="shimen", **SEALED).edition())
    assert "cases/QTL-2025-0777.html" not in site
    form = site.pop("intake.html")  # which says how every sealed matter is called, whether there is one or not
    assert form == build(town().case("QTL-2025-0001").edition())["intake.html"]
    assert not any(b"0777" in undigested(data) or "密封事项".encode() in data for data in site.values())
    assert "密封件1" in main_text(site["index.html"])


def test_a_sealed_case_changes_nothing_but_its_count() -> None:
    """On the home page, the figures, the weekly pages of its village and the town, in the data; in no other file."""
    without = build(town().case("QTL-2025-0001").edition())
    with_it = build(town().case("QTL-2025-0001").case("QTL-2025-0777", village="shimen", **SEALED).edition())
    changed = {path for path in {*without, *with_it} if without.get(path) != with_it.get(path)}
    counted = {path for path in changed if not re.fullmatch(r"weeks/2025-W\d\d/(town|shimen)\.html|api/weeks/.+", path)}
    assert counted == {"index.html", "figures.html", "api/meta.json", "api/cases.json", "api/figures.json"}
    for path in changed:
        old, new = without[path].decode(), with_it[path].decode()
        assert re.sub(r"\d+", "0", old).replace("cases", "case") == re.sub(r"\d+", "0", new).replace("cases", "case")


@pytest.mark.parametrize("audience", ["village:chachong", "board"])
def test_what_an_audience_may_not_see_leaves_no_trace(audience: str) -> None:
    def world(*hidden: dict[str, Any]) -> dict[str, bytes]:
        builder = town().case("QTL-2025-0001").case("QTL-2025-0002", access="board", public_summary="村道已通车。")
        for number, fields in enumerate(hidden):
            builder.case(f"QTL-2025-08{number:02d}", **fields)
        builder.visit("V-2025-0001", cases=["QTL-2025-0001"])
        return build(builder.edition(audience))

    hidden: list[dict[str, Any]] = [
        {"access": "office", "title": "不公开"},
        {"village": "shimen", "title": "外村", "links": {"related": ["QTL-2025-0001"]}},
        {"village": "shimen", **SEALED},
        {"access": "office", "status": "merged", "links": {"duplicates": "QTL-2025-0001"},
         "events": [("2025-09-20", "merge", "desk", {"into": "QTL-2025-0001", "told_on": "2025-09-20"})]},
    ]  # fmt: skip
    assert world() == world(*hidden)


def test_a_village_has_its_own_people_and_the_towns() -> None:
    site = build(town().case().edition("village:chachong"))
    assert "people/secretary.html" in site and "people/head.html" in site
    assert "people/shimen-secretary.html" not in site and "units/committee-shimen.html" not in site
    assert "villages/shimen.html" not in site and "grids/shimen-01.html" not in site
