"""Personal data taken out of a record, which may be done to the past too, and nothing beside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any

from site_builder.model.change import CaseChange, EventEdit, Made
from site_builder.rules.change.rule import CaseChangeRule, Gate, part
from site_builder.text.finding import Finding, finding
from site_builder.text.personal_data import is_taken_out


def only_taken_out(before: Any, after: Any) -> bool:
    """True where two values are the same but for texts out of which personal data was taken, at any depth."""
    if before == after:
        return True
    if isinstance(before, str) and isinstance(after, str):
        return is_taken_out(before, after)
    if type(before) is not type(after):
        return False
    if isinstance(before, Mapping):
        return before.keys() == after.keys() and all(only_taken_out(before[key], after[key]) for key in before)
    if isinstance(before, tuple | list):
        return len(before) == len(after) and all(map(only_taken_out, before, after))
    if is_dataclass(before):
        return all(only_taken_out(getattr(before, f.name), getattr(after, f.name)) for f in fields(before))
    return False


def is_redaction(edit: EventEdit) -> bool:
    """True where an event says what it said, but for personal data taken out."""
    if edit.before is None or edit.after is None:
        return False
    return only_taken_out(edit.before, replace(edit.after, index=edit.before.index))


def taken_out(change: CaseChange, gate: Gate, made: Made) -> Iterator[Finding]:
    """H916: personal data is gone from the file and stays in the history."""
    before, after = change.before, change.after
    if before is None or after is None:
        return
    for edit in change.edits:
        if edit.names and edit.after is not None and is_redaction(edit):
            for name in edit.names:
                yield finding("H916", after.record.at("events", edit.after.index, name), field=part(name))
    for name in change.changed_fields:
        if only_taken_out(getattr(before, name), getattr(after, name)):
            at = after.record.body_place(0) if name == "body" else after.record.at(name)
            yield finding("H916", at, field=part(name))


CASE_CHANGE_RULES: tuple[CaseChangeRule, ...] = (taken_out,)
