"""All villages with their grids: who works where, and how many cases are open."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

from site_builder.model.people import Grid
from site_builder.pages.edition_index import Index, index
from site_builder.pages.grid_maps import MapView, town_map
from site_builder.pages.page_type import CASEWORK
from site_builder.pages.shared import Link
from site_builder.render.page import Page
from site_builder.render.site import Door
from site_builder.views.edition import Edition

TEMPLATE = "villages.html"
AUDIENCES = CASEWORK
MERGES = True
NAVIGATION = (Door(40, "villages", "villages/index.html", ("grids",)),)


@dataclass(frozen=True, slots=True)
class GridRow:
    """One grid."""

    grid: Annotated[Link, "The grid, by its own name."]
    group: Annotated[str, "The villagers' group."]
    households: Annotated[int | None, "Households, where known."]
    population: Annotated[int | None, "Inhabitants, where known."]
    worker: Annotated[Link | None, "The grid worker on the day."]
    open: Annotated[int, "Open cases."]
    total: Annotated[int, "All cases."]


@dataclass(frozen=True, slots=True)
class VillageGrids:
    """One village with its grids."""

    village: Annotated[Link, "The village."]
    party_org: Annotated[str, "Its Party organisation."]
    grids: Annotated[tuple[GridRow, ...], "Its grids, in the order of grids.yaml."]
    households: Annotated[int, "Households in all grids."]
    population: Annotated[int, "Inhabitants in all grids."]
    open: Annotated[int, "Open cases of the village."]
    total: Annotated[int, "All cases of the village."]


@dataclass(frozen=True, slots=True, kw_only=True)
class VillagesPage:
    map: Annotated[MapView | None, "The map of all grids; none where the register has none."]
    villages: Annotated[tuple[VillageGrids, ...], "The villages, in the order of grids.yaml."]


CONTEXT = VillagesPage


def pages(edition: Edition) -> Iterator[Page]:
    known = index(edition)
    villages = tuple(village_grids(known, id) for id in known.villages)
    yield Page("villages/index.html", TEMPLATE, VillagesPage(map=town_map(known), villages=villages))


def village_grids(known: Index, id: str) -> VillageGrids:
    village = known.villages[id]
    rows = [known.rows[case.id] for case in known.by_village[id]]
    return VillageGrids(
        village=known.village(id),
        party_org=village.party_org,
        grids=tuple(_grid(known, grid) for grid in village.grids),
        households=sum(grid.households or 0 for grid in village.grids),
        population=sum(grid.population or 0 for grid in village.grids),
        open=sum(row.is_open for row in rows),
        total=len(rows),
    )


def _grid(known: Index, grid: Grid) -> GridRow:
    rows = [known.rows[case.id] for case in known.by_grid[grid.id]]
    worker = grid.worker_on(known.as_of)
    return GridRow(
        grid=known.grid(grid.id),
        group=grid.group,
        households=grid.households,
        population=grid.population,
        worker=known.person(worker) if worker else None,
        open=sum(row.is_open for row in rows),
        total=len(rows),
    )
