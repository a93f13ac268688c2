"""One page per grid: its villagers' group, its worker over time, its cases."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from site_builder.model.people import Grid
from site_builder.pages.edition_index import Index, index
from site_builder.pages.grid_maps import MapView, village_map
from site_builder.pages.page_type import CASEWORK
from site_builder.pages.shared import CaseRow, Link, grid_path, search_href
from site_builder.render.page import Page
from site_builder.render.site import Door
from site_builder.views.edition import Edition

TEMPLATE = "grid.html"
AUDIENCES = CASEWORK
MERGES = True
NAVIGATION: tuple[Door, ...] = ()


@dataclass(frozen=True, slots=True)
class WorkerTerm:
    """One grid worker's time."""

    person: Annotated[Link, "The grid worker."]
    since: Annotated[date | None, "The first day, where it is given."]
    until: Annotated[date | None, "The last day, where there is one."]
    current: Annotated[bool, "True for the worker on the day."]


@dataclass(frozen=True, slots=True, kw_only=True)
class GridPage:
    id: Annotated[str, "The grid's id."]
    name: Annotated[str, "Its name."]
    village: Annotated[Link, "Its village."]
    group: Annotated[str, "The villagers' group."]
    households: Annotated[int | None, "Households, where known."]
    population: Annotated[int | None, "Inhabitants, where known."]
    workers: Annotated[tuple[WorkerTerm, ...], "The grid workers, the latest first."]
    map: Annotated[MapView | None, "The map of its village's grids; none where the register has none."]
    find: Annotated[str, "The search page with the grid set."]
    open: Annotated[tuple[CaseRow, ...], "Open cases, what falls due first at the top."]
    ended: Annotated[tuple[CaseRow, ...], "Cases that have ended, the latest found first."]


CONTEXT = GridPage


def pages(edition: Edition) -> Iterator[Page]:
    known = index(edition)
    for grid in known.grids.values():
        yield Page(grid_path(grid.id), TEMPLATE, _grid(known, grid))


def _grid(known: Index, grid: Grid) -> GridPage:
    cases = known.by_grid[grid.id]
    terms = [term for term in reversed(grid.workers) if term.since <= known.as_of]
    return GridPage(
        id=grid.id,
        name=grid.name,
        village=known.village(grid.village),
        group=grid.group,
        households=grid.households,
        population=grid.population,
        workers=tuple(
            WorkerTerm(
                known.person(term.person),
                term.since if term.since > date.min else None,
                term.until,
                term.covers(known.as_of),
            )
            for term in terms
        ),
        map=village_map(known, grid.village, grid.id),
        find=search_href(type="case", grid=grid.id),
        open=known.open_rows(cases),
        ended=known.rows_of(case for case in cases if not known.rows[case.id].is_open),
    )
