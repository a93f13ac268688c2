"""A record open for editing: values set, added and taken out by key, every other byte left as it is."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from site_builder.records.node import Mapping, Node, Record, Scalar, Sequence
from site_builder.records.read import Read, read_markdown
from site_builder.spec import Spec
from site_builder.text.finding import Finding
from site_builder.text.source import Source
from site_builder.writers.key_order import Keys, key_order
from site_builder.writers.spans import Edit, Layout, patched
from site_builder.writers.yaml_text import Value, entry, flow, item, literal, scalar


class Unwritable(Exception):
    """An edit that would leave the file unreadable. `findings` say where and why; nothing has been written."""

    def __init__(self, path: str, findings: tuple[Finding, ...]) -> None:
        super().__init__(path)
        self.path = path
        self.findings = findings


@dataclass(frozen=True)
class Document:
    """One file with front matter. Each edit gives a new document; the old one stays as it was.

    `data` is the bytes, `record` what they say. Raises Unwritable where an edit cannot be read back.
    """

    source: Source
    record: Record
    spec: Spec
    kind: str = "case"

    @classmethod
    def open(cls, source: Source, spec: Spec, kind: str = "case") -> Document:
        """Raises Unwritable for a file that cannot be read."""
        read = read_markdown(source)
        if read.record is None:
            raise Unwritable(source.path, read.findings)
        return cls(source, read.record, spec, kind)

    @property
    def path(self) -> str:
        return self.source.path

    @property
    def data(self) -> bytes:
        return self.source.data

    @cached_property
    def layout(self) -> Layout:
        return Layout(self.record)

    def edited(self, *edits: Edit) -> Document:
        """The document with stretches of its text replaced; its body cannot change."""
        source = Source(self.path, patched(self.data, list(edits)))
        read: Read = read_markdown(source)
        if read.record is None or read.record.body != self.record.body:
            raise Unwritable(self.path, read.findings)
        return Document(source, read.record, self.spec, self.kind)

    def without_body(self) -> Document:
        """The front matter alone. For a case that is sealed, and for nothing else."""
        text = self.record.text
        start = len(text) - len(self.record.body)
        source = Source(self.path, patched(self.data, [Edit(start, len(text), "")]))
        return Document.open(source, self.spec, self.kind)

    # the edits

    def set(self, keys: Keys, value: Value) -> Document:
        """The value under `keys` is `value`; groups on the way that are missing are made."""
        *path, last = keys
        parent = self.record.node(*path)
        if isinstance(last, int):
            assert isinstance(parent, Sequence)
            return self._replace(parent.items[last], value, self.layout.is_flow(parent))
        if parent is None or (isinstance(parent, Scalar) and parent.is_null):
            return self.set(tuple(path), {str(last): value})
        assert isinstance(parent, Mapping)
        in_flow = self.layout.is_flow(parent)
        if last not in parent.entries:
            return self._insert(tuple(path), parent, str(last), value, in_flow)
        old = parent.entries[last].value
        if in_flow or _is_inline(value):
            return self._replace(old, value, in_flow)
        return self._rewrite(parent, str(last), value)

    def append(self, keys: Keys, value: Value) -> Document:
        """One more item at the end of the list under `keys`, in the style of the items before it."""
        node = self.record.node(*keys)
        if not isinstance(node, Sequence) or not node.items:
            return self.set(keys, [value])
        layout, last = self.layout, node.items[-1]
        if layout.is_flow(node):
            return self.edited(Edit(layout.end(last), layout.end(last), ", " + flow(value)))
        dash = self._dash(node)
        at = layout.after(last, dash + 1 if dash == 0 else dash)
        if any(layout.is_flow(i) for i in node.items) or not isinstance(value, dict) or not self.is_short:
            lines = item(value, " " * dash, short=any(layout.is_flow(i) for i in node.items))
        else:
            lines = self._long_item(value, dash)
        return self.edited(Edit(at, at, "".join(line + "\n" for line in lines)))

    def insert_lines(self, keys: Keys, before: int, lines: str) -> Document:
        """Whole lines before item number `before` of the block list under `keys`, or after its last item."""
        node = self.record.node(*keys)
        assert isinstance(node, Sequence)
        layout, dash = self.layout, self._dash(node)
        at = layout.after(node.items[before - 1], dash + 1 if dash == 0 else dash)
        return self.edited(Edit(at, at, lines))

    def item_lines(self, keys: Keys, number: int) -> str:
        """The whole lines of one item of a block list, with the comments under it."""
        node = self.record.node(*keys)
        assert isinstance(node, Sequence)
        layout, dash = self.layout, self._dash(node)
        start = layout.line_start(layout.start(node.items[number]))
        return layout.text[start : layout.after(node.items[number], dash + 1)]

    def item_indent(self, keys: Keys) -> int:
        """The column, from 0, of the dashes of the block list under `keys`."""
        node = self.record.node(*keys)
        assert isinstance(node, Sequence)
        return self._dash(node)

    def remove(self, keys: Keys) -> Document:
        """Without the key at the end of `keys` and its value."""
        *path, last = keys
        parent = self.record.node(*path)
        if not isinstance(parent, Mapping) or not isinstance(last, str) or last not in parent.entries:
            return self
        layout, found = self.layout, parent.entries[last]
        start = layout.start(found.key)
        names = list(parent.entries)
        if not layout.is_flow(parent):
            if len(names) == 1 or layout.text[layout.line_start(start) : start].strip():
                return self.set(keys, None)  # the first key of an item, or the only one: the key stays, empty
            return self.edited(Edit(layout.line_start(start), layout.after(found.value, layout.indent(start) + 1), ""))
        if names[0] != last:
            start = layout.end(parent.entries[names[names.index(last) - 1]].value)
            return self.edited(Edit(start, layout.end(found.value), ""))
        end = layout.start(parent.entries[names[1]].key) if len(names) > 1 else layout.end(found.value)
        return self.edited(Edit(start, end, ""))

    # the style of the file

    @cached_property
    def is_short(self) -> bool:
        """True where the file writes short lists and groups in brackets; a file that does not is followed."""
        stack: list[Node] = [self.record.root]
        nested = False
        while stack:
            node = stack.pop()
            if isinstance(node, Scalar):
                continue
            if node is not self.record.root and self.layout.is_flow(node):
                return True
            children: list[Node] = (
                [e.value for e in node.entries.values()] if isinstance(node, Mapping) else list(node.items)
            )
            nested = nested or any(isinstance(child, Sequence) for child in children)
            stack += children
        return False

    def _dash(self, node: Sequence) -> int:
        """The column, from 0, of the dashes of a block list."""
        layout = self.layout
        start = layout.start(node.items[-1])
        line = layout.line_start(start)
        return line + layout.text[line:start].rindex("-") - line

    def _long_item(self, value: dict[str, Value], dash: int) -> list[str]:
        """A group of keys as a block, its own lists and groups in brackets where they fit."""
        lines = [line for key, inner in value.items() for line in entry(key, inner, " " * (dash + 2), short=True)]
        return [" " * dash + "- " + lines[0].lstrip(" "), *lines[1:]]

    # one place in the text

    def _replace(self, old: Node, value: Value, in_flow: bool) -> Document:
        """A value on one line in place of another."""
        layout = self.layout
        start, end = layout.start(old), layout.end(old)
        text = flow(value) if in_flow or isinstance(value, list | dict) else scalar(value)
        if layout.is_block_text(old):
            text += "\n"
        if start == end and layout.text[start - 1] in ":-,":
            text = " " + text
        return self.edited(Edit(start, end, text))

    def _rewrite(self, parent: Mapping, name: str, value: Value) -> Document:
        """A value of several lines, under its key, in place of another."""
        layout, found = self.layout, parent.entries[name]
        indent = layout.indent(layout.start(found.key))
        short = self.is_short
        if isinstance(value, str):
            block = literal(value, " " * (indent + 2)) or [scalar(value)]
            lines = [block[0], *block[1:]]
            start, end = layout.start(found.value), layout.end(found.value)
            text = "\n".join(lines) + ("\n" if layout.is_block_text(found.value) else "")
            return self.edited(Edit(start, end, (" " if start == end else "") + text))
        lines = entry(name, value, " " * indent, short)
        if len(lines) == 1:
            return self._replace(found.value, value, in_flow=False)
        body = "".join(line + "\n" for line in lines[1:])
        colon = layout.text.index(":", layout.end(found.key)) + 1
        if isinstance(found.value, Scalar) or layout.is_flow(found.value):
            after = layout.next_line(layout.end(found.value))
            return self.edited(Edit(colon, layout.end(found.value), ""), Edit(after, after, body))
        first = layout.next_line(colon)
        return self.edited(Edit(first, layout.after(found.value, indent + 1), body))

    def _insert(self, keys: Keys, parent: Mapping, name: str, value: Value, in_flow: bool) -> Document:
        """A key that is not there yet, where the order of the spec has it."""
        layout, names = self.layout, list(parent.entries)
        order = key_order(self.spec, self.kind, self.record, keys)
        rank = order.index(name) if name in order else len(order)
        before = [n for n in names if n in order and order.index(n) < rank] if name in order else names
        former = max(before, key=order.index) if name in order and before else (names[-1] if before else None)
        if in_flow:
            return self._insert_in_flow(parent, former, name, value)
        first = layout.start(parent.entries[names[0]].key)
        indent = layout.indent(first)
        shares_line = bool(layout.text[layout.line_start(first) : first].strip())
        if former is None and shares_line:
            former = names[0]
        lines = "".join(line + "\n" for line in entry(name, value, " " * indent, self.is_short))
        if former is None:
            return self.edited(Edit(layout.line_start(first), layout.line_start(first), lines))
        at = layout.after(parent.entries[former].value, indent + 1)
        return self.edited(Edit(at, at, lines))

    def _insert_in_flow(self, parent: Mapping, former: str | None, name: str, value: Value) -> Document:
        layout = self.layout
        text = f"{name}: {flow(value)}"
        if former is not None:
            at = layout.end(parent.entries[former].value)
            return self.edited(Edit(at, at, ", " + text))
        at = layout.start(parent) + 1
        return self.edited(Edit(at, at, text + (", " if parent.entries else "")))


def _is_inline(value: Value) -> bool:
    """True for what always stands on one line."""
    return not isinstance(value, list | dict) and not (isinstance(value, str) and "\n" in value)
