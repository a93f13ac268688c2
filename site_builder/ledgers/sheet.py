"""A sheet as it stands in its file: values by row and column, what is merged, what could not be read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Literal

Value = None | bool | int | float | Decimal | date | datetime | time | timedelta | str
Fault = Literal["formula", "error", "long"]
LONGEST = 32_767
"""Characters in one cell, as office programs allow."""


class NoLedger(Exception):
    """A file that is no ledger we could read. `reason` is a key of the words, `values` fill its holes."""

    def __init__(self, reason: str, **values: object) -> None:
        super().__init__(reason)
        self.reason = reason
        self.values = values


@dataclass(frozen=True, slots=True)
class Merge:
    """Cells merged into one; rows and columns count from 0, the last ones belong to it."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True)
class Sheet:
    """One sheet. `values` are by row and column from 0; `faults` name cells whose value cannot be used.

    `hidden_rows` are rows that a filter or a person has hidden; they are read like the others.
    """

    name: str
    values: tuple[tuple[Value, ...], ...]
    hidden: bool = False
    merges: tuple[Merge, ...] = ()
    faults: Mapping[tuple[int, int], Fault] = field(default_factory=dict)
    hidden_rows: frozenset[int] = frozenset()

    def at(self, row: int, column: int) -> Value:
        """The value of a cell; None where it is empty or outside."""
        if row >= len(self.values) or column >= len(self.values[row]):
            return None
        value = self.values[row][column]
        return None if isinstance(value, str) and not value.strip() else value

    def is_empty(self, row: int) -> bool:
        """True for a row in which nothing stands, not even a cell that cannot be read."""
        return all(self.at(row, c) is None for c in range(len(self.values[row]))) and not any(
            place[0] == row for place in self.faults
        )

    @property
    def width(self) -> int:
        return max(map(len, self.values), default=0)


def column_letters(column: int) -> str:
    """0 → A, 26 → AA."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
