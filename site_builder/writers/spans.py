"""Stretches of a file's text: where a key or value begins and ends, and how a stretch is replaced in its bytes."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass

from site_builder.records.node import Mapping, Node, Record, Scalar, Sequence

_COMMENT = re.compile(r"( *)#")


@dataclass(frozen=True, slots=True, order=True)
class Edit:
    """Characters `start` to `end` (exclusive, from 0) of the text with LF line ends become `text`."""

    start: int
    end: int
    text: str


def patched(data: bytes, edits: list[Edit]) -> bytes:
    """The bytes of a file with stretches of its text replaced; every other byte stays, CRLF and BOM too.

    What is written follows the line ends of the file's first line.
    """
    raw = data.decode("utf-8")
    mark = 1 if raw.startswith("\ufeff") else 0
    returns = [match.start() - number - mark for number, match in enumerate(re.finditer("\r\n", raw))]
    first = raw.find("\n")
    ending = "\r\n" if first > 0 and raw[first - 1] == "\r" else "\n"
    parts: list[str] = []
    done = 0
    for edit in sorted(edits):
        start, end = (at + bisect_left(returns, at) + mark for at in (edit.start, edit.end))
        parts += (raw[done:start], edit.text.replace("\n", ending))
        done = end
    return "".join((*parts, raw[done:])).encode("utf-8")


class Layout:
    """Where the nodes of one record stand in its text, by offset."""

    def __init__(self, record: Record) -> None:
        self.text = record.text
        self._starts = [0, *(match.end() for match in re.finditer("\n", record.text))]

    def offset(self, line: int, column: int) -> int:
        return self._starts[line - 1] + column - 1

    def start(self, node: Node) -> int:
        return self.offset(*node.spot[:2])

    def is_flow(self, node: Node) -> bool:
        """True for a list or group in brackets."""
        return not isinstance(node, Scalar) and self.text[self.start(node)] in "[{"

    def is_block_text(self, node: Node) -> bool:
        """True for `|` and `>`: the stretch ends at the start of a line."""
        return isinstance(node, Scalar) and not node.plain and self.text[self.start(node)] in "|>"

    def end(self, node: Node) -> int:
        """The offset after the last character of a node. A block ends with its last value, not where the next begins."""
        if self.is_block_text(node):
            return self.offset(max(node.spot[2], node.spot[0] + 1), 1)
        if isinstance(node, Scalar) or self.is_flow(node):
            return self.offset(*node.spot[2:])
        if isinstance(node, Sequence):
            return self.end(node.items[-1])
        return self.end(list(node.entries.values())[-1].value)

    def indent(self, at: int) -> int:
        """The column, from 0, of an offset."""
        return at - self.line_start(at)

    def line_start(self, at: int) -> int:
        return self.text.rfind("\n", 0, at) + 1

    def next_line(self, at: int) -> int:
        """The start of the line after an offset; the offset itself where a block of text ends there."""
        found = self.text.find("\n", at)
        return len(self.text) if found < 0 else found + 1

    def after(self, node: Node, indent: int) -> int:
        """The start of the line after a node and after the comments under it that stand at `indent` or deeper."""
        end = self.end(node)
        at = end if self.is_block_text(last_value(node)) else self.next_line(end)
        while (match := _COMMENT.match(self.text, at)) and len(match[1]) >= indent:
            at = self.next_line(at)
        return at


def last_value(node: Node) -> Node:
    """The last scalar, or empty list or group, inside a node."""
    while not isinstance(node, Scalar):
        if isinstance(node, Mapping):
            children: list[Node] = [entry.value for entry in node.entries.values()]
        else:
            children = list(node.items)
        if not children:
            return node
        node = children[-1]
    return node
