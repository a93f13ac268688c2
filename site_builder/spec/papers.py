"""The official papers of a case: which there are, when they are due, and where their contents come from."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from site_builder.spec import Anchor, Label, parse_anchor


@dataclass(frozen=True, slots=True)
class PaperField:
    """Something that a paper says. Without a source or a value it is written in ink, on `lines` lines."""

    name: str
    label: Label
    sources: tuple[str, ...]
    value: str
    lines: int
    is_date: bool


@dataclass(frozen=True, slots=True)
class Due:
    """When a paper has to be made. `with_papers`: whenever one that is handed over is there."""

    statuses: frozenset[str]
    events: tuple[Anchor, ...]
    near: frozenset[str]
    with_papers: bool


@dataclass(frozen=True, slots=True)
class Paper:
    """One kind of paper (papers.yaml)."""

    code: str
    label: Label
    title: Label
    kinds: frozenset[str]
    levels: frozenset[str]
    routes: frozenset[str]
    made: tuple[Anchor, ...]
    due: Due
    unless: frozenset[str]
    signed: str
    is_delivered: bool
    basis: str
    fields: tuple[PaperField, ...]


@dataclass(frozen=True, slots=True)
class Papers:
    """papers.yaml. `kept_days` is how long after its end a matter's papers are offered; `organ` has the hole `town`."""

    kept_days: int
    organ: Label
    papers: dict[str, Paper]


@cache
def papers() -> Papers:
    """The papers as the program ships them."""
    text = files(__package__).joinpath("papers.yaml").read_text(encoding="utf-8")
    raw: dict[str, Any] = yaml.load(text, Loader=yaml.CSafeLoader)
    return Papers(
        raw["kept_days"], _label(raw["organ"]), {code: _paper(code, row) for code, row in raw["papers"].items()}
    )


def _paper(code: str, row: dict[str, Any]) -> Paper:
    due = row["due"]
    return Paper(
        code=code,
        label=_label(row),
        title=_label(row.get("title", row)),
        kinds=frozenset(row.get("kinds", ())),
        levels=frozenset(row.get("levels", ())),
        routes=frozenset(row.get("routes", ())),
        made=tuple(map(parse_anchor, row["made"])),
        due=Due(
            frozenset(due.get("statuses", ())),
            tuple(map(parse_anchor, due.get("events", ()))),
            frozenset(due.get("near", ())),
            due.get("papers", False),
        ),
        unless=frozenset(row["unless"]),
        signed=row["signed"],
        is_delivered=row["delivered"],
        basis=row["basis"],
        fields=tuple(_field(name, of) for name, of in row["fields"].items()),
    )


def _field(name: str, row: dict[str, Any]) -> PaperField:
    given = row.get("from", [])
    sources = (given,) if isinstance(given, str) else tuple(given)
    return PaperField(name, _label(row), sources, row.get("value", ""), row.get("lines", 1), row.get("date", False))


def _label(row: dict[str, Any]) -> Label:
    return Label(row["zh"], row["en"])
