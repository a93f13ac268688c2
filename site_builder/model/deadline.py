"""One deadline of one case: what it is, how it stands on a day, and why it falls on the day it does."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from math import ceil
from typing import Literal

from site_builder.model.calendar import ONE_DAY, Calendar, later
from site_builder.model.counting import CountedDay, Counting, Pause
from site_builder.spec import Rung
from site_builder.text.finding import Term

DeadlineState = Literal[
    "running", "near", "due", "overdue", "thrice", "met", "met_late", "open", "lapsed", "waived"
]  # fmt: skip
RUNNING: tuple[DeadlineState, ...] = ("running", "near", "due", "overdue", "thrice")
OVERDUE: tuple[DeadlineState, ...] = ("overdue", "thrice")
_STATE_OF: dict[str, DeadlineState] = {
    "amber": "near",
    "due": "due",
    "overdue": "overdue",
    "thrice": "thrice",
}
FIRST = Term("day_reason", "first")
SAME_DAY = Term("day_reason", "same_day")
GIVEN = Term("day_reason", "given")
ROLLED = Term("day_reason", "rolled")


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """One duty, right or target of one case, as known on a day.

    `limit` counts `unit`s; 0 for a `date` given in the record. `original_due` is without extensions;
    `counted_due` is with them, before a target is moved to a working day; `due` is what binds.
    `working_target` is the last working day on or before `due`. `civil_code_203` is the day to which a
    rest day would be moved by analogy with 《民法典》第二百零三条: a note, never the due day. Both are
    None where the year is not known.

    `stopped_on` is the day it was met or, where `ended`, the day on which the case ended first.
    `event`, `stopped_by` and `extended_by` are the numbers, from 0, of the case's own events that started,
    stopped and extended it; `merged_from` is the file whose earlier clock it is.
    `acts` is the post that must act and `responsible` the person or unit that holds it, None where it is
    nobody's duty. `rungs` are the rungs of the ladder with their days.
    """

    code: str
    case_id: str
    subject: str
    label: Term
    what: str
    start: date
    limit: int
    unit: str
    original_due: date
    counted_due: date
    due: date
    working_target: date | None
    civil_code_203: date | None
    extended_days: int
    extended_by: tuple[int, ...]
    pauses: tuple[Pause, ...]
    stopped_on: date | None
    stopped_by: int | None
    ended: bool
    waived_on: date | None
    nature: str
    basis: str
    level: str
    acts: str
    responsible: str | None
    rungs: tuple[tuple[str, date], ...]
    event: int | None
    merged_from: str | None

    @property
    def uid(self) -> str:
        """A name of its own within the register, which stays while the due day moves."""
        begun = f"E{self.event + 1}" if self.event is not None else ""
        return "-".join(filter(None, (self.case_id, self.code, self.subject, begun, self.merged_from)))

    def state(self, day: date) -> DeadlineState:
        """How it stands at the end of a day."""
        stopped_on = self.stopped_on if self.stopped_on and self.stopped_on <= day else None
        if self.nature == "window":
            return self._right(day, stopped_on)
        if self.waived_on is not None and self.waived_on <= day:
            return "waived"
        if stopped_on is not None:
            if stopped_on > self.due:
                return "met_late"
            return "waived" if self.ended else "met"
        rung = self._reached(day)
        return _STATE_OF[rung] if rung else "running"

    def _right(self, day: date, used_on: date | None) -> DeadlineState:
        if used_on is not None:
            return "met" if used_on <= self.due else "met_late"
        if self.waived_on is not None and self.waived_on <= min(day, self.due):
            return "waived"
        return "open" if day <= self.due else "lapsed"

    def _reached(self, day: date) -> str | None:
        return next((code for code, on in reversed(self.rungs) if on <= day), None)

    def is_running(self, day: date) -> bool:
        """True while something is still to be done: a duty or target not yet met, overdue or not."""
        return self.state(day) in RUNNING

    def is_overdue(self, day: date) -> bool:
        return self.state(day) in OVERDUE

    def rung(self, day: date) -> str | None:
        """The rung it stands on: amber, due, overdue or thrice; None below the first and once it is met."""
        return self._reached(day) if self.is_running(day) else None


def rungs_on(deadline: Deadline, day: date) -> tuple[str, ...]:
    """The rungs that are reached on exactly this day. Each fires once, on its day (design §9, 5)."""
    return tuple(code for code, on in deadline.rungs if on == day and deadline.is_running(day))


def explain(deadline: Deadline, calendar: Calendar) -> tuple[CountedDay, ...]:
    """Every day from the start to the due day, with its number or the reason it is not counted.

    The counted days equal the limit with its extension. A date given in the record is not counted: there
    are only the start and the day itself. Raises MissingYear.
    """
    first = CountedDay(deadline.start, None, FIRST)
    if deadline.unit == "date":
        return (first, CountedDay(deadline.due, None, GIVEN))
    limit = deadline.limit + deadline.extended_days
    if limit == 0:
        return (CountedDay(deadline.start, None, SAME_DAY),)
    counting = Counting(deadline.unit, calendar, deadline.counted_due.weekday())
    days = [first, *counting.days(deadline.start, limit, deadline.pauses)]
    day = deadline.counted_due
    while day < deadline.due:
        day += ONE_DAY
        days.append(CountedDay(day, None, calendar.why_off(day) or ROLLED))
    return tuple(days)


def ladder_days(
    ladder: tuple[Rung, ...],
    start: date,
    due: date,
    counted: tuple[Counting, int, tuple[Pause, ...]] | None,
) -> tuple[tuple[str, date], ...]:
    """The day of each rung, every one later than the one before; a warning that would not come before the
    due day is left out. `counted` is how the limit is counted; None for a date given in the record."""
    length = max((due - start).days, 0)
    found: list[tuple[str, date]] = []
    for rung in ladder:
        if rung.after:
            day = later(due, rung.after)
        elif rung.share == 1:
            day = due
        elif rung.share > 1:
            day = max(later(start, ceil(rung.share * max(length, 1))), later(found[-1][1], 1))
        elif counted is None:
            day = later(start, ceil(rung.share * length))
        else:
            counting, total, pauses = counted
            day = counting.after(start, ceil(rung.share * total), pauses)
        if rung.after or rung.share >= 1 or start < day < due:
            found.append((rung.code, day))
    return tuple(found)
