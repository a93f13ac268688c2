"""YAML text → positioned tree, on libyaml's event stream: scalars are text, and nothing else is allowed in.

No alias, anchor, tag, directive, merge key or second document; keys are unique text. A wrong text gives
findings with the place and what to write instead, never an exception. Source: design §2; YAML's traps
are closed here and not documented.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from typing import Any

import yaml

from site_builder.records.comments import MAY_BE, lost
from site_builder.records.node import NULLS, Entry, Mapping, Node, Plain, Scalar, Sequence, Spot, plain_mapping
from site_builder.text.finding import Finding, Related, Value, finding
from site_builder.text.place import Place

MAX_DEPTH = 16
MAX_EVENTS = 20_000
MAX_VALUE = 64 * 1024
_FORMAT = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0"
    "\ufff9-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
_ESCAPED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff]")
_PYRAMID = re.compile(r"(?:[\[{][ \t]*){16}[\[{]")
_BLOCK = re.compile(r":[ \t]+[|>][+-]?\d?[+-]?[ \t]*$")
_QUOTES = "“”‘’「」＂＇"
_WIDE_COLON = re.compile(r"\s*(?:- )?([A-Za-z_][\w]*)(：)")
_WIDE_QUOTES = re.compile(rf"\s*(?:- )?([{_QUOTES}][^{_QUOTES}]*[{_QUOTES}])\s*[:：]")
_WIDE = re.compile(rf"^[^\S\n]*(?:- )?(?:[A-Za-z_]\w*：|[{_QUOTES}][^{_QUOTES}\n]*[{_QUOTES}]\s*[:：])", re.MULTILINE)
_ScalarEvent = yaml.ScalarEvent
_SequenceStartEvent, _SequenceEndEvent = yaml.SequenceStartEvent, yaml.SequenceEndEvent
_MappingStartEvent, _MappingEndEvent = yaml.MappingStartEvent, yaml.MappingEndEvent
_new: Any = tuple.__new__


class _Stop(Exception):
    """Reading cannot go on; what is wrong has been reported."""


def read_yaml_text(text: str, path: str, first_line: int = 1) -> tuple[Mapping | None, tuple[Finding, ...]]:
    """The mapping a YAML text holds, with lines counted from `first_line`; None where anything is wrong."""
    reader = _Reader(text, path, first_line)
    root = reader.read()
    findings = tuple(reader.findings)
    return (None if findings else root), findings


def read_yaml_values(text: str, path: str, first_line: int = 1) -> tuple[dict[str, Plain] | None, tuple[Finding, ...]]:
    """As `read_yaml_text`, without places: what the mapping says, in half the time."""
    reader = _Reader(text, path, first_line)
    values = None if reader.has_traps(text.split("\n")) or MAY_BE.search(text) else _Values(text).read()
    if values is not None:
        return values, ()
    root, findings = read_yaml_text(text, path, first_line)
    return (plain_mapping(root) if root is not None else None), findings


class _Odd(Exception):
    """Something that the quick way leaves to the reader that has a word for it."""


class _Values:
    """What a YAML text says, where it is as plain as nearly all are; anything else is left to `_Reader`."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.nodes = 0

    def read(self) -> dict[str, Plain] | None:
        loader = yaml.CLoader(self.text)
        self.get = loader.get_event
        try:
            return self._document()
        except (_Odd, yaml.YAMLError):
            return None
        finally:
            loader.dispose()

    def _document(self) -> dict[str, Plain]:
        self.get()  # stream start
        event: Any = self.get()
        if not isinstance(event, yaml.DocumentStartEvent) or event.version or event.tags:
            raise _Odd
        event = self.get()
        if type(event) is not _MappingStartEvent:
            raise _Odd
        values = self._mapping(event, 1)
        self.get()  # document end
        if not isinstance(self.get(), yaml.StreamEndEvent):
            raise _Odd
        return values

    def _mapping(self, start: Any, depth: int) -> dict[str, Plain]:
        self._count(start, depth)
        values: dict[str, Plain] = {}
        get = self.get
        while type(event := get()) is not _MappingEndEvent:
            if type(event) is not _ScalarEvent:
                raise _Odd
            key = self._scalar(event)
            if not key.isidentifier() or not key.isascii() or key in values:
                raise _Odd
            event = get()
            if type(event) is _ScalarEvent:
                text = self._scalar(event)
                values[key] = None if text in NULLS and not event.style else text
            else:
                values[key] = self._group(event, depth + 1)
        if self.nodes > MAX_EVENTS or (values and depth >= MAX_DEPTH):
            raise _Odd
        return values

    def _sequence(self, start: Any, depth: int) -> list[Plain]:
        self._count(start, depth)
        items: list[Plain] = []
        get = self.get
        while type(event := get()) is not _SequenceEndEvent:
            items.append(self._scalar(event) if type(event) is _ScalarEvent else self._group(event, depth + 1))
        if self.nodes > MAX_EVENTS or (items and depth >= MAX_DEPTH):
            raise _Odd
        return items

    def _group(self, event: Any, depth: int) -> Plain:
        if type(event) is _MappingStartEvent:
            return self._mapping(event, depth)
        if type(event) is _SequenceStartEvent:
            return self._sequence(event, depth)
        raise _Odd  # an alias

    def _scalar(self, event: Any) -> str:
        self.nodes += 1
        value: str = event.value
        if event.anchor is not None or event.tag is not None or len(value) > MAX_VALUE:
            raise _Odd
        if event.style == '"' and _ESCAPED.search(value):
            raise _Odd
        return value

    def _count(self, start: Any, depth: int) -> None:
        self.nodes += 1
        if depth > MAX_DEPTH or self.nodes > MAX_EVENTS or start.anchor is not None or start.tag is not None:
            raise _Odd


class _Reader:
    get: Callable[[], Any]

    def __init__(self, text: str, path: str, first_line: int) -> None:
        self.text = text
        self.path = path
        self.shift = first_line
        self.findings: list[Finding] = []
        self.events = 0
        self._scalars: list[Any] | None = [] if MAY_BE.search(text) else None
        """The scalars so far, where there may be comments between them."""

    def read(self) -> Mapping | None:
        lines = self.text.split("\n")
        if self.has_traps(lines):
            return None
        loader = yaml.CLoader(self.text)
        self.get = loader.get_event
        try:
            root = self._document()
            self._lost_text(lines)
            return root
        except _Stop:
            return None
        except yaml.YAMLError as error:
            self._lost_text(lines)
            self._syntax(error, lines)
            return None
        finally:
            loader.dispose()

    def has_traps(self, lines: list[str]) -> bool:
        """True where the text cannot be read for what libyaml would let through."""
        return self._tabs(lines) or self._full_width(lines)

    # places

    def _spot(self, event: Any) -> Spot:
        start, end = event.start_mark, event.end_mark
        shift = self.shift
        return (start.line + shift, start.column + 1, end.line + shift, end.column + 1)

    def _say(
        self, code: str, spot: Spot, variant: str = "", related: tuple[Related, ...] = (), **values: Value
    ) -> None:
        self.findings.append(finding(code, Place(self.path, *spot), variant, related=related, **values))

    def _refuse(self, code: str, spot: Spot, variant: str = "", **values: Value) -> _Stop:
        self._say(code, spot, variant, (), **values)
        return _Stop()

    # the tree

    def _document(self) -> Mapping | None:
        self.get()  # stream start
        event: Any = self.get()
        if isinstance(event, yaml.StreamEndEvent):
            self._say("F020", (self.shift, 1, self.shift, 1), "empty")
            return None
        if event.version or event.tags:
            raise self._refuse("F016", self._spot(event), "directive", what="%")
        node = self._node(self.get(), 1)
        self.get()  # document end
        event = self.get()
        if not isinstance(event, yaml.StreamEndEvent):
            raise self._refuse("F017", self._spot(event))
        if not isinstance(node, Mapping):
            self._say("F020", node.spot)
            return None
        return node

    def _node(self, event: Any, depth: int) -> Node:
        self.events += 1
        if self.events > MAX_EVENTS:
            raise self._refuse("F018", self._spot(event), "many", max=MAX_EVENTS)
        if depth > MAX_DEPTH:
            raise self._refuse("F018", self._spot(event), max=MAX_DEPTH)
        if type(event) is _ScalarEvent and event.anchor is None and event.tag is None:
            return self._scalar(event)
        if isinstance(event, yaml.AliasEvent):
            raise self._refuse("F015", self._spot(event), what=f"*{event.anchor}")
        if event.anchor is not None:
            raise self._refuse("F015", self._spot(event), "anchor", what="&" + event.anchor)
        if event.tag is not None:
            raise self._refuse("F016", self._spot(event), what=event.tag.replace("tag:yaml.org,2002:", "!!"))
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(event, depth)
        return self._mapping(event, depth)

    def _scalar(self, event: Any) -> Scalar:
        start, end = event.start_mark, event.end_mark
        line, column = start.line, start.column
        end_line, end_column = end.line, end.column
        value: str = event.value
        if len(value) > MAX_VALUE:
            raise self._refuse("F018", self._spot(event), "long", max=MAX_VALUE)
        style, shift = event.style, self.shift
        if not style and end_line == line:
            end_column = column + len(value)
        elif style == '"' and (match := _ESCAPED.search(value)):
            self._say("F004", self._spot(event), "escape", character=f"U+{ord(match[0]):04X}")
        if self._scalars is not None:
            self._scalars.append(event)
        # what Scalar(...) comes to, in half the time: half of what reading costs is spent here
        made: Scalar = _new(Scalar, (value, not style, line + shift, column + 1, end_line + shift, end_column + 1))
        return made

    def _sequence(self, start: Any, depth: int) -> Sequence:
        items = []
        get, node = self.get, self._node
        while type(event := get()) is not _SequenceEndEvent:
            items.append(node(event, depth + 1))
        head, end = self._spot(start), self._spot(event)
        return Sequence(tuple(items), (head[0], head[1], end[2], end[3]))

    def _mapping(self, start: Any, depth: int) -> Mapping:
        entries: dict[str, Entry] = {}
        seen: dict[str, Scalar] = {}
        get, node = self.get, self._node
        depth += 1
        while type(event := get()) is not _MappingEndEvent:
            key = node(event, depth)
            value = node(get(), depth)
            if type(key) is not Scalar:
                self._say("F014", key.spot)
                continue
            text = key.text
            if text.isascii() and text.isidentifier() and text not in seen:
                seen[text] = key
                entries[text] = _new(Entry, (key, value))
                continue
            name = unicodedata.normalize("NFKC", text)
            if key.plain and key.text == "<<":
                self._say("F015", key.spot, "merge")
            elif match := _FORMAT.search(key.text):
                self._say("F013", key.spot, character=f"U+{ord(match[0]):04X}")
            elif key.text == "":
                self._say("F014", key.spot, "empty")
            elif name in seen:
                first = Related(Place(self.path, *seen[name].spot), "first")
                self._say("F012", key.spot, "" if key.text == seen[name].text else "alike", (first,), key=key.text)
            else:
                seen[name] = key
                entries[key.text] = Entry(key, value)
        head, end = self._spot(start), self._spot(event)
        return Mapping(entries, (head[0], head[1], end[2], end[3]))

    # traps that libyaml lets through, and errors in our own words

    def _lost_text(self, lines: list[str]) -> None:
        for line, column, text in lost(lines, self._scalars or ()):
            at = line + self.shift
            self._say("F019", (at, column + 1, at, column + 1 + len(text)), lost=text[:40])

    def _tabs(self, lines: list[str]) -> bool:
        """A tab in the indentation, or after a colon or dash; inside a block of text a tab is text."""
        if "\t" not in self.text:
            return False
        found = False
        for number, line in _outside_blocks(lines):
            indent = line[: len(line) - len(line.lstrip(" \t"))]
            match = re.match(r"[^\"'#]*?[:-](\t)", line)
            if "\t" in indent:
                column = indent.index("\t") + 1
            elif match is not None:
                column = match.start(1) + 1
            else:
                continue
            at = number + self.shift
            self._say("F010", (at, column, at, column + 1), "" if "\t" in indent else "after")
            found = True
        return found

    def _full_width(self, lines: list[str]) -> bool:
        """Keys written with a full-width colon or quotes: `id：A-1`, `“title”: x`."""
        if not _WIDE.search(self.text):
            return False
        found = False
        for number, line in _outside_blocks(lines):
            at = number + self.shift
            if match := _WIDE_COLON.match(line):
                column = match.start(2) + 1
                self._say("F011", (at, column, at, column + 1), key=match[1])
                found = True
            elif match := _WIDE_QUOTES.match(line):
                column = match.start(1) + 1
                self._say("F011", (at, column, at, column + len(match[1])), "quotes", key=match[1][1:-1])
                found = True
        return found

    def _syntax(self, error: yaml.YAMLError, lines: list[str]) -> None:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        number = min(mark.line, len(lines) - 1) if mark else 0
        column = mark.column + 1 if mark else 1
        line = lines[number]
        problem = str(getattr(error, "problem", "") or "")
        context_mark = getattr(error, "context_mark", None)
        at = number + self.shift
        spot = (at, column, at, column + 1)
        if "escape" in problem or "hexdecimal" in problem:
            return self._say("F021", spot, "escape")
        if match := _PYRAMID.search(line):
            spot = (at, match.end(), at, match.end() + 1)
            return self._say("F018", spot, max=MAX_DEPTH)
        if "quoted scalar" in problem or "quoted scalar" in str(getattr(error, "context", "")):
            if start := context_mark or mark:
                spot = (start.line + self.shift, start.column + 1, start.line + self.shift, start.column + 2)
            return self._say("F021", spot, "quote")
        if "flow sequence" in str(getattr(error, "context", "")) or "flow mapping" in str(
            getattr(error, "context", "")
        ):
            if context_mark:
                spot = (
                    context_mark.line + self.shift,
                    context_mark.column + 1,
                    context_mark.line + self.shift,
                    context_mark.column + 2,
                )
            return self._say("F021", spot, "bracket")
        if "cannot start any token" in problem:
            return self._say("F021", spot, "indicator", character=line[column - 1 : column] or "?")
        if "mapping values are not allowed" in problem and (number == 0 or ": " in line[: column - 1]):
            return self._say("F021", spot, "colon")
        if (
            "undefined alias" in problem
            or "anchor" in problem
            or "alias" in problem
            or "alias" in str(getattr(error, "context", ""))
            or "anchor" in str(getattr(error, "context", ""))
        ):
            return self._say("F015", spot, what=line.strip()[:20])
        if "tag" in problem or "tag" in str(getattr(error, "context", "")):
            return self._say("F016", spot, what=line.strip()[:20])
        missing = self._missing_colon(lines, number)
        if missing is not None:
            where, key = missing
            begin = len(lines[where]) - len(lines[where].lstrip()) + 1
            spot = (where + self.shift, begin, where + self.shift, len(lines[where].rstrip()) + 1)
            return self._say("F021", spot, "no-colon", key=key)
        if "did not find expected" in problem and (
            "block mapping" in str(getattr(error, "context", ""))
            or "block collection" in str(getattr(error, "context", ""))
        ):
            behind = line[: column - 1].rstrip()
            return self._say("F021", spot, "after" if behind.endswith(("'", '"', "]", "}")) else "indent")
        if "found character that cannot" in problem or "tab" in problem:
            return self._say("F010", spot)
        return self._say("F021", spot)

    def _missing_colon(self, lines: list[str], number: int) -> tuple[int, str] | None:
        """The line near an error that has no `: ` after its key: `title:土地`, `title 土地`."""
        for where in (number - 1, number, number - 2):
            if 0 <= where < len(lines):
                match = re.match(r"(?!.*:(?: |$))\s*(?:- )?([A-Za-z_]\w*)(:?)(?=[^\s:]|\s+[^\s:#-])", lines[where])
                if match and (match[2] or " " in lines[where].strip()):
                    return where, match[1]
        return None


def _outside_blocks(lines: list[str]) -> Iterator[tuple[int, str]]:
    """The lines, numbered from 0, that are not the text of a block (`note: |` and what is indented under it)."""
    block = -1
    for number, line in enumerate(lines):
        stripped = line.lstrip(" ")
        indent = len(line) - len(stripped)
        if block >= 0 and (not stripped or indent > block):
            continue
        block = indent if _BLOCK.search(line) else -1
        yield number, line
