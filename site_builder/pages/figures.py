"""The figures, each with its denominator, cohort and day, and the counts that reconcile."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated

from site_builder.model.figures import Rate, Reconciled, disputes, headline, reconciled, satisfaction, settled_at
from site_builder.pages.edition_index import index, year_start
from site_builder.pages.shared import Count, Link
from site_builder.render.page import Page
from site_builder.render.site import Door
from site_builder.views.edition import Edition

TEMPLATE = "figures.html"
AUDIENCES = ("office",)
NAVIGATION = (Door(70, "figures", "figures.html"),)


@dataclass(frozen=True, slots=True)
class RateRow:
    """A rate with all it takes to judge it."""

    name: Annotated[str, "Whose rate: a village, or the town."]
    num: Annotated[int, "The numerator."]
    den: Annotated[int, "The denominator."]
    percent: Annotated[
        str, "The percentage, a dash for an empty denominator, empty where the denominator is under five."
    ]
    partly: Annotated[int, "Partly settled, which is not settled."]
    unsettled: Annotated[int, "Not settled."]
    open: Annotated[int, "Still open."]
    excluded: Annotated[int, "Left out: withdrawn, merged, not accepted, transferred, returned."]


@dataclass(frozen=True, slots=True)
class FlowRow:
    """The reconciling counts of a village, a month or the town."""

    name: Annotated[str, "Whose, or of which month."]
    numbers: Annotated[tuple[int, ...], "In the order of the columns."]


@dataclass(frozen=True, slots=True, kw_only=True)
class FiguresPage:
    since: Annotated[date, "The first day of the period."]
    until: Annotated[date, "Its last day."]
    sentence: Annotated[str, "The report's sentence, in Chinese."]
    rates: Annotated[tuple[RateRow, ...], "Disputes settled, the town first, then village by village."]
    levels: Annotated[tuple[Count, ...], "Cases settled, by the level that settled them."]
    levels_total: Annotated[int, "How many that is."]
    answers: Annotated[tuple[Count, ...], "The last answers to follow-ups."]
    satisfied: Annotated[RateRow, "Satisfied or fairly satisfied, of those who answered."]
    villages: Annotated[tuple[FlowRow, ...], "The counts by village; the first row is the town."]
    months: Annotated[tuple[FlowRow, ...], "The counts of the town by month; the last row is the whole period."]
    sealed: Annotated[int, "Sealed cases, which are in no other number."]


CONTEXT = FiguresPage


def pages(edition: Edition) -> Iterator[Page]:
    register, as_of = edition.register, edition.as_of
    known = index(edition)
    since = year_start(as_of)
    town = register.town
    levels = settled_at(register, since, as_of)
    answers = satisfaction(register, since, as_of)
    words = (
        ("满意", answers.satisfied),
        ("基本满意", answers.fairly),
        ("不满意", answers.dissatisfied),
        ("未评价", answers.no_answer),
        ("联系不上", answers.not_reached),
    )
    whole = reconciled(register, since, as_of)
    context = FiguresPage(
        since=since,
        until=as_of,
        sentence=headline(register, since, as_of).sentence,
        rates=(
            _rate(edition, since, town.name, None),
            *(_rate(edition, since, v.name, v.id) for v in town.villages.values()),
        ),
        levels=tuple(Count(known.group("level", code), n) for code, n in levels.items()),
        levels_total=sum(levels.values()),
        answers=tuple(Count(Link("", known.label("satisfaction", code)), n) for code, n in words),
        satisfied=RateRow("", answers.rate.num, answers.rate.den, _percent(answers.rate), 0, 0, 0, 0),
        villages=(
            FlowRow(town.name, _numbers(whole)),
            *(FlowRow(v.name, _numbers(reconciled(register, since, as_of, v.id))) for v in town.villages.values()),
        ),
        months=(
            *(
                FlowRow(f"{first:%Y-%m}", _numbers(reconciled(register, first, last)))
                for first, last in _months(since, as_of)
            ),
            FlowRow(f"{as_of.year}", _numbers(whole)),
        ),
        sealed=known.sealed,
    )
    yield Page("figures.html", TEMPLATE, context)


def _percent(rate: Rate) -> str:
    return "" if rate.is_small and rate.den else rate.percent


def _rate(edition: Edition, since: date, name: str, village: str | None) -> RateRow:
    d = disputes(edition.register, since, edition.as_of, village)
    return RateRow(name, d.rate.num, d.rate.den, _percent(d.rate), d.partly, d.unsettled, d.open, d.excluded)


def _months(since: date, until: date) -> Iterator[tuple[date, date]]:
    first = since
    while first <= until:
        later = (first.replace(day=28) + timedelta(days=4)).replace(day=1)
        yield first, min(later - timedelta(days=1), until)
        first = later


def _numbers(row: Reconciled) -> tuple[int, ...]:
    flow = row.flow
    return (
        flow.opening, flow.received, flow.reopened, flow.ended, flow.closing, flow.in_hand, flow.waiting, flow.paused,
        row.closed, row.closed_on_time, row.closed_late, row.overdue_in_hand, row.extended, row.returned, row.handed_on,
    )  # fmt: skip
