"""What a reviewer must look at although it may be right: edits beside a move, a case or a file shown to more people."""

from __future__ import annotations

from collections.abc import Iterator

from site_builder.model.change import CaseChange, Made
from site_builder.rules.change.rule import CaseChangeRule, Gate, part
from site_builder.text.finding import Finding, Term, finding


def beside(change: CaseChange, gate: Gate, made: Made) -> Iterator[Finding]:
    """H908: a move rides alone; other edits to the same record are made by themselves."""
    before, after = change.before, change.after
    if before is None or after is None or not change.added or change.edits or after.is_sealed:
        return  # a case that is sealed loses whatever could be read (P304)
    goes_with = frozenset().union(*(gate.spec.changes.goes_with[event.move] for event in change.added))
    moves = tuple(Term("move", event.move) for event in change.added)
    for name in change.changed_fields:
        if name not in goes_with:
            at = after.record.body_place(0) if name == "body" else after.record.at(name)
            yield finding("H908", at, field=part(name), moves=moves)


def shown_to_more(change: CaseChange, gate: Gate, made: Made) -> Iterator[Finding]:
    """H911: an access that lets more people see the case, and an attachment that more people get."""
    before, after = change.before, change.after
    if before is None or after is None:
        return
    if not change.is_sealed:
        for wider in change.wider:
            at = after.record.at("attachments", wider.index, "audience")
            was, now = (Term("attachment_audience", reach) for reach in (wider.before, wider.after))
            yield finding("H911", at, "file", file=wider.attachment.file, before=was, after=now)
    order = list(gate.spec.enums["access"])
    if before.access in order and after.access in order and order.index(after.access) > order.index(before.access):
        at = after.record.at("access")
        variant = "unsealed" if before.access == "sealed" else ""
        yield finding("H911", at, variant, before=Term("access", before.access), after=Term("access", after.access))


CASE_CHANGE_RULES: tuple[CaseChangeRule, ...] = (beside, shown_to_more)
