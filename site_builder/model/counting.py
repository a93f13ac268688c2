"""How a limit is counted: day by day, each with its number or the reason it is not counted.

The first day is not counted (《民法典》第二百零一条, by analogy); a paused day never is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from site_builder.model.calendar import ONE_DAY, WEEKEND, Calendar
from site_builder.text.finding import Term

NO_MEETING = Term("day_reason", "no_meeting")


@dataclass(frozen=True, slots=True)
class Pause:
    """Days on which a clock stands still, both inclusive. `kind` is `suspended` or `hearing`.

    `reason` is the ground of a suspension; `event` the number, from 0, of the event that began it.
    """

    since: date
    until: date
    kind: str
    reason: Term
    event: int | None = None

    def covers(self, day: date) -> bool:
        return self.since <= day <= self.until


@dataclass(frozen=True, slots=True)
class CountedDay:
    """One day between start and due: the `number` it was counted as, or None and the reason it was not."""

    on: date
    number: int | None
    reason: Term | None = None


@dataclass(frozen=True, slots=True)
class Counting:
    """What one counts in: `day`, `working_day`, or `meeting` on a weekday (0 Monday)."""

    unit: str
    calendar: Calendar
    meeting: int = 0

    def skips(self, day: date) -> Term | None:
        """Why a day does not count in this unit; None where it does. Raises MissingYear."""
        if self.unit == "day":
            return None
        off = self.calendar.why_off(day)
        if self.unit == "working_day":
            return off
        if day.weekday() != self.meeting:
            return NO_MEETING
        return None if off == WEEKEND else off  # a town may meet on a Saturday, but not on a holiday

    def days(self, start: date, limit: int, pauses: Iterable[Pause] = ()) -> Iterator[CountedDay]:
        """Every day after `start` until `limit` days are counted. Raises MissingYear."""
        pauses = tuple(pauses)
        number, day = 0, start
        while number < limit:
            day += ONE_DAY
            pause = next((p for p in pauses if p.covers(day)), None)
            reason = pause.reason if pause else self.skips(day)
            if reason is None:
                number += 1
            yield CountedDay(day, None if reason else number, reason)

    def after(self, start: date, limit: int, pauses: Iterable[Pause] = ()) -> date:
        """The day on which `limit` days are counted; `start` itself for none. Raises MissingYear."""
        pauses = tuple(pauses)
        if self.unit == "day" and not pauses:
            return start + timedelta(days=limit)
        day = start
        for counted in self.days(start, limit, pauses):
            day = counted.on
        return day
