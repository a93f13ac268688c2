"""The shown words of a theme in one language: a catalogue of names, with the town's own words over it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from markupsafe import Markup, escape

from site_builder.render.escaped import escaped

HOLE = re.compile(r"\{(\w+)\}")
PLURAL = {"one", "other"}

Words = dict[str, Any]


class UnknownWord(Exception):
    """A town renames a word that the theme does not have. `name` is its dotted name."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


def read_words(paths: list[Path]) -> Words:
    """The catalogues at `paths`, the first one winning; a missing file is an empty catalogue."""
    words: Words = {}
    for path in reversed(paths):
        if path.is_file():
            loaded = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
            _lay_over(words, loaded or {})
    return words


def _lay_over(words: Words, more: Mapping[str, Any]) -> None:
    for name, value in more.items():
        if isinstance(value, Mapping) and isinstance(words.get(name), dict):
            _lay_over(words[name], value)
        else:
            words[name] = dict(value) if isinstance(value, Mapping) else value


def with_own_words(words: Words, own: Mapping[str, str]) -> Words:
    """The catalogue with a town's words in it, by dotted name (`navigation.people`). Raises UnknownWord."""
    known = dict(leaves(words))
    for name, word in own.items():
        if name not in known:
            raise UnknownWord(name)
        _lay_over(words, _nested(name.split("."), word))
    return words


def _nested(names: list[str], word: str) -> dict[str, Any]:
    return {names[0]: _nested(names[1:], word) if len(names) > 1 else word}


def leaves(words: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, Any]]:
    """Every word with its dotted name; a word with a singular and a plural is one leaf."""
    for name, value in words.items():
        if isinstance(value, Mapping) and not set(value) <= PLURAL:
            yield from leaves(value, f"{before}{name}.")
        else:
            yield before + name, value


def holes(word: Any) -> set[str]:
    """The names of the holes in a word."""
    texts = word.values() if isinstance(word, Mapping) else (word,)
    return {hole for text in texts for hole in HOLE.findall(str(text))}


class Entry(dict[str, Any]):
    """A part of a catalogue as a template sees it: `words.site.name` is `words["site"]["name"]`."""

    def __init__(self, words: Words) -> None:
        super().__init__({name: Entry(value) if isinstance(value, dict) else value for name, value in words.items()})
        self.__dict__.update(self)


def fill(word: Any, **values: Any) -> Markup:
    """A word with its holes filled, every value escaped; `n` chooses between `one` and `other`."""
    if isinstance(word, Mapping):
        word = word["one" if values.get("n") == 1 else "other"]
    return Markup("".join([text if hole is None else escaped(values[hole]) for text, hole in _pieces(word)]))


@cache
def _pieces(word: str) -> tuple[tuple[str, str | None], ...]:
    """A word taken apart: each piece of text, escaped, and each hole by its name."""
    found: list[tuple[str, str | None]] = []
    for number, piece in enumerate(HOLE.split(str(escape(word)))):
        found.append(("", piece) if number % 2 else (piece, None))
    return tuple(found)
