"""The town itself: grids, workers, posts, and who still holds a duty after leaving (G6xx)."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import date

from site_builder.model.calendar import ONE_DAY
from site_builder.model.case import Case
from site_builder.model.decode import suggestion
from site_builder.model.people import Grid, Person, Town
from site_builder.model.register import Register
from site_builder.model.timetable import on_duty
from site_builder.records.node import Record, Scalar, Sequence
from site_builder.text.finding import Finding, Related, Term, finding

Keys = tuple[str | int, ...]


def ids(register: Register, as_of: date) -> Iterator[Finding]:
    """Villages, grids, units and people have ids of their own; a group is in one grid; an address is one person's."""
    town = register.town
    assert town.grids_record and town.people_record
    yield from _twice(town.grids_record, _items(town.grids_record, "villages"), "id")
    grids = [
        (*keys, "grids", i)
        for keys in _items(town.grids_record, "villages")
        for i in range(_length(town.grids_record, (*keys, "grids")))
    ]
    yield from _twice(town.grids_record, grids, "id")
    for keys in _items(town.grids_record, "villages"):
        own = [(*keys, "grids", i) for i in range(_length(town.grids_record, (*keys, "grids")))]
        yield from _twice(town.grids_record, own, "group", "G602")
    yield from _twice(
        town.people_record, [*_items(town.people_record, "units"), *_items(town.people_record, "people")], "id"
    )
    yield from _twice(town.people_record, _items(town.people_record, "people"), "account")
    emails = [
        (*keys, "emails", i)
        for keys in _items(town.people_record, "people")
        for i in range(_length(town.people_record, (*keys, "emails")))
    ]
    yield from _twice(town.people_record, emails, None, "G603")


def _items(record: Record, name: str) -> list[Keys]:
    return [(name, i) for i in range(_length(record, (name,)))]


def _index(record: Record, name: str) -> dict[str, int]:
    """Where each id of a list stands in its file, the first place of it."""
    found: dict[str, int] = {}
    for keys in _items(record, name):
        node = record.node(*keys, "id")
        if isinstance(node, Scalar):
            found.setdefault(node.text, int(keys[1]))
    return found


def _length(record: Record, keys: Keys) -> int:
    node = record.node(*keys)
    return len(node.items) if isinstance(node, Sequence) else 0


def _twice(record: Record, items: list[Keys], name: str | None, code: str = "G601") -> Iterator[Finding]:
    seen: dict[str, Keys] = {}
    for keys in items:
        where = (*keys, name) if name else keys
        node = record.node(*where)
        if not isinstance(node, Scalar):
            continue
        if node.text in seen:
            yield finding(
                code, record.at(*where), related=(Related(record.at(*seen[node.text]), "first"),), value=node.text
            )
        seen.setdefault(node.text, where)


def workers(register: Register, as_of: date) -> Iterator[Finding]:
    """Exactly one worker per grid on every date: no gap, no overlap (design §2)."""
    town = register.town
    record = town.grids_record
    assert record is not None
    first_case: dict[str, date] = {}
    for case in register.cases:
        if case.grid:
            first_case[case.grid] = min(case.found_on, first_case.get(case.grid, case.found_on))
    at_village = _index(record, "villages")
    for village in town.villages.values():
        v = at_village[village.id]
        for g, grid in enumerate(village.grids):
            keys: Keys = ("villages", v, "grids", g)
            yield from _worker_terms(town, record, keys, grid, first_case.get(grid.id), as_of)
            if not grid.id.startswith(village.id + "-"):
                yield finding("G607", record.at(*keys, "id"), grid=grid.id, village=village.id)
            if grid.households and grid.population is not None and grid.population < grid.households:
                yield finding(
                    "G608", record.at(*keys, "population"), population=grid.population, households=grid.households
                )


def _worker_terms(
    town: Town, record: Record, keys: Keys, grid: Grid, first_case: date | None, as_of: date
) -> Iterator[Finding]:
    listed = isinstance(record.node(*keys, "worker"), Sequence)
    before = None
    for i, term in enumerate(grid.workers):
        at = (*keys, "worker", i) if listed else (*keys, "worker")
        person_at = (*at, "person") if listed else at
        if term.person not in town.people:
            yield _unknown(record, person_at, "worker", term.person, {p.id: p.name for p in town.people.values()})
        if term.until is not None and term.until < term.since:
            yield finding("G605", record.at(*at, "until"), since=term.since, until=term.until)
        if before is not None:
            if before.until is None or term.since <= before.until:
                yield finding(
                    "G604",
                    record.at(*at, "from"),
                    "overlap",
                    grid=grid.name,
                    since=term.since,
                    until=before.until or "—",
                )
            elif term.since > before.until + ONE_DAY:
                yield finding(
                    "G604",
                    record.at(*at, "from"),
                    grid=grid.name,
                    since=before.until + ONE_DAY,
                    until=term.since - ONE_DAY,
                )
        elif first_case is not None and term.since > first_case:
            yield finding("G604", record.at(*at, "from"), "start", grid=grid.name, since=term.since, first=first_case)
        before = term
    if before is not None and before.until is not None and before.until < as_of:
        at = (*keys, "worker", len(grid.workers) - 1, "until")
        yield finding("G604", record.at(*at), "end", grid=grid.name, until=before.until)


def _unknown(record: Record, keys: Keys, name: str, value: str, known: dict[str, str]) -> Finding:
    near = suggestion(value, known)
    if near:
        return finding("R108", record.at(*keys), "close", field=name, value=value, close=near)
    return finding("R108", record.at(*keys), "grids" if name == "village" else "", field=name, value=value)


def posts(register: Register, as_of: date) -> Iterator[Finding]:
    """A post names what it needs: a village, a unit, a title; its days are in order."""
    town = register.town
    record = town.people_record
    assert record is not None
    at_unit, at_person = _index(record, "units"), _index(record, "people")
    for unit in town.units.values():
        index = at_unit[unit.id]
        if unit.village is not None and unit.village not in town.villages:
            yield _unknown(
                record,
                ("units", index, "village"),
                "village",
                unit.village,
                {v.id: v.name for v in town.villages.values()},
            )
    for person in town.people.values():
        yield from _posts(town, record, at_person[person.id], person)
    yield from _secretaries(town, record)


_NEEDS = {"branch_secretary": ("village",), "leader": ("title",), "unit_head": ("unit",), "staff": ("unit",)}


def _posts(town: Town, record: Record, index: int, person: Person) -> Iterator[Finding]:
    for i, post in enumerate(person.posts):
        keys: Keys = ("people", index, "posts", i)
        for name in _NEEDS.get(post.post, ()):
            if getattr(post, name) is None:
                yield finding("G606", record.at(*keys, "post"), post=Term("post", post.post), field=name)
        if post.village is not None and post.village not in town.villages:
            yield _unknown(
                record, (*keys, "village"), "village", post.village, {v.id: v.name for v in town.villages.values()}
            )
        if post.unit is not None and post.unit not in town.units:
            yield _unknown(record, (*keys, "unit"), "unit", post.unit, {u.id: u.name for u in town.units.values()})
        if post.until is not None and post.until < post.since:
            yield finding("G605", record.at(*keys, "until"), since=post.since, until=post.until)


def _secretaries(town: Town, record: Record) -> Iterator[Finding]:
    """A village has one Party secretary at a time."""
    held: dict[str, list[tuple[date, date, Keys]]] = {}
    at_person = _index(record, "people")
    for person in town.people.values():
        index = at_person[person.id]
        for i, post in enumerate(person.posts):
            if post.post == "branch_secretary" and post.village:
                held.setdefault(post.village, []).append(
                    (post.since, post.until or date.max, ("people", index, "posts", i))
                )
    for village, terms in held.items():
        terms.sort()
        for (_, until, former), (since, _, keys) in itertools.pairwise(terms):
            if since <= until:
                yield finding(
                    "G609",
                    record.at(*keys, "from"),
                    related=(Related(record.at(*former, "post"), "former"),),
                    village=town.name_of(village),
                )


def grid_of_village(case: Case, register: Register, as_of: date) -> Iterator[Finding]:
    """A case's grid is in its village."""
    grid = register.town.grids.get(case.grid or "")
    if grid is not None and grid.village != case.village:
        yield finding("G610", case.record.at("grid"), grid=grid.id, village=register.town.name_of(case.village))


def leavers(case: Case, register: Register, as_of: date) -> Iterator[Finding]:
    """Whoever left and still has an open duty is named until the duty is handed over (design §9, 8)."""
    state = register.history(case).on(as_of)
    if state is None or not register.spec.is_open(state.status) or case.is_sealed:
        return
    duties: list[tuple[str | None, Keys]] = [
        (case.lead_post, ("lead_post",)),
        (case.lead_party, ("lead_party",)),
        (case.lead_admin, ("lead_admin",)),
    ]
    duties += [(task.owner, ("tasks", i, "owner")) for i, task in enumerate(case.tasks) if task.done is None]
    for who, keys in duties:
        person = register.town.people.get(who or "")
        if person is None or on_duty(register).is_here(person.id, as_of):
            continue
        left = max(
            [p.until for p in person.posts if p.until]
            + [t.until for _, t in register.town.grids_of.get(person.id, ()) if t.until],
            default=as_of,
        )
        yield finding("G611", case.record.at(*keys), who=person.name, left=left)


REGISTER_RULES = (ids, workers, posts)
CASE_RULES = (grid_of_village, leavers)
