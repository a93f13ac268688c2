"""What somebody whose post has ended, or ends soon, still has to hand over: open duties, until there is none.

Source: design §9, 8.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from site_builder.model.calendar import later
from site_builder.model.case import Case
from site_builder.model.history import State, before_hand_overs, task_owner
from site_builder.model.people import Person, Post, Term, Town
from site_builder.model.register import Register
from site_builder.model.timetable import on_duty
from site_builder.rules.authority import own_posts

SOON = 30
"""How many days ahead the end of a post is told."""


@dataclass(frozen=True, slots=True)
class Held:
    """One duty in an open case: its field (`lead_post` … `measure`), the task's number, and what is to be done.

    `off_from` is the first day on which the person has no post any more that reaches the case.
    """

    case: Case
    duty: str
    task: str
    what: str
    off_from: date


def left_behind(register: Register, day: date) -> dict[str, tuple[Held, ...]]:
    """For each person whose posts no longer reach a case on a day, or will not within SOON days, the duties there."""
    found: dict[str, list[Held]] = {}
    off: dict[tuple[str, str], date | None] = {}
    for case in register.known_cases(day):
        state = register.state(case, day)
        assert state is not None
        if not register.spec.is_open(state.status):
            continue
        for who, duty, task, what in _duties(case, state, day):
            if who not in register.town.people:
                continue
            key = (who, case.village)
            if key not in off:
                off[key] = _off_from(register, register.town.people[who], case.village, day)
            if (from_day := off[key]) is not None:
                found.setdefault(who, []).append(Held(case, duty, task, what, from_day))
    return {who: tuple(held) for who, held in found.items()}


def _duties(case: Case, state: State, day: date) -> Iterator[tuple[str, str, str, str]]:
    """Every duty that a hand-over moves: who has it, its field, the task and what is to be done."""
    named = {
        "lead_post": state.lead_post,
        "lead_party": before_hand_overs(case, case.lead_party, after=day),
        "lead_admin": before_hand_overs(case, case.lead_admin, after=day),
    }
    yield from ((who, duty, "", "") for duty, who in named.items() if who)
    yield from ((who, "helpers", "", "") for who in case.helpers)
    for task in case.tasks:
        if task.assigned_on > day or (task.done and task.done <= day):
            continue
        yield task_owner(case, task, day), "owner", task.id, task.what
        yield from ((who, "helpers", task.id, task.what) for who in task.helpers)
        for measure in task.measures:
            if not (measure.done and measure.done <= day):
                yield measure.who, "who", task.id, measure.what


def _off_from(register: Register, person: Person, village: str, day: date) -> date | None:
    """The first day from which nobody's posts reach a village; None for one who is and stays there, and for one who
    is on duty elsewhere and never was."""
    town = register.town
    ends = sorted(later(term.until, 1) for term in _terms(town, person, village) if term.until is not None)
    if own_posts(town, person.id, village, day):
        return next(
            (end for end in ends if day < end <= later(day, SOON) and _is_off(town, person, village, end)), None
        )
    past = [end for end in ends if end <= day]
    if past:
        return past[-1]
    return None if on_duty(register).is_here(person.id, day) else day


def _is_off(town: Town, person: Person, village: str, day: date) -> bool:
    return not own_posts(town, person.id, village, day)


def _terms(town: Town, person: Person, village: str) -> Iterator[Post | Term]:
    yield from (post for post in person.posts if post.village in (None, village))
    yield from (term for grid, term in town.grids_of.get(person.id, ()) if grid.village == village)
