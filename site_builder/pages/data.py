"""What the site gives to other programs: feeds, calendars, JSON, a database, and how each is used."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

from site_builder.pages.edition_index import Index, index
from site_builder.pages.page_type import CASEWORK
from site_builder.pages.shared import ALL_DUE, DATA_PAGE, DATABASE, Link
from site_builder.pages.subscriptions import (
    ALL_EVENTS,
    kind_feeds,
    move_feeds,
    people_calendars,
    village_calendars,
    village_feeds,
)
from site_builder.render.page import Page
from site_builder.render.site import Door
from site_builder.spec.api import api
from site_builder.spec.database import database
from site_builder.views.edition import Edition

TEMPLATE = "data.html"
AUDIENCES = CASEWORK
NAVIGATION: tuple[Door, ...] = ()


@dataclass(frozen=True, slots=True)
class DataFile:
    """One kind of JSON file."""

    file: Annotated[Link, "Its path; it has an address where there is one such file."]
    what: Annotated[str, "What it holds."]
    schema: Annotated[str, "The path of its JSON Schema."]


@dataclass(frozen=True, slots=True)
class TableInfo:
    """A table or view of the database."""

    name: Annotated[str, "Its name in SQL."]
    what: Annotated[str, "What it holds."]


@dataclass(frozen=True, slots=True)
class Query:
    """A question that the database answers."""

    question: Annotated[str, "The question."]
    sql: Annotated[str, "The query."]


@dataclass(frozen=True, slots=True, kw_only=True)
class DataPage:
    events: Annotated[str, "The feed of all events."]
    village_feeds: Annotated[tuple[Link, ...], "The feed of each village."]
    kind_feeds: Annotated[tuple[Link, ...], "The feed of each kind of case."]
    move_feeds: Annotated[tuple[Link, ...], "The feed of each move."]
    due: Annotated[str, "The calendar of everything that falls due."]
    village_calendars: Annotated[tuple[Link, ...], "The calendar of each village."]
    people_calendars: Annotated[tuple[Link, ...], "The calendar of each person on duty."]
    files: Annotated[tuple[DataFile, ...], "The kinds of JSON files."]
    database: Annotated[str, "The register as a database (SQLite)."]
    tables: Annotated[tuple[TableInfo, ...], "Its tables."]
    views: Annotated[tuple[TableInfo, ...], "Its ledgers, which are views."]
    queries: Annotated[tuple[Query, ...], "Questions that it answers."]


CONTEXT = DataPage


def pages(edition: Edition) -> Iterator[Page]:
    known, shape = index(edition), database()
    ledgers = ((code, known.spec.ledgers[code]) for code in shape.ledgers)
    context = DataPage(
        events=ALL_EVENTS,
        village_feeds=village_feeds(known),
        kind_feeds=kind_feeds(known),
        move_feeds=move_feeds(known),
        due=ALL_DUE,
        village_calendars=village_calendars(known),
        people_calendars=tuple(people_calendars(known)),
        files=tuple(_files(known)),
        database=DATABASE,
        tables=tuple(TableInfo(name, known.word(table.label)) for name, table in shape.tables.items()),
        views=tuple(TableInfo(f"ledger_{code}", known.word(ledger.label)) for code, ledger in ledgers),
        queries=tuple(Query(known.word(question.label), question.sql.strip()) for question in shape.questions),
    )
    yield Page(DATA_PAGE, TEMPLATE, context)


def _files(known: Index) -> Iterator[DataFile]:
    for document in api().documents.values():
        if document.is_for(known.edition.audience.kind):
            href = "" if "{" in document.file else document.file
            yield DataFile(Link(href, document.file), known.word(document.label), document.schema)
