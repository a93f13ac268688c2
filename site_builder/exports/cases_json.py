"""api/cases.json: the register for programs."""

from __future__ import annotations

import json
from collections.abc import Iterator

from site_builder.pages.page_type import CASEWORK
from site_builder.render.page import File
from site_builder.reports.shapes import register_object
from site_builder.views.edition import Edition

AUDIENCES = CASEWORK


def files(edition: Edition) -> Iterator[File]:
    sealed = edition.register.sealed(edition.as_of) if edition.audience.kind == "office" else None
    found = register_object(edition.register, edition.as_of, sealed)
    yield File("api/cases.json", json.dumps(found, ensure_ascii=False, indent=1).encode())
