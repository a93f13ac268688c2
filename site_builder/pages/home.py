"""The home page: on one screen what needs attention on the day and where, the week's lists, the figures, the trend."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Annotated

from site_builder.model.case import SETTLED, Case
from site_builder.model.figures import Headline
from site_builder.model.four_lists import TOWN
from site_builder.pages.charts import Stacks, Trend
from site_builder.pages.edition_index import Index, index, month_start, year_start
from site_builder.pages.page_type import CASEWORK
from site_builder.pages.shared import ALL_DUE, SOON, CaseRow, DueRow, Link, OpenPoint, Ratio, meeting_path
from site_builder.pages.year import Year, year
from site_builder.render.page import Page
from site_builder.render.site import Door
from site_builder.views.edition import Edition
from site_builder.views.headline import sentence

TEMPLATE = "home.html"
AUDIENCES = CASEWORK
MERGES = True
NAVIGATION = (Door(10, "home", "index.html"),)
SHOWN = 20
"""A longer list is cut: home says what needs attention, the pages of the villages have the rest."""


@dataclass(frozen=True, slots=True)
class Attention:
    """How the open cases stand, in one place or in all of them together."""

    overdue: Annotated[int, "Duties and targets past their day."]
    urgent: Annotated[int, "Open urgent cases."]
    soon: Annotated[int, "Duties and targets that fall due within the days shown."]
    points: Annotated[int, "Points that were raised in open cases and have no answer."]
    in_hand: Annotated[int, "Cases in hand, those partly settled among them."]
    waiting: Annotated[int, "Cases that are answered and wait for verification."]
    paused: Annotated[int, "Cases that stand still."]
    received: Annotated[int, "Cases registered this month."]
    found: Annotated[int, "Cases found this year."]
    settled: Annotated[int, "Those of them that are settled; partly settled ones are not."]


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """One village in numbers; on a village's own site, one grid."""

    place: Annotated[Link, "The village or the grid; without an address, the cases of no grid."]
    now: Annotated[Attention, "How it stands."]
    week: Annotated[Link | None, "The village's lists of the week."]


@dataclass(frozen=True, slots=True)
class YearFigures:
    """The figures of the report sentence, from the start of the year; partly settled is never settled."""

    visits: Annotated[int, "Visits and appointments of the town's heads."]
    promoted: Annotated[int, "Petitions that these moved to settlement."]
    orders: Annotated[int, "Orders from above."]
    found: Annotated[int, "Disputes found."]
    excluded: Annotated[int, "Disputes that do not count: withdrawn, merged, handed on or returned."]
    settled: Annotated[int, "Disputes settled."]
    partly: Annotated[int, "Disputes partly settled."]
    unsettled: Annotated[int, "Disputes not settled."]
    open: Annotated[int, "Disputes in hand."]
    rate: Annotated[Ratio, "Disputes settled, of those that count."]
    on_time: Annotated[Ratio, "Duties met on their day, of those that fell due."]
    satisfied: Annotated[Ratio, "Satisfied or fairly satisfied, of those who answered."]


@dataclass(frozen=True, slots=True, kw_only=True)
class HomePage:
    days: Annotated[int, "How many days ahead “due soon” looks."]
    totals: Annotated[Attention, "How all open cases stand."]
    places: Annotated[tuple[PlaceRow, ...], "The villages in numbers; on a village's own site, its grids."]
    meeting: Annotated[str, "The agenda of this week's meeting, from the site's root."]
    week: Annotated[Link, "This week's lists of the town, or of the village whose site it is."]
    sentence: Annotated[
        str, "The town's report sentence with its denominators; empty in another language than Chinese."
    ]
    year: Annotated[YearFigures, "The figures in that sentence, and the rates."]
    levels: Annotated[Stacks, "Cases found this year and settled, by the level that settled them."]
    trend: Annotated[Trend | None, "What came in, went out and stayed in the last half year; none in the first week."]
    overdue: Annotated[tuple[DueRow, ...], "What is past its day, the oldest first, as far as it is shown here."]
    urgent: Annotated[tuple[CaseRow, ...], "Open urgent cases."]
    soon: Annotated[tuple[DueRow, ...], "What falls due soon."]
    points: Annotated[tuple[OpenPoint, ...], "Points without an answer in open cases."]
    waiting: Annotated[tuple[CaseRow, ...], "Cases that wait for verification."]
    sealed: Annotated[int, "Sealed cases; nothing else of them is shown. 0 outside the office."]
    calendar: Annotated[str, "The calendar of everything that falls due."]
    groups: Annotated[tuple[Link, ...], "The lists of cases by one of their fields."]


CONTEXT = HomePage


def pages(edition: Edition) -> Iterator[Page]:
    known, figures = index(edition), year(edition)
    counted = _Counted(known)
    urgent = known.open_rows(case for case in edition.cases if case.urgent is not None)
    waiting = known.open_rows(case for case in edition.cases if known.stage(case) == "verify")
    context = HomePage(
        days=SOON,
        totals=counted.totals,
        places=counted.rows(),
        meeting=meeting_path(edition.audience.village or TOWN),
        week=known.week(str(known.this_week), edition.audience.village or TOWN),
        sentence=sentence(figures.headline, "zh") if edition.language == "zh" else "",
        year=_year(figures, figures.headline),
        levels=figures.levels,
        trend=figures.trend(TOWN),
        overdue=known.overdue[:SHOWN],
        urgent=urgent[:SHOWN],
        soon=known.due_within(SOON)[:SHOWN],
        points=known.open_points(edition.cases)[:SHOWN],
        waiting=waiting[:SHOWN],
        sealed=known.sealed,
        calendar=ALL_DUE,
        groups=known.group_links,
    )
    yield Page("index.html", TEMPLATE, context)


def _year(figures: Year, head: Headline) -> YearFigures:
    disputes = head.disputes
    return YearFigures(
        visits=head.visits,
        promoted=head.petitions_promoted,
        orders=head.orders,
        found=disputes.found,
        excluded=disputes.excluded,
        settled=disputes.settled,
        partly=disputes.partly,
        unsettled=disputes.unsettled,
        open=disputes.open,
        rate=Ratio.of(disputes.rate),
        on_time=Ratio.of(figures.on_time.duties[TOWN].rate),
        satisfied=Ratio.of(figures.satisfaction.rate),
    )


class _Counted:
    """Every case counted once, in its place."""

    def __init__(self, known: Index) -> None:
        self.known = known
        self.by_grid = known.edition.audience.kind == "village"
        self.by_place: dict[str, Counter[str]] = {}
        for case in known.edition.cases:
            place = (case.grid or "") if self.by_grid else case.village
            self.by_place.setdefault(place, Counter()).update(self._count(case))

    def _count(self, case: Case) -> Iterator[str]:
        known = self.known
        if case.registered_on >= month_start(known.as_of):
            yield "received"
        if case.found_on >= year_start(known.as_of):
            yield "found"
            outcome = known.states[case.id].outcome
            if outcome is not None and outcome.result == SETTLED:
                yield "settled"
        if not known.rows[case.id].is_open:
            return
        yield {"hand": "in_hand", "verify": "waiting"}.get(known.stage(case), "paused")
        if case.urgent is not None:
            yield "urgent"
        for point in case.points:
            if known.known_day(point.answered_on) is None:
                yield "points"
        for deadline in known.running(case):
            days = (deadline.due - known.as_of).days
            if days <= SOON:
                yield "overdue" if days < 0 else "soon"

    @property
    def totals(self) -> Attention:
        return _attention(sum(self.by_place.values(), Counter()))

    def rows(self) -> tuple[PlaceRow, ...]:
        known = self.known
        if not self.by_grid:
            week = str(known.this_week)
            return tuple(self._row(id, known.village(id), known.week(week, id)) for id in known.villages)
        rows = [self._row(id, known.grid(id), None) for id in known.grids]
        return (*rows, self._row("", Link("", ""), None)) if "" in self.by_place else tuple(rows)

    def _row(self, place: str, link: Link, week: Link | None) -> PlaceRow:
        return PlaceRow(link, _attention(self.by_place.get(place, Counter())), week)


def _attention(counts: Counter[str]) -> Attention:
    return Attention(**{field.name: counts[field.name] for field in fields(Attention)})
