"""What the data files of the site hold, and since which version: api.yaml, read once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from site_builder.spec import Block, Field, Label, read_fields

VERSION = 1
"""The version of the shapes. Keys and values may be added within it; docs/api.md says what else may not change."""


@dataclass(frozen=True, slots=True)
class Document:
    """One kind of file: its path, with a `{hole}` where there are several, what it is, and its keys.

    `only` is the one audience that gets it, or `command` where a command gives it out; empty where all do that work
    on cases.
    """

    code: str
    file: str
    only: str
    label: Label
    fields: dict[str, Field]

    def is_for(self, audience: str) -> bool:
        """True where a kind of audience gets it."""
        return self.only in ("", audience)

    @property
    def schema(self) -> str:
        """The path of its JSON Schema in the site."""
        return f"api/schema/{self.code}.json"


@dataclass(frozen=True, slots=True)
class Api:
    """All kinds of data files, and the groups of keys that they have in common."""

    documents: dict[str, Document]
    blocks: dict[str, Block]


@cache
def api() -> Api:
    """The shapes as the program writes them; a town changes none of them."""
    text = files(__package__).joinpath("api.yaml").read_text(encoding="utf-8")
    raw: dict[str, Any] = yaml.load(text, Loader=yaml.CSafeLoader)
    return Api(
        {
            code: Document(
                code, row["file"], row.get("only", ""), Label(row["zh"], row["en"]), read_fields(row["fields"])
            )
            for code, row in raw["documents"].items()
        },
        {name: Block(name, read_fields(rows)) for name, rows in raw["blocks"].items()},
    )
