"""The search data as classic scripts, for a page opened from a folder may load nothing else.

`search/manifest.js` names what there is: the shards, and the words for the codes in them. Cases lie in shards by the
year and the range of their numbers, so that a changed case touches one shard; `search/site.js` holds everything
else that has a page. An entry holds nothing that its own page does not show. The shape is in docs/search.md.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from typing import Any

from site_builder.exports.case_object import records
from site_builder.exports.search_entries import Entry, case_entry, other_entries, people_of
from site_builder.exports.search_words import words_of
from site_builder.pages.edition_index import index
from site_builder.pages.page_type import CASEWORK
from site_builder.pages.shared import SEARCH_MANIFEST, case_path
from site_builder.render.filters import data_block
from site_builder.render.page import File
from site_builder.views.edition import Edition
from site_builder.views.said import Listener

AUDIENCES = CASEWORK
_YEAR = re.compile(r"(?:^|-)((?:19|20)\d\d)(?=-|$)")
_NUMBER = re.compile(r"(\d{1,6})$")
SHARE = 250
"""How many numbers of a year one shard takes: below 1 MB, so that reading one in holds up no key press."""


def files(edition: Edition) -> Iterator[File]:
    known = index(edition)
    listener = Listener(known.spec)
    shards: dict[str, list[Entry]] = {}
    for case in records(edition).values():
        shards.setdefault(shard_of(case.id), []).append(case_entry(known, listener, case))
    shards = {name: shards[name] for name in sorted(shards, key=_age)}
    shards["site"] = list(other_entries(known))
    made = {name: _script(f"search/{name}.js", name, entries) for name, entries in shards.items()}
    yield from made.values()
    named = {id for entries in shards.values() for entry in entries for id in people_of(entry)}
    order = sorted(made, key=lambda name: (name != next(iter(made)), name != "site"))
    manifest = {
        "shards": [[name, len(shards[name]), _fresh(made[name])] for name in order],
        "words": words_of(known, named),
        "case_path": case_path("{id}"),
    }
    yield _script(SEARCH_MANIFEST, "manifest", manifest)


def shard_of(id: str) -> str:
    """The shard of a case, from its number alone: `2025-1` for QTL-2025-0314, `other` for a number without a year."""
    year, number = _YEAR.search(id), _NUMBER.search(id)
    if year is None or number is None or number.start() <= year.start(1):
        return "other"
    return f"{year[1]}-{int(number[1]) // SHARE}"


def _age(shard: str) -> tuple[int, int]:
    """Sorts shards, the newest first."""
    year, _, part = shard.partition("-")
    return (-int(year), -int(part)) if part else (0, 0)


def _fresh(file: File) -> str:
    """The file's address with its digest, so that a browser that keeps old files asks again."""
    return f"{file.path}?{hashlib.sha256(file.data).hexdigest()[:10]}"


def _script(path: str, name: str, value: Any) -> File:
    """`sidan.take("2025-0",[…]);`, in which no text can end the script or break a line of it."""
    return File(path, f'sidan.take("{name}",{data_block(value)});\n'.encode())
