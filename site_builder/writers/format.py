"""The one form of a case file's front matter: keys in the order of the spec, blocks and block lists, few quotes.

Comments go with the key or item they stand above or behind. The new text is proved to say the same, with the same
comments and the same body, and to be its own form, before it is given; otherwise the file is left as it is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from site_builder.records.node import Mapping, Node, Scalar, Sequence
from site_builder.writers.document import Document
from site_builder.writers.key_order import Keys, key_order
from site_builder.writers.spans import Edit, last_value
from site_builder.writers.yaml_text import Code, Value, literal, scalar

_FRONT = 4
"""The front matter begins after `---` and its line end."""
_MARK = re.compile(r"(?:^|(?<=\s))#")


class Unformatted(Exception):
    """A file whose form cannot be changed with certainty; it is left as it is."""


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment by its line (from 1) and column (from 0). `alone`: nothing else is on its line."""

    line: int
    column: int
    text: str
    alone: bool


def formatted(document: Document) -> Document:
    """The document in its one form. Raises Unformatted, Unwritable."""
    once = _formatted(document)
    if once.data != document.data and _formatted(once).data != once.data:
        raise Unformatted
    return once


def _formatted(document: Document) -> Document:
    form = _Form(document)
    text = "".join(line.rstrip(" ") + "\n" for line in form.lines())
    end = len(document.record.text) - len(document.record.body)
    end = document.record.text.rindex("---", 0, end)
    after = document.edited(Edit(_FRONT, end, text))
    if meaning(after.record.root) != meaning(document.record.root):
        raise Unformatted
    if sorted(c.text for c in comments(after)) != sorted(c.text for c in form.comments):
        raise Unformatted
    return after


def meaning(node: Node) -> Any:
    """What a tree says, whatever its form and the order of its keys."""
    if isinstance(node, Scalar):
        return None if node.is_null else node.text
    if isinstance(node, Sequence):
        return [meaning(item) for item in node.items]
    return {name: meaning(entry.value) for name, entry in node.entries.items()}


def comments(document: Document) -> list[Comment]:
    """Every comment of the front matter, in order."""
    layout, record = document.layout, document.record
    spans = sorted((layout.start(node), layout.end(node)) for node in _scalars(record.root))
    found = []
    for number, line in enumerate(record.text[: len(record.text) - len(record.body)].split("\n")[1:], 2):
        start = layout.offset(number, 1)
        for match in _MARK.finditer(line):
            if not any(a <= start + match.start() < b for a, b in spans):
                text = line[match.start() :].rstrip()
                found.append(Comment(number, match.start(), text, not line[: match.start()].strip()))
                break
    return found


def _scalars(node: Node) -> list[Scalar]:
    if isinstance(node, Scalar):
        return [node]
    if isinstance(node, Sequence):
        return [inner for item in node.items for inner in _scalars(item)]
    return [inner for e in node.entries.values() for inner in (e.key, *_scalars(e.value))]


class _Form:
    """The lines of one front matter in its form. Each comment is written once, where what it speaks of stands."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.layout = document.layout
        self.comments = comments(document)
        self._blank = self._blank_lines()
        for node in _scalars(document.record.root):
            if self.layout.is_block_text(node) and "#" in self._line(node.spot[0])[node.spot[1] - 1 :]:
                raise Unformatted  # a comment behind `|`
        self._left = list(self.comments)

    def lines(self) -> list[str]:
        found = self._mapping(self.document.record.root, (), 0, 1)
        return [*found, *(comment.text for comment in self._take(0, 10**9, 0))]

    def _line(self, number: int) -> str:
        return self.layout.text[self.layout.offset(number, 1) :].split("\n", 1)[0]

    def _blank_lines(self) -> set[int]:
        inside = {n for node in _scalars(self.document.record.root) for n in range(node.spot[0] + 1, node.spot[2])}
        record = self.document.record
        count = record.text.count("\n", 0, len(record.text) - len(record.body)) + 1
        return {n for n in range(2, count) if not self._line(n).strip() and n not in inside}

    def _take(self, after: int, before: int, column: int) -> list[Comment]:
        """The comments on lines of their own from line `after` to `before`, both exclusive, at `column` or deeper."""
        taken = [c for c in self._left if c.alone and after < c.line < before and c.column >= column]
        self._left = [c for c in self._left if c not in taken]
        return taken

    def _behind(self, line: int) -> str:
        """The comment behind what stands on a line."""
        found = next((c for c in self._left if not c.alone and c.line == line), None)
        if found is None:
            return ""
        self._left.remove(found)
        return "  " + found.text

    def _leading(self, first: int, last: int, indent: int) -> list[str]:
        """What stands above a key or item: a blank line where there was one, then its comments."""
        taken = self._take(first, last, 0)
        start = min((c.line for c in taken), default=last)
        blank = [""] if any(n in self._blank for n in range(first + 1, start + 1)) else []
        lines = [" " * indent + comment.text for comment in taken]
        gap = [""] if lines and any(n in self._blank for n in range(taken[-1].line + 1, last)) else []
        return [*blank, *lines, *gap]

    # the tree

    def _mapping(self, node: Mapping, keys: Keys, indent: int, before: int) -> list[str]:
        """The lines of a block of keys; `before` is the line of what stands above it."""
        parts: dict[str, list[str]] = {}
        for name, entry in node.entries.items():
            line = entry.key.spot[0]
            lead = self._leading(before, line, indent)
            own = self._entry(name, entry.value, (*keys, name), indent, line)
            before = self._last_line(entry.value, line)
            column = self.layout.indent(self.layout.start(entry.key))
            tail = self._take(before, self._next_key(before), column + 1)
            before = max([before, *(c.line for c in tail)])
            parts[name] = [*lead, *own, *(" " * (indent + 2) + c.text for c in tail)]
        spec = key_order(self.document.spec, self.document.kind, self.document.record, keys)
        order = [name for name in spec if name in parts] + [name for name in parts if name not in spec]
        lines = [line for name in order for line in parts[name]]
        while lines and not lines[0]:
            lines = lines[1:]
        return lines

    def _sequence(self, node: Sequence, keys: Keys, indent: int, before: int) -> list[str]:
        lines: list[str] = []
        for number, item in enumerate(node.items):
            start = item.spot[0]
            lead = self._leading(before, start, indent)
            lines += lead if lines else [line for line in lead if line]
            lines += self._item(item, (*keys, number), indent, start)
            before = self._last_line(item, start)
            column = self.layout.indent(self.layout.start(item))
            tail = self._take(before, self._next_key(before), max(column, 1))
            before = max([before, *(c.line for c in tail)])
            lines += [" " * (indent + 2) + c.text for c in tail]
        return lines

    def _next_key(self, line: int) -> int:
        """The line of the next thing that is no comment and no blank line."""
        lines = {c.line for c in self.comments if c.alone} | self._blank
        line += 1
        while line in lines:
            line += 1
        return line

    def _last_line(self, node: Node, line: int) -> int:
        end = self.layout.end(node)
        if self.layout.is_block_text(last_value(node)) and not self.layout.is_flow(node):
            end -= 1
        return max(line, self.layout.text.count("\n", 0, end) + 1)

    def _entry(self, name: str, node: Node, keys: Keys, indent: int, line: int) -> list[str]:
        head = " " * indent + name + ":"
        if isinstance(node, Scalar) or not _children(node):
            value = _text(node)
            if isinstance(value, str) and (block := literal(value, " " * (indent + 2))):
                return [f"{head} {block[0]}", *block[1:]]
            empty = "[]" if isinstance(node, Sequence) else "{}" if isinstance(node, Mapping) else scalar(value)
            return [f"{head} {empty}{self._behind(self._last_line(node, line))}"]
        behind = self._behind(line)
        if isinstance(node, Mapping):
            return [head + behind, *self._mapping(node, keys, indent + 2, line)]
        return [head + behind, *self._sequence(node, keys, indent + 2, line)]

    def _item(self, node: Node, keys: Keys, indent: int, line: int) -> list[str]:
        dash = " " * indent + "- "
        if isinstance(node, Mapping) and node.entries:
            behind = self._behind(line) if self.layout.is_flow(node) else ""
            first, *rest = self._mapping(node, keys, indent + 2, line)
            if first.lstrip().startswith("#"):
                raise Unformatted  # a comment between the dash and its first key
            return [dash + first.lstrip(" ") + behind, *rest]
        if isinstance(node, Sequence):
            raise Unformatted  # no field holds lists of lists
        empty = "{}" if isinstance(node, Mapping) else scalar(_text(node))
        return [dash + empty + self._behind(self._last_line(node, line))]


def _children(node: Node) -> int:
    return len(node.entries) if isinstance(node, Mapping) else len(node.items) if isinstance(node, Sequence) else 0


def _text(node: Node) -> Value:
    if not isinstance(node, Scalar) or node.is_null:
        return None
    return Code(node.text) if node.plain else node.text
