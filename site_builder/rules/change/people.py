"""Who made a change: the committer may make the move, and who closes is not who handled."""

from __future__ import annotations

from collections.abc import Iterator

from site_builder.model.case import Case, Event
from site_builder.model.change import CaseChange, Made
from site_builder.model.history import steps
from site_builder.model.people import Town
from site_builder.rules.authority import handlers, may
from site_builder.rules.change.rule import CaseChangeRule, Gate, commit_of
from site_builder.rules.workflow import who_may
from site_builder.text.finding import Finding, Term, finding

CHECKING = ("follow_up", "close")
"""The moves that check what others did (E14)."""


def committers(change: CaseChange, gate: Gate, made: Made) -> Iterator[Finding]:
    """H909: a commit address that people.yaml knows belongs to somebody who may make the moves committed."""
    case = change.after
    people = persons(gate.town, made.addresses)
    if case is None or not people or not change.added:
        return
    level_before = {step.event.index: step.level_before for step in steps(case, gate.spec)}
    for event in change.added:
        if event.ledger:
            continue
        move = gate.spec.moves[event.move]
        allowed = who_may(move, level_before[event.index])
        able = [p for p in people if p == event.by or may(gate.town, p, case, made.on, allowed)]
        if not able:
            yield _finding(case, event, people, gate, made, "", tuple(Term("actor", post) for post in allowed))
        elif event.move in CHECKING and all(p in handlers(case, event.index) for p in able):
            yield _finding(case, event, tuple(able), gate, made, "checking", ())


def persons(town: Town, addresses: tuple[str, ...]) -> tuple[str, ...]:
    """The people on duty to whom one of these addresses belongs, in the order of people.yaml."""
    return tuple(p.id for p in town.people.values() if any(e.lower() in addresses for e in p.emails))


def _finding(
    case: Case, event: Event, people: tuple[str, ...], gate: Gate, made: Made, variant: str, allowed: tuple[Term, ...]
) -> Finding:
    return finding(
        "H909", case.record.at("events", event.index, "move"), variant,
        who=tuple(gate.town.name_of(person) for person in people), move=Term("move", event.move),
        allowed=allowed, commit=commit_of(made),
    )  # fmt: skip


MADE_RULES: tuple[CaseChangeRule, ...] = (committers,)
