"""What a ledger tells of a case taken over from it: before all else, with its source, up to the day the town has set."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from site_builder.model.case import Case
from site_builder.model.register import Register
from site_builder.rules.rule import CaseRule
from site_builder.text.finding import Finding, Related, Term, finding


def told_by_ledger(case: Case, register: Register, as_of: date) -> Iterator[Finding]:
    """C244: a ledger tells the beginning of a case that names it, says when it was taken over, and no more than it can."""
    spec, record = register.spec, case.record
    first = next((event for event in case.events if not event.ledger), None)
    for event in case.events:
        if not event.ledger:
            continue
        at = ("events", event.index, "ledger")
        if not spec.moves[event.move].from_ledger:
            yield finding("C244", record.at(*at), "move", move=Term("move", event.move))
        elif case.ledger is None and not case.is_sealed:
            yield finding("C244", record.at(*at))
        elif event.entered_on is None:
            yield finding("C244", record.at("events", event.index, "on"), "undated")
        elif first is not None and first.index < event.index:
            related = Related(record.at("events", first.index, "on"), "first")
            yield finding("C244", record.at(*at), "later", related=(related,), first=first.index + 1)


def ended_by_ledger(case: Case, register: Register, as_of: date) -> Iterator[Finding]:
    """C245: a ledger ends a case only up to the day the town has set (`[tool.sidan.ledgers] until`)."""
    until = register.settings.ledgers_until
    for step in register.history(case).steps:
        event = step.event
        if not event.ledger or register.spec.is_open(step.after) or (until is not None and event.on <= until):
            continue
        at = case.record.at("events", event.index, "on")
        move = Term("move", event.move)
        if until is None:
            yield finding("C245", at, move=move, on=event.on)
        else:
            yield finding("C245", at, "after", move=move, on=event.on, until=until)


CASE_RULES: tuple[CaseRule, ...] = (told_by_ledger, ended_by_ledger)
