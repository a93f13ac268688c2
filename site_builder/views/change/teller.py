"""Values of two records compared and told, by one town's names and one spec."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from site_builder.model.case import EVENT_FIELDS, Case, Event
from site_builder.model.change import EventEdit, differing
from site_builder.model.history import steps
from site_builder.model.people import Town
from site_builder.spec import Field, Label, Spec
from site_builder.text.finding import Term
from site_builder.text.personal_data import is_taken_out
from site_builder.views.change.moved import (
    AddedEvent,
    Detail,
    HistoryEdit,
    Mark,
    Moved,
    TextEdit,
    Told,
)
from site_builder.views.change.texts import difference
from site_builder.views.change.values import PROSE, SPELLED, details, leaves, opened, told
from site_builder.views.change.veil import Veil

_DERIVED = ("status", "level")
_SUMMARY = (
    "problem", "kind", "category", "village", "grid", "source", "found_on", "status", "level", "access", "risk", "urgent",
    "lead_unit", "lead_post",
)  # fmt: skip


def ends(case: Case, spec: Spec) -> tuple[str, str]:
    """The status and level that the events of a record lead to."""
    found = steps(case, spec)
    return (found[-1].after, found[-1].level_after) if found else (case.status, case.level)


@dataclass(frozen=True)
class Teller:
    """Tells values by one town's names and one spec."""

    spec: Spec
    town: Town
    veil: Veil

    def text(self, path: str, labels: tuple[Label, ...], before: str, after: str) -> TextEdit:
        taken_out = is_taken_out(before, after)
        pieces = () if taken_out else difference(self.veil.text(before), self.veil.text(after))
        return TextEdit(path, labels, pieces, taken_out)

    def summary(self, case: Case) -> Iterator[Detail]:
        """What a case is about, its status and level as its events stand."""
        top = self.spec.records["case"].fields
        values = opened(case) | dict(zip(_DERIVED, ends(case, self.spec), strict=True))
        return details(self.spec, {name: top[name] for name in _SUMMARY}, values, self.town)

    # what the events lead to

    def states(self, before: Case, after: Case) -> Iterator[Moved]:
        top = self.spec.records["case"].fields
        for name, old, new in zip(_DERIVED, ends(before, self.spec), ends(after, self.spec), strict=True):
            if old != new:
                was, now = (Told(code, Term(name, code)) for code in (old, new))
                yield Moved(name, (top[name].label,), "changed", was, now)

    # fields

    def fields(self, before: Case, after: Case, texts: list[TextEdit]) -> Iterator[Moved]:
        """The case's own fields, and its blocks opened. A status or level that no event explains is an alarm."""
        top = dict(self.spec.records["case"].fields)
        old, new = opened(before), opened(after)
        derived = [dict(zip(_DERIVED, ends(case, self.spec), strict=True)) for case in (before, after)]
        for name in _DERIVED:
            if old[name] == new[name] or (old[name], new[name]) == (derived[0][name], derived[1][name]):
                del top[name]
        yield from self.compared(top, old, new, "", (), texts, "case")

    def compared(
        self,
        block: Mapping[str, Field],
        old: Mapping[str, Any],
        new: Mapping[str, Any],
        path: str,
        labels: tuple[Label, ...],
        texts: list[TextEdit],
        kind: str,
    ) -> Iterator[Moved]:
        """The values that differ, in the order of the record format; edited texts go into `texts`."""
        was = {here: row for here, *row in leaves(self.spec, block, old, path, labels)}
        now = {here: row for here, *row in leaves(self.spec, block, new, path, labels)}
        order = [*now, *(here for here in was if here not in now)]
        for here in order:
            said, type_, after = now.get(here) or (*was[here][:2], None)
            before = was[here][2] if here in was else None
            if before == after:
                continue
            if type_.kind in PROSE and before is not None and after is not None:
                texts.append(self.text(here, said, before, after))
                continue
            mark: Mark = "alarm" if self._is_fixed(kind, here, path) and before is not None else "changed"
            yield Moved(here, said, mark, told(type_, before, self.town), told(type_, after, self.town))

    def _is_fixed(self, kind: str, here: str, path: str) -> bool:
        block, _, name = here.removeprefix(path).strip(".").rpartition(".")
        fixed = self.spec.changes.fixed.get(block or kind, ())
        return name in (SPELLED.get(one, one) for one in fixed) or (kind == "case" and here in _DERIVED)

    # events

    def events(self, case: Case, added: tuple[Event, ...]) -> Iterator[AddedEvent]:
        step_of = {step.event.index: step for step in steps(case, self.spec)}
        for event in added:
            step = step_of[event.index]
            late = {"late_because": event.late_because}
            yield AddedEvent(
                number=event.index + 1,
                on=event.on,
                move=event.move,
                by=event.by,
                status=step.after if step.after != step.before else None,
                level=step.level_after if step.level_after != step.level_before else None,
                evidence=(
                    *details(self.spec, self.spec.event_fields, event.fields, self.town),
                    *details(self.spec, self.spec.blocks["event"].fields, late, self.town),
                ),
                note=event.note,
                entered_on=event.entered_on,
                is_late_entry=event.is_late_entry,
                corrects=event.corrects,
                ledger=event.ledger,
            )

    def history(self, edit: EventEdit) -> HistoryEdit:
        event = edit.before or edit.after
        assert event is not None
        moved: tuple[Moved, ...] = ()
        taken_out = False
        if edit.before and edit.after:
            block = self.spec.fields_at("case", ("events",))
            old, new = _event(edit.before), _event(edit.after)
            names = differing(edit.before, edit.after)
            texts: list[TextEdit] = []
            kept = {name: block[name] for name in names if name in block}
            moved = tuple(self.compared(kept, old, new, "", (), texts, "event"))
            moved += tuple(self._as_moved(text, old, new) for text in texts)
            taken_out = bool(texts) and not any(not text.taken_out for text in texts) and len(texts) == len(moved)
        return HistoryEdit(edit.kind, event.index + 1, event.on, event.move, moved, taken_out)

    def _as_moved(self, text: TextEdit, old: Mapping[str, Any], new: Mapping[str, Any]) -> Moved:
        """An edited text of an event: both sides whole, since what was written stands for what was done."""
        old_text, new_text = (self.veil.text(str(values.get(text.path) or "")) for values in (old, new))
        return Moved(text.path, text.labels, "alarm", Told(old_text, old_text), Told(new_text, new_text))


def _event(event: Event) -> dict[str, Any]:
    return {**{name: getattr(event, name) for name in EVENT_FIELDS}, **event.fields}
