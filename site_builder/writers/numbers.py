"""The numbers of new records: the next free one of a year, by all ids that are taken."""

from __future__ import annotations

from collections.abc import Iterable

from site_builder.spec.intake import intake

HIGHEST = 9999


class NumbersUsedUp(Exception):
    """All numbers of a year are taken. `start` is what its ids begin with."""

    def __init__(self, start: str) -> None:
        super().__init__(start)
        self.start = start


class Numbers:
    """Gives out ids, each once. `taken` are the ids of the records that are there, in whatever folder."""

    def __init__(self, taken: Iterable[str]) -> None:
        self._taken = [id.upper() for id in taken]
        self._by_start: dict[str, set[int]] = {}
        self._last: dict[str, int] = {}

    def next(self, prefix: str, year: int) -> str:
        """The next id: `QTL`, 2025 → QTL-2025-0315. Raises NumbersUsedUp."""
        start = f"{prefix}-{year}-"
        if start not in self._by_start:
            rests = (id.removeprefix(start) for id in self._taken if id.startswith(start))
            self._by_start[start] = {int(rest) for rest in rests if rest.isdigit()}
        taken = self._by_start[start]
        number = self._last.get(start, 0) + 1
        if number == 1 or number in taken or number >= intake().numbers[0]:
            number = intake().next_number(taken)
        if number > HIGHEST:
            raise NumbersUsedUp(start)
        taken.add(number)
        self._last[start] = number
        return f"{start}{number:04d}"
