"""A value in a town's published data, with its place: it is looked at before it is believed.

What a town publishes is written by a program, but it is copied by people and may be old, cut short or made up.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from site_builder.records.decode_text import FORBIDDEN

LONGEST = 1000
"""Characters that a line may have."""
GREATEST = 10**9
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,59}")
_NO_LINE = re.compile("[\t\n\ud800-\udfff]")
"""What JSON may hold and a line may not: more lines, and halves of a character."""


class Unusable(Exception):
    """Why a town cannot be shown: a notice's code and what fills its sentence."""

    def __init__(self, code: str, **values: str) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


@dataclass(frozen=True, slots=True)
class Node:
    """A JSON value in a file. Every question raises Unusable where the value is no answer to it."""

    file: str
    key: str
    value: Any

    def at(self, key: str) -> Node:
        """The value under a key; a key that is not there is None's place."""
        inside = f"{self.key}.{key}" if self.key else key
        if not isinstance(self.value, dict) or key not in self.value:
            raise Unusable("broken", file=self.file, key=inside)
        return Node(self.file, inside, self.value[key])

    def has(self, key: str) -> bool:
        """True where there is such a key: those that came later within a version are not in older data."""
        return isinstance(self.value, dict) and key in self.value

    def items(self) -> Iterator[tuple[str, Node]]:
        """The keys of a group, which are ids or codes, with their values."""
        if not isinstance(self.value, dict):
            raise self.broken()
        for key in self.value:
            yield Node(self.file, self.key, key).line(), self.at(key)

    def rows(self) -> Iterator[Node]:
        if not isinstance(self.value, list):
            raise self.broken()
        for number, value in enumerate(self.value):
            yield Node(self.file, f"{self.key}[{number}]", value)

    def count(self) -> int:
        """A number of things."""
        if type(self.value) is not int or not 0 <= self.value <= GREATEST:
            raise self.broken()
        return self.value

    def line(self) -> str:
        """A text of one line with such characters as a record may have."""
        if not isinstance(self.value, str) or not 0 < len(self.value) <= LONGEST:
            raise self.broken()
        if FORBIDDEN.search(self.value) or _NO_LINE.search(self.value):
            raise self.broken()
        return self.value

    def id(self) -> str:
        """An id, such as may stand in an address."""
        if not isinstance(self.value, str) or not _ID.fullmatch(self.value):
            raise self.broken()
        return self.value

    def day(self) -> date:
        if not isinstance(self.value, str) or len(self.value) != 10:
            raise self.broken()
        try:
            return date.fromisoformat(self.value)
        except ValueError:
            raise self.broken() from None

    def day_or_none(self) -> date | None:
        return None if self.value is None else self.day()

    def broken(self) -> Unusable:
        return Unusable("broken", file=self.file, key=self.key or "{}")
