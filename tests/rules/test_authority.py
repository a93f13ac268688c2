"""What somebody is for a case on a day, and who counts as its handler."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from site_builder.model.case import Case, Event
from site_builder.model.people import Person, Post, Town
from site_builder.model.register import Register
from site_builder.rules import workflow
from site_builder.rules.authority import handlers, may, posts_of
from tests.rules.harness import AS_OF, base_register, checked

DAY = date(2025, 9, 22)


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Register:
    found = checked(base_register(), AS_OF, tmp_path_factory.mktemp("register")).register
    assert found is not None
    return found


@pytest.fixture(scope="module")
def town(register: Register) -> Town:
    more = (
        Person("elder-chachong", "甲", (), ("老党员",), None, ()),
        Person(
            "elder-elsewhere",
            "乙",
            (Post("mediator", "chachong", None, None, date(2021, 1, 1), None),),
            ("老党员",),
            None,
            (),
        ),
        Person("county-clerk", "丙", (_post("staff", unit="county-government"),), (), None, ()),
        Person("land-clerk", "丁", (_post("staff", unit="land"),), (), None, ()),
    )
    people = {**register.town.people, **{person.id: person for person in more}}
    return replace(register.town, people=people)


def _post(code: str, unit: str | None = None) -> Post:
    return Post(code, None, unit, None, date(2021, 1, 1), None)


@pytest.fixture
def case(register: Register) -> Case:
    """Of the village shimen, led by the mediator there."""
    return register.case_by_id["QTL-2025-0009"]


@pytest.mark.parametrize(
    ("who", "posts"),
    [
        ("secretary", {"branch_secretary"}),
        ("secretary-chachong", set()),
        ("grid-worker", {"grid_worker", "lead"}),
        ("worker-chachong", set()),
        ("former-worker", set()),
        ("elder", {"elder", "mediator", "lead"}),
        ("elder-chachong", {"elder"}),
        ("elder-elsewhere", set()),
        ("mediator", {"mediator", "lead"}),
        ("supervisor", {"supervision"}),
        ("desk", {"petition_desk"}),
        ("deputy", {"leader"}),
        ("county-government", {"superior"}),
        ("county-clerk", {"staff", "superior"}),
        ("land-clerk", {"staff"}),
        ("land", {"unit_head", "staff"}),
        ("committee-shimen", {"unit_head", "staff"}),
        ("mediation-shimen", {"unit_head", "staff", "lead"}),
        ("mediation-chachong", set()),
        ("nobody", set()),
    ],
)
def test_what_somebody_is_for_a_case(who: str, posts: set[str], town: Town, register: Register) -> None:
    case = register.case_by_id["QTL-2025-0001"]
    assert posts_of(town, who, case, DAY) == posts
    for post in ("branch_secretary", "grid_worker", "elder", "lead", "superior"):
        assert may(town, who, case, DAY, (post,)) == (post in posts)


def test_those_of_the_unit_that_answers_are_the_lead(town: Town, register: Register) -> None:
    petition = register.case_by_id["QTL-2025-0002"]
    assert "lead" in posts_of(town, "land-clerk", petition, DAY)
    assert "lead" not in posts_of(town, "county-clerk", petition, DAY)


def test_a_post_counts_from_its_first_to_its_last_day(town: Town, case: Case) -> None:
    post = Post("branch_secretary", "shimen", None, None, date(2025, 9, 1), date(2025, 9, 30))
    town = replace(town, people={**town.people, "short": Person("short", "戊", (post,), (), None, ())})
    for day, held in (("2025-08-31", False), ("2025-09-01", True), ("2025-09-30", True), ("2025-10-01", False)):
        assert may(town, "short", case, date.fromisoformat(day), ("branch_secretary",)) == held


def _handed_over(case: Case) -> Case:
    """Led by the mediator until 15 October, then by the elder."""
    hand_over = Event(
        index=4,
        on=date(2025, 10, 15),
        move="hand_over",
        by="secretary",
        fields={"from_person": "mediator", "to_person": "elder"},
    )
    other = replace(hand_over, index=5, fields={"from_person": "deputy", "to_person": "mayor"})
    events = (*case.events[:3], replace(case.events[3], by="grid-worker"), hand_over, other)
    return replace(case, lead_post="elder", events=events)


def test_who_handed_a_case_on_has_handled_it(case: Case) -> None:
    handed = _handed_over(case)
    assert handlers(handed, 6) == {"grid-worker", "mediator", "elder"}
    assert handlers(handed, 4) == {"grid-worker", "mediator"}


def test_a_leader_who_handed_on_a_duty_has_not_handled_the_case(case: Case) -> None:
    assert not {"deputy", "mayor"} & handlers(_handed_over(case), 6)


def test_a_case_that_nobody_leads_has_the_handlers_who_acted(case: Case) -> None:
    assert handlers(replace(case, lead_post=None), 4) == {"mediator"}


@pytest.mark.parametrize(("count", "said"), [(1, 1), (3, 3), (4, 0)])
def test_a_day_that_is_plainly_past_makes_nothing_a_future(count: int, said: int, register: Register) -> None:
    case = register.case_by_id["QTL-2025-0009"]
    cases = tuple(replace(case, id=f"QTL-2025-8{n:03}") for n in range(count))
    few = Register(register.town, cases, (), register.spec)
    assert len(list(workflow.future(few, date(2025, 10, 8)))) == said


def test_of_many_cases_a_tenth_may_be_slips(register: Register) -> None:
    case = register.case_by_id["QTL-2025-0009"]
    old = register.case_by_id["QTL-2025-0006"]
    cases = tuple(replace(case, id=f"QTL-2025-8{n:03}") for n in range(5))
    cases += tuple(replace(old, id=f"QTL-2025-7{n:03}", events=old.events[:2]) for n in range(45))
    many = Register(register.town, cases, (), register.spec)
    assert len(list(workflow.future(many, date(2025, 10, 8)))) == 5
    assert not list(workflow.future(Register(register.town, cases[:49], (), register.spec), date(2025, 10, 8)))
