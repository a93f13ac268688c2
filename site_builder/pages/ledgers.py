"""The ledgers (台账): disputes, petitions, leaders' visits, orders from above."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Annotated

from site_builder.model.kept import kept
from site_builder.pages.edition_index import Index, index
from site_builder.pages.shared import RETENTION, Link, TableFiles, ledger_files, ledger_path
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
    ledgers: Annotated[tuple[Link, ...], "All ledgers, and what is due for disposal."]
    files: Annotated[tuple[TableFiles, ...], "The ledger as files, year by year, the latest first."]


CONTEXT = LedgerPage


def ledger_links(known: Index) -> tuple[Link, ...]:
    """All ledgers, and what is due for disposal."""
    spec = known.spec
    ledgers = (Link(ledger_path(code), known.word(table.label)) for code, table in spec.ledgers.items())
    return (*ledgers, Link(RETENTION, known.word(spec.around["retention"].label)))


def tables_of(edition: Edition) -> Tables:
    """The ledgers of an edition; `kept`, since the pages and the files are made of the same rows."""
    return Tables(edition.register, edition.as_of, edition.language)


def pages(edition: Edition) -> Iterator[Page]:
    tables = kept(edition, tables_of)
    return ledger_pages(
        index(edition), tables.ledgers(), {code: tables.ledger_years(code) for code in tables.spec.ledgers}
    )


def ledger_pages(
    known: Index, tables: Iterable[TableData], years: Mapping[str, tuple[int, ...]] = MappingProxyType({})
) -> Iterator[Page]:
    """A page for each of these ledgers. `years` are those of which it is there as files."""
    links = ledger_links(known)
    for table in tables:
        view = table_view(table, known, anchored=1)
        files = tuple(ledger_files(table.code, year) for year in years.get(table.code, ()))
        context = LedgerPage(table=view, is_wide=len(view.heads) > WIDE, ledgers=links, files=files)
        yield Page(ledger_path(table.code), TEMPLATE, context)
