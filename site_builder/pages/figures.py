"""The figures, each with its denominator, cohort and day, their pictures, and the counts that reconcile."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from site_builder.model.figures import Disputes, Reconciled, reconciled
from site_builder.model.flows import Period, monthly
from site_builder.model.four_lists import TOWN
from site_builder.model.on_time import OnTime
from site_builder.pages.charts import Bars, Heat, Stacks, Trend, bars, heat, stacks, trend
from site_builder.pages.edition_index import Index, index
from site_builder.pages.shared import Count, Link, Ratio
from site_builder.pages.year import Year, year
from site_builder.render.page import Page
from site_builder.render.site import Door
from site_builder.views.edition import Edition
from site_builder.views.headline import sentence

TEMPLATE = "figures.html"
AUDIENCES = ("office",)
MERGES = True
NAVIGATION = (Door(70, "figures", "figures.html"),)
ANSWERS = (
    ("满意", "satisfied"),
    ("基本满意", "fairly"),
    ("不满意", "dissatisfied"),
    ("未评价", "no_answer"),
    ("联系不上", "not_reached"),
)


@dataclass(frozen=True, slots=True)
class RateRow:
    """Disputes settled in a village or a town, with all it takes to judge the rate."""

    name: Annotated[Link, "Whose rate: a village, or a town."]
    rate: Annotated[Ratio, "Settled, of those that count."]
    partly: Annotated[int, "Partly settled, which is not settled."]
    unsettled: Annotated[int, "Not settled."]
    open: Annotated[int, "Still open."]
    excluded: Annotated[int, "Left out: withdrawn, merged, not accepted, transferred, returned."]


@dataclass(frozen=True, slots=True)
class OnTimeRow:
    """What fell due of one clock, or in one village."""

    name: Annotated[Link, "The clock, or the village."]
    nature: Annotated[str, "What kind of clock, in words; empty for a village."]
    rate: Annotated[Ratio, "Met on their day, of those that fell due."]
    late: Annotated[int, "Met after their day."]
    open: Annotated[int, "Overdue still."]


@dataclass(frozen=True, slots=True)
class FlowRow:
    """The reconciling counts of a village, a month or a town."""

    name: Annotated[str, "Whose, or of which month; empty for all together."]
    numbers: Annotated[tuple[int, ...], "In the order of the columns."]


@dataclass(frozen=True, slots=True, kw_only=True)
class FiguresPage:
    since: Annotated[date, "The first day of the period."]
    until: Annotated[date, "Its last day."]
    sentence: Annotated[str, "The report's sentence."]
    rates: Annotated[tuple[RateRow, ...], "Disputes settled, the town first, then village by village."]
    fates: Annotated[
        Stacks,
        "The disputes that count, by village: settled, partly settled, not settled, open; the theme names the parts.",
    ]
    categories: Annotated[Bars, "Cases found in the period by category, the most frequent first."]
    levels: Annotated[Stacks, "Cases settled, by the level that settled them, village by village."]
    months: Annotated[Trend | None, "What came in, went out and stayed by month; none in the first one."]
    statuses: Annotated[Heat | None, "Open cases by village and status; none where there are none."]
    duties: Annotated[tuple[OnTimeRow, ...], "Duties met on time, the town first, then village by village."]
    clocks: Annotated[tuple[OnTimeRow, ...], "What fell due in the town, clock by clock."]
    answers: Annotated[tuple[Count, ...], "The last answers to follow-ups."]
    satisfied: Annotated[Ratio, "Satisfied or fairly satisfied, of those who answered."]
    villages: Annotated[tuple[FlowRow, ...], "The counts by village; the first row is the town."]
    by_month: Annotated[tuple[FlowRow, ...], "The counts of the town by month; the last row is the whole period."]
    sealed: Annotated[int, "Sealed cases, which are in no other number."]


CONTEXT = FiguresPage


def pages(edition: Edition) -> Iterator[Page]:
    known, of_year = index(edition), year(edition)
    since, until = of_year.since, of_year.as_of
    scopes = (TOWN, *known.villages)
    counts = reconciled(edition.register, since, until)
    months = monthly(edition.register, since, until)[TOWN]
    answers = of_year.satisfaction
    context = FiguresPage(
        since=since,
        until=until,
        sentence=sentence(of_year.headline, edition.language),
        rates=tuple(rate_row(_place(known, scope), of_year.disputes[scope]) for scope in scopes),
        fates=_fates(known, of_year),
        categories=_categories(known, since),
        levels=stacks(
            of_year.levels.series,
            [(known.village(id), tuple(of_year.settled_at[id].values())) for id in known.villages],
        ),
        months=trend([(_month(month), f"{month.since:%m}", month) for month in months]),
        statuses=_statuses(known),
        duties=tuple(_on_time(_place(known, scope), "", of_year.on_time.duties[scope]) for scope in scopes),
        clocks=tuple(
            _on_time(Link("", known.label("clock", code)), _nature(known, code), found)
            for code, found in of_year.on_time.clocks[TOWN]
        ),
        answers=tuple(Count(Link("", known.label("satisfaction", code)), getattr(answers, n)) for code, n in ANSWERS),
        satisfied=Ratio.of(answers.rate),
        villages=tuple(flow_row(_place(known, scope).text, counts[scope]) for scope in scopes),
        by_month=(
            *(
                flow_row(_month(month).text, reconciled(edition.register, month.since, month.until)[TOWN])
                for month in months
            ),
            flow_row(f"{until.year}", counts[TOWN]),
        ),
        sealed=known.sealed,
    )
    yield Page("figures.html", TEMPLATE, context)


def _place(known: Index, scope: str) -> Link:
    return Link("", known.town.name) if scope == TOWN else known.village(scope)


def _month(month: Period) -> Link:
    return Link("", f"{month.since:%Y-%m}")


def _nature(known: Index, clock: str) -> str:
    return known.label("deadline_nature", known.spec.clocks[clock].nature)


def rate_row(name: Link, found: Disputes) -> RateRow:
    """The share of disputes settled, under a name."""
    return RateRow(name, Ratio.of(found.rate), found.partly, found.unsettled, found.open, found.excluded)


def _on_time(name: Link, nature: str, found: OnTime) -> OnTimeRow:
    return OnTimeRow(name, nature, Ratio.of(found.rate), found.late, found.open)


def _fates(known: Index, of_year: Year) -> Stacks:
    found = [(known.village(id), of_year.disputes[id]) for id in known.villages]
    return stacks([Link("", "")] * 4, [(name, (d.settled, d.partly, d.unsettled, d.open)) for name, d in found])


def _categories(known: Index, since: date) -> Bars:
    counts = Counter(case.category for case in known.edition.cases if case.found_on >= since)
    order = list(known.spec.values("category"))
    codes = sorted(counts, key=lambda code: (-counts[code], order.index(code)))
    return bars((known.group("category", code), counts[code]) for code in codes)


def _statuses(known: Index) -> Heat | None:
    counts: dict[str, Counter[str]] = {id: Counter() for id in known.villages}
    for case in known.edition.cases:
        if known.rows[case.id].is_open:
            counts[case.village][known.states[case.id].status] += 1
    shown = [status for status in known.spec.statuses if any(found[status] for found in counts.values())]
    if not shown:
        return None
    columns = [known.group("status", status) for status in shown]
    return heat(columns, [(known.village(id), [found[s] for s in shown]) for id, found in counts.items()])


def flow_row(name: str, counts: Reconciled) -> FlowRow:
    """The counts that reconcile, under a name."""
    flow = counts.flow
    numbers = (
        flow.opening, flow.received, flow.reopened, flow.ended, flow.closing, flow.in_hand, flow.waiting, flow.paused,
        counts.closed, counts.closed_on_time, counts.closed_late, counts.overdue_in_hand, counts.extended,
        counts.returned, counts.handed_on,
    )  # fmt: skip
    return FlowRow(name, numbers)
