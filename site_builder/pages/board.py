"""The notice board's home: totals of the matters put up, by kind, status and the level that settled them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

from site_builder.model.figures import settled_at
from site_builder.model.four_lists import TOWN
from site_builder.pages.edition_index import index, year_start
from site_builder.pages.shared import Count, Link
from site_builder.render.page import Page
from site_builder.render.site import Door
from site_builder.views.edition import Edition

TEMPLATE = "board.html"
AUDIENCES = ("board",)
NAVIGATION = (Door(10, "home", "index.html"),)


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardPage:
    kinds: Annotated[tuple[Count, ...], "Matters on the board by kind."]
    statuses: Annotated[tuple[Count, ...], "Matters on the board by status."]
    settled: Annotated[tuple[Count, ...], "Matters found this year and settled, by the level that settled them."]
    total: Annotated[int, "All matters on the board."]
    settled_total: Annotated[int, "Those settled."]


CONTEXT = BoardPage


def pages(edition: Edition) -> Iterator[Page]:
    known = index(edition)
    kinds = Counter(case.kind for case in edition.cases)
    statuses = Counter(state.status for state in known.states.values())
    settled = settled_at(edition.register, year_start(edition.as_of), edition.as_of)[TOWN]
    context = BoardPage(
        kinds=tuple(Count(Link("", known.label("kind", k)), kinds[k]) for k in known.spec.enums["kind"] if kinds[k]),
        statuses=tuple(
            Count(Link("", known.label("status", s)), statuses[s]) for s in known.spec.statuses if statuses[s]
        ),
        settled=tuple(Count(Link("", known.label("level", level)), count) for level, count in settled.items()),
        total=len(edition.cases),
        settled_total=sum(settled.values()),
    )
    yield Page("index.html", TEMPLATE, context)
