"""What came in, went out and stayed, period after period, for the town and each village: one pass over the cases.

The counts are those of `four_lists.flow`; whoever wants many periods or villages asks here, so that they cost what the
cases' own lives cost, not periods times villages times cases.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from site_builder.model.active import active_cases
from site_builder.model.four_lists import TOWN, days_of, first_week
from site_builder.model.register import Register
from site_builder.model.weeks import Week, weeks_between


@dataclass(frozen=True, slots=True)
class Period:
    """One stretch of days, both ends inclusive. Opening + received + reopened − ended = closing, in cases.

    `settled` are the cases that became settled in it; most of them end in a later one, once they are verified.
    """

    since: date
    until: date
    opening: int
    received: int
    reopened: int
    settled: int
    ended: int

    @property
    def closing(self) -> int:
        return self.opening + self.received + self.reopened - self.ended


def flows(register: Register, starts: Sequence[date], until: date) -> dict[str, tuple[Period, ...]]:
    """The periods that begin on `starts`, each lasting to the day before the next, the last one to `until`, by scope.

    A scope is a village's id, or `town` for all of them; sealed cases are not counted. `starts` ascend; there is one
    at least.
    """
    places = (*register.town.villages, TOWN)
    opening = dict.fromkeys(places, 0)
    counts = {scope: [[0, 0, 0, 0] for _ in starts] for scope in places}
    for case in active_cases(register, starts[0] - timedelta(days=1), until):
        for turn in register.turns(case):
            if turn.on > until:
                break
            index = bisect_right(starts, turn.on) - 1
            for scope in (case.village, TOWN):
                if index < 0:
                    opening[scope] += turn.received + turn.reopened - turn.ended
                else:
                    row = counts[scope][index]
                    row[0] += turn.received
                    row[1] += turn.reopened
                    row[2] += turn.settled
                    row[3] += turn.ended
    return {scope: _periods(starts, until, opening[scope], counts[scope]) for scope in places}


def _periods(starts: Sequence[date], until: date, opening: int, counts: list[list[int]]) -> tuple[Period, ...]:
    ends = [*(start - timedelta(days=1) for start in starts[1:]), until]
    found: list[Period] = []
    for since, last, (received, reopened, settled, ended) in zip(starts, ends, counts, strict=True):
        found.append(Period(since, last, opening, received, reopened, settled, ended))
        opening = found[-1].closing
    return tuple(found)


def weekly(register: Register, as_of: date, most: int) -> tuple[tuple[Week, ...], dict[str, tuple[Period, ...]]]:
    """The last weeks up to the day's own, `most` of them at most and none before the register's first event, with
    what each one's lists count; no weeks where there was nothing yet."""
    first = first_week(register)
    weeks = weeks_between(first.monday, as_of)[-most:] if first and first.monday <= as_of else ()
    if not weeks:
        return (), {}
    days = [days_of(register, week, as_of) for week in weeks]
    return weeks, flows(register, [since for since, _ in days], days[-1][1])


def monthly(register: Register, since: date, until: date) -> dict[str, tuple[Period, ...]]:
    """The months from `since` to `until`, the first and the last as far as they lie between the two."""
    starts = [since]
    while (later := (starts[-1].replace(day=28) + timedelta(days=4)).replace(day=1)) <= until:
        starts.append(later)
    return flows(register, starts, until)
