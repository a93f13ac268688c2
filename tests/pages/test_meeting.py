"""The agenda of a meeting: who talks about what, why, and what became of what was decided the week before."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from site_builder.model.register import Register
from site_builder.model.weeks import Week
from site_builder.pages import meeting
from site_builder.pages.meeting import ItemView, MeetingPage
from site_builder.render.shipped import shipped_themes
from site_builder.views.agenda import SECTIONS, agendas
from site_builder.views.edition import Edition
from tests.pages.test_case import SEALED
from tests.pages.test_lists import TASK, WORKING
from tests.pages.test_person import FOLLOWED, REPLIED
from tests.pages.test_site import real
from tests.support.sites import build, build_page, main_text
from tests.support.town import edition_of, town

FRIDAY = date(2025, 10, 17)


@pytest.fixture(scope="module")
def register() -> Register:
    return real("office").register


def held(edition: Edition, scope: str = "town", last: bool = False) -> MeetingPage:
    path = f"meetings/{'last/' if last else ''}{scope}.html"
    found = next(page.context for page in meeting.pages(edition) if page.path == path)
    assert isinstance(found, MeetingPage)
    return found


def on(page: MeetingPage) -> dict[str, list[str]]:
    """The agenda in short: the last digits of the matters' numbers, by section."""
    return {section.code: [item.case.text[-4:] for item in section.matters] for section in page.sections}


def item(page: MeetingPage, number: str) -> ItemView:
    return next(i for section in page.sections for i in section.matters if i.case.text.endswith(number))


def kinds(page: MeetingPage, number: str) -> list[str]:
    return [reason.kind for reason in item(page, number).reasons]


# the demonstration, worked out by hand from domain notes §9


def test_the_joint_meeting_of_2025_w42(register: Register) -> None:
    page = held(edition_of(register, as_of=FRIDAY))
    assert (page.week, page.meeting, page.day, page.former, page.next) == (
        "2025-W42", FRIDAY, FRIDAY, date(2025, 10, 10), date(2025, 10, 24),
    )  # fmt: skip
    assert on(page) == {
        "due": ["0010"],  # 10-24 is the day of the next meeting
        "confirm": ["0004", "0006"],  # replied 10-14, to be followed up; followed up 10-11, to be closed
        "review": ["0021"],  # answered 10-11: a re-review may be asked for until 11-10
        "visits": ["0003", "0005", "0008"],  # a risk that is not small, and no leader has been there
        "rest": ["0014"],  # extended until 11-10
    }
    assert [(d.what, d.due) for d in item(page, "0010").reasons[0].duties] == [
        ("调解", date(2025, 10, 24)), ("提请后办理时限", date(2025, 10, 24)),
        ("T1 查明井水变浑的原因，查明前保障应急供水", date(2025, 10, 24)),
    ]  # fmt: skip
    assert [d.due for d in item(page, "0021").reasons[0].duties] == [date(2025, 11, 10)]
    assert [p.text for p in item(page, "0006").reasons[0].people] == ["金月兰"]
    assert [(reason.kind, reason.number) for reason in item(page, "0014").reasons] == [("going_on", 0), ("points", 2)]
    assert (page.above, page.recorded, page.off) == ((), (), "")


def test_what_the_joint_meeting_of_w42_hears_of_the_week_before(register: Register) -> None:
    page = held(edition_of(register, as_of=FRIDAY))
    assert page.fates == (5, 0, 5)
    assert [(row.case.text[-4:], row.number, row.fate.word, row.done) for row in page.decisions] == [
        ("0010", "T1", "未完成", None), ("0014", "T2", "未完成", None), ("0005", "T2", "未完成", None),
        ("0008", "T2", "未完成", None), ("0003", "T2", "未完成", None),
        ("0011", "T1", "已完成", date(2025, 10, 14)), ("0004", "T2", "已完成", date(2025, 10, 14)),
        ("0004", "", "已完成", date(2025, 10, 14)), ("0007", "", "已完成", date(2025, 10, 15)),
        ("0020", "", "已完成", date(2025, 10, 13)),
    ]  # fmt: skip


def test_the_villages_meetings_of_2025_w42(register: Register) -> None:
    edition = edition_of(register, as_of=FRIDAY)
    shimen, baiguoshu = held(edition, "shimen"), held(edition, "baiguoshu")
    assert on(shimen) == {"new": ["0022"]}
    assert (kinds(shimen, "0022"), item(shimen, "0022").reasons[0].on) == (["reopened", "points"], date(2025, 10, 15))
    assert [row.case.text[-4:] for row in shimen.above] == ["0021"]
    assert [(row.case.text[-4:], row.number, row.fate.word) for row in shimen.decisions] == [
        ("0012", "T2", "已完成"), ("0012", "", "已完成"),
    ]  # fmt: skip
    assert on(baiguoshu) == {"confirm": ["0013"]}, "replied 10-16; the secretary follows up"
    for quiet in ("chachong", "shahewan", "fengxiangao", "zhuyuan"):
        assert on(held(edition, quiet)) == {}
    assert [row.case.text[-4:] for row in held(edition, "shahewan").above] == ["0003", "0004", "0014"]


def test_the_joint_meeting_of_2025_w41(register: Register) -> None:
    """The first one after the holidays: 0007 ratified, 0010 raised to the county, 0014 extended (domain notes §9)."""
    page = held(edition_of(register, as_of=date(2025, 10, 10)))
    assert page.former == date(2025, 9, 26), "3 October was a holiday"
    assert on(page) == {
        "urgent": ["0007"],
        "new": ["0005", "0011"],
        "raised": ["0010"],
        "due": ["0021", "0004"],
        "confirm": ["0006", "0020"],
        "visits": ["0003", "0008"],
        "rest": ["0014"],
    }
    urgent = item(page, "0007")
    assert [(one.move, one.what.text if one.what else "") for one in urgent.recorded] == [
        ("追认", ""), ("例会研究", "答复送达并逐人回访核实后，由镇长审核销号"),
    ]  # fmt: skip
    assert kinds(page, "0007")[:2] == ["ratify", "raised_on"]
    assert item(page, "0010").reasons[0].level == "县"
    assert [(one.decided, one.what.text if one.what else "") for one in item(page, "0014").recorded] == [
        (False, "已经批准延期，按任务T2在11月10日前出具意见书")
    ]
    assert page.fates == (7, 1, 3)
    assert [(row.case.text[-4:], row.due, row.new_due) for row in page.decisions if row.fate.word == "已调整"] == [
        ("0014", date(2025, 10, 10), date(2025, 11, 10))
    ]


def test_a_day_of_performance_is_visited_even_where_the_case_is_closed(register: Register) -> None:
    """What 0022 taught: it was closed before its ditch was due on 30 September, and nobody went to look."""
    page = held(edition_of(register, as_of=date(2025, 10, 10)), "shimen")
    assert on(page) == {"due": ["0012"], "visits": ["0022"]}
    assert (kinds(page, "0022"), item(page, "0022").status.word) == (["performance"], "已销号")


def test_last_weeks_meeting_stays_as_it_was(register: Register) -> None:
    then = held(edition_of(register, as_of=date(2025, 10, 10)))
    now = held(edition_of(register, as_of=FRIDAY), last=True)
    assert (now.day, now.week) == (date(2025, 10, 10), "2025-W41")
    assert now.sections == then.sections and now.decisions == then.decisions
    after = held(edition_of(register, as_of=date(2025, 10, 12)))
    assert (after.day, after.sections) == (then.day, then.sections), "on Sunday the week's meeting is over"


@pytest.mark.parametrize("day", [date(2025, 1, 3) + timedelta(weeks=weeks) for weeks in range(0, 42, 3)])
def test_every_open_matter_is_talked_about_once_or_by_both_where_it_is_late(register: Register, day: date) -> None:
    found = agendas(register, Week.of(day), day, (*register.town.villages, "town"))
    times: dict[str, list[str]] = {}
    for scope, agenda in found.items():
        for one in agenda.items:
            times.setdefault(one.case.id, []).append(scope)
            assert one.reasons and one.section in SECTIONS
    for history in (register.histories[case.id] for case in register.known_cases(found["town"].day)):
        state = history.on(found["town"].day)
        assert state is not None
        scopes = times.get(history.case.id, [])
        if history.spec.is_open(state.status):
            assert scopes in ([history.case.village], ["town"], [history.case.village, "town"]), history.case.id
        if len(scopes) == 2:
            assert any(item.is_overdue for item in found["town"].lists.overdue if item.case is history.case)
        assert not history.case.is_sealed


# each part


def test_an_urgent_matter_is_ratified_first() -> None:
    urgent = {"why": "断水", "reported_to": "head", "reported_at": "2025-10-15 08:30"}
    started = ("2025-10-15", "start_urgent", "secretary", {"action": "送水"})
    fields = {**WORKING, "found_on": "2025-10-15", "urgent": urgent, "events": [started]}
    page = held(town().case(**fields).edition(), "chachong")
    assert (on(page), kinds(page, "0001")) == ({"urgent": ["0001"]}, ["ratify", "due"])
    assert [duty.what for duty in item(page, "0001").reasons[1].duties] == ["T1 改沟"], "not the ratification again"
    ratified = ("2025-10-17", "ratify", "secretary", {"meeting": "2025-W42"})
    edition = town().case(**{**fields, "events": [started, ratified]}).edition()
    assert [one.move for one in item(held(edition, "chachong"), "0001").recorded] == ["追认"]
    later = edition_of(edition.register, as_of=date(2025, 10, 24))
    assert on(held(later, "chachong")) == {"overdue": ["0001"]}


def test_new_matters_are_triaged_and_assigned() -> None:
    triaged = [("2025-09-19", "triage", "secretary", {"recusal_checked": True})]
    fresh = [
        (day.replace("2025-09", "2025-10").replace("-19", "-12").replace("-22", "-13"), *rest)
        for day, *rest in WORKING["events"]
    ]
    builder = town().case().case(status="triaged", events=triaged)
    builder.case(**{**WORKING, "found_on": "2025-10-12", "events": fresh})
    edition = builder.edition(as_of=date(2025, 10, 14))
    page = held(edition, "chachong")
    assert on(page)["new"] == ["0001", "0002", "0003"]
    assert [kinds(page, n)[0] for n in ("0001", "0002", "0003")] == ["triage", "assign", "new"]
    assert [p.text for p in item(page, "0001").reasons[0].people] == ["支一"]


def test_what_is_overdue_says_why_and_the_town_hears_it_where_the_ladder_calls_it() -> None:
    register = town().case(**{**WORKING, "tasks": []}).register()
    first = edition_of(register, as_of=date(2025, 10, 17))
    assert on(held(first, "chachong")) == on(held(first)) == {"overdue": ["0001"]}, "the petition desk is called"
    (late,) = item(held(first), "0001").reasons[0].duties
    assert (late.what, late.days, late.why.start, late.why.limit) == ("调解", -2, date(2025, 9, 15), 30)
    assert (late.posts, [p.text for p in late.called]) == (("村党组织书记", "镇信访工作人员"), ["支一", "信一"])
    assert on(held(edition_of(register, as_of=date(2025, 10, 15)))) == {}
    assert "请说明原因，定怎么办、哪天办完" in main_text(build_page(first, "meetings/chachong.html"))


def test_two_meetings_without_progress_are_told() -> None:
    done = {**TASK, "done": "2025-09-25", "measures": [{**TASK["measures"][0], "done": "2025-09-25"}]}
    service = {"kind": "service", "category": "road", "access": "village"}
    register = town().case(**{**WORKING, "tasks": [done]}, **service).register()
    assert "stalled" not in on(held(edition_of(register, as_of=date(2025, 10, 6)), "chachong"))
    page = held(edition_of(register, as_of=date(2025, 10, 10)), "chachong")
    assert on(page) == {"stalled": ["0001"]}
    reason = item(page, "0001").reasons[0]
    assert (reason.on, reason.number, reason.move) == (date(2025, 9, 22), 18, "着手办理")


def test_a_village_is_told_what_it_may_raise() -> None:
    grave = {**WORKING, "risk": {"level": "重大", "reason": "百人聚集"}}
    failed = [
        (day, "mediate", "mediator", {"consent": True, "present": ["P1", "P2"], "mediation_result": "未成"})
        for day in ("2025-10-06", "2025-10-07", "2025-10-08")
    ]
    tried = {**WORKING, "found_on": "2025-10-01", "events": [*WORKING["events"], *failed]}
    edition = town().case(**{**grave, "found_on": "2025-10-01"}).case(**tried).edition(as_of=date(2025, 10, 13))
    page = held(edition, "chachong")
    assert [r.code for n in ("0001", "0002") for r in item(page, n).reasons if r.kind == "raise"] == [
        "重大风险", "三次调解未成",
    ]  # fmt: skip


def test_the_town_takes_up_what_a_village_raised() -> None:
    up = ("2025-10-15", "raise", "secretary",
          {"to_level": "town", "reason_raised": "超权限", "why": "村里办不了", "told_on": "2025-10-15"})  # fmt: skip
    edition = town().case(**{**WORKING, "level": "town", "events": [*WORKING["events"], up]}).edition()
    page = held(edition)
    reason = item(page, "0001").reasons[0]
    assert on(page) == {"raised": ["0001"]}
    assert (reason.code, reason.what and reason.what.text, reason.by and reason.by.text) == (
        "超权限",
        "村里办不了",
        "支一",
    )
    assert [row.case.text for row in held(edition, "chachong").above] == ["QTL-2025-0001"]


def test_replies_and_closings_wait_for_whoever_did_not_handle_them() -> None:
    edition = town().case(**FOLLOWED).case(**REPLIED).edition()
    page = held(edition, "chachong")
    assert on(page) == {"overdue": ["0002"], "confirm": ["0001"]}, "the follow-up was due on 9 October"
    assert [(r.kind, [p.text for p in r.people]) for r in item(page, "0001").reasons] == [("close", ["支一"])]


# days


def test_a_meeting_that_falls_on_a_holiday_is_not_held() -> None:
    page = held(town().case().edition(as_of=date(2025, 10, 1)), "chachong")
    assert (page.meeting, page.off, page.former, page.next) == (
        date(2025, 10, 3), "国庆节", date(2025, 9, 26), date(2025, 10, 10),
    )  # fmt: skip
    shown = main_text(build_page(town().case().edition(as_of=date(2025, 10, 1)), "meetings/chachong.html"))
    assert "这一天逢国庆节，不开会；下一次例会在2025年10月10日。" in shown


def test_a_year_without_a_calendar_has_meetings_all_the_same() -> None:
    page = held(town().case(found_on="2035-01-02", kind="opinion", category="road").edition(as_of=date(2035, 1, 5)))
    assert (page.off, page.next) == ("", date(2035, 1, 12))


def test_an_empty_register_has_an_agenda() -> None:
    edition = town().edition()
    assert [p.path for p in meeting.pages(edition)] == [f"meetings/{s}.html" for s in ("chachong", "shimen", "town")]
    assert "没有要议的事项" in main_text(build_page(edition, "meetings/town.html"))


# who comes, who sees


def test_who_comes() -> None:
    edition = town().edition()
    assert [(h.person.text, h.post) for h in held(edition, "shimen").invited] == [
        ("支二", "石门村党组织书记"), ("网三", "石门村第1网格网格员"),
    ]  # fmt: skip
    assert [h.person.text for h in held(edition).invited] == ["书一", "镇一", "信一", "土一", "支一", "支二"]


def test_a_village_has_its_own_meeting_alone() -> None:
    builder = town().case().case(access="office").case(village="shimen")
    builder.case("QTL-2025-0777", village="chachong", **SEALED)
    edition = builder.edition("village:chachong")
    assert {page.path for page in meeting.pages(edition)} == {"meetings/chachong.html", "meetings/last/chachong.html"}
    assert on(held(edition, "chachong")) == {"new": ["0001"]}


def test_a_sealed_case_is_on_no_agenda() -> None:
    builder = town().case().case("QTL-2025-0777", village="chachong", **SEALED)
    with_it, without = builder.edition(), town().case().edition()
    assert [(p.path, p.context) for p in meeting.pages(with_it)] == [
        (p.path, p.context) for p in meeting.pages(without)
    ]


def test_agendas_can_be_reached() -> None:
    site = build(town().case().edition())
    assert b'href="../meetings/chachong.html"' in site["villages/chachong.html"]
    assert b'href="meetings/town.html"' in site["index.html"]
    assert b'href="../meetings/shimen.html"' in site["weeks/index.html"]
    own = build(town().case().edition("village:chachong"))
    assert b'href="meetings/chachong.html"' in own["index.html"]


def test_the_english_agenda_is_in_english() -> None:
    shown = main_text(build_page(replace(town().case(**WORKING).edition(), language="en"), "meetings/chachong.html"))
    assert "Duebeforethenextmeeting" in shown or "Overdue" in shown
    assert "逾期" not in shown and "例会" not in shown


def test_every_reason_has_its_own_words(register: Register) -> None:
    """The template says something for each kind of reason, and the demonstration's year shows most of them."""
    template = (shipped_themes() / "default" / "pages" / "meeting.html").read_text(encoding="utf-8")
    every = {kind for kinds in SECTIONS.values() for kind in kinds}
    assert {kind for kind in every if f'"{kind}"' not in template} == {"going_on"}, "which is what is left"
    shown = set()
    for weeks in range(42):
        edition = edition_of(register, as_of=date(2025, 1, 3) + timedelta(weeks=weeks))
        for scope in ("town", "baiguoshu", "shimen"):
            for section in held(edition, scope).sections:
                shown |= {reason.kind for one in section.matters for reason in one.reasons}
    assert every - shown == {"overdue", "stalled", "raise"}, "which have tests of their own"
