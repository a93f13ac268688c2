"""The whole site holds together: every address in feeds and data leads to a file, every page can be walked to from home."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from posixpath import dirname, join, normpath
from typing import Any

import feedparser
import pytest

from tests.pages.test_site import real
from tests.support.sites import Site, build, html, values

AUDIENCES = ("office", "village:chachong")


@cache
def site(audience: str) -> Site:
    return build(real(audience))


def from_(path: str, address: str) -> str:
    """The file that an address in a file leads to."""
    return normpath(join(dirname(path), re.split("[?#]", address)[0]))


@pytest.mark.parametrize("audience", AUDIENCES)
def test_every_link_in_a_feed_leads_to_a_page(audience: str) -> None:
    files = site(audience)
    wrong, entries = [], 0
    for path, data in files.items():
        if path.endswith(".atom"):
            feed = feedparser.parse(data)
            assert [from_(path, link.href) for link in feed.feed.links if link.rel == "self"] == [path]
            found = [*feed.feed.links, *(link for entry in feed.entries for link in entry.links)]
            entries += len(feed.entries)
            wrong += [f"{path}: {link.href}" for link in found if from_(path, link.href) not in files]
    assert wrong == []
    assert entries > 400


def paths(value: Any, key: str = "") -> Iterator[str]:
    """The files that a data file names, by the keys that hold paths from the site's root; a record names its files as
    its clerk wrote them."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from paths(inner, name) if name != "record" else ()
    elif isinstance(value, list):
        for inner in value:
            yield from paths(inner, key)
    elif key in ("file", "page", "schema", "database", "feeds", "calendars") and "{" not in value:
        yield value


@pytest.mark.parametrize("audience", AUDIENCES)
def test_every_path_in_the_data_leads_to_a_file(audience: str) -> None:
    files = site(audience)
    data = {path: json.loads(data) for path, data in files.items() if path.startswith("api/") and "schema" not in path}
    wrong = [f"{path}: {named}" for path, value in data.items() for named in paths(value) if named not in files]
    assert wrong == []
    meta = data["api/meta.json"]
    assert set(meta["feeds"]) == {path for path in files if path.endswith(".atom")}
    assert {*meta["calendars"]} <= {path for path in files if path.endswith(".ics")}


@pytest.mark.parametrize("audience", [*AUDIENCES, "board"])
def test_every_file_can_be_walked_to_from_home(audience: str) -> None:
    """By links alone, as somebody does who has no script and no search; what a template is made of comes with it."""
    files = site(audience)
    linked = {
        path: {from_(path, address) for address in values(text, "href", "src") if ":" not in address}
        for path, text in html(files)
    }
    seen, waiting = set[str](), ["index.html"]
    while waiting:
        path = waiting.pop()
        if path not in seen:
            seen.add(path)
            waiting += linked.get(path, ())
    schemas = {path for path in files if path.startswith(("api/schema/", "api/years/", "api/weeks/", "search/"))}
    unreached = {path for path in files if path not in seen} - schemas - {"404.html"}
    assert {path for path in unreached if not path.startswith("static/")} == set()
