"""The ledgers (台账): disputes, petitions, leaders' visits, orders from above."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Annotated

from site_builder.model.kept import kept
from site_builder.pages.edition_index import Index, index
from site_builder.pages.part import Part, pages_in
from site_builder.pages.shared import RETENTION, Link, TableFiles, ledger_files, ledger_path, ledger_year_path
from site_builder.pages.tables import TableView, table_view
from site_builder.render.page import Page
from site_builder.render.site import Door
from site_builder.views.edition import Edition
from site_builder.views.tables import TableData, Tables

TEMPLATE = "ledgers.html"
AUDIENCES = ("office",)
WHOLE = 500
"""A ledger of so many rows is still one page."""
WIDE = 15
"""More columns than this do not fit the type area of GB/T 9704 in a size that can be read."""
NAVIGATION = (Door(60, "ledgers", "ledgers/disputes.html", ("ledgers",)),)


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerPage:
    table: Annotated[TableView, "The ledger."]
    is_wide: Annotated[bool, "True where its columns need more of a sheet than its type area."]
    ledgers: Annotated[tuple[Link, ...], "All ledgers, and what is due for disposal."]
    files: Annotated[tuple[TableFiles, ...], "The ledger as files, year by year, the latest first."]
    years: Annotated[
        tuple[Link, ...], "A long ledger's pages, one a year, the latest first; none where it is one page."
    ]


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
    return pages_in(parts(edition))


def parts(edition: Edition) -> Iterator[Part]:
    """A ledger is made from the cases and visits that it has a row of; a long one has a page for each year.

    Visits stay on one page, where other pages lead to each of them.
    """
    known, tables = index(edition), kept(edition, tables_of)
    for code, listed in tables.in_ledgers.items():
        years = tables.ledger_years(code)
        is_long = len(listed) > WHOLE and code != "visits"
        for year in years if is_long else (None,):
            inputs = (known.stands_for(record) for of, record in listed if year in (None, of))
            make = partial(_page, edition, code, year, years if is_long else ())
            yield Part(_path(code, year, years), make, (str(years), *inputs))


def _path(code: str, year: int | None, years: tuple[int, ...]) -> str:
    return ledger_path(code) if year is None or year == years[0] else ledger_year_path(code, year)


def _page(edition: Edition, code: str, year: int | None, split: tuple[int, ...]) -> tuple[Page]:
    known, tables = index(edition), kept(edition, tables_of)
    links = tuple(Link(_path(code, one, split), str(one)) for one in split)
    path = _path(code, year, split) if split else ledger_path(code)
    return (_ledger_page(known, tables.ledger(code, year), path, tables.ledger_years(code), links),)


def ledger_pages(known: Index, tables: Iterable[TableData]) -> Iterator[Page]:
    """A page for each of these ledgers, by itself."""
    return (_ledger_page(known, table, ledger_path(table.code)) for table in tables)


def _ledger_page(
    known: Index, table: TableData, path: str, files: tuple[int, ...] = (), years: tuple[Link, ...] = ()
) -> Page:
    view = table_view(table, known, anchored=0)
    context = LedgerPage(
        table=view,
        is_wide=len(view.heads) > WIDE,
        ledgers=ledger_links(known),
        files=tuple(ledger_files(table.code, year) for year in files),
        years=years,
    )
    return Page(path, TEMPLATE, context)
