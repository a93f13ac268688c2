"""The search page: over all that the site shows, with filters that combine; it runs in the browser alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

from site_builder.pages.edition_index import Index, index
from site_builder.pages.page_type import CASEWORK
from site_builder.pages.shared import SEARCH, SEARCH_MANIFEST, Link, village_cases_path
from site_builder.render.page import Page
from site_builder.render.site import Door
from site_builder.views.edition import Edition

TEMPLATE = "search.html"
AUDIENCES = CASEWORK
NAVIGATION: tuple[Door, ...] = ()
_FIELDS = ("village", "grid", "status", "kind", "category", "level", "source")


@dataclass(frozen=True, slots=True)
class Filter:
    """Something that entries can be filtered by."""

    key: Annotated[str, "Its name in the page's address."]
    label: Annotated[str, "The field's label, or empty where the word is the theme's (`words.search.filter`)."]


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchPage:
    filters: Annotated[tuple[Filter, ...], "What can be filtered by, in order."]
    manifest: Annotated[str, "The script that names the search data."]
    groups: Annotated[tuple[Link, ...], "The lists of cases by one of their fields: the way without JavaScript."]
    villages: Annotated[tuple[Link, ...], "The list of all cases of each village."]


CONTEXT = SearchPage


def pages(edition: Edition) -> Iterator[Page]:
    known = index(edition)
    context = SearchPage(
        filters=tuple(_filters(known)),
        manifest=SEARCH_MANIFEST,
        groups=known.group_links,
        villages=tuple(Link(village_cases_path(id), village.name) for id, village in known.villages.items()),
    )
    yield Page(SEARCH, TEMPLATE, context)


def _filters(known: Index) -> Iterator[Filter]:
    """The theme's own words stand before and after the fields of a case."""
    yield from (Filter(key, "") for key in ("type", "open", "overdue", "urgent"))
    yield from (Filter(name, known.field(name)) for name in _FIELDS)
    yield from (Filter(key, "") for key in ("person", "week"))
