"""All weeks of the register, the latest first, with what came in and went out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from site_builder.model.four_lists import TOWN, cutoff, flow
from site_builder.pages.edition_index import index
from site_builder.pages.page_type import CASEWORK
from site_builder.pages.shared import Link, week_path
from site_builder.render.page import Page
from site_builder.render.site import Door
from site_builder.views.edition import Edition

TEMPLATE = "weeks.html"
AUDIENCES = CASEWORK
NAVIGATION = (Door(20, "weeks", "weeks/index.html"),)


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
    rows: Annotated[tuple[WeekRow, ...], "The weeks, the latest first."]


CONTEXT = WeeksPage


def pages(edition: Edition) -> Iterator[Page]:
    known = index(edition)
    register = edition.register
    whole = edition.audience.village or TOWN
    rows = []
    for week in reversed(edition.weeks):
        until = min(cutoff(register, week), edition.as_of)
        since = week.monday if register.settings.cutoff == 6 else cutoff(register, week.previous)
        counts = flow(register, since, until)
        scopes = tuple(known.week(str(week), scope) for scope in edition.scopes if scope != TOWN)
        named = tuple(
            Link(link.href, register.town.name_of(scope))
            for link, scope in zip(scopes, (s for s in edition.scopes if s != TOWN), strict=True)
        )
        rows.append(
            WeekRow(
                Link(week_path(str(week), whole), str(week)), since, until, named if whole == TOWN else (),
                counts.opening, counts.received, counts.reopened, counts.ended, counts.closing,
            )
        )  # fmt: skip
    yield Page("weeks/index.html", TEMPLATE, WeeksPage(rows=tuple(rows)))
