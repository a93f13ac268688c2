"""api/weeks/….json: the four lists of each week of the last year, of all that the edition shows.

A week's file holds the rows of every village; each row names its case, and a problem its village. Older weeks are
had from `sidan week … --format json`: ten years of them would be more than all cases together, and nobody reads them.
"""

from __future__ import annotations

from collections.abc import Container, Iterator
from functools import partial

from site_builder.exports.json_file import json_file
from site_builder.model.four_lists import TOWN
from site_builder.model.weeks import Week
from site_builder.pages.edition_index import index
from site_builder.pages.page_type import CASEWORK
from site_builder.pages.part import ALL, Part, files_in
from site_builder.pages.shared import week_data
from site_builder.render.page import File
from site_builder.reports.shapes import week_object
from site_builder.views.edition import Edition

AUDIENCES = CASEWORK
WEEKS = 53
"""A year of weeks, and the one of the year before that bears the same number."""


def files(edition: Edition) -> Iterator[File]:
    return files_in(parts_about(edition, ALL))


def parts_about(edition: Edition, about: Container[str]) -> Iterator[Part]:
    scope = edition.audience.village or TOWN
    for week in (week for week in edition.weeks[-WEEKS:] if str(week) in about):
        make = partial(_week, edition, week, scope)
        yield Part(f"week.json {week}", make, index(edition).week_stands_for(week, scope), str(week), merges=True)


def _week(edition: Edition, week: Week, scope: str) -> tuple[File]:
    return (json_file(week_data(str(week)), week_object(edition.lists(week)[scope], edition.register)),)
