"""What falls due: every running duty and target of every case, soonest first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from site_builder.model.active import active
from site_builder.model.calendar import later
from site_builder.model.case import Case
from site_builder.model.clocks import OVERDUE, Deadline, DeadlineState, must_act, running
from site_builder.model.register import Register
from site_builder.text.finding import Term

ALWAYS = 3660
"""So many days ahead there is everything that runs."""


@dataclass(frozen=True, slots=True)
class DueItem:
    """A deadline that asks for something, with its case and how it stands on the day.

    `rung` is the rung of the ladder it stands on; `people` are the persons (or units where no person is
    named) who must act on that rung or, below the first, who is responsible.
    """

    case: Case
    deadline: Deadline
    state: DeadlineState
    rung: str | None
    people: tuple[str, ...]

    @property
    def due(self) -> date:
        return self.deadline.due

    @property
    def subject(self) -> str:
        """The task's or instalment's number; "" for a clock of the case itself."""
        return self.deadline.subject

    @property
    def label(self) -> Term:
        return self.deadline.label

    @property
    def is_overdue(self) -> bool:
        return self.state in OVERDUE


def due(register: Register, as_of: date, within: int) -> tuple[DueItem, ...]:
    """What is overdue or falls due in the next `within` calendar days, sorted by day and case.

    Duties and targets only: rights that merely lapse are left out, and sealed cases always.
    """
    last = later(as_of, within)
    items = [
        _item(history.case, deadline, register, as_of)
        for history in active(register, as_of, as_of)
        for deadline in running(history.case, register, as_of)
        if deadline.due <= last
    ]
    return tuple(sorted(items, key=lambda item: (item.due, item.case.id, item.deadline.uid)))


def _item(case: Case, deadline: Deadline, register: Register, as_of: date) -> DueItem:
    people = must_act(deadline, case, register, as_of)
    return DueItem(case, deadline, deadline.state(as_of), deadline.rung(as_of), people)
