"""What is due for disposal: matters that ended long enough ago, those that are held, and how many follow each year."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Annotated

from site_builder.model.retention import all_retention
from site_builder.pages.case_retention import last_day_kept
from site_builder.pages.edition_index import index
from site_builder.pages.ledgers import ledger_links
from site_builder.pages.shared import RETENTION, Link
from site_builder.pages.tables import TableView, table_view
from site_builder.render.page import Page
from site_builder.render.site import Door
from site_builder.spec.retention import retention_spec
from site_builder.views.edition import Edition
from site_builder.views.noted import noted
from site_builder.views.tables import Tables

TEMPLATE = "retention.html"
AUDIENCES = ("office",)
NAVIGATION: tuple[Door, ...] = ()
MERGES = True


@dataclass(frozen=True, slots=True)
class KeptUntil:
    """How many matters are kept until the end of a year."""

    year: Annotated[int, "The year."]
    count: Annotated[int, "How many."]


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionPage:
    table: Annotated[TableView, "Matters whose time is over: those due for disposal and those that are held."]
    due: Annotated[int, "How many are due for disposal."]
    held: Annotated[int, "How many are held."]
    coming: Annotated[tuple[KeptUntil, ...], "All others that have ended, by the last year they are kept."]
    basis: Annotated[str, "Where the periods come from."]
    ledgers: Annotated[tuple[Link, ...], "All ledgers, and this page."]


CONTEXT = RetentionPage


def pages(edition: Edition) -> Iterator[Page]:
    known = index(edition)
    today = edition.as_of.toordinal()
    days = [*zip(edition.cases, noted(edition, "retention", edition.cases, partial(last_day_kept, known)), strict=True)]
    over = all_retention(edition.register, edition.as_of, (case for case, day in days if 0 < day < today))
    due = sum(1 for one in over if one.is_due(edition.as_of))
    years = Counter(date.fromordinal(day).year for _, day in days if day >= today)
    tables = Tables(edition.register, edition.as_of, edition.language)
    context = RetentionPage(
        table=table_view(tables.retention(over), known, anchored=0),
        due=due,
        held=len(over) - due,
        coming=tuple(KeptUntil(year, years[year]) for year in sorted(years)),
        basis=retention_spec().basis,
        ledgers=ledger_links(known),
    )
    yield Page(RETENTION, TEMPLATE, context)
