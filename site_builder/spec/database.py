"""The tables and views of the register as a database: database.yaml and the queries beside it, read once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from site_builder.spec import Label

TYPES = {"text": "TEXT", "codes": "TEXT", "date": "DATE", "integer": "INTEGER", "number": "NUMERIC", "flag": "INTEGER"}
"""How a column of each type is declared. A date is a text, so that it sorts and every tool can read it."""
NAMED = ("actors", "villages", "grids")
"""The tables whose rows have a name to be shown in the place of their key."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `codes` is the list in `labels` that its codes are of, `to` the table whose key it names."""

    name: str
    type: str
    codes: str
    key: bool
    need: bool
    to: str
    label: Label


@dataclass(frozen=True, slots=True)
class Table:
    """One table. The first columns of one with a `parent` are the parent's key."""

    name: str
    label: Label
    parent: str
    columns: dict[str, Column]

    @property
    def key(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns.values() if column.key)

    @property
    def is_of_cases(self) -> bool:
        """True where each row tells of one case, whose id the first column has."""
        return self.name == "cases" or next(iter(self.columns)) == "case_id"

    @property
    def has_words(self) -> bool:
        """True where some of its values are codes or keys that stand for words."""
        return any(column.codes or column.to in NAMED for column in self.columns.values())


@dataclass(frozen=True, slots=True)
class Question:
    """A question that the database answers, with its query."""

    label: Label
    sql: str


@dataclass(frozen=True, slots=True)
class Database:
    """`ledgers` are the queries of the ledgers by code; `{word}` in them is the column of labels for the language."""

    tables: dict[str, Table]
    ledgers: dict[str, str]
    questions: tuple[Question, ...]


@cache
def database() -> Database:
    """The database as the program makes it; a town changes none of it."""
    raw = _read("database.yaml")
    tables = {name: _table(name, row) for name, row in raw["tables"].items()}
    here = files(__package__).joinpath("ledgers")
    ledgers = {path.name.removesuffix(".sql"): path.read_text(encoding="utf-8") for path in here.iterdir()}
    questions = tuple(Question(Label(row["zh"], row["en"]), row["sql"]) for row in raw["questions"])
    return Database(tables, dict(sorted(ledgers.items())), questions)


def _table(name: str, row: dict[str, Any]) -> Table:
    columns = {column: _column(column, values) for column, values in row["columns"].items()}
    return Table(name, Label(row["zh"], row["en"]), row.get("parent", ""), columns)


def _column(name: str, row: dict[str, Any]) -> Column:
    kind, _, codes = row["type"].partition(":")
    key = row.get("key", False)
    need = key or row.get("need") == "always"
    return Column(name, TYPES[kind], codes, key, need, row.get("to", ""), Label(row["zh"], row["en"]))


def _read(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.load(
        files(__package__).joinpath(name).read_text(encoding="utf-8"), Loader=yaml.CSafeLoader
    )
    return loaded
