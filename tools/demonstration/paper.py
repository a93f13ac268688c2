"""A case file as a clerk would write it: keys in the order of the spec, short things on one line."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

_UNSAFE = re.compile(r"[:#\[\]{},&*!|>'\"%@`]|^\s|\s$|^-")


def scalar(value: Any) -> str:
    """A YAML scalar; quoted only where it has to be."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | date):
        return str(value)
    text = str(value)
    return f'"{text}"' if _UNSAFE.search(text) else text


def flow(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{k}: {flow(v)}" for k, v in value.items() if v is not None) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(flow(v) for v in value) + "]"
    return scalar(value)


def lines(values: dict[str, Any], indent: str = "") -> list[str]:
    """Keys and values; events and measures one to a line, tasks and long events as blocks."""
    found = []
    for key, value in values.items():
        if value is None or value == []:
            continue
        if isinstance(value, list) and value and isinstance(value[0], dict):
            found.append(f"{indent}{key}:")
            for item in value:
                found += _item(item, indent + "  ")
        else:
            found.append(f"{indent}{key}: {flow(value)}")
    return found


def _item(item: dict[str, Any], indent: str) -> list[str]:
    nested = any(isinstance(v, dict) or (isinstance(v, list) and v and isinstance(v[0], dict)) for v in item.values())
    if not nested:
        return [f"{indent}- {flow(item)}"]
    block = lines(dict(item.items()), indent + "  ")
    return [f"{indent}- {block[0].strip()}", *block[1:]]


def document(front: dict[str, Any], body: str) -> str:
    return "---\n" + "\n".join(lines(front)) + "\n---\n" + (f"\n{body.strip()}\n" if body.strip() else "")
