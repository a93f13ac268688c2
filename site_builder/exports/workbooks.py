"""The lists of the latest weeks and every year's ledgers as workbooks and CSV, beside their pages."""

from __future__ import annotations

from collections.abc import Container, Iterator
from functools import partial

from site_builder.model.kept import kept
from site_builder.model.weeks import Week
from site_builder.pages.edition_index import index
from site_builder.pages.ledgers import AUDIENCES as LEDGER_AUDIENCES
from site_builder.pages.ledgers import tables_of
from site_builder.pages.page_type import CASEWORK
from site_builder.pages.part import ALL, Part, files_in
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
    return files_in((*parts(edition), *parts_about(edition, ALL)))


def parts(edition: Edition) -> Iterator[Part]:
    """A year's ledger is made from the cases and visits that it has a row of."""
    known = index(edition)
    if edition.audience.kind not in LEDGER_AUDIENCES:
        return
    tables = kept(edition, tables_of)
    for code, listed in tables.in_ledgers.items():
        for year in tables.ledger_years(code):
            inputs = tuple(known.stands_for(record) for of, record in listed if of == year)
            tell_year = partial(tables.ledger, code, year)
            make_year = partial(_ledger, edition, code, year)
            yield Part(f"workbook {code} {year}", make_year, inputs, merges=True, tell=tell_year)


def parts_about(edition: Edition, about: Container[str]) -> Iterator[Part]:
    """The lists of a week are made from its cases."""
    known = index(edition)
    for week in (week for week in edition.recent_weeks if str(week) in about):
        for scope in edition.scopes:
            inputs = known.week_stands_for(week, scope)
            tell = partial(_tables_of_week, edition, week, scope)
            make = partial(_week, edition, week, scope)
            yield Part(f"workbook {week} {scope}", make, inputs, str(week), merges=True, tell=tell)


def _tables_of_week(edition: Edition, week: Week, scope: str) -> tuple[str, tuple[TableData, ...]]:
    register, language = edition.register, edition.language
    lists = edition.lists(week)[scope]
    return week_title(lists, register, language), week_tables(lists, Tables(register, lists.as_of, language))


def _week(edition: Edition, week: Week, scope: str) -> Iterator[File]:
    title, tables = _tables_of_week(edition, week, scope)
    return _pair(week_files(str(week), scope), title, tables, edition.language)


def _ledger(edition: Edition, code: str, year: int) -> Iterator[File]:
    table = kept(edition, tables_of).ledger(code, year)
    title = f"{edition.register.town.name} {year}"
    return _pair(ledger_files(code, year), title, (table,), edition.language)


def _pair(paths: TableFiles, title: str, tables: tuple[TableData, ...], language: Language) -> Iterator[File]:
    yield File(paths.xlsx, workbook(title, tables, language))
    yield File(paths.csv, tables_csv(tables))
