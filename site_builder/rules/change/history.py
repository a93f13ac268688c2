"""Events are append-only: nothing that was written changes, moves or goes; a correction is a new event."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from site_builder.model.case import Case, Event
from site_builder.model.change import CaseChange, EventEdit, Made
from site_builder.model.weeks import Week
from site_builder.rules.change.rule import CaseChangeRule, Gate, commit_of
from site_builder.rules.change.taken_out import is_redaction
from site_builder.rules.workflow import DONE_FIELDS
from site_builder.text.finding import Finding, Term, finding

NOTES = ("note", "late_because")
"""What any event may say in free words."""


def rewritten(change: CaseChange, gate: Gate, made: Made) -> Iterator[Finding]:
    """H901: an event that was there is changed, gone or pushed down."""
    if change.before is None or change.after is None:
        return
    record = change.after.record
    for edit in change.edits:
        if edit.kind == "changed" and (not edit.names or is_redaction(edit) or _sealing(change, edit)):
            continue
        variant = "" if edit.kind == "changed" else edit.kind
        place = record.at("events", edit.after.index, *edit.names[:1]) if edit.after else record.at_key("events")
        event = edit.before or edit.after
        assert event is not None
        fields = tuple(Term("field", name) for name in edit.names)
        move = Term("move", event.move)
        yield finding("H901", place, variant, number=event.index + 1, on=event.on, move=move, fields=fields)


def _sealing(change: CaseChange, edit: EventEdit) -> bool:
    """True where a case is being sealed and an event loses only what a sealed case may not hold (P304)."""
    before, after = change.before, change.after
    if edit.before is None or edit.after is None or before is None or after is None:
        return False
    return (
        not before.is_sealed
        and after.is_sealed
        and all(name in NOTES and getattr(edit.after, name) is None for name in edit.names)
    )


def dates(change: CaseChange, gate: Gate, made: Made) -> Iterator[Finding]:
    """H902, H912: what a commit adds has happened by its day; what it adds to a week past says so."""
    case = change.after
    if case is None:
        return
    for event in change.added:
        yield from _ahead(case, event, gate, made)
        week = _week_of(event.known_on, gate.settings.cutoff)
        if not gate.is_first and week.day(gate.settings.cutoff) < made.on:
            at = case.record.at("events", event.index, "on")
            yield finding("H912", at, on=event.on, made=made.on, week=str(week), commit=commit_of(made))


def _ahead(case: Case, event: Event, gate: Gate, made: Made) -> Iterator[Finding]:
    """A day between the commit's and the day asked for; later ones are told by C207."""
    days: list[tuple[str, date | None]] = [("on", event.on), ("entered_on", event.entered_on)]
    days += [(name, event.day(name)) for name in DONE_FIELDS]
    for name, day in days:
        if day is not None and made.on < day <= gate.as_of:
            at = case.record.at("events", event.index, name)
            field = Term("field", name)
            yield finding("H902", at, field=field, day=day, made=made.on, commit=commit_of(made))
            return


def _week_of(day: date, cutoff: int) -> Week:
    """The week whose lists count a day."""
    week = Week.of(day)
    return week if day.weekday() <= cutoff else week.next


def from_ledger(change: CaseChange, gate: Gate, made: Made) -> Iterator[Finding]:
    """H917: what a ledger says is written down when a case comes into the register, never afterwards."""
    before, after = change.before, change.after
    if before is None or after is None:
        return
    for event in change.added:
        if event.ledger:
            at = after.record.at("events", event.index, "ledger")
            yield finding("H917", at, move=Term("move", event.move), on=event.on)
    if before.ledger != after.ledger and not after.is_sealed:
        yield finding("H917", after.record.at("ledger"), "source")


CASE_CHANGE_RULES: tuple[CaseChangeRule, ...] = (rewritten, from_ledger)
MADE_RULES: tuple[CaseChangeRule, ...] = (dates,)
