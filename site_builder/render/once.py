"""A piece of a page that stands on many pages, set once."""

from __future__ import annotations

from types import CodeType
from typing import Any

from jinja2.exceptions import SecurityError
from jinja2.runtime import Macro
from markupsafe import Markup

MOST = 20_000
"""So many pieces are kept, a kilobyte each or so; then it is begun anew."""


class Once:
    """The filter `once`: what a macro makes of a value, made the first time that it is asked for.

    The macro must ask for nothing but its value, `words`, `site.root` and `site.own`. A value is told by what it is, not
    by where it lies, so that it may come from anywhere.
    """

    def __init__(self) -> None:
        self._made: dict[tuple[int, str, Any], tuple[CodeType, Markup]] = {}

    def __call__(self, value: Any, macro: Any, root: str) -> Markup:
        if not isinstance(macro, Macro):
            raise SecurityError(f"a template may not call {type(macro).__name__}")
        code = macro._func.__code__
        key = (
            id(code),
            root,
            value,
        )  # a macro is made anew for each page, its code once; and it is kept, so that it stays one
        made = self._made.get(key)
        if made is None:
            if len(self._made) >= MOST:
                self._made.clear()
            made = self._made[key] = code, Markup(macro(value))
        return made[1]
