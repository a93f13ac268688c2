"""One case before and after → what moved in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from site_builder.model.case import Case, Event, Instalment, Point, Task
from site_builder.model.change import CaseChange, EventEdit, VisitChange, differing
from site_builder.model.history import steps
from site_builder.model.people import Town
from site_builder.spec import Field, Label, Spec
from site_builder.text.finding import Term
from site_builder.text.personal_data import is_taken_out
from site_builder.views.change.moved import (
    AddedEvent,
    ChangedCase,
    ChangedVisit,
    Detail,
    DueMoved,
    Fate,
    HistoryEdit,
    Mark,
    Moved,
    TextEdit,
    Told,
)
from site_builder.views.change.texts import difference
from site_builder.views.change.values import PROSE, details, leaves, opened, told
from site_builder.views.change.veil import Veil
from site_builder.views.edition import Audience

BODY = Label("正文", "text")
_DERIVED = ("status", "level")
_SUMMARY = (
    "problem", "kind", "category", "village", "grid", "source", "found_on", "status", "level", "access", "risk", "urgent",
    "lead_unit", "lead_post",
)  # fmt: skip
_EVENT_FIELDS = ("on", "move", "by", "entered_on", "corrects", "note", "late_because")


def changed_case(change: CaseChange, due: tuple[DueMoved, ...], teller: Teller) -> ChangedCase:
    """All that a change did to one case, its deadlines worked out elsewhere."""
    before, after = change.before, change.after
    case = after or before
    assert case is not None
    moved: list[Moved] = []
    texts: list[TextEdit] = []
    if before and after:
        moved += teller.states(before, after)
        moved += teller.lists(before, after, texts)
        moved += teller.fields(before, after, texts)
        if before.body != after.body:
            texts.append(teller.text("body", (BODY,), before.body, after.body))
    elif after:
        moved += teller.lists(replace(after, tasks=(), points=(), instalments=()), after, texts)
    return ChangedCase(
        id=case.id,
        title=case.title,
        village=case.village,
        fate="changed" if before and after else "new" if after else "gone",
        path=case.path,
        path_before=before.path if before and after and before.path != after.path else "",
        status=_ends(case, teller.spec)[0],
        summary=() if before and after else tuple(teller.summary(case)),
        moved=tuple(moved),
        events=tuple(teller.events(after, change.added)) if after else (),
        history=tuple(teller.history(edit) for edit in change.edits) if before and after else (),
        due=due,
        texts=tuple(texts),
        shown_to=_seen(before, after),
        hidden_from=_seen(after, before) if after else (),
    )


def changed_visit(change: VisitChange, teller: Teller) -> ChangedVisit:
    """All that a change did to one visit."""
    visit = change.after or change.before
    assert visit is not None
    texts: list[TextEdit] = []
    fields = teller.spec.records["visit"].fields
    moved: tuple[Moved, ...] = ()
    if change.before and change.after:
        moved = tuple(teller.compared(fields, opened(change.before), opened(change.after), "", (), texts, "visit"))
    fate: Fate = "changed" if change.before and change.after else "new" if change.after else "gone"
    return ChangedVisit(visit.id, visit.on, visit.leader, fate, moved, tuple(texts))


def _ends(case: Case, spec: Spec) -> tuple[str, str]:
    """The status and level that the events of a record lead to."""
    found = steps(case, spec)
    return (found[-1].after, found[-1].level_after) if found else (case.status, case.level)


def _seen(before: Case | None, after: Case | None) -> tuple[str, ...]:
    """The audiences that see a case after and did not before."""
    if after is None:
        return ()
    audiences = (Audience("village", after.village), Audience("board"))
    return tuple(a.kind for a in audiences if a.sees(after) and not (before and a.sees(before)))


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
        values = opened(case) | dict(zip(_DERIVED, _ends(case, self.spec), strict=True))
        return details(self.spec, {name: top[name] for name in _SUMMARY}, values, self.town)

    # what the events lead to

    def states(self, before: Case, after: Case) -> Iterator[Moved]:
        top = self.spec.records["case"].fields
        for name, old, new in zip(_DERIVED, _ends(before, self.spec), _ends(after, self.spec), strict=True):
            if old != new:
                was, now = (Told(code, Term(name, code)) for code in (old, new))
                yield Moved(name, (top[name].label,), "changed", was, now)

    # fields

    def fields(self, before: Case, after: Case, texts: list[TextEdit]) -> Iterator[Moved]:
        """The case's own fields, and its blocks opened. A status or level that no event explains is an alarm."""
        top = dict(self.spec.records["case"].fields)
        old, new = opened(before), opened(after)
        ends = [dict(zip(_DERIVED, _ends(case, self.spec), strict=True)) for case in (before, after)]
        for name in _DERIVED:
            if old[name] == new[name] or (old[name], new[name]) == (ends[0][name], ends[1][name]):
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
        return name in (_SPELLED_OUT.get(one, one) for one in fixed) or (kind == "case" and here in _DERIVED)

    # points, tasks, instalments

    def lists(self, before: Case, after: Case, texts: list[TextEdit]) -> Iterator[Moved]:
        yield from self._tasks(before, after, texts)
        yield from self._points(before, after, texts)
        yield from self._instalments(before, after, texts)

    def _tasks(self, before: Case, after: Case, texts: list[TextEdit]) -> Iterator[Moved]:
        block, label = self.spec.blocks["task"].fields, self._label("tasks")
        was, now = {t.id: t for t in before.tasks}, {t.id: t for t in after.tasks}
        for id, task in now.items():
            path = f"tasks.{id}"
            if id not in was:
                yield Moved(
                    path, (label,), "added", None, _what(id, task.what), self._of(task, "due", "owner", "done_when")
                )
                yield from self._measures(None, task, texts)
                continue
            old = was[id]
            if task.done and not old.done:
                yield Moved(path, (label,), "done", None, _what(id, task.what), self._of(task, "done"))
            names = [n for n in block if n not in ("id", "measures") and not (n == "done" and not old.done)]
            yield from self._item(block, old, task, path, (label, _plain(id)), names, texts, "task")
            yield from self._measures(old, task, texts)
        for id, task in was.items():
            if id not in now:
                yield Moved(f"tasks.{id}", (label,), "alarm", _what(id, task.what), None)

    def _measures(self, before: Task | None, after: Task, texts: list[TextEdit]) -> Iterator[Moved]:
        block, label = self.spec.blocks["measure"].fields, self.spec.blocks["task"].fields["measures"].label
        was = before.measures if before else ()
        for index, measure in enumerate(after.measures):
            number = f"{after.id}.{index + 1}"
            path = f"tasks.{after.id}.measures.{index + 1}"
            old = was[index] if index < len(was) else None
            if measure.done and not (old and old.done):
                yield Moved(path, (label,), "done", None, _what(number, measure.what), self._measure(measure))
            elif old is None and before is not None:
                yield Moved(path, (label,), "added", None, _what(number, measure.what), self._measure(measure))
            if old is not None:
                names = [n for n in block if not (n in ("done", "evidence") and not old.done)]
                yield from self._item(block, old, measure, path, (label, _plain(number)), names, texts, "measure")
        for index, gone in enumerate(was[len(after.measures) :], len(after.measures) + 1):
            path = f"tasks.{after.id}.measures.{index}"
            yield Moved(path, (label,), "alarm", _what(f"{after.id}.{index}", gone.what), None)

    def _measure(self, measure: Any) -> tuple[Detail, ...]:
        names = ("done", "evidence") if measure.done else ("who", "by")
        return self._of(measure, *names, block="measure")

    def _points(self, before: Case, after: Case, texts: list[TextEdit]) -> Iterator[Moved]:
        block, label = self.spec.blocks["point"].fields, self._label("points")
        for number, (old, new) in enumerate(_paired(before.points, after.points), 1):
            path = f"points.{number}"
            if new is None:
                assert isinstance(old, Point)
                yield Moved(path, (label,), "alarm", _what(str(number), old.what), None)
                continue
            if old is None:
                yield Moved(path, (label,), "added", None, _what(str(number), new.what), self._answer(new))
                continue
            if new.answer and not old.answer:
                yield Moved(path, (label,), "done", None, _what(str(number), new.what), self._answer(new))
            names = [n for n in block if old.answer or not new.answer or n == "what"]
            yield from self._item(block, old, new, path, (label, _plain(str(number))), names, texts, "point")

    def _answer(self, point: Point) -> tuple[Detail, ...]:
        return self._of(point, "answer", "answered_on", block="point")

    def _instalments(self, before: Case, after: Case, texts: list[TextEdit]) -> Iterator[Moved]:
        block, label = self.spec.blocks["instalment"].fields, self._label("instalments")
        for number, (old, new) in enumerate(_paired(before.instalments, after.instalments), 1):
            path = f"instalments.{number}"
            if new is None:
                assert isinstance(old, Instalment)
                yield Moved(path, (label,), "alarm", _what(str(number), f"{old.amount_yuan:f}"), None)
                continue
            what = _what(str(number), f"{new.amount_yuan:f}")
            if old is None:
                yield Moved(path, (label,), "added", None, what, self._of(new, "due", "paid_on", block="instalment"))
                continue
            if new.paid_on and not old.paid_on:
                yield Moved(path, (label,), "done", None, what, self._of(new, "paid_on", block="instalment"))
            names = [n for n in block if n != "paid_on" or old.paid_on]
            yield from self._item(block, old, new, path, (label, _plain(str(number))), names, texts, "instalment")

    def _item(
        self, block: Mapping[str, Field], old: Any, new: Any, path: str, labels: tuple[Label, ...],
        names: list[str], texts: list[TextEdit], kind: str,
    ) -> Iterator[Moved]:  # fmt: skip
        kept = {name: block[name] for name in names}
        yield from self.compared(kept, opened(old), opened(new), path, labels, texts, kind)

    def _of(self, item: Any, *names: str, block: str = "task") -> tuple[Detail, ...]:
        fields = self.spec.blocks[block].fields
        return tuple(details(self.spec, {name: fields[name] for name in names}, opened(item), self.town))

    def _label(self, name: str) -> Label:
        return self.spec.records["case"].fields[name].label

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
            )

    def history(self, edit: EventEdit) -> HistoryEdit:
        event = edit.before or edit.after
        assert event is not None
        moved: tuple[Moved, ...] = ()
        taken_out = False
        if edit.before and edit.after:
            block = {**self.spec.blocks["event"].fields, **self.spec.event_fields}
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


_SPELLED_OUT = {"from_unit": "from"}


def _event(event: Event) -> dict[str, Any]:
    return {**{name: getattr(event, name) for name in _EVENT_FIELDS}, **event.fields}


def _what(number: str, what: str) -> Told:
    return Told(number, f"{number} {what}")


def _plain(text: str) -> Label:
    return Label(text, text)


def _paired(before: tuple[Any, ...], after: tuple[Any, ...]) -> Iterator[tuple[Any, Any]]:
    """Two lists side by side, the shorter one filled up with None."""
    for index in range(max(len(before), len(after))):
        yield (
            before[index] if index < len(before) else None,
            after[index] if index < len(after) else None,
        )
