"""A JSON text as a positioned tree: RFC 8259, nothing more and nothing less, each key once, the first slip reported.

Written here since the standard library's reader tells no place but that of a slip, takes NaN, and lets a second key
silently win.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field

from site_builder.records.node import Entry, Mapping, Node, Scalar, Sequence, Spot
from site_builder.text.finding import Finding, Related, Value, finding
from site_builder.text.place import Place

MAX_DEPTH = 16
_STRING = r'"(?:[^"\\\x00-\x1f]|\\(?:["\\/bfnrt]|u[0-9A-Fa-f]{4}))*"'
_NUMBER = r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.])"
_TOKEN = re.compile(
    rf"[ \t\n\r]*(?:(?P<mark>[{{}}\[\],:])|(?P<string>{_STRING})|(?P<number>{_NUMBER})|(?P<word>true|false|null)\b)",
    re.ASCII,
)
_BLANK = re.compile(r"[ \t\n\r]*")
_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass
class _Open:
    """An object or array that is not closed yet."""

    start: int
    is_object: bool
    items: list[Node] = field(default_factory=list)
    entries: dict[str, Entry] = field(default_factory=dict)
    key: Scalar | None = None

    def keep(self, value: Node) -> None:
        if self.key is None:
            self.items.append(value)
        else:
            self.entries[self.key.text] = Entry(self.key, value)
            self.key = None


class _Slip(Exception):
    """The first thing that is wrong."""

    def __init__(self, at: int, variant: str, **values: Value) -> None:
        self.at = at
        self.variant = variant
        self.values = values


def read_json_text(text: str, path: str) -> tuple[Node | None, tuple[Finding, ...]]:
    """The tree of a JSON text, or None and what is wrong with it."""
    reader = _Reader(text, path)
    try:
        root = reader.read()
    except _Slip as slip:
        found = Finding("F023", reader.place(slip.at), slip.variant, tuple(slip.values.items()))
        return None, (*reader.findings, found)
    return (None if reader.findings else root), tuple(reader.findings)


def strings_only(text: str) -> str:
    """The text with a blank for every character that is in no string: what a person may have written, at its place."""
    kept, at = [], 0
    for match in re.finditer(_STRING, text):
        kept += [re.sub(r"[^\n]", " ", text[at : match.start()]), match[0]]
        at = match.end()
    return "".join((*kept, re.sub(r"[^\n]", " ", text[at:])))


class _Reader:
    def __init__(self, text: str, path: str) -> None:
        self.text = text
        self.path = path
        self.findings: list[Finding] = []
        self._lines = [0, *(match.end() for match in re.finditer("\n", text))]

    def place(self, start: int, end: int | None = None) -> Place:
        return Place(self.path, *self._spot(start, min(start + 1, len(self.text)) if end is None else end))

    def _spot(self, start: int, end: int) -> Spot:
        line, last = bisect_right(self._lines, start), bisect_right(self._lines, end)
        return line, start - self._lines[line - 1] + 1, last, end - self._lines[last - 1] + 1

    def read(self) -> Node:
        """The whole text's value. Raises _Slip."""
        waiting: list[_Open] = []
        wanted, root = "value", None
        for kind, start, end in self._tokens():
            mark = self.text[start] if kind == "mark" else ""
            is_value = wanted in ("value", "first value")
            if wanted == "end":
                raise _Slip(start, "more")
            if mark in ("}", "]"):
                value = self._closed(waiting, mark, wanted, start, end)
            elif mark in ("{", "[") and is_value:
                if len(waiting) >= MAX_DEPTH:
                    raise _Slip(start, "deep", max=MAX_DEPTH)
                waiting.append(_Open(start, mark == "{"))
                wanted = "first key" if mark == "{" else "first value"
                continue
            elif (mark, wanted) == (",", "comma"):
                wanted = "key" if waiting[-1].is_object else "value"
                continue
            elif (mark, wanted) == (":", "colon"):
                wanted = "value"
                continue
            elif kind == "string" and wanted in ("key", "first key"):
                waiting[-1].key = self._key(waiting[-1], start, end)
                wanted = "colon"
                continue
            elif mark or not is_value:
                raise _Slip(start, wanted.removeprefix("first "))
            else:
                value = self._scalar(kind, start, end)
            if waiting:
                waiting[-1].keep(value)
            else:
                root = value
            wanted = "comma" if waiting else "end"
        if root is None:
            raise _Slip(waiting[-1].start if waiting else 0, "open" if waiting else "empty")
        return root

    def _closed(self, waiting: list[_Open], mark: str, wanted: str, start: int, end: int) -> Node:
        """The object or array that a bracket closes. A comma before the bracket is one too many."""
        if not waiting or waiting[-1].is_object != (mark == "}"):
            raise _Slip(start, "bracket")
        if wanted not in ("comma", "first key", "first value"):
            raise _Slip(start, wanted)
        here = waiting.pop()
        spot = self._spot(here.start, end)
        return Mapping(here.entries, spot) if here.is_object else Sequence(tuple(here.items), spot)

    def _tokens(self) -> Iterator[tuple[str, int, int]]:
        at = 0
        while match := _TOKEN.match(self.text, at):
            kind = str(match.lastgroup)
            yield kind, match.start(kind), match.end(kind)
            at = match.end()
        blank = _BLANK.match(self.text, at)
        at = blank.end() if blank else at
        if at < len(self.text):
            raise _Slip(
                at, "string" if self.text[at] in "\"'" else "unknown", text=self.text[at : at + 12].split("\n")[0]
            )

    def _key(self, here: _Open, start: int, end: int) -> Scalar:
        key = self._scalar("string", start, end)
        if key.text in here.entries:
            first = Related(Place(self.path, *here.entries[key.text].key.spot), "first")
            self.findings.append(finding("F012", self.place(start, end), related=(first,), key=key.text))
        return key

    def _scalar(self, kind: str, start: int, end: int) -> Scalar:
        text = self.text[start:end]
        if kind == "string":
            text = json.loads(text)
            if _SURROGATE.search(text):
                raise _Slip(start, "half")
        return Scalar(text, kind != "string", *self._spot(start, end))
