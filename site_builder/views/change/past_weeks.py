"""Weeks that are over and whose lists a change alters, because an event of theirs became known only now."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from site_builder.model.case import Case
from site_builder.model.change import CaseChange
from site_builder.model.four_lists import days_of, four_lists
from site_builder.model.history import History
from site_builder.model.register import Register
from site_builder.model.weeks import Week, weeks_between
from site_builder.views.change.lists_moved import Registers, WeekMoved, differs, scope_moved


def past_weeks(
    registers: Registers, changes: tuple[CaseChange, ...], this_week: Week, as_of: date, scopes: tuple[str, ...]
) -> Iterator[WeekMoved]:
    """The weeks before this one whose lists change, oldest first: asked of the cases that reach back alone, and of
    those merged with them, since no other case can make a difference there."""
    now_since, _ = days_of(registers[1], this_week, as_of)
    reaching = {
        change.id: day for change in changes if (day := _reaches_back_to(change, registers)) and day < now_since
    }
    if not reaching:
        return
    small = tuple(_only(register, set(reaching)) for register in registers)
    for week in weeks_between(min(reaching.values()) - timedelta(days=7), now_since):
        if week >= this_week:
            continue
        old, new = (four_lists(register, week, as_of, scopes) for register in small)
        moved = tuple(scope_moved(s, old[s], new[s]) for s in scopes if differs(old[s], new[s]))
        if moved:
            since, until = days_of(registers[1], week, as_of)
            yield WeekMoved(str(week), since, until, moved)


def _only(register: Register, ids: set[str]) -> Register:
    """The register with these cases and those they are merged with."""
    wanted = set(ids)
    for case in register.cases:
        into = {event.text("into") for event in case.events if event.move == "merge"} - {None}
        if case.id in ids or into & ids:
            wanted |= {case.id, *(id for id in into if id)}
    return replace(register, cases=tuple(case for case in register.cases if case.id in wanted))


def _reaches_back_to(change: CaseChange, registers: Registers) -> date | None:
    """The first day on which a list could differ; None where only texts differ."""
    before, after = change.before, change.after
    if before is None or after is None:
        case = before or after
        assert case is not None
        return History(case, registers[1].spec).known_from
    days = [event.known_on for edit in change.edits for event in (edit.before, edit.after) if event]
    days += [event.known_on for event in change.added]
    if any(getattr(before, name) != getattr(after, name) for name in _WHOLE):
        days.append(History(before, registers[0].spec).known_from)
    days += _item_days(before, after)
    return min(days, default=None)


_WHOLE = (
    "village", "kind", "access", "level", "urgent", "found_on", "registered_on", "first_handler", "lead_post",
    "lead_unit", "lead_party", "lead_admin", "helpers", "risk", "order", "petition",
)  # fmt: skip


def _item_days(before: Case, after: Case) -> Iterator[date]:
    """The days that a task, measure or instalment which differs speaks of."""
    tasks = ({t.id: t for t in case.tasks} for case in (before, after))
    was, now = tasks
    for id in was.keys() | now.keys():
        old, new = was.get(id), now.get(id)
        if old == new:
            continue
        for task in (old, new):
            if task is not None:
                is_same_task = (
                    old and new and replace(old, done=None, measures=()) == replace(new, done=None, measures=())
                )
                yield from () if is_same_task else (task.assigned_on,)
                yield from (day for day in (task.done, *(m.done for m in task.measures)) if day)
    for index in range(max(len(before.instalments), len(after.instalments))):
        pair = [case.instalments[index] for case in (before, after) if index < len(case.instalments)]
        if len(set(pair)) > 1 or len(pair) == 1:
            yield min(day for one in pair for day in (one.due, one.paid_on) if day)
