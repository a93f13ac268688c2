"""What a change does to the weekly lists and the figures: two registers on the same day, each asked the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Set
from dataclasses import dataclass, replace
from datetime import date, timedelta

from site_builder.model.case import Case
from site_builder.model.change import CaseChange
from site_builder.model.clocks import Deadline
from site_builder.model.due import DueItem
from site_builder.model.figures import Headline, headline
from site_builder.model.four_lists import TOWN, Flow, FourLists, TaskRow, days_of, four_lists
from site_builder.model.history import History
from site_builder.model.register import Register
from site_builder.model.weeks import Week, weeks_between
from site_builder.views.change.due_moved import due_moved
from site_builder.views.change.moved import DueMoved

Registers = tuple[Register, Register]


@dataclass(frozen=True, slots=True)
class Row:
    """What names a row: its case, the task's, measure's or instalment's number, and the clock of a deadline with
    the number, from 1, of the event that began it."""

    case: str
    number: str = ""
    clock: str = ""
    event: int | None = None


Rows = dict[Row, tuple[object, ...]]
"""The rows of a list, each with what it says beside the texts of the case."""


@dataclass(frozen=True, slots=True)
class ListMoved:
    """Rows that came into a list, went out, or say something else. `code` is that of the list (spec/lists.yaml),
    or `overdue`, `warnings`; `size` is its length before and after."""

    code: str
    size: tuple[int, int]
    came: tuple[Row, ...]
    went: tuple[Row, ...]
    changed: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class ScopeMoved:
    """One village's or the town's week before and after; only lists that differ."""

    scope: str
    flow: tuple[Flow, Flow]
    lists: tuple[ListMoved, ...]


@dataclass(frozen=True, slots=True)
class WeekMoved:
    """A week whose lists the change alters. `scopes` without a flow of their own are of a week that is over."""

    week: str
    since: date
    until: date
    scopes: tuple[ScopeMoved, ...]


@dataclass(frozen=True, slots=True)
class FigureMoved:
    """One figure of the town's report sentence. `code` is that of `sidan stats --format json`."""

    code: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Effects:
    """What follows for the register on the day. `past` are weeks that are over and whose lists change; `elsewhere` are
    deadlines of cases that the change does not touch, with their case."""

    week: WeekMoved
    past: tuple[WeekMoved, ...]
    elsewhere: tuple[tuple[str, DueMoved], ...]
    since: date
    figures: tuple[FigureMoved, ...]


def effects(registers: Registers, changes: Iterable[CaseChange], as_of: date, sealed: Set[str]) -> Effects:
    """What a change does to the register on a day. Rows of `sealed` cases, by id, are not named."""
    before, after = registers
    changes = tuple(changes)
    week = Week.of(as_of)
    scopes = tuple(dict.fromkeys((TOWN, *after.town.villages, *before.town.villages)))
    since = as_of.replace(month=1, day=1)
    return Effects(
        _without(_week(registers, week, as_of, scopes), sealed),
        tuple(_without(w, sealed) for w in _past(registers, changes, week, as_of, scopes)),
        tuple(_elsewhere(registers, changes, as_of)),
        since,
        tuple(_figures(headline(before, since, as_of), headline(after, since, as_of))),
    )


def _without(week: WeekMoved, sealed: Set[str]) -> WeekMoved:
    """The same without the names of rows of sealed cases."""

    def kept(rows: tuple[Row, ...]) -> tuple[Row, ...]:
        return tuple(row for row in rows if row.case not in sealed)

    return replace(
        week,
        scopes=tuple(
            replace(
                scope,
                lists=tuple(
                    replace(one, came=kept(one.came), went=kept(one.went), changed=kept(one.changed))
                    for one in scope.lists
                ),
            )
            for scope in week.scopes
        ),
    )


# lists


def _week(registers: Registers, week: Week, as_of: date, scopes: tuple[str, ...]) -> WeekMoved:
    old, new = (four_lists(register, week, as_of, scopes) for register in registers)
    since, until = days_of(registers[1], week, as_of)
    return WeekMoved(
        str(week),
        since,
        until,
        tuple(_scope(s, old[s], new[s]) for s in scopes if s == TOWN or _differs(old[s], new[s])),
    )


def _differs(old: FourLists, new: FourLists) -> bool:
    return old.flow != new.flow or any(_lists(old, new))


def _scope(scope: str, old: FourLists, new: FourLists) -> ScopeMoved:
    return ScopeMoved(scope, (old.flow, new.flow), tuple(_lists(old, new)))


def _lists(old: FourLists, new: FourLists) -> Iterator[ListMoved]:
    for code, rows in ROWS.items():
        was, now = rows(old), rows(new)
        if was != now:
            yield ListMoved(
                code,
                (len(was), len(now)),
                tuple(name for name in now if name not in was),
                tuple(name for name in was if name not in now),
                tuple(name for name in now if name in was and now[name] != was[name]),
            )


def _problems(lists: FourLists) -> Rows:
    return {Row(r.case.id): (r.status, r.level, r.risk, r.movement, r.urgent, r.late_entry) for r in lists.problems}


def _tasks(lists: FourLists) -> Rows:
    return {_name(r): (r.assigned_on, r.assigned_by, r.due, r.done, r.progress, r.owner) for r in lists.tasks}


def _measures(lists: FourLists) -> Rows:
    found: Rows = {}
    count: Counter[Row] = Counter()
    for row in lists.measures:
        task = _name(row.row)
        count[task] += 1
        name = Row(task.case, f"{task.number}.{count[task]}")
        found[name] = (row.measure.who, row.measure.start, row.measure.by, row.done)
    return found


def _responsibilities(lists: FourLists) -> Rows:
    return {
        _name(r.row): (
            r.lead, r.supervised, r.checked_by, r.checked_on, r.row.owner, r.row.due, r.row.progress,
            r.row.case.lead_unit, r.row.case.lead_party, r.row.case.lead_admin, r.row.case.helpers,
        )
        for r in lists.responsibilities
    }  # fmt: skip


def _name(row: TaskRow) -> Row:
    return Row(row.case.id, row.number)


def _due(items: Iterable[DueItem]) -> Rows:
    return {_deadline(item.deadline): (item.due, item.state) for item in items}


def _deadline(of: Deadline) -> Row:
    return Row(of.case_id, of.subject, of.code, None if of.event is None else of.event + 1)


ROWS: dict[str, Callable[[FourLists], Rows]] = {
    "problems": _problems,
    "tasks": _tasks,
    "measures": _measures,
    "responsibilities": _responsibilities,
    "overdue": lambda lists: _due(lists.overdue),
    "warnings": lambda lists: _due(lists.warnings),
}


# weeks that are over


def _past(
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
        moved = tuple(_scope(s, old[s], new[s]) for s in scopes if _differs(old[s], new[s]))
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


# cases that the change does not touch


def _elsewhere(registers: Registers, changes: tuple[CaseChange, ...], as_of: date) -> Iterator[tuple[str, DueMoved]]:
    """Deadlines that move because the settings or the posts do, or because another file is merged."""
    before, after = registers
    merges = any(event.move == "merge" for change in changes for event in change.added)
    if not merges and before.settings == after.settings and before.town == after.town:
        return
    touched = {change.id for change in changes}
    was = {case.path: case for case in before.shown_cases}
    for case in after.shown_cases:
        if case.id not in touched and case.path in was:
            for moved in due_moved(was[case.path], case, registers, as_of):
                yield case.id, moved


# figures


def _figures(old: Headline, new: Headline) -> Iterator[FigureMoved]:
    for code, read in FIGURES.items():
        if read(old) != read(new):
            yield FigureMoved(code, read(old), read(new))


def _rate(of: Headline) -> str:
    rate = of.disputes.rate
    count = f"{rate.num}/{rate.den}" if rate.den else rate.percent
    return count if rate.is_small else f"{rate.percent} ({count})"


FIGURES: dict[str, Callable[[Headline], str]] = {
    "visits": lambda h: str(h.visits),
    "petitions_promoted": lambda h: str(h.petitions_promoted),
    "orders": lambda h: str(h.orders),
    "disputes_found": lambda h: str(h.disputes.found),
    "disputes_settled": lambda h: str(h.disputes.settled),
    "disputes_partly": lambda h: str(h.disputes.partly),
    "disputes_unsettled": lambda h: str(h.disputes.unsettled),
    "disputes_open": lambda h: str(h.disputes.open),
    "disputes_excluded": lambda h: str(h.disputes.excluded),
    "rate": _rate,
}
