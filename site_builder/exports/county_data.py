"""A county's table of towns as files: api/towns.json, towns.csv, towns.xlsx."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from site_builder.exports.json_file import json_file
from site_builder.model.figures import Disputes, Rate, Reconciled
from site_builder.pages.county_rows import COUNTY, CSV, DATA, WORKBOOK
from site_builder.render.page import File
from site_builder.reports.api_schema import document_schema
from site_builder.reports.shapes import rate_object, reconciled_object
from site_builder.reports.workbook import workbook
from site_builder.reports.written import tables_csv
from site_builder.spec.api import VERSION, api
from site_builder.spec.texts import texts
from site_builder.views.county import County, TownTold, counts_of, disputes_of, rate_of
from site_builder.views.edition import Edition
from site_builder.views.tables import Cell, Head, Plain, TableData

AUDIENCES = COUNTY
COUNTS = (
    "opening", "received", "reopened", "ended", "closing", "in_hand", "waiting", "paused", "sealed",
    "closed", "closed_on_time", "closed_late", "overdue_in_hand", "extended", "returned", "handed_on",
)  # fmt: skip
DISPUTES = ("found", "settled", "counted", "rate", "partly", "unsettled", "open", "excluded")


def files(edition: Edition) -> Iterator[File]:
    assert isinstance(edition, County)
    document = api().documents["towns"]
    yield json_file(DATA, _document(edition))
    yield json_file(document.schema, document_schema(edition.register.spec, api(), document))
    tables, title = (_table(edition),), f"{edition.register.town.name} {edition.as_of}"
    yield File(WORKBOOK, workbook(title, tables, edition.language))
    yield File(CSV, tables_csv(tables))


def _document(shown: County) -> dict[str, Any]:
    return {
        "version": VERSION,
        "county": shown.register.town.name,
        "from": str(shown.since),
        "as_of": str(shown.as_of),
        "towns": [_town(town, shown) for town in shown.towns],
        "counted": [town.id for town in shown.counted],
        "notices": [notice.text(shown.language) for notice in shown.notices],
    }


def _town(town: TownTold, shown: County) -> dict[str, Any]:
    found = town.disputes
    return {
        "id": town.id,
        "name": town.name,
        "site": town.link or None,
        "from": str(town.since),
        "as_of": str(town.as_of),
        "in_total": shown.counts_in(town),
        "counts": reconciled_object(town.counts),
        "disputes_found": found.found,
        "disputes_partly": found.partly,
        "disputes_unsettled": found.unsettled,
        "disputes_open": found.open,
        "disputes_excluded": found.excluded,
        "rate": rate_object(found.rate),
        "satisfied": rate_object(town.satisfied),
        "settled_at": dict(town.settled_at),
        "visits": town.visits,
        "orders": town.orders,
        "raised": [
            {
                "case": matter.id,
                "title": matter.title,
                "village": matter.village,
                "kind": matter.kind,
                "category": matter.category,
                "status": matter.status,
                "on": str(matter.raised_on),
                "reason": matter.reason or None,
                "next_due": str(matter.next_due) if matter.next_due else None,
                "days_over": matter.days_over(town.as_of),
            }
            for matter in town.matters
        ],
    }


def _table(shown: County) -> TableData:
    words = texts("county")[shown.language]
    names = ["id", "town", "from", "as_of", "in_total", *COUNTS, *(f"disputes_{name}" for name in DISPUTES)]
    names += ["satisfied", "answered", "raised", "raised_overdue", "visits", "orders"]
    rows = [
        (
            town.id, town.name, town.since, town.as_of, words["yes" if shown.counts_in(town) else "no"],
            *_numbers(town.counts, town.disputes, town.satisfied),
            len(town.matters), len(town.overdue), town.visits, town.orders,
        )
        for town in shown.towns
    ]  # fmt: skip
    if counted := shown.counted:
        rows.append(
            (
                "", words["total"], shown.since, shown.as_of, "",
                *_numbers(
                    counts_of(town.counts for town in counted),
                    disputes_of((town.disputes for town in counted), shown.as_of),
                    rate_of((town.satisfied for town in counted), shown.as_of),
                ),
                sum(len(town.matters) for town in counted), sum(len(town.overdue) for town in counted),
                sum(town.visits for town in counted), sum(town.orders for town in counted),
            )
        )  # fmt: skip
    heads = tuple(Head(words[name], is_id=name == "id") for name in names)
    return TableData("towns", words["table"], heads, tuple(tuple(map(Cell, row)) for row in rows))


def _numbers(counts: Reconciled, found: Disputes, satisfied: Rate) -> Iterator[Plain]:
    yield from (reconciled_object(counts)[name] for name in COUNTS)
    rate = found.rate
    yield from (found.found, rate.num, rate.den, "" if rate.is_small and rate.den else rate.percent)
    yield from (found.partly, found.unsettled, found.open, found.excluded, satisfied.num, satisfied.den)
