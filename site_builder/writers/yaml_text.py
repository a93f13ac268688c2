"""Values → YAML text that reads back as exactly these values: plain where that is safe, quoted where it is not.

A text is `str`; what is not text by its nature (a code, a date, a number, true) is `Code`, `date`, `int`, `bool`
and stands without quotes. A text that another program would take for a number, a date or `no` is quoted.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal

import yaml

WIDTH = 120
"""A list or a group of keys stays on one line up to so many characters."""


class Code(str):
    """A value of a closed list, an id, a number as it is written: plain wherever that can be read."""

    __slots__ = ()


Value = None | bool | int | date | datetime | Decimal | str | list["Value"] | dict[str, "Value"]

_START = "-?:,[]{}#&*!|>'\"%@`=~<"
_BREAKS = re.compile(r":(?:\s|$)|\s#|^(?:---|\.\.\.)")
_TRAPS = re.compile(r"[A-Za-z_]\w*：|[“”‘’「」＂＇]")  # what the reader takes for a key in full-width punctuation
_FLOW = re.compile(r"[,\[\]{}:]")
_CONTROL = re.compile("[\x00-\x1f\x7f-\xa0\u1680\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff\ufffe\uffff]")
_ESCAPE = re.compile("[\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff]")
_RESOLVERS: dict[str | None, list[tuple[str, re.Pattern[str]]]] = yaml.SafeLoader.yaml_implicit_resolvers


def scalar(value: Value, in_flow: bool = False) -> str:
    """One value on one line."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}" if not in_flow else f'"{value:%Y-%m-%d %H:%M}"'
    if not isinstance(value, str):
        return str(value)
    if _is_plain(value, in_flow) and (isinstance(value, Code) or not _is_ambiguous(value)):
        return str(value)
    return _ESCAPE.sub(lambda m: f"\\u{ord(m[0]):04x}", json.dumps(str(value), ensure_ascii=False))


def _is_plain(text: str, in_flow: bool) -> bool:
    if not text or text[0] in _START or text != text.strip() or text in ("null", "~"):
        return False
    if _CONTROL.search(text) or _BREAKS.search(text) or _TRAPS.match(text):
        return False
    return not (in_flow and _FLOW.search(text))


def _is_ambiguous(text: str) -> bool:
    """True where YAML 1.1 would make something else of it: `no`, `12:30`, `2025-10-17`, `0123`."""
    return any(pattern.match(text) for _, pattern in _RESOLVERS.get(text[0], ())) or text.isdigit()


def flow(value: Value) -> str:
    """A value on one line, lists and groups in brackets."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {flow(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(flow, value)) + "]"
    return scalar(value, in_flow=True)


def entry(key: str, value: Value, indent: str, short: bool) -> list[str]:
    """The lines of one key in a block. `short`: lists and groups stand in brackets where they fit on the line."""
    head = f"{indent}{key}:"
    if isinstance(value, str) and (block := literal(value, indent + "  ")):
        return [f"{head} {block[0]}", *block[1:]]
    if not isinstance(value, list | dict):
        return [f"{head} {scalar(value)}"]
    if not value:
        return [f"{head} {flow(value)}"]
    if short and _fits(value, len(head) + 1):
        return [f"{head} {flow(value)}"]
    if isinstance(value, dict):
        return [head, *mapping(value, indent + "  ", short)]
    return [head, *(line for item_ in value for line in item(item_, indent + "  ", short))]


def mapping(values: dict[str, Value], indent: str, short: bool) -> list[str]:
    """The lines of a block of keys."""
    return [line for key, value in values.items() for line in entry(key, value, indent, short)]


def item(value: Value, indent: str, short: bool) -> list[str]:
    """The lines of one item of a block list. `short`: a group of keys stands in brackets where it fits."""
    if isinstance(value, dict) and value and not (short and _fits(value, len(indent) + 2)):
        first, *rest = mapping(value, indent + "  ", short)
        return [f"{indent}- {first.lstrip(' ')}", *rest]
    if isinstance(value, list | dict):
        return [f"{indent}- {flow(value)}"]
    return [f"{indent}- {scalar(value)}"]


def _fits(value: Value, before: int) -> bool:
    """Short, without lines of its own, and nothing grouped inside what is grouped."""
    inner = list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else [value]
    if any(isinstance(v, dict) or (isinstance(v, list) and not all(_is_single(x) for x in v)) for v in inner):
        return False
    return all("\n" not in text for text in _texts(value)) and before + len(flow(value)) <= WIDTH


def _is_single(value: Value) -> bool:
    return not isinstance(value, list | dict)


def _texts(value: Value) -> Iterator[str]:
    if isinstance(value, dict):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)
    elif isinstance(value, str):
        yield value


def literal(text: str, indent: str) -> list[str] | None:
    """A text with line ends as a literal block (`|`); None where it has none or no block can hold it."""
    content = text.rstrip("\n")
    ends = len(text) - len(content)
    lines = content.split("\n")
    if "\n" not in text or not lines[0] or lines[0][0] in " \t" or "---" in lines:
        return None
    if any(line and not line.strip() for line in lines) or _CONTROL.search(content.replace("\n", "").replace("　", "")):
        return None
    return [
        "|" + {0: "-", 1: ""}.get(ends, "+"),
        *(indent + line if line else "" for line in lines),
        *[""] * (ends - 1),
    ]
