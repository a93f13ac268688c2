"""What `check --fix` corrects: findings with one right answer, each by its fixer in one table; never in an event.

A fixer is given the file and the finding and returns the file's new bytes, or None where the answer is not certain
after all. A rule that is in the table says `fix: true` on its page.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from itertools import chain
from typing import cast

from site_builder.model.case import Case
from site_builder.model.decode import Decoder, Names
from site_builder.model.history import History
from site_builder.model.mirrors import mirrors
from site_builder.records.node import Mapping, Node, Scalar, Sequence
from site_builder.records.read import read_markdown
from site_builder.spec import Spec
from site_builder.text.finding import Finding
from site_builder.text.source import Source
from site_builder.writers.consequences import Change, applied, derived, outcome, plain
from site_builder.writers.document import Document, Unwritable
from site_builder.writers.key_order import Keys, fields_at
from site_builder.writers.spans import Edit, patched
from site_builder.writers.yaml_text import Code, scalar

_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class Wrong:
    """One finding in one file. `names` are the ids of the register; `kind` is case or visit."""

    finding: Finding
    source: Source
    spec: Spec
    names: Names
    kind: str

    @cached_property
    def document(self) -> Document | None:
        try:
            return Document.open(self.source, self.spec, self.kind)
        except Unwritable:
            return None

    @cached_property
    def case(self) -> Case | None:
        if self.document is None or self.kind != "case":
            return None
        return Decoder(self.spec, self.names).case(self.document.record)[0]

    def value(self, name: str) -> str:
        return str(dict(self.finding.values).get(name, ""))

    def changed(self, *changes: Change) -> bytes | None:
        """The file with changes made to its record."""
        return applied(self.document, changes).data if self.document and changes else None

    def found(self) -> tuple[Keys, Scalar] | None:
        """The value or the key that the finding points at, with its keys, unless it is in an event."""
        if self.document is None:
            return None
        place = self.finding.place
        nodes = chain(_keys(self.document.record.root, ()), self.document.record.scalars())
        for keys, node in nodes:
            if node.spot[:2] == (place.line, place.column):
                return None if keys[0] == "events" else (keys, node)
        return None

    def replaced(self, node: Scalar, text: str) -> bytes | None:
        """The file with one value or key written otherwise."""
        assert self.document is not None
        layout = self.document.layout
        return self.document.edited(Edit(layout.start(node), layout.end(node), text)).data


Fixer = Callable[[Wrong], bytes | None]


def fixed(wrong: Wrong) -> bytes | None:
    """The bytes of the file with a finding corrected; None where there is no one right answer."""
    fixer = FIXERS.get(wrong.finding.code)
    if fixer is None:
        return None
    try:
        return fixer(wrong)
    except Unwritable:
        return None


def _byte_order_mark(wrong: Wrong) -> bytes | None:
    return wrong.source.data.removeprefix(_BOM)


def _line_ends(wrong: Wrong) -> bytes | None:
    return wrong.source.data.replace(b"\r\n", b"\n")


def _tab(wrong: Wrong) -> bytes | None:
    """A tab behind a colon is a blank; how far a tab indents nobody can know."""
    return _character(wrong, "\t", " ") if wrong.finding.variant == "after" else None


def _full_width_colon(wrong: Wrong) -> bytes | None:
    return _character(wrong, "：", ": ") if not wrong.finding.variant else None


def _character(wrong: Wrong, old: str, new: str) -> bytes | None:
    """One character of the front matter, outside the events, written otherwise."""
    text = read_markdown(wrong.source).text
    if text is None:
        return None
    place = wrong.finding.place
    lines = text.split("\n")
    top = [line for line in lines[: place.line] if re.match(r"[^\s#-]", line)]
    start = sum(len(line) + 1 for line in lines[: place.line - 1]) + place.column - 1
    if (top and top[-1].startswith("events")) or text[start : start + 1] != old:
        return None
    follows = text[start + 1 : start + 2]
    return patched(
        wrong.source.data, [Edit(start, start + 1, new.rstrip() if follows in (" ", "\n") and new != " " else new)]
    )


def _misspelt_key(wrong: Wrong) -> bytes | None:
    """A key that is near to one key only, which is not there yet."""
    found, right = wrong.found(), wrong.value("close")
    if found is None or not right or wrong.document is None:
        return None
    keys, node = found
    parent = wrong.document.record.node(*keys[:-1])
    fields = fields_at(wrong.spec, wrong.kind, keys[:-1])
    if not isinstance(parent, Mapping) or right in parent.entries:
        return None
    near = get_close_matches(node.text.casefold(), [name for name in fields if name not in parent.entries], 2, 0.6)
    return wrong.replaced(node, right) if near == [right] else None


def _date(wrong: Wrong) -> bytes | None:
    """`2025/9/5`, `2025年9月5日`: the same day as it is to be written."""
    found, right = wrong.found(), wrong.value("close")
    if found is None or not re.fullmatch(r"\d{4}-\d\d-\d\d", right):
        return None
    return wrong.replaced(found[1], right)


def _value(wrong: Wrong) -> bytes | None:
    """A label where its code is to stand, or another case of letters; a misspelling is for a person."""
    found = wrong.found()
    if found is None:
        return None
    keys = found[0] if isinstance(found[0][-1], str) else found[0][:-1]
    field = fields_at(wrong.spec, wrong.kind, keys[:-1]).get(str(keys[-1]))
    if field is None:
        return None
    type_ = field.type.item or field.type
    enum = "category" if type_.kind == "category" else type_.name
    if type_.kind in ("enum", "category"):
        known = {code: label.zh for code, label in wrong.spec.enums[enum].items()}
    else:
        known = wrong.names.ids(type_.kind)
    written = found[1].text.strip()
    meant = [code for code, label in known.items() if written == label or written.casefold() == code.casefold()]
    return wrong.replaced(found[1], scalar(Code(meant[0]), in_flow=True)) if len(meant) == 1 else None


def _derived(wrong: Wrong) -> bytes | None:
    """Status or level as the events say."""
    name = {"C215": "status", "C216": "level"}[wrong.finding.code]
    if wrong.case is None:
        return None
    return wrong.changed(*(change for change in derived(wrong.case, wrong.spec) if change.keys == (name,)))


def _outcome(wrong: Wrong) -> bytes | None:
    """The outcome as the events say. Where no event says any, one may be missing: that is for a person."""
    if wrong.case is None or wrong.finding.variant == "early":
        return None
    return wrong.changed(*outcome(wrong.case, History(wrong.case, wrong.spec)))


def _copy(wrong: Wrong) -> bytes | None:
    """A copy as the last event says it; where no event says it, that is for a person."""
    if wrong.case is None or wrong.finding.variant == "nothing":
        return None
    for mirror in mirrors(wrong.spec):
        if (
            ".".join(mirror.keys[1:]) == wrong.value("field")
            and (said := mirror.said(wrong.case))
            and said[-1][1] is not None
        ):
            return wrong.changed(Change(cast(Keys, mirror.keys), plain(said[-1][1])))
    return None


FIXERS: dict[str, Fixer] = {
    "F001": _byte_order_mark,
    "F002": _line_ends,
    "F010": _tab,
    "F011": _full_width_colon,
    "R101": _misspelt_key,
    "R104": _date,
    "R107": _value,
    "R108": _value,
    "C215": _derived,
    "C216": _derived,
    "C217": _outcome,
    "P308": _copy,
}


def _keys(node: Node, keys: Keys) -> list[tuple[Keys, Scalar]]:
    """Every key of a tree, with the keys that lead to it."""
    if isinstance(node, Sequence):
        return [found for i, item in enumerate(node.items) for found in _keys(item, (*keys, i))]
    if isinstance(node, Scalar):
        return []
    return [
        found
        for name, entry in node.entries.items()
        for found in [((*keys, name), entry.key), *_keys(entry.value, (*keys, name))]
    ]
