"""The rows of the register's database, in one order. Columns: spec/database.yaml."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import partial
from typing import Any

from site_builder import __version__
from site_builder.exports.case_object import case_row, record_of, steps_of
from site_builder.exports.town_json import since
from site_builder.exports.visits_json import visits
from site_builder.model.case import Case
from site_builder.model.four_lists import task_rows
from site_builder.model.kept import kept
from site_builder.pages.edition_index import Index, index
from site_builder.reports.record_object import Records, plain
from site_builder.spec.api import VERSION
from site_builder.views.edition import Edition
from site_builder.views.noted import taken

Row = tuple[Any, ...]
TOGETHER = 250
"""So many cases are told at one go."""


def rows_of_the_town(known: Index) -> Iterator[tuple[str, Iterable[Row]]]:
    """The rows of the tables that are not about single cases, values in the order of their columns: texts, numbers and
    None."""
    for name, tell in _TELLERS.items():
        yield name, tell(known)


def rows_of_cases(known: Index, cases: Iterable[Case]) -> Iterator[tuple[str, list[Row]]]:
    """Rows about some cases, as above; by some hundreds, so that a register need not be in memory as a whole."""
    tables: dict[str, list[Row]] = {name: [] for name in OF_A_CASE}
    for number, rows in enumerate(taken(known.edition, "database", cases, partial(rows_of_a_case, known)), 1):
        for name, own in zip(OF_A_CASE, rows, strict=True):
            tables[name] += own
        if number % TOGETHER == 0:
            yield from tables.items()
            tables = {name: [] for name in OF_A_CASE}
    yield from tables.items()


def rows_of_a_case(known: Index, case: Case) -> tuple[tuple[Row, ...], ...]:
    """The rows that a case has in each of the tables of cases."""
    record = record_of(known, case)
    return tuple(tuple(tell(known, record)) for tell in OF_A_CASE.values())


def actor_rows(known: Index, acting: Iterable[str]) -> list[Row]:
    """People and units: those who have a page, and whoever else acts."""
    actors = dict.fromkeys((*known.people, *known.units, *sorted(acting)))
    return [(id, known.town.name_of(id), int(id in known.town.units)) for id in actors]


# the town


def _about(known: Index) -> Iterator[Row]:
    yield "version", str(VERSION)
    yield "program", f"sidan {__version__}"
    yield "town", known.town.name
    yield "audience", str(known.edition.audience)
    yield "as_of", str(known.as_of)


def _labels(known: Index) -> Iterator[Row]:
    for group, values in known.spec.enums.items():
        for code, word in values.items():
            yield group, code, word.zh, word.en


def _villages(known: Index) -> Iterator[Row]:
    for village in known.villages.values():
        yield village.id, village.name, village.party_org


def _grids(known: Index) -> Iterator[Row]:
    for grid in known.grids.values():
        yield grid.id, grid.village, grid.name, grid.group, grid.households, grid.population


def _grid_workers(known: Index) -> Iterator[Row]:
    for grid in known.grids.values():
        for number, term in enumerate(grid.workers, 1):
            yield grid.id, number, term.person, since(term.since), plain(term.until)


def _units(known: Index) -> Iterator[Row]:
    for unit in known.units.values():
        yield unit.id, unit.level, unit.village


def _people(known: Index) -> Iterator[Row]:
    for person in known.people.values():
        yield person.id, person.retired_from


def _elders(known: Index) -> Iterator[Row]:
    for person in known.people.values():
        for kind in dict.fromkeys(person.elder):
            yield person.id, kind


def _posts(known: Index) -> Iterator[Row]:
    for person in known.people.values():
        for number, post in enumerate(person.posts, 1):
            yield (
                person.id, number, post.post, post.village, post.unit, post.title, str(post.since), plain(post.until),
            )  # fmt: skip


def _visits(known: Index) -> Iterator[Row]:
    for visit in visits(known):
        leader = known.town.people.get(visit.leader)
        title = next((post.title for post in leader.posts_on(visit.on) if post.title), None) if leader else None
        yield visit.id, str(visit.on), visit.mode, visit.leader, title, visit.place, visit.instructions


def _visit_cases(known: Index) -> Iterator[Row]:
    for visit in visits(known):
        for number, id in enumerate((id for id in visit.cases if id in known.cases), 1):
            yield visit.id, number, id


# the cases


def _held(edition: Edition) -> frozenset[str]:
    """The visits that are in the database."""
    return frozenset(visit.id for visit in visits(index(edition)))


def _cases(known: Index, case: Case) -> Iterator[Row]:
    held = kept(known.edition, _held)
    state, own = known.states[case.id], case_row(known, known.cases[case.id])
    outcome, petition, order = case.outcome, case.petition, case.order
    promoted = outcome.promoted_by if outcome and outcome.promoted_by in held else None
    yield (
        case.id, case.title, case.kind, case.category, case.village, case.grid, case.source, case.access,
        state.status, plain(state.since), int(known.spec.is_open(state.status)), state.level,
        own["found_on"], own["registered_on"], own["updated_on"], own["ended_on"], own["next_due"],
        case.people_affected, plain(case.amount_yuan), case.risk.level if case.risk else None, int(own["urgent"]),
        case.first_handler, case.lead_unit, case.lead_post, case.lead_party, case.lead_admin,
        case.problem, case.public_summary,
        *((outcome.result, outcome.agreement, outcome.opinion, plain(outcome.performed_by), promoted)
          if outcome else [None] * 5),
        *((petition.official_ref, petition.form, petition.class_, petition.route, petition.procedure)
          if petition else [None] * 5),
        *((order.from_unit, order.ref, order.way, str(order.received_on), plain(order.due_on))
          if order else [None] * 5),
        case.links.duplicates, case.links.reopens, case.body or None, case.path,
    )  # fmt: skip


def _case_actors(known: Index, case: Case) -> Iterator[Row]:
    for role, ids in (("helper", case.helpers), ("copy", case.copies)):
        for number, id in enumerate(ids, 1):
            yield case.id, role, number, id


def _case_links(known: Index, case: Case) -> Iterator[Row]:
    for id in dict.fromkeys(case.links.related):
        yield case.id, id


def _events(known: Index, case: Case) -> Iterator[Row]:
    for step in steps_of(known, case):
        event = step.event
        yield (
            case.id, event.index + 1, str(event.on), str(event.known_on), int(event.is_late_entry),
            int(event.ledger), event.move, event.by, step.after, step.level_after, event.corrects, event.note, event.late_because,
        )  # fmt: skip


def _event_values(known: Index, case: Case) -> Iterator[Row]:
    shape = Records(known.spec)
    for event in case.events:
        for name, item, value in _flat(shape.fields(event).items()):
            yield case.id, event.index + 1, name, item, value


def _flat(values: Iterable[tuple[str, Any]], group: str = "") -> Iterator[tuple[str, int, str]]:
    """Values of values one by one: the key, the place in its list from 1, the value as a text."""
    for name, value in values:
        if isinstance(value, dict):
            yield from _flat(value.items(), f"{group}{name}.")
        else:
            for number, item in enumerate(value if isinstance(value, list) else [value], 1):
                yield group + name, number, str(item).lower() if isinstance(item, bool) else str(item)


def _points(known: Index, case: Case) -> Iterator[Row]:
    for number, point in enumerate(case.points, 1):
        yield case.id, number, point.what, point.answer, plain(point.answered_on)


def _tasks(known: Index, case: Case) -> Iterator[Row]:
    rows = task_rows(known.register.history(known.cases[case.id]), date.min, known.as_of)
    for number, row in enumerate((row for row in rows if row.task), 1):
        task = row.task
        assert task is not None
        yield (
            case.id, number, task.id, task.what, task.done_when, str(task.assigned_on), task.assigned_by,
            str(task.due), str(row.due), row.owner, plain(row.done), row.progress,
        )  # fmt: skip


def _task_helpers(known: Index, case: Case) -> Iterator[Row]:
    for task_number, task in enumerate(case.tasks, 1):
        for number, id in enumerate(task.helpers, 1):
            yield case.id, task_number, number, id


def _measures(known: Index, case: Case) -> Iterator[Row]:
    for task_number, task in enumerate(case.tasks, 1):
        for number, measure in enumerate(task.measures, 1):
            yield (
                case.id, task_number, number, measure.what, measure.who, measure.way, measure.basis,
                plain(measure.start), str(measure.by), plain(measure.done), measure.evidence,
            )  # fmt: skip


def _instalments(known: Index, case: Case) -> Iterator[Row]:
    for number, row in enumerate(case.instalments, 1):
        yield case.id, number, str(row.due), plain(row.amount_yuan), plain(row.paid_on)


def _deadlines(known: Index, case: Case) -> Iterator[Row]:
    for number, row in enumerate(known.deadlines(known.cases[case.id]), 1):
        yield (
            case.id, number, row.code, row.subject or None, row.nature, row.state(known.as_of), str(row.start),
            row.limit, row.unit, row.extended_days, str(row.original_due), str(row.due), plain(row.working_target),
            plain(row.stopped_on), row.responsible, row.basis,
        )  # fmt: skip


_TELLERS: dict[str, Callable[[Index], Iterator[Row]]] = {
    "about": _about, "labels": _labels, "villages": _villages, "grids": _grids, "units": _units, "people": _people,
    "elders": _elders, "posts": _posts, "grid_workers": _grid_workers, "visits": _visits, "visit_cases": _visit_cases,
}  # fmt: skip
OF_A_CASE: dict[str, Callable[[Index, Case], Iterator[Row]]] = {
    "cases": _cases, "case_actors": _case_actors, "case_links": _case_links, "events": _events,
    "event_values": _event_values, "points": _points, "tasks": _tasks, "task_helpers": _task_helpers,
    "measures": _measures, "instalments": _instalments, "deadlines": _deadlines,
}  # fmt: skip
"""The tables about cases. `case` is as its day knows it."""
