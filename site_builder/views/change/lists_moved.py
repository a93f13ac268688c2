"""The weekly lists of two registers side by side: which rows came, went or say something else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Set
from dataclasses import dataclass, replace
from datetime import date

from site_builder.model.clocks import Deadline
from site_builder.model.due import DueItem
from site_builder.model.four_lists import TOWN, Flow, FourLists, TaskRow, days_of, four_lists
from site_builder.model.register import Register
from site_builder.model.weeks import Week

Registers = tuple[Register, Register]
"""The register before a change and after it."""


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


def week_moved(registers: Registers, week: Week, as_of: date, scopes: tuple[str, ...]) -> WeekMoved:
    """One week of the town, and of each village where it is not the same."""
    old, new = (four_lists(register, week, as_of, scopes) for register in registers)
    since, until = days_of(registers[1], week, as_of)
    return WeekMoved(
        str(week),
        since,
        until,
        tuple(scope_moved(s, old[s], new[s]) for s in scopes if s == TOWN or differs(old[s], new[s])),
    )


def differs(old: FourLists, new: FourLists) -> bool:
    """True where a scope's week is not the same."""
    return old.flow != new.flow or any(_lists(old, new))


def scope_moved(scope: str, old: FourLists, new: FourLists) -> ScopeMoved:
    """A scope's week before and after."""
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


def without(week: WeekMoved, sealed: Set[str]) -> WeekMoved:
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
