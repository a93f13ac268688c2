"""One row of the search data for each case, person, unit, village, grid, week, visit, list and finding."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from site_builder.model.case import Case
from site_builder.model.four_lists import TOWN
from site_builder.model.weeks import Week
from site_builder.pages import ledgers
from site_builder.pages.edition_index import Index
from site_builder.pages.findings import FINDINGS, finding_row
from site_builder.pages.shared import (
    GROUPS,
    grid_path,
    group_path,
    ledger_path,
    meeting_path,
    person_path,
    unit_path,
    village_path,
    visit_href,
    week_path,
)
from site_builder.text.plain import spaced
from site_builder.views.said import Listener

Entry = list[Any]
CASE_LENGTH = 14
"""How many values the entry of a case has; any other has fewer."""


def people_of(entry: Entry) -> list[str]:
    """The ids of the people and units that an entry names."""
    people: list[str] = entry[11 if len(entry) == CASE_LENGTH else 7]
    return people


def case_entry(known: Index, listener: Listener, case: Case) -> Entry:
    """A case: what its list shows, the codes it can be filtered by, whom it names, its weeks and its texts.

    `case` is as its day knows it. The entry depends on no other case, but that a link to one is there only if it is.
    """
    row = known.rows[case.id]
    state = known.states[case.id]
    own = listener.said(case)
    weeks = {str(Week.of(event.known_on)) for event in case.events}
    late = row.due is not None and row.due < known.as_of
    marks = ("o" if row.is_open else "") + ("l" if late else "") + ("u" if row.urgent else "")
    return [
        case.id, case.title, case.village, case.grid or "", case.kind, case.category, case.source, state.status,
        state.level, str(case.found_on), marks, list(own.names), sorted(weeks), "\n".join(own.texts),
    ]  # fmt: skip


def other_entries(known: Index) -> Iterator[Entry]:
    """Everything else that has a page: kind, address, title, second line, text, day, codes it is filtered by."""
    yield from _places(known)
    yield from _people(known)
    yield from _lists(known)
    yield from _ledgers(known)
    yield from _weeks(known)
    yield from _meetings(known)
    yield from _visits(known)
    yield from _findings(known)


def _entry(
    kind: str,
    href: str,
    title: str,
    about: str = "",
    text: str = "",
    day: str = "",
    village: Iterable[str] = (),
    person: Iterable[str] = (),
    week: Iterable[str] = (),
) -> Entry:
    return [kind, href, title, about, spaced(text), day, list(village), list(person), list(week)]


def _places(known: Index) -> Iterator[Entry]:
    for village in known.villages.values():
        yield _entry("village", village_path(village.id), village.name, village.party_org, village=[village.id])
    for grid in known.grids.values():
        worker = grid.worker_on(known.as_of)
        name = known.town.name_of(grid.id)
        who = [worker] if worker else []
        yield _entry("grid", grid_path(grid.id), name, grid.group, grid.id, village=[grid.village], person=who)


def _people(known: Index) -> Iterator[Entry]:
    for person in known.people.values():
        places = {post.village for post in person.posts_on(known.as_of) if post.village}
        places |= {grid.village for grid, term in known.town.grids_of.get(person.id, ()) if term.covers(known.as_of)}
        about = known.posts_on(person.id, known.as_of)
        here = sorted(places & known.villages.keys())
        yield _entry("person", person_path(person.id), person.name, about, village=here, person=[person.id])
    for unit in known.units.values():
        level = known.label("unit_level", unit.level)
        here = [unit.village] if unit.village else []
        yield _entry("unit", unit_path(unit.id), unit.name, level, village=here, person=[unit.id])


def _lists(known: Index) -> Iterator[Entry]:
    for group in GROUPS:
        for code in known.grouped[group]:
            yield _entry("list", group_path(group, code), known.label(group, code), known.field(group))


def _ledgers(known: Index) -> Iterator[Entry]:
    if known.edition.audience.kind in ledgers.AUDIENCES:
        for code, table in known.spec.ledgers.items():
            yield _entry("list", ledger_path(code), known.word(table.label))


def _meetings(known: Index) -> Iterator[Entry]:
    week, town = str(known.this_week), known.town
    for scope in known.edition.scopes:
        name, village = (town.name, ()) if scope == TOWN else (town.name_of(scope), (scope,))
        yield _entry("meeting", meeting_path(scope), name, week, village=village, week=[week])


def _weeks(known: Index) -> Iterator[Entry]:
    scope = known.edition.audience.village or TOWN
    for week in known.edition.weeks:
        days = f"{week.monday} – {week.sunday}"
        yield _entry("week", week_path(str(week), scope), str(week), days, day=str(week.monday), week=[str(week)])


def _visits(known: Index) -> Iterator[Entry]:
    for visit in known.register.visits:
        if visit.on <= known.as_of:
            about = known.comma.join(
                (known.label("visit_mode", visit.mode), known.town.name_of(visit.leader), visit.place)
            )
            text = "\n".join((visit.instructions or "", *(id for id in visit.cases if id in known.cases)))
            yield _entry(
                "visit", visit_href(visit.id), visit.id, about, text, str(visit.on), person=[visit.leader],
                week=[str(Week.of(visit.on))],
            )  # fmt: skip


def _findings(known: Index) -> Iterator[Entry]:
    for spoken in known.edition.findings:
        row = finding_row(spoken, known)
        yield _entry("finding", FINDINGS, row.message, f"{row.code} {row.place}", row.help)
