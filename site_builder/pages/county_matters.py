"""Two lists of a county: the matters that its towns have raised to it, and those of them that are overdue."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal

from site_builder.pages.county_rows import COUNTY, MatterRow, matter_row, town_link
from site_builder.pages.shared import Link
from site_builder.render.page import Page
from site_builder.render.site import Door
from site_builder.views.county import County
from site_builder.views.edition import Edition

TEMPLATE = "county_matters.html"
AUDIENCES = COUNTY
RAISED, OVERDUE = "raised.html", "overdue.html"
NAVIGATION = (Door(20, "raised", RAISED), Door(30, "overdue", OVERDUE))


@dataclass(frozen=True, slots=True)
class OverdueCount:
    """How many of the cases that a town has in hand are overdue."""

    town: Annotated[Link, "The town."]
    as_of: Annotated[date, "The day of its data."]
    overdue: Annotated[int, "Overdue."]
    in_hand: Annotated[int, "In hand."]
    raised: Annotated[int, "Matters raised to the county that are overdue."]


@dataclass(frozen=True, slots=True, kw_only=True)
class CountyMattersPage:
    which: Annotated[Literal["raised", "overdue"], "raised or overdue."]
    matters: Annotated[tuple[MatterRow, ...], "The matters, the longest first."]
    counts: Annotated[tuple[OverdueCount, ...], "What is overdue in each town; on the page of overdue matters alone."]


CONTEXT = CountyMattersPage


def pages(edition: Edition) -> Iterator[Page]:
    assert isinstance(edition, County)
    raised = [matter_row(town, matter) for town in edition.towns for matter in town.matters]
    raised.sort(key=lambda row: (row.raised_on, row.town.href, row.id))
    yield Page(RAISED, TEMPLATE, CountyMattersPage(which="raised", matters=tuple(raised), counts=()))
    overdue = sorted((row for row in raised if row.over), key=lambda row: (-row.over, row.town.href, row.id))
    counts = tuple(
        OverdueCount(
            town_link(town), town.as_of, town.counts.overdue_in_hand, town.counts.flow.in_hand, len(town.overdue)
        )
        for town in edition.towns
    )
    yield Page(OVERDUE, TEMPLATE, CountyMattersPage(which="overdue", matters=tuple(overdue), counts=counts))
