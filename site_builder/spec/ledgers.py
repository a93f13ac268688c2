"""Ledgers kept in office programs: which kinds there are, what their columns are called, which words they use.

Read from `ledgers.yaml`, where each key is explained.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from site_builder.spec import Label, Spec, Type, parse_type
from site_builder.text.dress import bare

VISIT, ORDER, PETITION = "visit", "order", "petition"


@dataclass(frozen=True, slots=True)
class LedgerKind:
    """A kind of ledger. `kind` is that of its cases; `given` holds what is taken where there is no such column."""

    code: str
    label: Label
    kind: str
    words: tuple[str, ...]
    given: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Column:
    """What a column may hold. `keep`: what cannot be read stays in the text of the case."""

    name: str
    label: Label
    type: Type
    heads: tuple[str, ...]
    heads_of: Mapping[str, tuple[str, ...]]
    many: bool
    keep: bool
    only: frozenset[str]


@dataclass(frozen=True)
class Ledgers:
    """All of it. `words` are by closed list and by word without dress; `flags` say what stands for yes and for no."""

    kinds: Mapping[str, LedgerKind]
    columns: Mapping[str, Column]
    words: Mapping[str, Mapping[str, str]]
    flags: Mapping[str, bool]
    generic: frozenset[str]
    group_ends: tuple[str, ...]
    blank: frozenset[str]
    total: frozenset[str]
    below: tuple[str, ...]
    village_ends: tuple[str, ...]
    units: Mapping[str, str]
    bodies: Mapping[str, str]
    called: tuple[str, ...]
    posts: Mapping[str, str]
    administration: tuple[str, ...]
    written: Mapping[str, str]
    source_of_form: Mapping[str, str]
    went: Mapping[str, str]

    def heads(self, kind: str, own: Mapping[str, str]) -> dict[str, str]:
        """Head without dress → name of the column, for one kind of ledger. `own` are the town's heads."""
        columns = [c for c in self.columns.values() if not c.only or kind in c.only]
        found = {bare(head): c.name for c in columns for head in c.heads if not c.only}
        found |= {bare(head): c.name for c in columns for head in c.heads if c.only}
        found |= {bare(head): c.name for c in columns for head in c.heads_of.get(kind, ())}
        return found | {bare(head): name for head, name in own.items()}

    def value(self, enum: str, text: str, spec: Spec) -> str | None:
        """The value of a closed list that a word stands for; None where it stands for none."""
        word = bare(text)
        known = self.words.get(enum, {})
        if word in known:
            return known[word]
        values = spec.enums.get(enum, {})
        return next(
            (code for code, label in values.items() if word in (bare(code), bare(label.zh), bare(label.en))), None
        )

    def shown(self, enum: str, spec: Spec) -> tuple[str, ...]:
        """The words that a closed list takes, one for each value."""
        if enum in spec.enums:
            return tuple(label.zh for label in spec.enums[enum].values())
        return tuple(words[0] for words in _raw()["values"][enum].values())


@cache
def _raw() -> dict[str, Any]:
    text = files(__package__).joinpath("ledgers.yaml").read_text(encoding="utf-8")
    loaded: dict[str, Any] = yaml.load(text, Loader=yaml.CSafeLoader)
    return loaded


@cache
def ledgers() -> Ledgers:
    """The ledgers as the program knows them."""
    raw = _raw()
    return Ledgers(
        kinds={
            code: LedgerKind(code, Label(row["zh"], row["en"]), row["kind"], tuple(row["words"]), dict(row["given"]))
            for code, row in raw["kinds"].items()
        },
        columns={
            name: Column(
                name=name,
                label=Label(row["zh"], row["en"]),
                type=parse_type(row["type"]),
                heads=tuple(row["heads"]),
                heads_of={kind: tuple(heads) for kind, heads in row.get("heads_of", {}).items()},
                many=row.get("many", False),
                keep=row.get("wrong") == "keep",
                only=frozenset(row.get("only", ())),
            )
            for name, row in raw["fields"].items()
        },
        words={
            enum: {bare(word): str(code) for code, words in values.items() for word in words}
            for enum, values in raw["values"].items()
        },
        flags={word.casefold(): code == "true" for code, words in raw["flags"].items() for word in words},
        generic=frozenset(map(bare, raw["generic"])),
        group_ends=tuple(raw["group_ends"]),
        blank=frozenset(raw["blank"]),
        total=frozenset(raw["total"]),
        below=tuple(raw["below"]),
        village_ends=tuple(raw["village_ends"]),
        units=raw["units"],
        bodies=raw["bodies"],
        called=tuple(raw["called"]),
        posts=raw["posts"],
        administration=tuple(raw["administration"]),
        written=raw["written"],
        source_of_form=raw["source_of_form"],
        went=raw["went"],
    )


def column_names() -> tuple[str, ...]:
    """The names by which a town or a person says what a column holds."""
    return tuple(_raw()["fields"])
