"""One's own page: what to do next and how, whom the ladder calls, whose work one checks, what must be handed over."""

from __future__ import annotations

import shlex
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from site_builder.model.people import Post
from site_builder.model.register import Register
from site_builder.pages import person as person_pages
from site_builder.pages.edition_index import index
from site_builder.pages.person import PersonPage
from site_builder.spec import default_spec
from site_builder.views.edition import Edition
from tests.pages.test_lists import TASK, WORKING
from tests.pages.test_site import real
from tests.support.sites import build_page, main_text
from tests.support.town import edition_of, town

ONE = "QTL-2025-0001"
REPLY = ("2025-09-26", "reply", "mediator", {"result": "化解", "agreement": "书面", "what": "改沟"})
VISITED = ("2025-10-03", "follow_up", "supervisor", {"satisfaction": "满意", "performed": True})
REPLIED: dict[str, Any] = {
    **WORKING, "status": "replied", "outcome": {"result": "化解", "agreement": "书面"},
    "tasks": [{**TASK, "done": "2025-09-25", "measures": [{**TASK["measures"][0], "done": "2025-09-25"}]}],
    "events": [*WORKING["events"], REPLY],
}  # fmt: skip
FOLLOWED: dict[str, Any] = {**REPLIED, "status": "followed_up", "events": [*REPLIED["events"], VISITED]}
SPEC = default_spec()


def of(edition: Edition, id: str) -> PersonPage:
    found = next(page.context for page in person_pages.pages(edition) if page.path == f"people/{id}.html")
    assert isinstance(found, PersonPage)
    return found


def on(register: Register, id: str, day: date) -> PersonPage:
    return of(edition_of(register, as_of=day), id)


# what to do, why that day, how


def test_a_duty_says_why_its_day_how_long_and_what_to_type() -> None:
    page = on(town().case(**WORKING).register(), "mediator", date(2025, 10, 14))
    clock, task = page.soon
    assert (clock.what, clock.days, clock.tag.word) == ("调解", 1, "临近到期")
    assert (clock.why.form, clock.why.start, clock.why.limit) == ("counted", date(2025, 9, 15), 30)
    assert [(act.name, act.command) for act in clock.acts] == [("答复", f"sidan move {ONE} reply --by mediator")]
    assert (task.what, task.why.form, task.why.due) == ("T1 改沟", "given", date(2025, 10, 20))
    assert [(act.kind, act.command) for act in task.acts] == [("task", f"sidan task done {ONE} T1")]


def test_where_nothing_meets_a_clock_yet_the_step_that_leads_on_is_shown() -> None:
    triaged = ("2025-09-19", "triage", "secretary", {"recusal_checked": True})
    fields = {"status": "triaged", "lead_post": "mediator", "events": [triaged]}
    page = on(town().case(**fields).register(), "mediator", date(2025, 10, 14))
    assert [(act.name, act.command) for act in page.soon[0].acts] == [("交办", f"sidan move {ONE} assign")]


def test_an_instalment_is_paid_in_the_file() -> None:
    fields = {**REPLIED, "instalments": [{"due": "2025-10-20", "amount_yuan": 300}]}
    page = on(town().case(**fields).register(), "mediator", date(2025, 10, 17))
    assert [act.command for row in page.soon for act in row.acts] == [f"cases/chachong/{ONE}.md instalments 1 paid_on"]
    assert "办到了在文件里填" in main_text(
        build_page(edition_of(town().case(**fields).register()), "people/mediator.html")
    )


def test_measures_have_their_own_days() -> None:
    register = town().case(**WORKING).register()
    row = on(register, "worker", date(2025, 10, 21)).measures[0]
    assert (row.task, row.what.text, row.days, row.progress, row.owner.text) == ("T1", "疏通", -1, "overdue", "调一")
    assert row.acts[0].command == f"sidan task done {ONE} T1 --measure 1"
    assert on(register, "mediator", date(2025, 10, 21)).measures == ()


def test_a_head_of_unit_sees_what_is_the_units() -> None:
    task = {**TASK, "owner": "land", "measures": [{"what": "测量", "who": "land", "by": "2025-10-10"}]}
    page = on(town().case(**{**WORKING, "tasks": [task]}).register(), "land-head", date(2025, 10, 17))
    assert ([row.what for row in page.soon], [row.what.text for row in page.measures]) == (["T1 改沟"], ["测量"])


def test_points_wait_for_who_answers_for_the_case() -> None:
    points = [{"what": "要求改沟"}, {"what": "要求公开", "answer": "已公开", "answered_on": "2025-09-20"}]
    page = of(town().case(**WORKING, points=points).edition(), "mediator")
    assert [(row.what.text, row.acts[0].command) for row in page.points] == [("要求改沟", f"sidan answer {ONE} 1 …")]


# the ladder


def test_each_rung_calls_its_posts_on_its_day_and_never_only_the_handler() -> None:
    """The mediation of a village: 30 days from 15 September; design §9, 5."""
    register = town().case(**{**WORKING, "tasks": []}, lead_party="head", lead_admin="mayor").register()
    days = {
        date(2025, 10, 5): ("期限内", set()),
        date(2025, 10, 6): ("临近到期", {"secretary"}),
        date(2025, 10, 14): ("临近到期", {"secretary"}),
        date(2025, 10, 15): ("今日到期", {"secretary"}),
        date(2025, 10, 16): ("逾期", {"secretary", "desk"}),
        date(2025, 12, 13): ("逾期", {"secretary", "desk"}),
        date(2025, 12, 14): ("严重逾期", {"head", "mayor"}),
    }
    for day, (word, called) in days.items():
        edition = edition_of(register, as_of=day)
        pages = {page.path[7:-5]: page.context for page in person_pages.pages(edition) if "/index" not in page.path}
        assert {id for id, page in pages.items() if page.press} == called, day
        own = [*pages["mediator"].overdue, *pages["mediator"].soon, *pages["mediator"].later]
        assert [row.tag.word for row in own] == [word], day
        assert {row.tag.word for id in called for row in pages[id].press} <= {word}


def test_a_rung_names_its_posts_and_what_a_leader_can_do() -> None:
    register = town().case(**{**WORKING, "tasks": []}, lead_party="head", lead_admin="mayor").register()
    row = on(register, "head", date(2025, 12, 14)).press[0]
    assert (row.responsible and row.responsible.text, row.posts) == ("调一", ("包案领导（党委）", "包案领导（政府）"))
    assert [act.command for act in row.acts] == [
        f"sidan move {ONE} reply --by head",
        f"sidan move {ONE} supervise --by head",
    ]
    edition = edition_of(register, as_of=date(2025, 12, 14))
    assert "严重逾期，由包案领导（党委）、包案领导（政府）过问" in main_text(build_page(edition, "people/head.html"))


# four eyes


def test_a_follow_up_falls_to_the_checker_and_never_to_the_handler() -> None:
    register = town().case(**REPLIED).register()
    row = on(register, "secretary", date(2025, 10, 8)).soon[0]
    assert (row.what, row.due, row.acts[0].command) == (
        "回访", date(2025, 10, 9), f"sidan move {ONE} follow_up --by secretary",
    )  # fmt: skip
    handler = on(register, "mediator", date(2025, 10, 8))
    assert not (handler.overdue or handler.soon or handler.later or handler.steps)
    assert [(row.what, row.due, [p.text for p in row.people]) for row in handler.waiting] == [
        ("回访", date(2025, 10, 9), ["支一"])
    ]


def test_a_secretary_who_handled_it_does_not_check_it() -> None:
    handled = ("2025-09-23", "progress", "secretary", {"what": "上门劝说"})
    events = [*WORKING["events"], handled, REPLY, VISITED]
    register = town().case(**{**FOLLOWED, "events": events}, lead_party="head").register()
    assert on(register, "secretary", date(2025, 10, 8)).steps == ()
    assert [row.name for row in on(register, "head", date(2025, 10, 8)).steps] == ["销号"]


def test_a_closing_waits_for_the_secretary() -> None:
    register = town().case(**FOLLOWED).register()
    row = on(register, "secretary", date(2025, 10, 8)).steps[0]
    assert (row.name, row.status.word, row.since) == ("销号", "已回访", date(2025, 10, 3))
    assert row.acts[0].command == f"sidan move {ONE} close --by secretary"
    assert [row.what for row in on(register, "mediator", date(2025, 10, 8)).waiting] == ["销号"]
    assert on(register, "mediator", date(2025, 10, 2)).steps == ()


def test_what_is_partly_settled_goes_on_by_its_tasks() -> None:
    partly = {**REPLY[3], "result": "部分化解"}
    events = [*WORKING["events"], (*REPLY[:3], partly), VISITED]
    fields = {**FOLLOWED, "outcome": {"result": "部分化解", "agreement": "书面"}, "events": events, "tasks": [TASK]}
    register = town().case(**fields).register()
    assert on(register, "secretary", date(2025, 10, 8)).steps == ()
    assert [row.what for row in on(register, "mediator", date(2025, 10, 8)).later] == ["T1 改沟"]


def test_new_matters_wait_for_who_triages_and_assigns_them() -> None:
    triaged = [("2025-09-19", "triage", "secretary", {"recusal_checked": True})]
    builder = town().case().case(status="triaged", events=triaged).case(level="town", kind="service", category="road")
    edition = builder.edition(as_of=date(2025, 9, 20))
    assert [(row.case.text, row.name) for row in of(edition, "secretary").steps] == [
        ("QTL-2025-0001", "研判"), ("QTL-2025-0002", "交办"),
    ]  # fmt: skip
    assert [(row.case.text, row.name) for row in of(edition, "desk").steps] == [("QTL-2025-0003", "研判")]


def test_a_review_waits_for_the_organ_or_for_the_parties() -> None:
    edition = real("office")
    assert [(row.what, row.due, row.people) for row in of(edition, "zha-zhengwen").waiting] == [
        ("申请复核", date(2025, 11, 10), ())
    ]
    before = edition_of(edition.register, as_of=date(2025, 10, 10))
    assert [(row.what, row.due, [p.text for p in row.people]) for row in of(before, "zha-zhengwen").waiting] == [
        ("复查答复", date(2025, 10, 12), ["县人民政府"])
    ]


# whose post has ended


def test_who_left_has_a_list_until_it_is_empty() -> None:
    own = {**TASK, "owner": "old-worker", "helpers": ["old-worker"]}
    fields = {**WORKING, "tasks": [own], "lead_post": "old-worker", "lead_admin": "old-worker"}
    page = of(town().case(**fields).edition(), "old-worker")
    assert [(row.duty, row.what, row.off_from, row.left) for row in page.held] == [
        ("责任人", "", date(2025, 7, 1), True),
        ("包案领导（政府）", "", date(2025, 7, 1), True),
        ("责任人", "T1 改沟", date(2025, 7, 1), True),
        ("协办", "T1 改沟", date(2025, 7, 1), True),
    ]
    assert page.held[0].acts[0].command == f"sidan hand-over {ONE} --from old-worker --to …"
    over = ("2025-09-30", "hand_over", "secretary", {"from_person": "old-worker", "to_person": "mediator"})
    handed = {**WORKING, "events": [*WORKING["events"], over]}
    register = town().case(**handed).register()
    assert on(register, "old-worker", date(2025, 9, 29)).held
    assert on(register, "old-worker", date(2025, 9, 30)).held == ()
    assert "现无岗位，名下没有要移交的" in main_text(build_page(edition_of(register), "people/old-worker.html"))


def test_the_end_of_a_post_is_told_a_month_ahead() -> None:
    early = {"found_on": "2025-05-02", "lead_post": "old-worker"}
    register = town().case(**early).register()
    assert on(register, "old-worker", date(2025, 5, 31)).held == ()
    assert [(r.off_from, r.left) for r in on(register, "old-worker", date(2025, 6, 1)).held] == [
        (date(2025, 7, 1), False)
    ]
    assert [r.left for r in on(register, "old-worker", date(2025, 7, 1)).held] == [True]


def test_who_moved_to_another_village_hands_over_in_the_old_one_alone() -> None:
    register = town().case(**WORKING).case(village="shimen", lead_post="mediator").register()
    old = register.town.people["mediator"]
    posts = (
        replace(old.posts[0], until=date(2025, 9, 30)),
        Post("mediator", "shimen", None, None, date(2025, 10, 1), None),
    )
    people = {**register.town.people, "mediator": replace(old, posts=posts)}
    moved = replace(register, town=replace(register.town, people=people))
    held = on(moved, "mediator", date(2025, 10, 17)).held
    assert {(row.case.text, row.off_from) for row in held} == {(ONE, date(2025, 10, 1))}


def test_a_village_sees_no_duty_in_a_case_it_may_not_see() -> None:
    builder = town().case(**{**WORKING, "access": "office", "lead_post": "old-worker"})
    page = of(builder.edition("village:chachong"), "old-worker")
    assert page.held == () and of(builder.edition(), "old-worker").held


# on the whole demonstration


def test_what_is_to_be_done_stands_on_somebodys_page() -> None:
    """Every running deadline and every next step of an open case is before somebody who is on duty."""
    edition = edition_of(real("office").register, as_of=date(2025, 10, 8))
    contexts = [page.context for page in person_pages.pages(edition)]
    shown = {(row.case.text, row.what) for p in contexts for rows in (p.overdue, p.soon, p.later) for row in rows}
    known = index(edition)
    for case in edition.cases:
        for deadline in known.running(case):
            if deadline.responsible in known.people:
                assert (case.id, known.deadline_name(deadline)) in shown


def test_commands_are_those_the_program_has(tmp_path: Path, sidan: Callable[..., Any]) -> None:
    """Every kind of command that a page shows is taken by the program for what it is."""
    edition = edition_of(real("office").register, as_of=date(2025, 10, 8))
    kinds: dict[str, str] = {}
    for page in person_pages.pages(edition):
        p = page.context
        for row in (*p.held, *p.overdue, *p.soon, *p.measures, *p.steps, *p.points, *p.press, *p.later):
            for act in row.acts:
                if act.kind == "move":
                    _, _, case, move, *rest = shlex.split(act.command)
                    assert move in SPEC.moves and case in edition.register.case_by_id
                    assert rest in ([], ["--by", page.path[7:-5]])
                kinds.setdefault(act.kind, act.command)
    assert set(kinds) == {"move", "task", "measure", "answer", "edit"}
    for name in ("cases", "grids.yaml", "people.yaml", "pyproject.toml"):
        source = Path(__file__).parents[2] / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, tmp_path / name)
    for kind in ("task", "measure", "answer"):
        command = shlex.split(kinds[kind].replace("…", "已经答复"))[1:]
        ran = sidan(*command, "--dry-run", "--as-of", "2025-10-17", cwd=tmp_path)
        assert ran.code in (0, 1) and ("+++" in ran.out or "T406" in ran.err), (kinds[kind], ran)
    ran = sidan("hand-over", "QTL-2025-0022", "--from", "fang-guosheng", "--to", "wu-wanglin", "--by", "xiang-xiande",
                "--dry-run", "--as-of", "2025-10-17", cwd=tmp_path)  # fmt: skip
    assert "+  - on: 2025-10-17\n+    move: hand_over" in ran.out, ran


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_page_has_no_score(language: Any) -> None:
    page = main_text(build_page(town().case(**WORKING).edition(language=language), "people/mediator.html"))
    assert not any(word in page for word in ("得分", "排名", "完成率", "%", "rank", "score"))
