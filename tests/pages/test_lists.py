"""Home, lists, villages, grids, people, units: who is on them and in which order."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from site_builder.model.four_lists import TOWN
from site_builder.pages import all_pages, site_of
from site_builder.settings import Settings
from site_builder.spec import Label
from site_builder.views.edition import Edition
from tests.support.sites import build_page, main_text, squeezed
from tests.support.town import edition_of, town

TASK: dict[str, Any] = {
    "id": "T1", "what": "改沟", "done_when": "沟已改好", "due": "2025-10-20", "assigned_on": "2025-09-19",
    "owner": "mediator", "measures": [{"what": "疏通", "who": "worker", "by": "2025-10-20"}],
}  # fmt: skip
WORKING: dict[str, Any] = {
    "status": "working", "lead_post": "mediator", "lead_unit": "mediation-chachong", "tasks": [TASK],
    "events": [
        ("2025-09-19", "triage", "secretary", {"recusal_checked": True}),
        ("2025-09-19", "assign", "secretary", {"basis": "周例会"}),
        ("2025-09-22", "work", "mediator", {}),
    ],
}  # fmt: skip
CLOSED: dict[str, Any] = {
    "status": "withdrawn", "outcome": {"result": "撤回"},
    "events": [("2025-09-20", "withdraw", "desk", {"how_withdrawn": "口头", "witnessed_by": "支部书记", "voluntary": True, "safety_risk": False})],
}  # fmt: skip


def contexts(edition: Edition) -> dict[str, Any]:
    return {page.path: page.context for page in all_pages(edition)}


def text(edition: Edition, path: str) -> str:
    return main_text(build_page(edition, path))


def test_home_says_what_needs_attention_on_the_day() -> None:
    register = town().case(**WORKING).case(**CLOSED).register()
    late = contexts(edition_of(register, as_of=date(2025, 10, 24)))["index.html"]
    assert [(row.what, row.days) for row in late.overdue] == [("调解", -9), ("T1 改沟", -4)]
    assert (late.totals.in_hand, late.totals.overdue, late.totals.soon) == (1, 2, 0)
    soon = contexts(edition_of(register, as_of=date(2025, 10, 14)))["index.html"]
    assert [(row.what, row.days, row.tag.word) for row in soon.soon] == [
        ("调解", 1, "临近到期"),
        ("T1 改沟", 6, "临近到期"),
    ]
    assert soon.overdue == ()


def test_home_counts_by_village() -> None:
    edition = (
        town()
        .case(**WORKING)
        .case(**CLOSED, found_on="2025-10-02")
        .case(village="shimen", found_on="2025-10-03")
        .edition()
    )
    home = contexts(edition)["index.html"]
    assert [(row.place.text, row.now.in_hand, row.now.received, row.now.found) for row in home.places] == [
        ("茶冲村", 1, 1, 2),
        ("石门村", 1, 1, 1),
    ]
    assert (home.totals.in_hand, home.totals.received, home.totals.found) == (2, 2, 3)


def test_home_says_in_which_village_something_needs_attention() -> None:
    urgent = {"why": "断水", "reported_to": "desk", "reported_at": "2025-09-15 08:30"}
    builder = town().case(**WORKING, points=[{"what": "要求改沟"}, {"what": "要求公开"}])
    edition = builder.case(village="shimen", urgent=urgent).edition(as_of=date(2025, 10, 16))
    home = contexts(edition)["index.html"]
    found = {row.place.text: (row.now.overdue, row.now.soon, row.now.urgent, row.now.points) for row in home.places}
    assert found["茶冲村"] == (1, 1, 0, 2) and found["石门村"][2:] == (1, 0)
    assert [row.week.href for row in home.places] == ["weeks/2025-W42/chachong.html", "weeks/2025-W42/shimen.html"]
    village = contexts(edition)["villages/chachong.html"]
    assert ([row.what for row in village.overdue], [row.what for row in village.soon]) == (["调解"], ["T1 改沟"])
    assert [point.what.text for point in village.points] == ["要求改沟", "要求公开"]
    assert [row.id for row in contexts(edition)["villages/shimen.html"].urgent] == ["QTL-2025-0002"]


def test_home_of_a_village_counts_by_grid_and_leaves_no_case_out() -> None:
    edition = town().case(**WORKING, grid="chachong-02").case().case(village="shimen").edition("village:chachong")
    home = contexts(edition)["index.html"]
    assert [(row.place.text, row.now.in_hand) for row in home.places] == [("第1网格", 0), ("第2网格", 1), ("", 1)]
    assert home.totals.in_hand == 2
    assert "未定网格" in text(edition, "index.html")
    assert contexts(town().case(grid="chachong-01").edition("village:chachong"))["index.html"].places[-1].place.text


def test_home_shows_a_rate_over_fewer_than_five_as_its_numbers_alone() -> None:
    reply = ("2025-09-26", "reply", "mediator", {"result": "化解", "agreement": "口头"})
    settled = {**WORKING, "status": "replied", "outcome": reply[3], "events": [*WORKING["events"], reply]}
    builder = town().case(**settled).case(**WORKING)
    assert "化解率1/2" in text(builder.edition(), "index.html")
    for _ in range(3):
        builder.case(**WORKING)
    assert "化解率20%1/5" in text(builder.edition(), "index.html")


def test_home_lists_points_without_an_answer() -> None:
    points = [{"what": "要求改沟"}, {"what": "要求公开", "answer": "已公开", "answered_on": "2025-09-20"}]
    register = town().case(**WORKING, points=points).register()
    assert [p.what.text for p in contexts(edition_of(register))["index.html"].points] == ["要求改沟"]
    before = contexts(edition_of(register, as_of=date(2025, 9, 19)))["index.html"].points
    assert [p.what.text for p in before] == ["要求改沟", "要求公开"]


def test_home_waits_for_verification_but_not_for_what_is_partly_settled() -> None:
    reply = ("2025-09-26", "reply", "mediator", {"result": "化解", "agreement": "口头"})
    partly = ("2025-09-26", "reply", "mediator", {"result": "部分化解", "agreement": "口头"})
    builder = town()
    for event in (reply, partly):
        fields = {**WORKING, "status": "replied", "outcome": event[3], "events": [*WORKING["events"], event]}
        builder.case(**fields)
    home = contexts(builder.edition())["index.html"]
    assert [row.id for row in home.waiting] == ["QTL-2025-0001"]
    assert (home.totals.in_hand, home.totals.waiting) == (1, 1)


def test_home_cuts_a_long_list_and_says_so() -> None:
    builder = town()
    for _ in range(70):
        builder.case(**WORKING)
    edition = builder.edition(as_of=date(2025, 10, 16))
    home = contexts(edition)["index.html"]
    assert (len(home.overdue), home.totals.overdue) == (20, 70)
    assert "另有50件" in text(edition, "index.html")


def test_all_cases_the_latest_found_first() -> None:
    edition = town().case(found_on="2025-09-01").case(found_on="2025-10-01").case(found_on="2025-10-01").edition()
    rows = contexts(edition)["cases/index.html"].rows
    assert [row.id for row in rows] == ["QTL-2025-0003", "QTL-2025-0002", "QTL-2025-0001"]


def test_a_row_shows_the_next_due_day_and_who_answers() -> None:
    row = contexts(town().case(**WORKING, grid="chachong-02").edition())["cases/index.html"].rows[0]
    assert (row.due, row.due_tag.word, row.responsible.text, row.grid.text) == (
        date(2025, 10, 15),
        "逾期",
        "调一",
        "第2网格",
    )
    ended = contexts(town().case(**CLOSED).edition())["cases/index.html"].rows[0]
    assert (ended.due, ended.due_tag, ended.status.shape) == (None, None, "ended")


def test_cases_are_listed_by_each_of_their_fields() -> None:
    found = contexts(town().case(**WORKING).case(kind="hazard", category="water", source="phone").edition())
    assert {path for path in found if path.split("/")[0] in ("categories", "kinds", "statuses", "levels", "sources")} == {
        "categories/index.html", "categories/neighbour.html", "categories/water.html",
        "kinds/index.html", "kinds/dispute.html", "kinds/hazard.html",
        "statuses/index.html", "statuses/registered.html", "statuses/working.html",
        "levels/index.html", "levels/village.html", "sources/index.html", "sources/grid.html", "sources/phone.html",
    }  # fmt: skip
    assert [row.id for row in found["kinds/hazard.html"].rows] == ["QTL-2025-0002"]
    assert [(row.value.text, row.open, row.total) for row in found["kinds/index.html"].rows] == [
        ("矛盾纠纷", 1, 1),
        ("安全隐患", 1, 1),
    ]


def test_a_case_is_listed_under_the_status_of_the_day() -> None:
    register = town().case(**WORKING).register()
    assert "statuses/registered.html" in contexts(edition_of(register, as_of=date(2025, 9, 16)))


def test_a_long_list_has_several_pages() -> None:
    builder = town()
    for _ in range(501):
        builder.case()
    found = contexts(builder.edition())
    parts = [found[path] for path in ("cases/index.html", "cases/index-2.html", "cases/index-3.html")]
    assert [len(part.rows) for part in parts] == [200, 200, 101]
    assert [(part.pager.number, part.pager.count, part.total) for part in parts] == [
        (1, 3, 501),
        (2, 3, 501),
        (3, 3, 501),
    ]
    assert "villages/chachong/cases-3.html" in found


def test_five_hundred_cases_are_one_page() -> None:
    builder = town()
    for _ in range(500):
        builder.case()
    assert contexts(builder.edition())["cases/index.html"].pager is None


def test_a_village_with_its_grids_and_people() -> None:
    edition = town().case(**WORKING, grid="chachong-01").case(**CLOSED, grid="chachong-01").edition()
    village = contexts(edition)["villages/chachong.html"]
    assert [(g.grid.text, g.worker.text, g.open, g.total) for g in village.village.grids] == [
        ("第1网格", "网一", 1, 2), ("第2网格", "网一", 0, 0),
    ]  # fmt: skip
    assert [(p.person.text, p.post) for p in village.people] == [
        ("支一", "村党组织书记"), ("调一", "人民调解员"), ("老一", "人民调解员"), ("监一", "监督员"),
    ]  # fmt: skip
    assert village.weeks[0].text == "2025-W42"


def test_a_grid_with_its_workers_over_time() -> None:
    grid = contexts(town().case(grid="chachong-02", **CLOSED).edition())["grids/chachong-02.html"]
    assert [(w.person.text, w.since, w.until, w.current) for w in grid.workers] == [
        ("网一", date(2025, 7, 1), None, True),
        ("网二", date(2024, 1, 1), date(2025, 6, 30), False),
    ]
    assert (grid.open, [row.id for row in grid.ended]) == ((), ["QTL-2025-0001"])


def test_a_person_sees_what_to_do_next_in_order() -> None:
    register = town().case(**WORKING).register()
    person = contexts(edition_of(register, as_of=date(2025, 10, 16)))["people/mediator.html"]
    assert [row.what for row in person.overdue] == ["调解"]
    assert [row.what for row in person.soon] == ["T1 改沟"]
    assert [row.id for row in person.leads] == ["QTL-2025-0001"]
    assert person.summary == "茶冲村人民调解委员会人民调解员"
    later = contexts(edition_of(register, as_of=date(2025, 10, 1)))["people/mediator.html"]
    assert [row.what for row in later.later] == ["调解", "T1 改沟"]


def test_a_secretary_sees_what_others_are_late_with() -> None:
    edition = town().case(**WORKING).edition(as_of=date(2025, 10, 16))
    person = contexts(edition)["people/secretary.html"]
    assert "调解" in [row.what for row in person.press]
    assert person.overdue == ()


def test_a_leader_sees_the_cases_led() -> None:
    edition = town().case(**WORKING, lead_party="head", lead_admin="head").edition()
    assert [row.id for row in contexts(edition)["people/head.html"].leader_of] == ["QTL-2025-0001"]


def test_a_person_page_has_no_score() -> None:
    edition = town().case(**WORKING).edition()
    shown = text(edition, "people/mediator.html")
    assert not any(word in shown for word in ("得分", "排名", "完成率", "%"))


def test_a_unit_with_its_tasks_and_cases() -> None:
    task = {**TASK, "owner": "land", "helpers": ["petition-office"]}
    found = contexts(town().case(**{**WORKING, "tasks": [task], "lead_unit": "land"}).edition())
    assert [(t.number, t.due, t.days) for t in found["units/land.html"].tasks] == [("T1", date(2025, 10, 20), 3)]
    assert [row.id for row in found["units/land.html"].leads] == ["QTL-2025-0001"]
    assert [row.id for row in found["units/petition-office.html"].helps] == ["QTL-2025-0001"]
    assert [(m.person.text, m.post) for m in found["units/land.html"].people] == [("土一", "单位负责人")]


def test_people_by_unit_and_village() -> None:
    people = contexts(town().edition())["people/index.html"]
    assert [(h.person.text, h.post) for h in people.leaders] == [("书一", "书记"), ("镇一", "镇长")]
    assert [(u.place.text, [h.person.text for h in u.people]) for u in people.units] == [
        ("镇信访办公室", ["信一"]),
        ("自然资源所", ["土一"]),
    ]
    assert [h.post for h in people.villages[0].people if h.person.text == "老一"] == ["人民调解员、老党员"]
    assert [p.text for p in people.former] == ["网二"]


def test_a_towns_own_word_is_shown() -> None:
    settings = Settings(labels={"status.working": Label("正在办", "in progress")})
    edition = town(settings).case(**WORKING).edition()
    assert "正在办" in text(edition, "cases/index.html") and "办理中" not in text(edition, "cases/index.html")


def test_the_english_site_is_in_english_but_for_the_registers_text() -> None:
    edition = town().case(**WORKING).edition(language="en")
    page = build_page(edition, "index.html").decode()
    assert '<html lang="en">' in page and squeezed("Nothing is overdue.") not in main_text(page)
    assert squeezed("2 days overdue") in main_text(page)


def test_the_navigation_leads_to_pages_that_are_there() -> None:
    for audience in ("office", "village:chachong", "board"):
        edition = town().case().edition(audience)
        assert {door.href for door in site_of(edition).navigation} <= {page.path for page in all_pages(edition)}


def test_the_board_shows_texts_without_numbers() -> None:
    edition = town().case("QTL-2025-0042", access="board", public_summary="村道已通车。\n请放心通行。").edition("board")
    page = build_page(edition, "matters.html")
    assert b"0042" not in page
    assert "村道已通车。请放心通行。" in main_text(page)


@pytest.mark.parametrize("cutoff", range(7))
def test_the_index_of_weeks_says_what_each_week_says(cutoff: int) -> None:
    """Whatever the last day of a week is: the same days and the same counts as on the week's own page."""
    builder = town(Settings(cutoff=cutoff))
    for day in range(1, 29):
        builder.case(found_on=f"2025-09-{day:02d}")
    edition = builder.edition()
    rows = {row.week.text: row for row in contexts(edition)["weeks/index.html"].rows}
    for week in edition.weeks:
        row, own = rows[str(week)], edition.lists(week)[TOWN]
        assert (row.since, row.until) == (own.since, own.as_of)
        assert (row.opening, row.received, row.closing) == (own.flow.opening, own.flow.received, own.flow.closing)
    assert sum(row.received for row in rows.values()) == len(edition.cases)
