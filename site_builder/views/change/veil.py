"""What nobody may read in an account of a change: personal data that was taken out, and which cases are sealed.

A change is shown with what was there before. So a number that was taken out of a record would be published again
by the very account of its removal; and a case that names a sealed one would say its number. Source: design §8.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar, cast

from site_builder.spec import Language
from site_builder.spec.texts import texts
from site_builder.text.personal_data import find_personal_data

T = TypeVar("T")


class Veil:
    """Covers texts. `sealed` are the ids of all cases that are sealed before or after the change."""

    def __init__(self, sealed: Iterable[str], language: Language) -> None:
        ids = sorted(sealed, key=len, reverse=True)
        self._ids = (
            re.compile("(?<![0-9A-Za-z])(?:" + "|".join(map(re.escape, ids)) + ")(?![0-9A-Za-z])") if ids else None
        )
        self._sealed = texts("said")[language]["sealed"]
        self._taken_out = texts("said")[language]["taken_out"]

    def text(self, text: str) -> str:
        """A text without personal data and without the ids of sealed cases."""
        parts, last = [], 0
        for hit in find_personal_data(text):
            parts += [text[last : hit.start], self._taken_out]
            last = hit.end
        covered = "".join((*parts, text[last:])) if parts else text
        return self._ids.sub(self._sealed, covered) if self._ids else covered

    def over(self, value: T) -> T:
        """A value of tuples and dataclasses with every text in it covered."""
        return cast(T, self._over(value))

    def _over(self, value: Any) -> Any:
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, tuple):
            return tuple(self._over(item) for item in value)
        if is_dataclass(value) and not isinstance(value, type):
            own = {field.name: getattr(value, field.name) for field in fields(value)}
            covered = {name: self._over(one) for name, one in own.items()}
            changed = {name: one for name, one in covered.items() if one is not own[name] and one != own[name]}
            return replace(value, **changed) if changed else value
        return value
