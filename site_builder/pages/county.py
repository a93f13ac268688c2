"""A county's home page: its towns side by side, with what is amiss with their data."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from site_builder.pages.charts import Stacks, stacks
from site_builder.pages.county_rows import (
    COUNTY,
    CSV,
    DATA,
    WORKBOOK,
    site_address,
    town_link,
)
from site_builder.pages.figures import FlowRow, RateRow, flow_row, rate_row
from site_builder.pages.shared import Link, TableFiles
from site_builder.render.page import Page
from site_builder.render.site import Door
from site_builder.views.county import County, TownTold, counts_of, disputes_of
from site_builder.views.edition import Edition

TEMPLATE = "county.html"
AUDIENCES = COUNTY
NAVIGATION = (Door(10, "home", "index.html", ("towns",)),)


@dataclass(frozen=True, slots=True)
class TownRow:
    """A town on one line; without a name all of them together."""

    name: Annotated[Link, "The town, and its page here."]
    site: Annotated[str, "The address of its own site; empty where nobody said where it lies."]
    as_of: Annotated[date, "The day of its data."]
    in_total: Annotated[bool, "True where it is in the total: its data are of the county's days."]
    closing: Annotated[int, "Open cases."]
    in_hand: Annotated[int, "Open cases that somebody is working on."]
    overdue: Annotated[int, "Of these overdue."]
    disputes: Annotated[RateRow, "Its disputes."]
    raised: Annotated[int, "Matters raised to the county that are open."]
    raised_overdue: Annotated[int, "Of these overdue."]
    sealed: Annotated[int, "Sealed cases, which are in no other number."]


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """What is amiss with a town's data."""

    text: Annotated[str, "The sentence."]
    left_out: Annotated[bool, "True where the town is not shown."]


@dataclass(frozen=True, slots=True, kw_only=True)
class CountyPage:
    since: Annotated[date, "The first day of the period."]
    until: Annotated[date, "Its last day."]
    notices: Annotated[tuple[NoticeRow, ...], "What is amiss with the data of towns."]
    towns: Annotated[tuple[TownRow, ...], "The towns, in the order they were given."]
    total: Annotated[TownRow | None, "Those in the total together; none where there is none."]
    counted: Annotated[int, "How many towns are in the total."]
    fates: Annotated[Stacks, "The disputes that count, by town; the theme names the parts."]
    balance: Annotated[tuple[FlowRow, ...], "The counts that reconcile, town by town; the last row is the total."]
    files: Annotated[TableFiles, "The table of towns as files."]
    data: Annotated[str, "The same as JSON."]


CONTEXT = CountyPage


def pages(edition: Edition) -> Iterator[Page]:
    assert isinstance(edition, County)
    counted = edition.counted
    balance = [flow_row(town.name, town.counts) for town in edition.towns]
    if counted:
        balance.append(flow_row("", counts_of(town.counts for town in counted)))
    context = CountyPage(
        since=edition.since,
        until=edition.as_of,
        notices=tuple(NoticeRow(one.text(edition.language), one.leaves_out) for one in edition.notices),
        towns=tuple(_row(town, edition) for town in edition.towns),
        total=_total(edition) if counted else None,
        counted=len(counted),
        fates=stacks([Link("", "")] * 4, [(town_link(town), _fates(town)) for town in edition.towns]),
        balance=tuple(balance),
        files=TableFiles("", WORKBOOK, CSV),
        data=DATA,
    )
    yield Page("index.html", TEMPLATE, context)


def _fates(town: TownTold) -> tuple[int, int, int, int]:
    found = town.disputes
    return found.settled, found.partly, found.unsettled, found.open


def _row(town: TownTold, edition: County) -> TownRow:
    return TownRow(
        name=town_link(town),
        site=site_address(town),
        as_of=town.as_of,
        in_total=edition.counts_in(town),
        closing=town.counts.flow.closing,
        in_hand=town.counts.flow.in_hand,
        overdue=town.counts.overdue_in_hand,
        disputes=rate_row(town_link(town), town.disputes),
        raised=len(town.matters),
        raised_overdue=len(town.overdue),
        sealed=town.counts.flow.sealed,
    )


def _total(edition: County) -> TownRow:
    counted = edition.counted
    counts = counts_of(town.counts for town in counted)
    return TownRow(
        name=Link("", ""),
        site="",
        as_of=edition.as_of,
        in_total=True,
        closing=counts.flow.closing,
        in_hand=counts.flow.in_hand,
        overdue=counts.overdue_in_hand,
        disputes=rate_row(Link("", ""), disputes_of((town.disputes for town in counted), edition.as_of)),
        raised=sum(len(town.matters) for town in counted),
        raised_overdue=sum(len(town.overdue) for town in counted),
        sealed=counts.flow.sealed,
    )
