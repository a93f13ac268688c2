"""api/visits.json: the leaders' receptions and visits until the day."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from site_builder.exports.json_file import json_file
from site_builder.model.case import Visit
from site_builder.pages.edition_index import Index, index
from site_builder.render.page import File
from site_builder.spec.api import VERSION
from site_builder.views.edition import Edition

AUDIENCES = ("office",)


def files(edition: Edition) -> Iterator[File]:
    known = index(edition)
    shown = [_visit(known, visit) for visit in visits(known)]
    yield json_file("api/visits.json", {"version": VERSION, "visits": shown})


def visits(known: Index) -> Iterator[Visit]:
    """The visits until the edition's day, in order of id."""
    return (visit for visit in known.register.visits if visit.on <= known.as_of)


def _visit(known: Index, visit: Visit) -> dict[str, Any]:
    return {
        "id": visit.id,
        "on": str(visit.on),
        "mode": visit.mode,
        "leader": visit.leader,
        "place": visit.place,
        "cases": [id for id in visit.cases if id in known.cases],
        "instructions": visit.instructions,
    }
