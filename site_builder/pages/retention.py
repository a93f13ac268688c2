"""What is due for disposal: matters that ended long enough ago, those that are held, and how many follow each year."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Annotated

from site_builder.model.retention import all_retention
from site_builder.pages.edition_index import index
from site_builder.pages.ledgers import ledger_links
from site_builder.pages.part import Part, pages_in
from site_builder.pages.shared import RETENTION, Link
from site_builder.pages.tables import TableView, table_view
from site_builder.render.page import Page
from site_builder.render.site import Door
from site_builder.spec.retention import retention_spec
from site_builder.views.edition import Edition
from site_builder.views.tables import Tables

TEMPLATE = "retention.html"
AUDIENCES = ("office",)
NAVIGATION: tuple[Door, ...] = ()


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
    return pages_in(parts(edition))


def parts(edition: Edition) -> Iterator[Part]:
    """Only matters that have ended are in it; what else is said of one concerns those that it is linked with."""
    known = index(edition)
    ended = (case for case in known.cases.values() if not known.spec.is_open(known.states[case.id].status))
    yield Part(RETENTION, partial(_page, edition), tuple(known.stands_for(case) for case in ended))


def _page(edition: Edition) -> tuple[Page]:
    known = index(edition)
    found = all_retention(edition.register, edition.as_of)
    over = [one for one in found if one.is_over(edition.as_of)]
    due = sum(1 for one in over if one.is_due(edition.as_of))
    years = Counter(one.until.year for one in found if not one.is_over(edition.as_of))
    tables = Tables(edition.register, edition.as_of, edition.language)
    context = RetentionPage(
        table=table_view(tables.retention(over), known, anchored=0),
        due=due,
        held=len(over) - due,
        coming=tuple(KeptUntil(year, years[year]) for year in sorted(years)),
        basis=retention_spec().basis,
        ledgers=ledger_links(known),
    )
    return (Page(RETENTION, TEMPLATE, context),)
