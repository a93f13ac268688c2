"""How long the papers of a matter are kept after its end, and what holds their disposal."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from site_builder.spec import Label


@dataclass(frozen=True, slots=True)
class Period:
    """One period (retention.yaml). What is named must fit; an empty set asks for nothing."""

    code: str
    label: Label
    years: int
    kinds: frozenset[str]
    statuses: frozenset[str]
    risks: frozenset[str]
    agreements: frozenset[str]
    moves: frozenset[str]
    of_order: bool


@dataclass(frozen=True, slots=True)
class RetentionSpec:
    """retention.yaml. `periods` are in order: the first that fits counts."""

    basis: str
    periods: tuple[Period, ...]
    holds: dict[str, Label]


@cache
def retention_spec() -> RetentionSpec:
    """The periods as the program ships them."""
    text = files(__package__).joinpath("retention.yaml").read_text(encoding="utf-8")
    raw: dict[str, Any] = yaml.load(text, Loader=yaml.CSafeLoader)
    return RetentionSpec(
        raw["basis"],
        tuple(_period(code, row) for code, row in raw["periods"].items()),
        {code: Label(row["zh"], row["en"]) for code, row in raw["holds"].items()},
    )


def _period(code: str, row: dict[str, Any]) -> Period:
    named = {name: frozenset(row.get(name, ())) for name in ("kinds", "statuses", "risks", "agreements", "moves")}
    return Period(code, Label(row["zh"], row["en"]), row["years"], of_order=row.get("order", False), **named)
