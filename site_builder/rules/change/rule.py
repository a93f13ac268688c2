"""How a rule about a change is written: it is given the record before and after, the gate, and who made the change.

    def deleted(change: CaseChange, gate: Gate, made: Made) -> Iterator[Finding]:
        ...
        yield finding("H905", Place(change.before.path), id=change.id)

It is listed in its module's tuple, and its words are in `rules/pages/<code>-<slug>.md`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from site_builder.model.change import CaseChange, Made, VisitChange
from site_builder.model.people import Town
from site_builder.settings import Settings
from site_builder.spec import Spec
from site_builder.text.finding import Finding, Term


@dataclass(frozen=True)
class Gate:
    """What a change is judged by: the base revision's town, people and settings.

    `as_of` is the day asked for. `is_first` is true where the base holds no register yet.
    """

    town: Town
    spec: Spec
    settings: Settings
    as_of: date
    is_first: bool = False


CaseChangeRule = Callable[[CaseChange, Gate, Made], Iterator[Finding]]
VisitChangeRule = Callable[[VisitChange, Gate, Made], Iterator[Finding]]


def commit_of(made: Made) -> str | Term:
    """A change's commit as a sentence names it."""
    return made.commit or Term("revision", "uncommitted")


def part(name: str) -> Term:
    """A part of a case's file as a sentence names it: one of its fields, or its body."""
    return Term("part" if name == "body" else "field", name)
