"""The positioned tree of a YAML text: scalars are text, and nothing else, until the schema asks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from site_builder.text.place import Place

Spot = tuple[int, int, int, int]
"""(line, column, end line, end column), from 1, in characters, end exclusive."""


class Scalar(NamedTuple):
    """A value written as text. `plain` is true where it stands without quotes and not as a block.

    A named tuple, as an entry is: a register holds hundreds of them a file, and they are made twice as quickly.
    """

    text: str
    spot: Spot
    plain: bool

    @property
    def is_null(self) -> bool:
        """An empty value, `~` or `null` without quotes means that nothing is given."""
        return self.plain and self.text in ("", "~", "null")


@dataclass(frozen=True, slots=True)
class Sequence:
    items: tuple[Node, ...]
    spot: Spot


@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys are text and unique. `entries` keeps the order of the file."""

    entries: dict[str, Entry]
    spot: Spot


class Entry(NamedTuple):
    key: Scalar
    value: Node


Node = Scalar | Sequence | Mapping


@dataclass(frozen=True, slots=True)
class Record:
    """A file read: its tree, its body, and where everything stands.

    `root` is the mapping at the top of the front matter (or of the whole file, for plain YAML).
    `body` is the Markdown text after the front matter ("" for plain YAML); `body_line` is the
    number, from 1, of its first line. `text` is the decoded file with LF line ends.
    """

    path: str
    text: str
    root: Mapping
    body: str = ""
    body_line: int = 1
    lines: tuple[str, ...] = field(default=(), repr=False)

    def node(self, *keys: str | int) -> Node | None:
        """The node under `keys`, or None where there is none."""
        node: Node = self.root
        for key in keys:
            if isinstance(node, Mapping) and isinstance(key, str) and key in node.entries:
                node = node.entries[key].value
            elif isinstance(node, Sequence) and isinstance(key, int) and key < len(node.items):
                node = node.items[key]
            else:
                return None
        return node

    def at(self, *keys: str | int) -> Place:
        """The place of the value under `keys`; where it is missing or empty, the nearest place there is:
        the key that introduces it, then the item or block that should have held it."""
        node: Node = self.root
        spot = self.root.spot if not self.root.entries else next(iter(self.root.entries.values())).key.spot
        for key in keys:
            if isinstance(node, Mapping) and isinstance(key, str) and key in node.entries:
                entry = node.entries[key]
                node = entry.value
                spot = entry.key.spot if _is_empty(node) else _head(node, entry.key.spot)
            elif isinstance(node, Sequence) and isinstance(key, int) and key < len(node.items):
                node = node.items[key]
                spot = _head(node, node.spot)
            else:
                break
        return Place(self.path, *spot)

    def at_key(self, *keys: str | int) -> Place:
        """The place of the last key itself rather than of its value."""
        parent = self.node(*keys[:-1])
        last = keys[-1]
        if isinstance(parent, Mapping) and isinstance(last, str) and last in parent.entries:
            return Place(self.path, *parent.entries[last].key.spot)
        return self.at(*keys)

    def body_place(self, offset: int, length: int = 1) -> Place:
        """The place of `length` characters of the body from character `offset` (from 0)."""
        before = self.body[:offset]
        line = self.body_line + before.count("\n")
        column = offset - (before.rfind("\n") + 1) + 1
        inside = self.body[offset : offset + length]
        breaks = inside.count("\n")
        end_column = column + length if not breaks else length - inside.rfind("\n")
        return Place(self.path, line, column, line + breaks, end_column)

    def scalars(self) -> Iterator[tuple[tuple[str | int, ...], Scalar]]:
        """Every scalar with the keys that lead to it, in the order of the file."""
        stack: list[tuple[tuple[str | int, ...], Node]] = [((), self.root)]
        while stack:
            keys, node = stack.pop()
            if isinstance(node, Scalar):
                yield keys, node
            elif isinstance(node, Sequence):
                stack.extend(((*keys, i), item) for i, item in reversed(list(enumerate(node.items))))
            else:
                stack.extend(((*keys, k), e.value) for k, e in reversed(list(node.entries.items())))


def _is_empty(node: Node) -> bool:
    return isinstance(node, Scalar) and node.text == "" and node.plain


def _head(node: Node, fallback: Spot) -> Spot:
    """The place to point at for a whole node: a scalar itself, or the first key or item of a block."""
    if isinstance(node, Scalar):
        return node.spot
    if isinstance(node, Mapping) and node.entries:
        return next(iter(node.entries.values())).key.spot
    if isinstance(node, Sequence) and node.items:
        return _head(node.items[0], fallback)
    return fallback
