"""Which deadlines a case has on a day, and who must act on them.

Statutory clocks bind a competent organ only: they run from the day the matter is first held by the town
or above, never against a village or a grid worker. Every answer is as of a day: only what was known by
then counts. Source: design §3, §9 (1–5); domain notes §2.1, §5.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from site_builder.model.case import Case
from site_builder.model.deadline import (
    OVERDUE,
    RUNNING,
    Deadline,
    DeadlineState,
    explain,
    rungs_on,
)
from site_builder.model.register import Register
from site_builder.model.timetable import Uncounted, on_duty, timetable

__all__ = [
    "OVERDUE",
    "RUNNING",
    "Deadline",
    "DeadlineState",
    "Uncounted",
    "called_at",
    "deadlines",
    "explain",
    "must_act",
    "rungs_on",
    "running",
    "uncounted",
]


def deadlines(case: Case, register: Register, as_of: date) -> tuple[Deadline, ...]:
    """All clocks, tasks and instalments of a case as known on a day, sorted by due day.

    A clock that needs a year without holiday data is not among them, but in `uncounted`.
    """
    return timetable(case, register).on(as_of).all


def running(case: Case, register: Register, as_of: date) -> tuple[Deadline, ...]:
    """The duties and targets of a case that are not yet met on a day, sorted by due day."""
    standing = case.standing(as_of)
    if standing is not None:
        return standing.running
    return timetable(case, register).on(as_of).running


def uncounted(case: Case, register: Register, as_of: date) -> tuple[Uncounted, ...]:
    """The clocks of a case that reach a year without holiday data."""
    return timetable(case, register).on(as_of).uncounted


def must_act(deadline: Deadline, case: Case, register: Register, day: date) -> tuple[str, ...]:
    """Who must act on a day: the people of the rung that is reached, never only the handler; below the
    first rung the one who is responsible. Ids of persons, or of units where no person is named."""
    rung = deadline.rung(day)
    if rung is None:
        return (deadline.responsible,) if deadline.responsible else ()
    return called_at(rung, deadline, case, register, day)


def called_at(rung: str, deadline: Deadline, case: Case, register: Register, day: date) -> tuple[str, ...]:
    """Whom a rung of the ladder calls, by who holds the posts on a day; never only the handler."""
    responsible = (deadline.responsible,) if deadline.responsible else ()
    state = register.history(case).on(day)
    if state is None:
        return responsible
    if state.level != deadline.level:
        state = replace(state, level=deadline.level)
    people = on_duty(register)
    posts = next(row.posts[deadline.level] for row in register.spec.ladder if row.code == rung)
    found = people.holding(posts, case, state, day)
    handlers = {*responsible, *people.holding(("lead",), case, state, day)}
    if set(found) <= handlers:
        found = (*found, *people.holding(("petition_desk", "head"), case, state, day))
    return tuple(dict.fromkeys(found))
