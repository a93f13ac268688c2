"""Edition → files of the site that are not pages: data, feeds, calendars, tables. One module a type."""

from __future__ import annotations

from collections.abc import Container, Iterator

from site_builder.exports import (
    attachments,
    calendars,
    cases_json,
    county_data,
    database,
    due_json,
    feeds,
    figures_json,
    meta_json,
    search_data,
    town_json,
    visits_json,
    weeks_json,
    workbooks,
)
from site_builder.exports.export_type import ExportType
from site_builder.pages.part import ALL, Part, parts_in
from site_builder.render.page import File
from site_builder.views.edition import Edition

EXPORT_TYPES: tuple[ExportType, ...] = (
    meta_json,
    cases_json,
    weeks_json,
    figures_json,
    database,
    due_json,
    town_json,
    visits_json,
    feeds,
    calendars,
    workbooks,
    search_data,
    county_data,
    attachments,
)


def all_exports(edition: Edition) -> Iterator[File]:
    """Every file of an edition that is not a page, type by type."""
    for kind in EXPORT_TYPES:
        if edition.audience.kind in kind.AUDIENCES:
            yield from kind.files(edition)


def export_parts(edition: Edition, about: Container[str] = ALL) -> Iterator[Part]:
    """As `all_exports`, in parts; of those about a case or a week only these."""
    for kind in EXPORT_TYPES:
        if edition.audience.kind in kind.AUDIENCES:
            yield from parts_in(kind, edition, kind.files, about)
