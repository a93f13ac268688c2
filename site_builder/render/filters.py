"""Dates, numbers and running text as a page shows them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import asdict, is_dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from markupsafe import Markup, escape

_NOT_IN_DATA = re.compile("[<>&\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff\ufffe\uffff]")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@cache
def long_date(day: date, language: str) -> str:
    """A date in running text: `2025年10月17日`, `17 Oct 2025`."""
    if language == "zh":
        return f"{day.year}年{day.month}月{day.day}日"
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


@cache
def short_date(day: date, language: str) -> str:
    """As `long_date`, without the year."""
    return f"{day.month}月{day.day}日" if language == "zh" else f"{day.day} {_MONTHS[day.month - 1]}"


def month(day: date, language: str) -> str:
    """`10月`, `Oct`."""
    return f"{day.month}月" if language == "zh" else _MONTHS[day.month - 1]


def share(percent: float) -> str:
    """A length in a drawing: at most two decimals."""
    return f"{percent:.2f}".rstrip("0").rstrip(".")


def number(value: int | Decimal) -> str:
    """`138,000`, `30.50`: the digits as they are written, thousands set apart."""
    return f"{value:,}" if isinstance(value, int) else f"{value:,f}"


def linked(prose: Any, root: str) -> Markup | str:
    """Plain text in which the ids of `prose.ids` lead to their pages; not yet escaped where there are none."""
    if not prose.ids:
        text: str = prose.text
        return text
    ids: dict[str, str] = dict(prose.ids)
    parts = re.split("(" + "|".join(map(re.escape, sorted(ids, key=len, reverse=True))) + ")", prose.text)
    return Markup("").join(_piece(part, ids, root) for part in parts)


def _piece(part: str, ids: dict[str, str], root: str) -> Markup:
    if part not in ids:
        return escape(part)
    return Markup('<a href="{}">{}</a>').format(root + ids[part], part)


def joined(parts: Iterable[Any], separator: str) -> Markup:
    """Pieces of a page set in a row, each escaped unless it is markup already."""
    return escape(separator).join(escape(part) for part in parts if part)


def data_block(value: Any) -> Markup:
    """A value of a page as JSON for a `<script type="application/json">`: no character in it can end the element."""
    plain = asdict(value) if is_dataclass(value) and not isinstance(value, type) else value
    text = json.dumps(plain, ensure_ascii=False, separators=(",", ":"), default=str)
    return Markup(_NOT_IN_DATA.sub(lambda match: f"\\u{ord(match[0]):04x}", text))
