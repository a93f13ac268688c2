"""All weeks of the register, the latest first, with what came in and went out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from site_builder.model.flows import flows
from site_builder.model.four_lists import TOWN, days_of
from site_builder.pages.page_type import CASEWORK
from site_builder.pages.shared import Link, meeting_path, week_path
from site_builder.render.page import Page
from site_builder.render.site import Door
from site_builder.views.edition import Edition

TEMPLATE = "weeks.html"
AUDIENCES = CASEWORK
MERGES = True
NAVIGATION = (Door(20, "weeks", "weeks/index.html", ("meetings",)),)


@dataclass(frozen=True, slots=True)
class WeekRow:
    """One week."""

    week: Annotated[Link, "The week, and the lists of the whole."]
    since: Annotated[date, "Its first day."]
    until: Annotated[date, "Its last day."]
    scopes: Annotated[tuple[Link, ...], "The lists of each village."]
    opening: Annotated[int, "Open at its beginning."]
    received: Annotated[int, "Received."]
    reopened: Annotated[int, "Reopened."]
    ended: Annotated[int, "Ended."]
    closing: Annotated[int, "Open at its end."]


@dataclass(frozen=True, slots=True, kw_only=True)
class WeeksPage:
    meetings: Annotated[tuple[Link, ...], "The agendas of this week's meetings."]
    rows: Annotated[tuple[WeekRow, ...], "The weeks, the latest first."]


CONTEXT = WeeksPage


def pages(edition: Edition) -> Iterator[Page]:
    register = edition.register
    whole = edition.audience.village or TOWN
    days = [days_of(register, week, edition.as_of) for week in edition.weeks]
    periods = flows(register, [since for since, _ in days], days[-1][1])[TOWN] if days else ()
    rows = []
    for week, period in zip(reversed(edition.weeks), reversed(periods), strict=True):
        named = tuple(
            Link(week_path(str(week), scope), register.town.name_of(scope)) for scope in edition.scopes if scope != TOWN
        )
        rows.append(
            WeekRow(
                Link(week_path(str(week), whole), str(week)), period.since, period.until, named if whole == TOWN else (),
                period.opening, period.received, period.reopened, period.ended, period.closing,
            )
        )  # fmt: skip
    meetings = tuple(
        Link(meeting_path(scope), register.town.name if scope == TOWN else register.town.name_of(scope))
        for scope in edition.scopes
    )
    yield Page("weeks/index.html", TEMPLATE, WeeksPage(meetings=meetings, rows=tuple(rows)))
