"""A page for each town of a county: its figures by village, and what it has raised to the county."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from site_builder.model.history import LEVELS
from site_builder.pages.county_rows import (
    COUNTY,
    MatterRow,
    matter_row,
    site_address,
    town_path,
)
from site_builder.pages.figures import FlowRow, RateRow, flow_row, rate_row
from site_builder.pages.shared import Count, Link, Ratio
from site_builder.render.page import Page
from site_builder.render.site import Door
from site_builder.text.finding import Term
from site_builder.views.county import County, TownTold
from site_builder.views.edition import Edition

TEMPLATE = "county_town.html"
AUDIENCES = COUNTY
NAVIGATION: tuple[Door, ...] = ()


@dataclass(frozen=True, slots=True)
class VillageRate:
    """The share of a village's disputes that were settled."""

    name: Annotated[str, "The village."]
    rate: Annotated[Ratio, "Settled, of those that count."]


@dataclass(frozen=True, slots=True, kw_only=True)
class CountyTownPage:
    name: Annotated[str, "The town."]
    own: Annotated[str, "The address of its own site; empty where nobody said where it lies."]
    since: Annotated[date, "The first day of the period."]
    until: Annotated[date, "The day of its data."]
    in_total: Annotated[bool, "True where it is in the county's total."]
    disputes: Annotated[RateRow, "Its disputes."]
    satisfied: Annotated[Ratio, "Satisfied or fairly satisfied, of those who answered."]
    levels: Annotated[tuple[Count, ...], "Cases settled, by the level that settled them."]
    visits: Annotated[int, "Visits and appointments of the heads of the town."]
    orders: Annotated[int, "Orders from above."]
    matters: Annotated[tuple[MatterRow, ...], "What it has raised to the county, the longest first."]
    rates: Annotated[tuple[VillageRate, ...], "Disputes settled by village."]
    balance: Annotated[tuple[FlowRow, ...], "The counts that reconcile: the town first, then its villages."]
    sealed: Annotated[int, "Sealed cases, which are in no other number."]


CONTEXT = CountyTownPage


def pages(edition: Edition) -> Iterator[Page]:
    assert isinstance(edition, County)
    for town in edition.towns:
        yield Page(town_path(town.id), TEMPLATE, _context(town, edition))


def _context(town: TownTold, edition: County) -> CountyTownPage:
    settled = dict(town.settled_at)
    name = Link("", town.name)
    return CountyTownPage(
        name=town.name,
        own=site_address(town),
        since=town.since,
        until=town.as_of,
        in_total=edition.counts_in(town),
        disputes=rate_row(name, town.disputes),
        satisfied=Ratio.of(town.satisfied),
        levels=tuple(Count(Link("", _level(edition, level)), settled[level]) for level in LEVELS),
        visits=town.visits,
        orders=town.orders,
        matters=tuple(matter_row(town, matter) for matter in town.matters),
        rates=tuple(VillageRate(village.name, Ratio.of(village.settled)) for village in town.villages),
        balance=(
            flow_row(town.name, town.counts),
            *(flow_row(village.name, village.counts) for village in town.villages),
        ),
        sealed=town.counts.flow.sealed,
    )


def _level(edition: County, code: str) -> str:
    return edition.register.spec.label(Term("level", code), edition.language)
