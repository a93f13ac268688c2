"""A few pages of every type there is, as small a choice as shows most of what the type can show."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path

from site_builder.pages import page_types
from site_builder.views.change.preview import preview
from site_builder.views.edition import Edition
from tests.pages.test_site import real
from tests.review.test_diff_written import told_change
from tests.support.changes import Changed
from tests.support.counties import a_town, county_of, renamed
from tests.support.sites import Site, build

LATER = date(2025, 12, 1)
"""A day on which a matter raised to the county is overdue."""
MOST = 2
"""So many pages of one type at most."""
LONG = 50_000
"""A page of more bytes is taken only where its type has no shorter one: to look through it takes long."""
_CLASSES = re.compile(rb'(?:class|id|role|type)="([^"]*)"|<(\w+)')


def sites(folder: Path) -> Iterator[tuple[str, Edition, Site]]:
    """The site of each audience that has page types of its own, with its name; `folder` is for what they need."""
    for audience in ("office", "board"):
        edition = real(audience)
        yield audience, edition, build(edition)
    town = Changed(folder / "town")
    told_change(town)
    edition = preview(town.view("HEAD", "zh"), is_draft=False)
    yield "review", edition, build(edition)
    county = county_of(real("office").register, renamed(a_town().register(), "YXZ", "云溪镇"), as_of=LATER)
    yield "county", county, build(county)


def examples(edition: Edition, site: Site) -> dict[str, tuple[str, ...]]:
    """For each type, by its template, the paths of a few pages: first the one that shows the most, the shorter of two
    that show as much, then those that add the most to it."""
    found: dict[str, tuple[str, ...]] = {}
    for kind in page_types(edition):
        paths = [page.path for page in kind.pages(edition)]
        short = [path for path in paths if len(site[path]) <= LONG]
        pages = {path: _shown(site[path]) for path in short or sorted(paths, key=lambda path: len(site[path]))[:1]}
        chosen: list[str] = []
        seen: frozenset[bytes] = frozenset()
        while len(chosen) < min(MOST, len(pages)):
            best = max(pages, key=lambda path: (len(pages[path] - seen) // 3, -len(site[path]), path))
            if chosen and len(pages[best] - seen) < 3:
                break
            chosen.append(best)
            seen |= pages[best]
        if chosen:
            found[kind.TEMPLATE] = tuple(chosen)
    return found


@cache
def _words_of(classes: bytes) -> tuple[bytes, ...]:
    return tuple(classes.split())


def _shown(page: bytes) -> frozenset[bytes]:
    """What a page is made of: its elements and their classes; ids without their numbers."""
    found: set[bytes] = set()
    for match in _CLASSES.finditer(page):
        found.update(_words_of(re.sub(rb"\d+", b"", match[1])) if match[2] is None else (match[2],))
    return frozenset(found)
