"""A data file of the site: JSON, a row on each line, so that one changed row changes one line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from site_builder.render.page import File


def json_file(path: str, document: dict[str, Any]) -> File:
    """A document as UTF-8, key by key, lists row by row."""
    inside = ",\n".join(f"{line(key)}: {_rows(value)}" for key, value in document.items())
    return File(path, f"{{\n{inside}\n}}\n".encode())


line = json.JSONEncoder(ensure_ascii=False).encode
"""A value on one line."""


class Row(str):
    """A row that is JSON already, for one that stands in several files."""

    __slots__ = ()


def _rows(value: Any) -> str:
    if isinstance(value, list) and value and isinstance(value[0], dict | Row):
        return "[\n" + ",\n".join(_listed(value)) + "\n]"
    return line(value)


def _listed(rows: list[Any]) -> Iterator[str]:
    for row in rows:
        yield f" {row if isinstance(row, Row) else line(row)}"
