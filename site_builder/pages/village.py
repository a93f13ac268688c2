"""One page per village: its people on duty, its grids, its open cases, its weeks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

from site_builder.model.on_duty import VILLAGE_POSTS
from site_builder.pages.charts import Trend
from site_builder.pages.edition_index import Index, index
from site_builder.pages.grid_maps import MapView, village_map
from site_builder.pages.page_type import CASEWORK
from site_builder.pages.shared import (
    SOON,
    CaseRow,
    DueRow,
    Holder,
    Link,
    OpenPoint,
    meeting_path,
    search_href,
    village_calendar,
    village_cases_path,
    village_path,
)
from site_builder.pages.subscriptions import village_feed
from site_builder.pages.villages import VillageGrids, village_grids
from site_builder.pages.year import year
from site_builder.render.page import Page
from site_builder.render.site import Door
from site_builder.views.edition import Edition

TEMPLATE = "village.html"
AUDIENCES = CASEWORK
MERGES = True
NAVIGATION: tuple[Door, ...] = ()
WEEKS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class VillagePage:
    village: Annotated[VillageGrids, "The village with its grids."]
    map: Annotated[MapView | None, "The map of its grids; none where the register has none."]
    people: Annotated[tuple[Holder, ...], "Who holds a village post on the day."]
    units: Annotated[tuple[Link, ...], "The village's units."]
    days: Annotated[int, "How many days ahead “due soon” looks."]
    overdue: Annotated[tuple[DueRow, ...], "What is past its day, the oldest first."]
    urgent: Annotated[tuple[CaseRow, ...], "Open urgent cases."]
    soon: Annotated[tuple[DueRow, ...], "What falls due soon."]
    points: Annotated[tuple[OpenPoint, ...], "Points without an answer in open cases."]
    rows: Annotated[tuple[CaseRow, ...], "Its open cases, what falls due first at the top."]
    all_cases: Annotated[Link, "The list of all its cases; the text is empty."]
    find: Annotated[str, "The search page with the village set."]
    calendar: Annotated[str, "The calendar of what falls due in the village, from the site's root."]
    feed: Annotated[str, "The feed of what happened in the village, from the site's root."]
    meeting: Annotated[str, "The agenda of its weekly meeting, from the site's root."]
    weeks: Annotated[tuple[Link, ...], "Its latest weekly lists, the newest first."]
    trend: Annotated[Trend | None, "What came in, went out and stayed in the last half year; none in the first week."]


CONTEXT = VillagePage


def pages(edition: Edition) -> Iterator[Page]:
    known = index(edition)
    for id in known.villages:
        yield Page(village_path(id), TEMPLATE, _village(known, id))


def _village(known: Index, id: str) -> VillagePage:
    latest = known.edition.weeks[-WEEKS:]
    cases = known.by_village[id]
    rows = known.due_rows_of(cases)
    return VillagePage(
        village=village_grids(known, id),
        map=village_map(known, id),
        people=tuple(_on_duty(known, id)),
        units=tuple(known.unit(unit.id) for unit in known.units.values() if unit.village == id),
        days=SOON,
        overdue=tuple(row for row in rows if row.days < 0),
        urgent=known.open_rows(case for case in cases if case.urgent is not None),
        soon=tuple(row for row in rows if 0 <= row.days <= SOON),
        points=known.open_points(cases),
        rows=known.open_rows(cases),
        all_cases=Link(village_cases_path(id), ""),
        find=search_href(type="case", village=id),
        calendar=village_calendar(id),
        feed=village_feed(id),
        meeting=meeting_path(id),
        weeks=tuple(link for week in reversed(latest) if (link := known.week(str(week), id)).href),
        trend=year(known.edition).trend(id),
    )


def _on_duty(known: Index, village: str) -> Iterator[Holder]:
    for wanted in VILLAGE_POSTS:
        for person in known.people.values():
            for post in person.posts_on(known.as_of):
                if post.post == wanted and post.village == village:
                    yield Holder(known.person(person.id), known.label("post", post.post))
