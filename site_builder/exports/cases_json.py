"""api/cases.json, the list of cases, whole and year by year; api/cases/….json, all of each case."""

from __future__ import annotations

from collections.abc import Container, Iterator
from functools import partial
from typing import Any

from site_builder.exports.case_object import case_object, case_row
from site_builder.exports.database_rows import rows_of_a_case
from site_builder.exports.json_file import Row, json_file, line
from site_builder.model.case import Case
from site_builder.pages.edition_index import Index, index
from site_builder.pages.page_type import CASEWORK
from site_builder.pages.part import ALL, Part, files_in
from site_builder.pages.shared import CASES_DATA, case_data, year_data
from site_builder.render.page import File
from site_builder.reports.record_object import Records
from site_builder.spec.api import VERSION
from site_builder.views.edition import Edition
from site_builder.views.noted import note_ahead, noted
from site_builder.views.pictures import stand_for_files

AUDIENCES = CASEWORK


def files(edition: Edition) -> Iterator[File]:
    return files_in((*parts(edition), *parts_about(edition, ALL)))


def parts(edition: Edition) -> Iterator[Part]:
    """The lists, made each time."""
    yield Part("cases.json", partial(_lists, edition))


def parts_about(edition: Edition, about: Container[str]) -> Iterator[Part]:
    """A changed case changes its own file, its year's list and the whole list, and no other file."""
    known = index(edition)
    for case in known.cases.values():
        if case.id in about:
            inputs = (known.stands_for(case), *stand_for_files(edition.register, case))
            yield Part(f"case.json {case.id}", partial(_whole, edition, case), inputs, case.id)


def _whole(edition: Edition, case: Case) -> tuple[File]:
    known = index(edition)
    note_ahead(edition, "cases.json", case, partial(_line, known))
    note_ahead(edition, "database", case, partial(rows_of_a_case, known))
    return (json_file(case_data(case.id), case_object(known, case, Records(known.spec))),)


def _line(known: Index, case: Case) -> str:
    return line(case_row(known, case))


def _lists(edition: Edition) -> Iterator[File]:
    known = index(edition)
    rows: list[Row] = []
    years: dict[int, list[Row]] = {}
    cases = known.cases.values()
    lines = noted(edition, "cases.json", cases, partial(_line, known))
    for case, told in zip(cases, lines, strict=True):
        row = Row(told)
        rows.append(row)
        years.setdefault(case.registered_on.year, []).append(row)
    yield json_file(
        CASES_DATA,
        {
            "version": VERSION,
            "as_of": str(edition.as_of),
            "town": known.town.name,
            "cases": rows,
            "sealed": known.sealed if edition.audience.kind == "office" else None,
        },
    )
    for year, listed in sorted(years.items()):
        yield json_file(year_data(year), {"version": VERSION, "year": year, "cases": listed})


def case_objects(edition: Edition) -> Iterator[tuple[str, dict[str, Any]]]:
    """All of each case, by its id."""
    known = index(edition)
    shape = Records(known.spec)
    for id, case in known.cases.items():
        yield id, case_object(known, case, shape)


def register_document(edition: Edition) -> dict[str, Any]:
    """All of all cases, for `sidan export`."""
    return {
        "version": VERSION,
        "as_of": str(edition.as_of),
        "town": edition.register.town.name,
        "cases": [whole for _, whole in case_objects(edition)],
        "sealed": index(edition).sealed,
    }
