"""api/figures.json: the figures of the year, each rate with its denominator."""

from __future__ import annotations

from collections.abc import Iterator

from site_builder.exports.json_file import json_file
from site_builder.pages.edition_index import year_start
from site_builder.render.page import File
from site_builder.reports.shapes import figures_object
from site_builder.views.edition import Edition

AUDIENCES = ("office",)
MERGES = True


def files(edition: Edition) -> Iterator[File]:
    figures = figures_object(edition.register, year_start(edition.as_of), edition.as_of)
    yield json_file("api/figures.json", figures)
