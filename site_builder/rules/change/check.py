"""Runs every rule about a change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from site_builder.model.change import CaseChange, Made, VisitChange
from site_builder.rules.change import history, kept, people, seen, taken_out
from site_builder.rules.change.rule import CaseChangeRule, Gate, VisitChangeRule
from site_builder.text.finding import Finding, Term, Value

CASE_CHANGE_RULES: tuple[CaseChangeRule, ...] = (
    *history.CASE_CHANGE_RULES,
    *kept.CASE_CHANGE_RULES,
    *seen.CASE_CHANGE_RULES,
    *taken_out.CASE_CHANGE_RULES,
)
"""Asked of each commit and of all of them together."""
MADE_RULES: tuple[CaseChangeRule, ...] = (*history.MADE_RULES, *people.MADE_RULES)
"""Asked of each commit by itself: they look at who made it and when."""
_PLAIN = ("id", "commit", "made")
"""Values that are no content of a case."""
VISIT_CHANGE_RULES: tuple[VisitChangeRule, ...] = kept.VISIT_CHANGE_RULES


def judge(
    cases: Iterable[CaseChange],
    visits: Iterable[VisitChange],
    gate: Gate,
    made: Made,
    rules: tuple[CaseChangeRule, ...],
) -> Iterator[Finding]:
    """What these rules find wrong with a change."""
    for change in cases:
        for rule in rules:
            found = rule(change, gate, made)
            yield from map(_veiled, found) if change.is_sealed else found
    for visit in visits:
        for visit_rule in VISIT_CHANGE_RULES:
            yield from visit_rule(visit, gate, made)


def _veiled(one: Finding) -> Finding:
    """A finding about a sealed case without what its file says: rules name fields, moves and commits, no more."""
    values = tuple((name, value if name in _PLAIN else _veil(value)) for name, value in one.values)
    return replace(one, values=values)


def _veil(value: Value) -> Value:
    if isinstance(value, Term | int):
        return value
    return tuple(map(_veil, value)) if isinstance(value, tuple) else "…"
