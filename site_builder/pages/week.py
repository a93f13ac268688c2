"""The four lists of one week for a village or the town, to be read, printed and signed."""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Annotated

from site_builder.model.four_lists import MOVEMENTS, TOWN, FourLists
from site_builder.model.kept import kept
from site_builder.model.weeks import Week
from site_builder.pages.edition_index import Index, index
from site_builder.pages.page_type import CASEWORK
from site_builder.pages.part import ALL, Part, pages_in
from site_builder.pages.shared import Link, TableFiles, week_files, week_path
from site_builder.pages.tables import Shown, TableView, table_view
from site_builder.render.page import Page
from site_builder.render.site import Door
from site_builder.views.edition import Edition
from site_builder.views.tables import Made, Tables
from site_builder.views.week_tables import week_notes, week_tables

TEMPLATE = "week.html"
AUDIENCES = CASEWORK
NAVIGATION: tuple[Door, ...] = ()
MOST = 20_000
"""So many rows are kept, as they are shown, for the weeks to come."""


@dataclass(frozen=True, slots=True)
class MovementRow:
    """What the week did to some cases."""

    code: Annotated[str, "The movement's code."]
    word: Annotated[str, "The movement in words."]
    cases: Annotated[tuple[Link, ...], "The cases, by number."]
    titles: Annotated[tuple[str, ...], "Their titles, in the same order."]


@dataclass(frozen=True, slots=True)
class UrgentLine:
    """An urgent matter started at once, and whether the meeting ratified it."""

    case: Annotated[Link, "The case."]
    title: Annotated[str, "Its title."]
    started: Annotated[date, "The day it was started."]
    ratified: Annotated[date | None, "The day of the meeting that ratified it, or none yet."]


@dataclass(frozen=True, slots=True)
class LateLine:
    """An event written down later than it happened (补录)."""

    case: Annotated[Link, "The case."]
    title: Annotated[str, "Its title."]
    move: Annotated[str, "What happened, in words."]
    on: Annotated[date, "The day it happened."]
    entered_on: Annotated[date, "The day it was written down."]


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekPage:
    place: Annotated[str, "The town, or the town and the village."]
    unit: Annotated[str, "Who fills in the lists: the village, or the town."]
    of_town: Annotated[bool, "True for the lists of the town."]
    week: Annotated[str, "The week's label, such as 2025-W42."]
    since: Annotated[date, "The first day it counts."]
    as_of: Annotated[date, "The last day it counts."]
    meeting: Annotated[date, "The day of the weekly meeting."]
    earlier: Annotated[Link | None, "The week before."]
    later: Annotated[Link | None, "The week after."]
    scopes: Annotated[tuple[Link, ...], "The same week of the town and the villages."]
    movements: Annotated[tuple[MovementRow, ...], "What the week did, kind by kind."]
    notes: Annotated[tuple[str, ...], "The overview in sentences, the last one saying how it is counted."]
    lists: Annotated[tuple[TableView, ...], "The four lists."]
    others: Annotated[tuple[TableView, ...], "Last week's decisions, matters raised, overdue, warnings."]
    urgent: Annotated[tuple[UrgentLine, ...], "Urgent matters started or ratified this week."]
    late: Annotated[tuple[LateLine, ...], "Events that were entered late."]
    files: Annotated[TableFiles | None, "The lists as files; none for a week whose lists come by command."]
    command: Annotated[str, "The command that makes them."]


CONTEXT = WeekPage


def pages(edition: Edition) -> Iterator[Page]:
    return pages_in(parts_about(edition, ALL))


def parts_about(edition: Edition, about: Container[str]) -> Iterator[Part]:
    """A week's page is made from the cases that were open or moved in it, and from which weeks there are."""
    known = index(edition)
    for week in (week for week in edition.weeks if str(week) in about):
        for scope in edition.scopes:
            make = partial(_page, edition, known, week, scope)
            yield Part(f"week {week} {scope}", make, known.week_stands_for(week, scope), str(week), merges=True)


def _page(edition: Edition, known: Index, week: Week, scope: str) -> tuple[Page]:
    lists = edition.lists(week)[scope]
    tables, shown = kept(edition, _Common).of(week, lists)
    return (week_page(edition, known, week, scope, lists, tables, shown),)


class _Common:
    """What the pages of weeks have in common: the tables of the week asked for last, for its scopes come in a row, and
    the rows of all that were asked for, until there are too many."""

    def __init__(self, edition: Edition) -> None:
        self._edition = edition
        self._last: tuple[Week, Tables] | None = None
        self._made: Made = {}
        self._shown: Shown = {}

    def of(self, week: Week, lists: FourLists) -> tuple[Tables, Shown]:
        if self._last is None or self._last[0] != week:
            if len(self._made) > MOST:
                self._made, self._shown = {}, {}
            self._last = week, Tables(self._edition.register, lists.as_of, self._edition.language, self._made)
        return self._last[1], self._shown


def week_page(
    edition: Edition,
    known: Index,
    week: Week,
    scope: str,
    lists: FourLists,
    tables: Tables | None = None,
    shown: Shown | None = None,
) -> Page:
    """The page of one week and scope; `tables` and `shown` are those of its week, where more of it is wanted."""
    tables = tables or Tables(edition.register, lists.as_of, edition.language)
    views = [table_view(table, known, shown=shown) for table in week_tables(lists, tables)]
    town = edition.register.town
    name = town.name_of(scope) if scope != TOWN else town.name
    context = WeekPage(
        place=town.name if scope == TOWN else f"{town.name}{known.gap}{name}",
        unit=name,
        of_town=scope == TOWN,
        week=str(week),
        since=lists.since,
        as_of=lists.as_of,
        meeting=lists.meeting,
        earlier=Link(week_path(str(week.previous), scope), str(week.previous))
        if str(week.previous) in known.weeks
        else None,
        later=Link(week_path(str(week.next), scope), str(week.next)) if str(week.next) in known.weeks else None,
        scopes=tuple(
            Link(week_path(str(week), s), town.name if s == TOWN else town.name_of(s)) for s in edition.scopes
        ),
        movements=tuple(_movements(lists, known, tables)),
        notes=week_notes(lists, tables),
        lists=tuple(views[:4]),
        others=tuple(view for view in views[4:] if view.rows),
        urgent=tuple(
            UrgentLine(
                known.case(row.case.id), row.case.title, row.started.on, row.ratified.on if row.ratified else None
            )
            for row in lists.urgent
        ),
        late=tuple(
            LateLine(known.case(case.id), case.title, known.label("move", event.move), event.on, event.known_on)
            for case, event in lists.late_entries
        ),
        files=week_files(str(week), scope) if week in edition.recent_weeks else None,
        command=f"sidan week {week}{'' if scope == TOWN else ' --village ' + scope} --format xlsx",
    )
    return Page(week_path(str(week), scope), TEMPLATE, context)


def _movements(lists: FourLists, known: Index, tables: Tables) -> Iterator[MovementRow]:
    for movement in MOVEMENTS:
        cases = lists.movement(movement)
        if cases:
            links = tuple(known.case(case.id) for case in cases)
            yield MovementRow(movement, tables.term("movement", movement), links, tuple(case.title for case in cases))
