"""Personal data taken out of a record, which may be done to the past too, and nothing beside it."""

from __future__ import annotations

from collections.abc import Iterator

from site_builder.model.case import Case, Event
from site_builder.model.change import CaseChange, EventEdit, Made
from site_builder.rules.change.rule import CaseChangeRule, Gate, part
from site_builder.text.finding import Finding, finding
from site_builder.text.personal_data import is_taken_out


def only_taken_out(edit: EventEdit) -> bool:
    """True where every difference of two events is personal data taken out of a text."""
    before, after = edit.before, edit.after
    if before is None or after is None:
        return False
    return all(_is_taken_out(value_of(before, name), value_of(after, name)) for name in edit.names)


def is_field_taken_out(before: Case, after: Case, name: str) -> bool:
    """The same of a field of two cases, or their bodies."""
    return _is_taken_out(getattr(before, name), getattr(after, name))


def _is_taken_out(before: object, after: object) -> bool:
    return isinstance(before, str) and isinstance(after, str) and is_taken_out(before, after)


def value_of(event: Event, name: str) -> object:
    """What an event says under a name, whether every event has it or its move alone."""
    return getattr(event, name) if name in Event.__dataclass_fields__ else event.fields.get(name)


def taken_out(change: CaseChange, gate: Gate, made: Made) -> Iterator[Finding]:
    """H916: personal data is gone from the file and stays in the history."""
    before, after = change.before, change.after
    if before is None or after is None:
        return
    for edit in change.edits:
        if edit.after is not None and edit.kind == "changed" and only_taken_out(edit):
            name = edit.names[0]
            yield finding("H916", after.record.at("events", edit.after.index, name), field=part(name))
    for name in change.changed_fields:
        if is_field_taken_out(before, after, name):
            at = after.record.body_place(0) if name == "body" else after.record.at(name)
            yield finding("H916", at, field=part(name))


CASE_CHANGE_RULES: tuple[CaseChangeRule, ...] = (taken_out,)
