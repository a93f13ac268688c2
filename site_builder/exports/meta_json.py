"""api/meta.json: what data the site has, as of which day; api/schema/….json: the JSON Schema of each kind of file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from site_builder import __version__
from site_builder.exports.json_file import json_file
from site_builder.exports.visits_json import visits
from site_builder.exports.weeks_json import WEEKS
from site_builder.model.register import Register
from site_builder.pages.edition_index import Index, index
from site_builder.pages.page_type import CASEWORK
from site_builder.pages.shared import ALL_DUE, DATABASE, year_data
from site_builder.pages.subscriptions import (
    ALL_EVENTS,
    kind_feeds,
    move_feeds,
    people_calendars,
    village_calendars,
    village_feeds,
)
from site_builder.render.page import File
from site_builder.reports.api_schema import document_schema
from site_builder.spec.api import VERSION, Document, api
from site_builder.views.edition import Edition

AUDIENCES = CASEWORK
MERGES = True


def files(edition: Edition) -> Iterator[File]:
    known = index(edition)
    documents = tuple(document for document in api().documents.values() if document.is_for(edition.audience.kind))
    yield json_file("api/meta.json", _meta(known, documents))
    for document in documents:
        yield json_file(document.schema, document_schema(known.spec, api(), document))


def _meta(known: Index, documents: tuple[Document, ...]) -> dict[str, Any]:
    edition = known.edition
    years = Counter(case.registered_on.year for case in known.cases.values())
    feeds = (ALL_EVENTS, *(link.href for links in (village_feeds, kind_feeds, move_feeds) for link in links(known)))
    calendars = (ALL_DUE, *(link.href for links in (village_calendars, people_calendars) for link in links(known)))
    return {
        "version": VERSION,
        "program": f"sidan {__version__}",
        "town": {"id": known.town.id, "name": known.town.name},
        "audience": edition.audience.kind,
        "village": edition.audience.village,
        "as_of": str(edition.as_of),
        "counts": {
            "cases": len(known.cases),
            "open": sum(known.spec.is_open(state.status) for state in known.states.values()),
            "visits": sum(1 for _ in visits(known)),
            "sealed": known.sealed if edition.audience.kind == "office" else None,
        },
        "limits": own_limits(edition.register),
        "years": [{"year": year, "cases": n, "file": year_data(year)} for year, n in sorted(years.items())],
        "weeks": [str(week) for week in edition.weeks[-WEEKS:]],
        "files": [_file(document) for document in documents],
        "feeds": list(feeds),
        "calendars": list(calendars),
        "database": DATABASE,
    }


def own_limits(register: Register) -> dict[str, int]:
    """The time limits that a town has set otherwise, in the unit of the clock, by clock."""
    return dict(sorted(register.settings.limits.items()))


def _file(document: Document) -> dict[str, Any]:
    about = {"zh": document.label.zh, "en": document.label.en}
    return {"file": document.file, "schema": document.schema, "about": about}
