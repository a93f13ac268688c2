"""Writes the reference table of a theme's README from the contexts of the page types.

Run `python tools/theme_reference.py` after changing a context; a test says when that was forgotten.
"""

from __future__ import annotations

import re
import typing
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Annotated, Any, get_args, get_origin, get_type_hints

README = Path(__file__).resolve().parent.parent / "themes" / "default" / "README.md"
BEGIN = "<!-- the rest is written by tools/theme_reference.py -->"


def reference() -> str:
    """What every template is given: one table for each page type, then one for each kind of value in them."""
    from site_builder.pages import PAGE_TYPES
    from site_builder.render.site import Door, Site

    kinds: dict[str, type[Any]] = {}
    parts = ["## Pages\n"]
    for kind in PAGE_TYPES:
        opening = (typing.cast("Any", kind).__doc__ or "").strip().split("\n")[0]
        audiences = ", ".join(kind.AUDIENCES)
        parts.append(f"### `pages/{kind.TEMPLATE}`\n\n{opening} For: {audiences}.\n")
        parts.append(_table(kind.CONTEXT, kinds))
    parts.append("## Values\n")
    done: set[str] = set()
    while names := sorted(set(kinds) - done):
        for name in names:
            done.add(name)
            doc = " ".join((kinds[name].__doc__ or "").split("\n\n")[0].split())
            parts.append(f"### {name}\n\n{doc}\n")
            parts.append(_table(kinds[name], kinds))
    parts.append("## `site`\n\n" + " ".join((Site.__doc__ or "").split()) + "\n")
    parts.append(_names(Site))
    parts.append("An entry of the navigation: " + " ".join((Door.__doc__ or "").split()) + "\n")
    parts.append(_names(Door))
    return "\n".join(parts)


def _table(context: type[Any], kinds: dict[str, type[Any]]) -> str:
    names = getattr(context, "_fields", None) or [field.name for field in fields(context)]
    if not names:
        return "No names of its own.\n"
    hints = get_type_hints(context, include_extras=True)
    rows = ["| name | holds | meaning |", "|---|---|---|"]
    for name in names:
        hint = hints[name]
        sentence = hint.__metadata__[0] if get_origin(hint) is Annotated else ""
        rows.append(f"| `{name}` | {_holds(hint, kinds)} | {sentence} |")
    return "\n".join(rows) + "\n"


def _names(of: type[Any]) -> str:
    hints = get_type_hints(of)
    rows = ["| name | holds |", "|---|---|"]
    rows += [f"| `{field.name}` | {_holds(hints[field.name], {})} |" for field in fields(of)]
    return "\n".join(rows) + "\n"


def _holds(hint: Any, kinds: dict[str, type[Any]]) -> str:
    """A type as a theme's author reads it; the dataclasses and named tuples met on the way are put into `kinds`."""
    origin, args = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return _holds(args[0], kinds)
    if origin is tuple:
        if args and args[-1] is Ellipsis:
            return f"list of {_holds(args[0], kinds)}"
        return "pair of " + ", ".join(_holds(arg, kinds) for arg in args)
    if args and type(None) in args:
        return " or ".join(_holds(arg, kinds) for arg in args if arg is not type(None)) + ", or none"
    if origin is not None and args:
        return " or ".join(dict.fromkeys(_holds(arg, kinds) if isinstance(arg, type) else f"`{arg}`" for arg in args))
    if isinstance(hint, type) and (is_dataclass(hint) or hasattr(hint, "_fields")):
        if kinds.setdefault(hint.__name__, hint) is not hint:
            raise ValueError(f"two kinds of value are called {hint.__name__}")
        return hint.__name__
    names = {"str": "text", "int": "number", "Decimal": "number", "bool": "yes or no", "date": "date"}
    return names.get(getattr(hint, "__name__", ""), re.sub(r"^.*\.", "", str(hint)))


def readme(text: str) -> str:
    """A README with its generated part renewed."""
    return text.split(BEGIN)[0] + BEGIN + "\n\n" + reference().rstrip() + "\n"


if __name__ == "__main__":
    README.write_text(readme(README.read_text(encoding="utf-8")), encoding="utf-8")
