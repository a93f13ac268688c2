"""api/due.json: everything that still asks for something, soonest first."""

from __future__ import annotations

from collections.abc import Iterator

from site_builder.exports.json_file import json_file
from site_builder.model.due import ALWAYS, due
from site_builder.pages.page_type import CASEWORK
from site_builder.render.page import File
from site_builder.reports.shapes import due_document
from site_builder.views.edition import Edition

AUDIENCES = CASEWORK
MERGES = True


def files(edition: Edition) -> Iterator[File]:
    items = due(edition.register, edition.as_of, ALWAYS)
    yield json_file("api/due.json", due_document(items, edition.as_of, ALWAYS))
