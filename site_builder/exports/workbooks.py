"""The lists of the latest weeks and every year's ledgers as workbooks and CSV, beside their pages."""

from __future__ import annotations

from collections.abc import Iterator

from site_builder.model.kept import kept
from site_builder.pages.ledgers import AUDIENCES as LEDGER_AUDIENCES
from site_builder.pages.ledgers import tables_of
from site_builder.pages.page_type import CASEWORK
from site_builder.pages.shared import TableFiles, ledger_files, week_files
from site_builder.render.page import File
from site_builder.reports.workbook import workbook
from site_builder.reports.written import tables_csv
from site_builder.spec import Language
from site_builder.views.edition import Edition
from site_builder.views.tables import TableData, Tables
from site_builder.views.week_tables import week_tables, week_title

AUDIENCES = CASEWORK


def files(edition: Edition) -> Iterator[File]:
    register, language = edition.register, edition.language
    for week in edition.recent_weeks:
        for scope, lists in edition.lists(week).items():
            tables = week_tables(lists, Tables(register, lists.as_of, language))
            yield from _pair(week_files(str(week), scope), week_title(lists, register, language), tables, language)
    if edition.audience.kind in LEDGER_AUDIENCES:
        yield from _ledgers(edition)


def _ledgers(edition: Edition) -> Iterator[File]:
    tables = kept(edition, tables_of)
    years = {year for code in tables.spec.ledgers for year in tables.ledger_years(code)}
    for year in sorted(years):
        for table in tables.ledgers(year):
            if table.rows:
                title = f"{edition.register.town.name} {year}"
                yield from _pair(ledger_files(table.code, year), title, (table,), edition.language)


def _pair(paths: TableFiles, title: str, tables: tuple[TableData, ...], language: Language) -> Iterator[File]:
    yield File(paths.xlsx, workbook(title, tables, language))
    yield File(paths.csv, tables_csv(tables))
