"""Text made safe for a page, where it is only joined to other text."""

from __future__ import annotations

from datetime import date
from typing import Any

from markupsafe import (  # type: ignore[attr-defined]
    Markup,
    _escape_inner,  # what `escape` calls before it makes a Markup
    escape,
)

_AS_THEY_ARE = (int, date)
"""Of these no character is special."""


def escaped(value: Any) -> str:
    """As `markupsafe.escape`, without a Markup made of each: that cost more than all else that a page does.

    What comes out is safe and no longer says so: it may be put out, never escaped again.
    """
    kind = type(value)
    if kind is str:
        safe: str = _escape_inner(value)
        return safe
    if kind is Markup:
        markup: str = value
        return markup
    return str(value) if kind in _AS_THEY_ARE else escape(value)
