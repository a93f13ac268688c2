"""The positioned tree of a YAML text: scalars are text, and nothing else, until the schema asks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from site_builder.text.place import Place

Spot = tuple[int, int, int, int]
"""(line, column, end line, end column), from 1, in characters, end exclusive."""


NULLS = ("", "~", "null")
"""What means, without quotes, that nothing is given."""


class Scalar(NamedTuple):
    """A value written as text. `plain` is true where it stands without quotes and not as a block.

    A named tuple without a tuple in it: a register holds hundreds of them a file.
    """

    text: str
    plain: bool
    line: int
    column: int
    end_line: int
    end_column: int

    @property
    def spot(self) -> Spot:
        return self[2:]

    @property
    def is_null(self) -> bool:
        """True where nothing is given."""
        return self.plain and self.text in NULLS


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


def plain(node: Node) -> Plain:
    """What a node says. Of nothing given in a list, the text it is written as."""
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Sequence):
        return [plain(item) for item in node.items]
    return plain_mapping(node)


def plain_mapping(node: Mapping) -> dict[str, Plain]:
    """As `plain`, of a mapping."""
    return {
        name: None if isinstance(value, Scalar) and value.is_null else plain(value)
        for name, (_, value) in node.entries.items()
    }


Plain = str | list["Plain"] | dict[str, "Plain"] | None
"""What a node says, without its place: text, a list, a mapping; None for a key of which nothing is given."""

ReadRoot = Callable[[str, str], Mapping]
"""Reads the tree of a record from its text and path."""


class Record:
    """A file read: its values, its body, and where everything stands.

    `root` is the mapping at the top of the front matter (or of the whole file, for plain YAML). Of most records nobody
    ever asks where something stands, and its tree is ten times its text: it may be given as the way to read it, which
    is gone the first time somebody asks.
    `body` is the Markdown text after the front matter ("" for plain YAML); `body_line` is the
    number, from 1, of its first line. `text` is the decoded file with LF line ends.
    """

    __slots__ = ("_root", "_values", "body", "body_line", "path", "text")

    def __init__(
        self,
        path: str,
        text: str,
        root: Mapping | ReadRoot,
        body: str = "",
        body_line: int = 1,
        values: dict[str, Plain] | None = None,
    ) -> None:
        self.path = path
        self.text = text
        self.body = body
        self.body_line = body_line
        self._root = root
        self._values = values

    @property
    def root(self) -> Mapping:
        if not isinstance(self._root, Mapping):
            self._root = self._root(self.text, self.path)
        return self._root

    @property
    def id(self) -> str | None:
        """The id at the top, as it is written; None where there is none that is text."""
        if self._values is None:
            node = self.node("id")
            return node.text if isinstance(node, Scalar) else None
        found = self._values.get("id", [])
        return "" if found is None else found if isinstance(found, str) else None

    def take_values(self) -> dict[str, Plain]:
        """The values at the top, to be decoded; they are not kept, since whoever decodes them needs them no more."""
        values, self._values = self._values, None
        return values if values is not None else plain_mapping(self.root)

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
