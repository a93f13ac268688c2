"""Where the cursor stands in a record that may not be readable at the moment: found from indents, dashes and braces."""

from __future__ import annotations

import re
from dataclasses import dataclass

_KEY = re.compile(r"([A-Za-z_]\w*):(?:\s|$)")
_ENTRY = re.compile(r"([A-Za-z_]\w*):\s*([^,{}\[\]]*)")
_WORD = re.compile(r"[^\s,:\[\]{}\"'#]*")
_DASH = re.compile(r"-(?:\s+|$)")


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of a list that the cursor is in, and what it says as far as it is written."""

    index: int
    values: dict[str, str]


@dataclass(frozen=True)
class Cursor:
    """Where the cursor stands.

    `keys` are the names that lead to it, without places in lists: `("events", "move")`. With `is_key` the last of
    them is still to be written and left out. `start` and `end` are the columns, from 1, of the word the cursor is
    in; `item` is the innermost list entry around it; `siblings` are the keys written beside it; `in_braces` is true
    for a key of `{…}`. Lines and columns
    count from 1, in characters. `keys` is None in the body, in a comment and outside the front matter.
    """

    keys: tuple[str, ...] | None
    is_key: bool
    start: int
    end: int
    word: str
    item: Item | None
    siblings: frozenset[str]
    in_braces: bool = False


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of YAML: the columns (from 0) of its dashes and of what follows them."""

    number: int
    text: str
    dashes: tuple[int, ...]
    column: int

    @property
    def key(self) -> str:
        match = _KEY.match(self.text, self.column)
        return match[1] if match else ""


def find_cursor(text: str, line: int, column: int, is_markdown: bool = True) -> Cursor:
    """Where a place in a text stands. Never raises, whatever the text."""
    lines = text.split("\n")
    first, last = _front_matter(lines) if is_markdown else (0, len(lines))
    at = line - 1
    if not first <= at < min(last, len(lines)):
        return _nowhere(column)
    here = lines[at]
    offset = min(column - 1, len(here))
    before = here[:offset]
    if re.search(r"(^|\s)#", _without_quotes(before)):
        return _nowhere(column)
    start = next((match.start() for match in _WORD.finditer(before) if match.end() == offset), offset)
    match = _WORD.match(here, offset)
    end = match.end() if match else offset
    own = _line(at, here, offset)
    parents, item, siblings = _around(lines, first, last, own)
    inside = _flow(here[own.column : start], here[own.column :])
    if inside is not None:
        keys, flow_values, waiting = inside
        key = own.key
        base = (*parents, key) if key else parents
        if key and not keys and waiting is None and not here[own.column : start].count("{"):
            return Cursor(base, False, start + 1, end + 1, here[start:end], item, siblings)
        entry = item if key else Item(item.index if item else 0, flow_values)
        path = (*base, *keys)
        if waiting is not None:
            return Cursor((*path, waiting), False, start + 1, end + 1, here[start:end], entry, frozenset(flow_values))
        return Cursor(path, True, start + 1, end + 1, here[start:end], entry, frozenset(flow_values), in_braces=True)
    match = _KEY.match(here, own.column)
    if match and start >= match.end(1) + 1:
        return Cursor((*parents, match[1]), False, start + 1, end + 1, here[start:end], item, siblings)
    return Cursor(parents, True, start + 1, end + 1, here[start:end], item, siblings - {here[start:end]})


def _nowhere(column: int) -> Cursor:
    return Cursor(None, False, column, column, "", None, frozenset())


def _front_matter(lines: list[str]) -> tuple[int, int]:
    """The lines of the front matter, from 0, end exclusive; open to the end of the text where it is not closed."""
    if not lines or lines[0] != "---":
        return 0, 0
    return 1, next((i for i, line in enumerate(lines[1:], 1) if line == "---"), len(lines))


def _without_quotes(text: str) -> str:
    return re.sub(r"\"[^\"]*\"|'[^']*'", lambda match: "x" * len(match[0]), text)


def _line(number: int, text: str, cursor: int | None = None) -> _Line:
    """A line with its dashes. An empty line stands where the cursor is."""
    at = len(text) - len(text.lstrip(" "))
    if not text.strip() and cursor is not None:
        return _Line(number, text, (), cursor)
    dashes = []
    while match := _DASH.match(text, at):
        dashes.append(at)
        at = match.end()
    return _Line(number, text, tuple(dashes), at)


def _around(lines: list[str], first: int, last: int, own: _Line) -> tuple[tuple[str, ...], Item | None, frozenset[str]]:
    """The keys above the cursor's line, the innermost list entry around it, and the keys beside it."""
    parents: list[str] = []
    item: Item | None = None
    column, dashes = own.column, list(own.dashes)
    index = 0
    siblings: set[str] = {own.key} if own.key else set()
    if not dashes:
        siblings |= _keys_below(lines, own, last)
    start = own.number
    for number in range(own.number - 1, first - 1, -1):
        line = _line(number, lines[number])
        if not line.text.strip() or line.text.lstrip().startswith("#"):
            continue
        if dashes:
            outer = dashes[0]
            if line.dashes and line.dashes[0] == outer:
                index += 1
                continue
            if line.column <= outer and not line.dashes and line.key:
                item = item or Item(index, _values(lines, start, last, column))
                parents.insert(0, line.key)
                column, dashes, index = line.column, [], 0
            continue
        if line.column == column and line.dashes:
            start = number
            if not parents:
                siblings |= {line.key} if line.key else set()
            dashes = list(line.dashes)
        elif line.column == column and not parents:
            siblings |= {line.key} if line.key else set()
        elif line.column < column and not line.dashes and line.key:
            parents.insert(0, line.key)
            column = line.column
        elif line.column < column and line.dashes and line.key:
            parents.insert(0, line.key)
            column, dashes, start = line.column, list(line.dashes), number
    return tuple(parents), item, frozenset(siblings)


def _keys_below(lines: list[str], own: _Line, last: int) -> set[str]:
    found = set()
    for number in range(own.number + 1, min(last, len(lines))):
        line = _line(number, lines[number])
        if not line.text.strip():
            continue
        if line.column < own.column or line.dashes:
            break
        if line.column == own.column and line.key:
            found.add(line.key)
    return found


def _values(lines: list[str], start: int, last: int, column: int) -> dict[str, str]:
    """What a list entry in block style says: its keys and their values on one line."""
    values: dict[str, str] = {}
    for number in range(start, min(last, len(lines))):
        line = _line(number, lines[number])
        if number > start and line.text.strip() and (line.dashes or line.column < column):
            break
        if line.column == column and line.key:
            values[line.key] = line.text[line.column + len(line.key) + 1 :].strip()
    return values


def _flow(before: str, whole: str) -> tuple[tuple[str, ...], dict[str, str], str | None] | None:
    """Inside `{…}` before the cursor: the keys that lead there, what the innermost braces say, the key waiting for
    its value. None outside of braces and brackets."""
    stack: list[tuple[str, str]] = []
    for place, character in enumerate(before):
        if character in "{[":
            name = re.search(r"([A-Za-z_]\w*):\s*$", before[:place])
            stack.append((character, name[1] if name else ""))
        elif character in "}]" and stack:
            stack.pop()
    if not stack:
        return None
    names = tuple(name for number, (_, name) in enumerate(stack) if name and number)
    opened = max(before.rfind("{"), 0)
    values = dict(_ENTRY.findall(whole[opened:]))
    tail = re.split(r"[{\[,]", before)[-1] if stack[-1][0] == "{" else before[before.rfind("[") :]
    waiting = re.match(r"\s*([A-Za-z_]\w*):\s*", tail)
    if stack[-1][0] == "[":
        return names[:-1], values, names[-1] if names else None
    return names, {k: v.strip() for k, v in values.items()}, waiting[1] if waiting else None
