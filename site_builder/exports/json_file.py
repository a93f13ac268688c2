"""A data file of the site: JSON, a row on each line, so that one changed row changes one line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from json.encoder import c_make_encoder, encode_basestring  # type: ignore[attr-defined]
from typing import Any

from site_builder.render.page import File


def json_file(path: str, document: dict[str, Any]) -> File:
    """A document as UTF-8, key by key, lists row by row."""
    inside = ",\n".join(f"{line(key)}: {_rows(value)}" for key, value in document.items())
    return File(path, f"{{\n{inside}\n}}\n".encode())


_ENCODER = json.JSONEncoder(ensure_ascii=False, check_circular=False)
_ENCODE = c_make_encoder and c_make_encoder(
    None, _ENCODER.default, encode_basestring, None, ": ", ", ", False, False, True
)


def line(value: Any) -> str:
    """A value on one line, as `json.dumps` sets it, which makes itself an encoder for each."""
    if isinstance(value, str):
        return encode_basestring(value)
    return "".join(_ENCODE(value, 0)) if _ENCODE else _ENCODER.encode(value)


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
