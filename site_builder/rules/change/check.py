"""Runs every rule about a change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from site_builder.model.change import CaseChange, Made, VisitChange
from site_builder.rules.change import history, kept, people, seen, taken_out
from site_builder.rules.change.rule import CaseChangeRule, Gate, VisitChangeRule
from site_builder.text.finding import Finding

CASE_CHANGE_RULES: tuple[CaseChangeRule, ...] = (
    *history.CASE_CHANGE_RULES,
    *kept.CASE_CHANGE_RULES,
    *seen.CASE_CHANGE_RULES,
    *taken_out.CASE_CHANGE_RULES,
)
"""Asked of each commit and of all of them together."""
MADE_RULES: tuple[CaseChangeRule, ...] = (*history.MADE_RULES, *people.MADE_RULES)
"""Asked of each commit by itself: they look at who made it and when."""
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
            yield from rule(change, gate, made)
    for visit in visits:
        for visit_rule in VISIT_CHANGE_RULES:
            yield from visit_rule(visit, gate, made)
