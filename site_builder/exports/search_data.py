"""The search data as classic scripts, for a page opened from a folder may load nothing else.

`search/manifest.js` names the shards and has the words for the codes in them, a shard the names of those it names. Cases lie in shards by the
year and the range of their numbers, so that a changed case touches one shard; `search/site.js` holds everything
else that has a page. An entry holds nothing that its own page does not show. The shape is in docs/search.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from typing import Any

from site_builder.exports.case_object import record_of
from site_builder.exports.search_entries import Entry, case_entry, other_entries
from site_builder.exports.search_words import names_in, words_of
from site_builder.model.case import Case
from site_builder.pages.edition_index import Index, index
from site_builder.pages.page_type import CASEWORK
from site_builder.pages.part import Part, files_in
from site_builder.pages.shared import SEARCH_MANIFEST, case_path
from site_builder.render.filters import data_block
from site_builder.render.page import File
from site_builder.views.edition import Edition
from site_builder.views.said import Listener

AUDIENCES = CASEWORK
_YEAR = re.compile(r"(?:^|-)((?:19|20)\d\d)(?=-|$)")
_NUMBER = re.compile(r"(\d{1,6})$")
REST = "site"
"""The shard of everything that is no case."""
SHARE = 250
"""How many numbers of a year one shard takes: below 1 MB, so that reading one in holds up no key press."""


def files(edition: Edition) -> Iterator[File]:
    return files_in(parts(edition))


def parts(edition: Edition) -> Iterator[Part]:
    """A shard is made from its cases alone; the manifest and the rest are made each time."""
    known = index(edition)
    shards: dict[str, list[Case]] = {}
    for case in edition.cases:
        shards.setdefault(shard_of(case.id), []).append(case)
    names = sorted(shards, key=_age)
    yield Part("rest", partial(_rest, known, {name: len(shards[name]) for name in names}))
    for name in names:
        inputs = tuple(known.stands_for(case) for case in shards[name])
        yield Part(name, partial(_shard, known, name, shards[name]), inputs)


def _shard(known: Index, name: str, cases: list[Case]) -> tuple[File]:
    listener = Listener(known.spec)
    return (_entries(known, name, [case_entry(known, listener, record_of(known, case)) for case in cases]),)


def _rest(known: Index, counts: dict[str, int]) -> tuple[File, File]:
    """Everything that is no case, and the manifest. What is no case is read in after the newest cases."""
    others = list(other_entries(known))
    newest, older = [*counts.items()][:1], [*counts.items()][1:]
    shards = [[name, count, _path(name)] for name, count in (*newest, (REST, len(others)), *older)]
    manifest = {"shards": shards, "words": words_of(known), "case_path": case_path("{id}")}
    return _entries(known, REST, others), _script(SEARCH_MANIFEST, "manifest", manifest)


def _entries(known: Index, name: str, entries: list[Entry]) -> File:
    return _script(_path(name), name, {"people": names_in(known, entries), "entries": entries})


def _path(shard: str) -> str:
    return f"search/{shard}.js"


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


def _script(path: str, name: str, value: Any) -> File:
    """`sidan.take("2025-0",[…]);`, in which no text can end the script or break a line of it."""
    return File(path, f'sidan.take("{name}",{data_block(value)});\n'.encode())
