"""The home page: what needs attention on the day, the week, the villages, and what was settled where."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

from site_builder.model.case import SETTLED
from site_builder.model.figures import Headline, headline, settled_at
from site_builder.pages.edition_index import Index, index, month_start, year_start
from site_builder.pages.page_type import CASEWORK
from site_builder.pages.shared import ALL_DUE, CaseRow, Count, DueRow, Link, Prose, week_path
from site_builder.render.page import Page
from site_builder.render.site import Door
from site_builder.views.edition import Edition

TEMPLATE = "home.html"
AUDIENCES = CASEWORK
NAVIGATION = (Door(10, "home", "index.html"),)
SOON = 7
SHOWN = 60
"""A longer list is cut: home says what needs attention, the villages' pages have the rest."""


@dataclass(frozen=True, slots=True)
class Totals:
    """How the open cases stand."""

    in_hand: Annotated[int, "Cases in hand, those partly settled among them."]
    waiting: Annotated[int, "Cases that are answered and wait for verification."]
    paused: Annotated[int, "Cases that stand still."]
    overdue: Annotated[int, "Duties and targets past their day."]
    soon: Annotated[int, "Duties and targets that fall due within the days shown."]
    urgent: Annotated[int, "Open urgent cases."]


@dataclass(frozen=True, slots=True)
class OpenPoint:
    """A point that was raised and has no answer yet."""

    case: Annotated[Link, "The case's number and page."]
    title: Annotated[str, "The case's title."]
    what: Annotated[Prose, "The point."]
    responsible: Annotated[Link | None, "Who answers for the case."]


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
    percent: Annotated[str, "The rate of settlement, or a dash where there is nothing to divide by."]
    num: Annotated[int, "Its numerator."]
    den: Annotated[int, "Its denominator."]


@dataclass(frozen=True, slots=True)
class VillageRow:
    """One village in numbers."""

    village: Annotated[Link, "The village."]
    open: Annotated[int, "Open cases."]
    waiting: Annotated[int, "Open cases that wait for verification."]
    overdue: Annotated[int, "Duties and targets past their day."]
    received: Annotated[int, "Cases registered this month."]
    settled: Annotated[int, "Cases found this year that are settled; partly settled ones are not."]
    week: Annotated[Link, "Its lists of the week."]


@dataclass(frozen=True, slots=True)
class Sums:
    """The villages together."""

    open: Annotated[int, "Open cases."]
    waiting: Annotated[int, "Open cases that wait for verification."]
    overdue: Annotated[int, "Duties and targets past their day."]
    received: Annotated[int, "Cases registered this month."]
    settled: Annotated[int, "Cases found this year that are settled."]


@dataclass(frozen=True, slots=True, kw_only=True)
class HomePage:
    days: Annotated[int, "How many days ahead “due soon” looks."]
    sentence: Annotated[
        str, "The town's report sentence with its denominators; empty in another language than Chinese."
    ]
    year: Annotated[YearFigures, "The figures in that sentence."]
    totals: Annotated[Totals, "How the open cases stand."]
    overdue: Annotated[tuple[DueRow, ...], "What is past its day, the oldest first, as far as it is shown here."]
    urgent: Annotated[tuple[CaseRow, ...], "Open urgent cases."]
    soon: Annotated[tuple[DueRow, ...], "What falls due soon."]
    waiting: Annotated[tuple[CaseRow, ...], "Cases that wait for verification."]
    points: Annotated[tuple[OpenPoint, ...], "Points without an answer in open cases."]
    points_total: Annotated[int, "How many there are."]
    week: Annotated[Link, "This week's lists of the town, or of the village whose site it is."]
    week_lists: Annotated[tuple[Link, ...], "This week's lists, by village."]
    villages: Annotated[tuple[VillageRow, ...], "The villages in numbers."]
    sums: Annotated[Sums, "The villages together."]
    settled: Annotated[tuple[Count, ...], "Cases found this year and settled, by the level that settled them."]
    settled_total: Annotated[int, "All of them together."]
    sealed: Annotated[int, "Sealed cases; nothing else of them is shown. 0 outside the office."]
    calendar: Annotated[str, "The calendar of everything that falls due."]
    groups: Annotated[tuple[Link, ...], "The lists of cases by one of their fields."]


CONTEXT = HomePage


def pages(edition: Edition) -> Iterator[Page]:
    known = index(edition)
    stages = [known.stage(case) for case in edition.cases]
    soon = known.due_within(SOON)
    urgent = known.open_rows(case for case in edition.cases if case.urgent is not None)
    waiting = known.open_rows(case for case in edition.cases if known.stage(case) == "verify")
    points = tuple(_open_points(known))
    figures = headline(edition.register, year_start(edition.as_of), edition.as_of)
    settled = settled_at(edition.register, year_start(edition.as_of), edition.as_of)
    villages = tuple(_village(known, id) for id in known.villages)
    week = str(known.this_week)
    scope = edition.audience.village or "town"
    yield Page(
        "index.html",
        TEMPLATE,
        HomePage(
            days=SOON,
            sentence=figures.sentence if edition.language == "zh" else "",
            year=_year(figures),
            totals=Totals(
                in_hand=stages.count("hand"),
                waiting=stages.count("verify"),
                paused=stages.count("paused"),
                overdue=len(known.overdue),
                soon=len(soon),
                urgent=len(urgent),
            ),
            overdue=known.overdue[:SHOWN],
            urgent=urgent[:SHOWN],
            soon=soon[:SHOWN],
            waiting=waiting[:SHOWN],
            points=points[:SHOWN],
            points_total=len(points),
            week=known.week(week, scope),
            week_lists=tuple(Link(_week(known, week, id), known.town.name_of(id)) for id in known.villages),
            villages=villages,
            sums=Sums(
                open=sum(row.open for row in villages),
                waiting=sum(row.waiting for row in villages),
                overdue=sum(row.overdue for row in villages),
                received=sum(row.received for row in villages),
                settled=sum(row.settled for row in villages),
            ),
            settled=tuple(Count(known.group("level", level), count) for level, count in settled.items()),
            settled_total=sum(settled.values()),
            sealed=known.sealed,
            calendar=ALL_DUE,
            groups=known.group_links,
        ),
    )


def _year(figures: Headline) -> YearFigures:
    disputes = figures.disputes
    return YearFigures(
        visits=figures.visits,
        promoted=figures.petitions_promoted,
        orders=figures.orders,
        found=disputes.found,
        excluded=disputes.excluded,
        settled=disputes.settled,
        partly=disputes.partly,
        unsettled=disputes.unsettled,
        open=disputes.open,
        percent=disputes.rate.percent,
        num=disputes.rate.num,
        den=disputes.rate.den,
    )


def _week(known: Index, week: str, scope: str) -> str:
    return week_path(week, scope) if known.week(week, scope).href else ""


def _open_points(known: Index) -> Iterator[OpenPoint]:
    for row in known.open_rows(known.cases.values()):
        for point in known.cases[row.id].points:
            if known.known_day(point.answered_on) is None:
                yield OpenPoint(known.case(row.id), row.title, known.prose(point.what), row.responsible)


def _village(known: Index, id: str) -> VillageRow:
    cases = known.by_village[id]
    rows = [known.rows[case.id] for case in cases]
    since_month, since_year = month_start(known.as_of), year_start(known.as_of)
    outcomes = [known.states[case.id].outcome for case in cases if case.found_on >= since_year]
    return VillageRow(
        village=known.village(id),
        open=sum(row.is_open for row in rows),
        waiting=sum(known.stage(case) == "verify" for case in cases),
        overdue=sum(1 for case in cases for d in known.running(case) if d.due < known.as_of),
        received=sum(case.registered_on >= since_month for case in cases),
        settled=sum(outcome is not None and outcome.result == SETTLED for outcome in outcomes),
        week=known.week(str(known.this_week), id),
    )
