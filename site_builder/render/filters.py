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

from site_builder.spec import Language
from site_builder.spec.texts import texts

_NOT_IN_DATA = re.compile("[<>&\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff\ufffe\uffff]")


@cache
def long_date(day: date, language: Language) -> str:
    """A date in running text: `2025年10月17日`, `17 Oct 2025`."""
    return _dated("long", day, language)


@cache
def short_date(day: date, language: Language) -> str:
    """As `long_date`, without the year."""
    return _dated("short", day, language)


def month(day: date, language: Language) -> str:
    """`10月`, `Oct`."""
    return _dated("month", day, language)


def _dated(form: str, day: date, language: Language) -> str:
    words = texts("dates")[language]
    return words[form].format(y=day.year, m=day.month, d=day.day, name=words[f"month_{day.month}"])


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
