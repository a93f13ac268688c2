"""The ledgers (台账): disputes, petitions, leaders' visits, orders from above."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Annotated

from site_builder.pages.edition_index import Index, index
from site_builder.pages.shared import Link, ledger_path
from site_builder.pages.tables import TableView, table_view
from site_builder.render.page import Page
from site_builder.render.site import Door
from site_builder.views.edition import Edition
from site_builder.views.tables import TableData, Tables

TEMPLATE = "ledgers.html"
AUDIENCES = ("office",)
WIDE = 15
"""More columns than this do not fit the type area of GB/T 9704 in a size that can be read."""
NAVIGATION = (Door(60, "ledgers", "ledgers/disputes.html", ("ledgers",)),)


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerPage:
    table: Annotated[TableView, "The ledger."]
    is_wide: Annotated[bool, "True where its columns need more of a sheet than its type area."]
    ledgers: Annotated[tuple[Link, ...], "All ledgers."]


CONTEXT = LedgerPage


def pages(edition: Edition) -> Iterator[Page]:
    yield from ledger_pages(index(edition), Tables(edition.register, edition.as_of, edition.language).ledgers())


def ledger_pages(known: Index, tables: Iterable[TableData]) -> Iterator[Page]:
    """A page for each of these ledgers."""
    tables = tuple(tables)
    links = tuple(Link(ledger_path(table.code), table.title) for table in tables)
    for table in tables:
        view = table_view(table, known, anchored=1)
        yield Page(
            ledger_path(table.code), TEMPLATE, LedgerPage(table=view, is_wide=len(view.heads) > WIDE, ledgers=links)
        )
