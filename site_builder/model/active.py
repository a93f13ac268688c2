"""Which cases anything can be said about in a stretch of days: those that were open in it, or moved.

A register keeps every case it ever had, and a week concerns few of them. Whoever counts a week asks here first, so
that the lists of all weeks together cost what the cases' own lives cost, not weeks times cases.
"""

from __future__ import annotations

from bisect import bisect_right
from datetime import date

from site_builder.model.case import Case
from site_builder.model.history import History
from site_builder.model.kept import kept
from site_builder.model.register import Register
from site_builder.model.timetable import timetable

WEEK = 7


class _Active:
    """The cases of one register by the weeks of their lives; those that have not ended, by their first day."""

    def __init__(self, register: Register) -> None:
        self.cases = register.shown_cases
        self.lives: list[tuple[date, date]] = []
        self.weeks: dict[int, list[int]] = {}
        going_on: list[tuple[date, int]] = []
        for number, case in enumerate(register.shown_cases):
            first, last = life(case, register)
            self.lives.append((first, last))
            if last == date.max:
                going_on.append((first, number))
            else:
                for week in range(first.toordinal() // WEEK, last.toordinal() // WEEK + 1):
                    self.weeks.setdefault(week, []).append(number)
        self.going_on = sorted(going_on)

    def between(self, since: date, until: date) -> list[Case]:
        found = {number for _, number in self.going_on[: bisect_right(self.going_on, (until, len(self.cases)))]}
        for week in range(since.toordinal() // WEEK, until.toordinal() // WEEK + 1):
            found.update(self.weeks.get(week, ()))
        lives = self.lives
        return [self.cases[n] for n in sorted(found) if lives[n][0] <= until and lives[n][1] >= since]


def life(case: Case, register: Register) -> tuple[date, date]:
    """The first and the last day on which anything can be said of a case; date.max while it goes on."""
    if case.told is not None:
        return case.told.first, case.told.last
    history = register.history(case)
    return history.known_from, _last(history, register)


def _last(history: History, register: Register) -> date:
    """The last day on which something about an ended case became known; date.max where it is open or asks for more."""
    if history.ended_on(date.max) is None:
        return date.max
    times = timetable(history.case, register)
    return date.max if times.on(date.max).running else max(times.last, history.last)


def active_cases(register: Register, since: date, until: date) -> list[Case]:
    """The cases, in order of id and without the sealed ones, known by `until` that were open, moved or had a
    deadline running on any day from `since` on; some that did not may be among them."""
    return kept(register, _Active).between(since, until)


def active(register: Register, since: date, until: date) -> list[History]:
    """As `active_cases`, with their histories."""
    return [register.histories[case.id] for case in active_cases(register, since, until)]
