"""What is wrong, where, and the values its sentences need; no sentence is filled in here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from site_builder.text.place import Place


@dataclass(frozen=True, slots=True, order=True)
class Term:
    """A word of the spec (a status, a move, a category …), shown by its label in the reader's language."""

    group: str
    code: str


Value = str | int | date | Term | tuple["Value", ...]
"""A value in a sentence. A tuple is shown as an enumeration."""


@dataclass(frozen=True, slots=True)
class Related:
    """A second place that belongs to a finding; `note` is the key of its sentence on the rule's page."""

    place: Place
    note: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong in a register, by the rule that says so.

    `code` is stable for ever: a letter for what the rule looks at and three digits.
    `variant` chooses one of the rule's sentences where it has several ("" is the first).
    Severity, message and help are read from the rule's page when the finding is shown,
    so that language and wording live in one place. `commit` names the commit in which the
    place stands where it is not in the files as they are now ("" otherwise).
    """

    code: str
    place: Place
    variant: str = ""
    values: tuple[tuple[str, Value], ...] = ()
    related: tuple[Related, ...] = ()
    commit: str = ""

    @property
    def suggestion(self) -> str:
        """What to write in the place of what stands there, where the rule knows one likely answer; "" otherwise."""
        return next((str(value) for name, value in self.values if name in ("close", "write")), "")

    @property
    def sort_key(self) -> tuple[str, int, int, str, str, str, str]:
        """By place; what a rule says twice at one place is told apart by its values, so the order is fixed."""
        place = self.place
        return (place.path, place.line, place.column, self.code, self.variant, repr(self.values), self.commit)


def finding(
    code: str, place: Place, variant: str = "", /, *, related: tuple[Related, ...] = (), **values: Value
) -> Finding:
    """A finding with its values given by name."""
    return Finding(code, place, variant, tuple(values.items()), related)
