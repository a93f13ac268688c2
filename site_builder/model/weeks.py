"""ISO weeks: Monday first, week 1 holds the first Thursday (GB/T 7408.1-2023 = ISO 8601-1:2019)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

LABEL = re.compile(r"(\d{4})-W(\d\d)")
"""A week's label, whether or not the year has such a week."""


@dataclass(frozen=True, slots=True, order=True)
class Week:
    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> Week:
        iso = day.isocalendar()
        return cls(iso.year, iso.week)

    @classmethod
    def parse(cls, text: str) -> Week:
        """`2025-W42`. Raises ValueError for another form or a week that the year does not have."""
        match = LABEL.fullmatch(text)
        if not match:
            raise ValueError(text)
        date.fromisocalendar(int(match[1]), int(match[2]), 1)
        return cls(int(match[1]), int(match[2]))

    @classmethod
    def find(cls, text: str) -> Week | None:
        """As `parse`; None where there is no such week."""
        try:
            return cls.parse(text)
        except ValueError:
            return None

    @property
    def monday(self) -> date:
        return date.fromisocalendar(self.year, self.number, 1)

    @property
    def sunday(self) -> date:
        return self.monday + timedelta(days=6)

    def day(self, weekday: int) -> date:
        """The date of a weekday, 0 Monday … 6 Sunday."""
        return self.monday + timedelta(days=weekday)

    @property
    def previous(self) -> Week:
        return Week.of(self.monday - timedelta(days=7))

    @property
    def next(self) -> Week:
        return Week.of(self.monday + timedelta(days=7))

    def __str__(self) -> str:
        return f"{self.year:04d}-W{self.number:02d}"


def weeks_between(first: date, last: date) -> tuple[Week, ...]:
    """Every week from the one that holds `first` to the one that holds `last`."""
    found, week = [], Week.of(first)
    while week.monday <= last:
        found.append(week)
        week = week.next
    return tuple(found)
