"""What a change must leave as it was: first handlers, first dates, due dates, tasks, points, ended cases, records."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from site_builder.model.case import Case
from site_builder.model.change import CaseChange, Made, VisitChange
from site_builder.rules.change.rule import CaseChangeRule, Gate, VisitChangeRule, part
from site_builder.rules.change.taken_out import only_taken_out
from site_builder.text.finding import Finding, Term, finding
from site_builder.text.place import Place


def fixed(change: CaseChange, gate: Gate, made: Made) -> Iterator[Finding]:
    """H903: what is written once stays: first handler, first dates, the dates of an order, a task's own due date."""
    before, after = change.before, change.after
    if before is None or after is None:
        return
    written_once = gate.spec.changes.fixed
    yield from _differing(before, after, written_once["case"], after, ())
    if before.order is not None:
        if after.order is None:
            place = after.record.at("order")
            yield finding("H903", place, "gone", field=Term("field", "order"), before=before.order.ref)
        else:
            yield from _differing(before.order, after.order, written_once["order"], after, ("order",))
    tasks = {task.id: (i, task) for i, task in enumerate(after.tasks)}
    for task in before.tasks:
        if task.id in tasks:
            index, now = tasks[task.id]
            yield from _differing(task, now, written_once["task"], after, ("tasks", index), task.id)


def _differing(
    before: Any, after: Any, names: Sequence[str], case: Case, keys: tuple[str | int, ...], task: str = ""
) -> Iterator[Finding]:
    for name in names:
        old, new = getattr(before, name), getattr(after, name)
        if old != new:
            variant = "due" if task and name == "due" else "task" if task else ""
            path = (key for key in (*keys, name) if isinstance(key, str))
            at, field = case.record.at(*keys, name), Term("field", ".".join(("case", *path)))
            yield finding("H903", at, variant, field=field, before=_said(old), after=_said(new), task=task)


def _said(value: Any) -> str:
    return "—" if value is None else str(value)


def ended(change: CaseChange, gate: Gate, made: Made) -> Iterator[Finding]:
    """H904: a case that has ended changes only by a move that leads out of its end."""
    before, after = change.before, change.after
    if before is None or after is None or gate.spec.is_open(before.status):
        return
    if change.added and before.status in gate.spec.moves[change.added[0].move].sources:
        return
    if change.added:
        at = after.record.at("events", change.added[0].index, "move")
        yield finding("H904", at, "move", move=Term("move", change.added[0].move), status=Term("status", before.status))
    for name in change.changed_fields:
        if name in gate.spec.changes.after_end or (name in ("status", "level", "outcome") and change.added):
            continue
        if not only_taken_out(getattr(before, name), getattr(after, name)):
            at = after.record.body_place(0) if name == "body" else after.record.at(name)
            yield finding("H904", at, field=part(name), status=Term("status", before.status))


def removed(change: CaseChange, gate: Gate, made: Made) -> Iterator[Finding]:
    """H905: a record is never deleted; it is merged, withdrawn or sealed."""
    if change.after is None and change.before is not None:
        yield finding("H905", Place(change.before.path), id=change.before.id)


def dropped(change: CaseChange, gate: Gate, made: Made) -> Iterator[Finding]:
    """H907: tasks, points and instalments that were written down stay, and what was done or answered stays so.

    A case that is sealed holds none of them (P304).
    """
    before, after = change.before, change.after
    if before is None or after is None or after.is_sealed:
        return
    record = after.record
    now = {task.id: (i, task) for i, task in enumerate(after.tasks)}
    for task in before.tasks:
        if task.id not in now:
            yield finding("H907", record.at_key("tasks"), "task", what=f"{task.id} {task.what}")
            continue
        index, same = now[task.id]
        if task.done is not None and same.done is None:
            yield finding("H907", record.at("tasks", index, "id"), "undone", what=task.id, day=task.done)
        if len(same.measures) < len(task.measures):
            yield finding("H907", record.at("tasks", index, "measures"), "measure", what=task.id)
    yield from _points(before, after)
    if len(after.instalments) < len(before.instalments):
        yield finding("H907", record.at_key("instalments"), "instalment", what=str(len(before.instalments)))
    for index, (old, new) in enumerate(zip(before.instalments, after.instalments, strict=False)):
        if old.paid_on is not None and new.paid_on is None:
            yield finding(
                "H907", record.at("instalments", index, "due"), "unpaid", what=str(index + 1), day=old.paid_on
            )


def _points(before: Case, after: Case) -> Iterator[Finding]:
    """Each point stands as it was raised, wherever it stands now, and what was answered stays answered."""
    left = list(enumerate(after.points))
    for point in before.points:
        same = next((one for one in left if one[1].what == point.what), None)
        same = same or next((one for one in left if only_taken_out(point.what, one[1].what)), None)
        if same is None:
            yield finding("H907", after.record.at_key("points"), "point", what=point.what)
            continue
        left.remove(same)
        if point.answer and not same[1].answer:
            yield finding("H907", after.record.at("points", same[0], "what"), "answer", what=point.what)


def visits(change: VisitChange, gate: Gate, made: Made) -> Iterator[Finding]:
    """H903, H905, H907 for visits."""
    before, after = change.before, change.after
    if before is None:
        return
    if after is None:
        yield finding("H905", Place(before.record.path), "visit", id=before.id)
        return
    for name in gate.spec.changes.fixed["visit"]:
        old, new = getattr(before, name), getattr(after, name)
        if old != new:
            at = after.record.at(name)
            yield finding(
                "H903", at, field=Term("field", f"visit.{name}"), before=_said(old), after=_said(new), task=""
            )
    gone = [id for id in before.cases if id not in after.cases]
    if gone:
        yield finding("H907", after.record.at("cases"), "visit", what=gone[0])


CASE_CHANGE_RULES: tuple[CaseChangeRule, ...] = (fixed, ended, removed, dropped)
VISIT_CHANGE_RULES: tuple[VisitChangeRule, ...] = (visits,)
