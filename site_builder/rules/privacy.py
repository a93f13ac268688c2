"""Personal data and labels for people, in front matter and body, whether or not the file is otherwise right (S8xx)."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cache

from site_builder.model.people import Town
from site_builder.records.json_reader import strings_only
from site_builder.records.node import Record
from site_builder.sources.layout import SHAPES
from site_builder.spec import default_spec
from site_builder.text.finding import Finding, Term, finding
from site_builder.text.personal_data import CERTAIN, Hit, find_personal_data
from site_builder.text.place import Place

CODES = {"identity": "S801", "mobile": "S802", "bank_card": "S803", "identity_like": "S804", "name": "S806"}
_OK = re.compile(r"(?:#|<!--)\s*pii-ok(?P<reason>:\s*[^\s>-][^>]*)?")
_PEOPLE_FILES = ("grids.yaml", "people.yaml")


_SEALED = re.compile(r"""^["']?access["']?:\s*["']?sealed\b|检举控告类""", re.MULTILINE)


def is_sealed_text(text: str) -> bool:
    """True for the text of a file that says it is sealed or an accusation, whether or not it can be read as a record.

    Nothing it holds may be repeated in a message, which may end in a log (design §8).
    """
    return _SEALED.search(text.split("\n---\n", 1)[0]) is not None


def scan(record: Record, town: Town | None) -> Iterator[Finding]:
    """Look through the whole text of a file and its name; of the map through its words, for every outline is full of
    numbers.

    The finding names the kind and the place, never the number.
    """
    yield from scan_name(record.path, record.path.rpartition("/")[2].removesuffix(".md"))
    yield from scan_text(record.path, strings_only(record.text) if record.path == SHAPES else record.text, town)


def scan_name(path: str, name: str) -> Iterator[Finding]:
    """Numbers of persons in the name of a file or a branch; names are found at `path`, which has no lines."""
    if any(character.isdigit() or character > "\x7f" for character in name):
        for hit in find_personal_data(name):
            if hit.kind in CERTAIN or hit.kind == "identity_like":
                yield finding(CODES[hit.kind], Place(path), kind=Term("personal_data", hit.kind))


def scan_text(path: str, text: str, town: Town | None) -> Iterator[Finding]:
    """As `scan`, for any text: its places are told as if it were a file at `path`."""
    on_duty = {person.name for person in town.people.values()} if town else set()
    starts: list[int] | None = None
    for hit in find_personal_data(text):
        if hit.kind in ("name", "email") and path in _PEOPLE_FILES:
            continue
        if hit.kind == "name" and any(text.startswith(name, hit.start) for name in on_duty):
            continue
        starts = starts if starts is not None else _line_starts(text)
        place, line = _place(path, text, hit, starts)
        waived = _OK.search(line) if hit.kind not in CERTAIN else None
        if waived is not None:
            if not waived["reason"]:
                yield finding("S807", place)
            continue
        yield finding(CODES.get(hit.kind, "S805"), place, kind=Term("personal_data", hit.kind))
    yield from _labels(path, text, starts)


def _line_starts(text: str) -> list[int]:
    return [0, *(match.end() for match in re.finditer("\n", text))]


def _place(path: str, text: str, hit: Hit, starts: list[int]) -> tuple[Place, str]:
    line = bisect_right(starts, hit.start)
    start = starts[line - 1]
    end = text.find("\n", start)
    shown = text[start : end if end >= 0 else len(text)]
    return Place(path, line, hit.start - start + 1, line, hit.end - start + 1), shown


@cache
def _any_of(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, words)))


def _labels(path: str, text: str, starts: list[int] | None) -> Iterator[Finding]:
    """W05: words that put a label on a person."""
    words = default_spec().words.people_labels
    if not _any_of(words).search(text):
        return
    for word in words:
        at = text.find(word)
        while at >= 0:
            starts = starts if starts is not None else _line_starts(text)
            place, _ = _place(path, text, Hit("name", at, at + len(word)), starts)
            yield finding("S808", place, word=word)
            at = text.find(word, at + len(word))
