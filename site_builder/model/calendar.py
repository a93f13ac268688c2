"""Working days with 调休: from the published calendar, and never by a guess.

Source: 《全国年节及纪念日放假办法》 and the yearly notices of the State Council's General Office, as data
in `spec/calendar/`; a town adds a year in `[tool.sidan.holidays]`. A year without data is unknown, its
weekends too: any of them may be worked.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from importlib.resources import files

import yaml

from site_builder.text.finding import Term

ONE_DAY = timedelta(days=1)
SATURDAY = 5
WEEKEND = Term("day_reason", "weekend")

Year = tuple[dict[date, str], frozenset[date]]
"""The days off with the holiday's name, and the weekend days that are worked."""


class MissingYear(Exception):
    """A working-day count reaches a year whose holidays are not known. `year` is that year."""

    def __init__(self, year: int) -> None:
        super().__init__(f"no holiday data for {year}")
        self.year = year


class Calendar:
    """The days on which offices work. `extra`: year → (days off as `2027-01-01 元旦`, weekend days worked);
    a year given there takes the place of the shipped one."""

    def __init__(self, extra: Mapping[int, tuple[tuple[str, ...], tuple[str, ...]]] | None = None) -> None:
        self._years: dict[int, Year | None] = {}
        for year, (off, work) in (extra or {}).items():
            self._years[year] = _given(off, work)

    def _year(self, year: int) -> Year:
        if year not in self._years:
            self._years[year] = _shipped(year)
        known = self._years[year]
        if known is None:
            raise MissingYear(year)
        return known

    def why_off(self, day: date) -> Term | None:
        """The holiday or weekend that makes a day a rest day; None for a working day. Raises MissingYear."""
        off, work = self._year(day.year)
        if day in off:
            return Term("holiday", off[day])
        return WEEKEND if day.weekday() >= SATURDAY and day not in work else None

    def is_working_day(self, day: date) -> bool:
        """Raises MissingYear."""
        return self.why_off(day) is None

    def add_working_days(self, start: date, days: int) -> date:
        """The day `days` working days after `start`, which is not counted itself. Raises MissingYear."""
        day = start
        while days > 0:
            day += ONE_DAY
            days -= self.is_working_day(day)
        return day

    def working_days_between(self, after: date, until: date) -> int:
        """How many working days there are after `after` and up to `until`. Raises MissingYear."""
        return sum(self.is_working_day(after + timedelta(days=n)) for n in range(1, (until - after).days + 1))

    def next_working_day(self, day: date) -> date:
        """`day` itself, or the first working day after it. Raises MissingYear."""
        while not self.is_working_day(day):
            day += ONE_DAY
        return day

    def last_working_day_on_or_before(self, day: date) -> date:
        """Raises MissingYear."""
        while not self.is_working_day(day):
            day -= ONE_DAY
        return day


def later(day: date, days: int) -> date:
    """A number of days later, or the last day there is."""
    return date.fromordinal(min(day.toordinal() + days, date.max.toordinal()))


@cache
def _shipped(year: int) -> Year | None:
    file = files("site_builder.spec").joinpath("calendar", f"{year:04d}.yaml")
    try:
        raw = yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    except FileNotFoundError:
        return None
    return dict(raw["holidays"]), frozenset(raw["workdays"])


def _given(off: tuple[str, ...], work: tuple[str, ...]) -> Year | None:
    """A town's own year; one with a day that does not exist is not known."""
    try:
        names = {date.fromisoformat(row[:10]): row[10:].strip() or "放假" for row in off}
        return names, frozenset(date.fromisoformat(row[:10]) for row in work)
    except ValueError:
        return None
