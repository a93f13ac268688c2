"""What is wrong with a theme, for the person who wrote it: the file, the line, and what to write instead."""

from __future__ import annotations

import re
import traceback
from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from jinja2 import TemplateError, TemplateNotFound, TemplateSyntaxError
from jinja2.exceptions import SecurityError

REFERENCE = "themes/default/README.md"
"""Where the names that a template is given are listed."""
MISTAKES = (TemplateError, AttributeError, TypeError, ValueError, ArithmeticError, LookupError, RecursionError)
"""What a template may end in that its author got wrong."""
_NAMES = (re.compile(r"'(\w+)' is undefined"), re.compile(r"has no (?:attribute|element) '(\w+)'"))


class ThemeProblem(Exception):
    """A theme that cannot be used. `reason` says it in Chinese and English; `place` is the file, with the line where
    one is known, relative to the register; empty for the theme as a whole."""

    def __init__(self, theme: str, reason: str, place: str = "") -> None:
        super().__init__(theme, reason, place)
        self.theme = theme
        self.reason = reason
        self.place = place

    def __str__(self) -> str:
        return f"{self.place or self.theme}: {self.reason}"


def of_template(error: Exception, theme: str, folder: Path, template: str, names: Iterable[str]) -> ThemeProblem:
    """What made a page fail, told by the template it happened in.

    `folder` is the theme's own; `template` is the page's, and `names` are those the page gives to it.
    """
    name, line = _place(error, folder, template)
    own = (folder / name).is_file()
    shown = f"themes/{theme}/{name}" if own else f"themes/default/{name}"
    return ThemeProblem(theme, _reason(error, names), f"{shown}:{line}" if line else shown)


def of_text(why: str, theme: str, template: str) -> ThemeProblem:
    """A text that cannot be set as Markdown, although it is no case's own: only a town's theme sets such."""
    return ThemeProblem(
        theme,
        f"这里用 markdown 排版的文字排不出来（{why}），正文以外的文字不要用 markdown "
        f"a text set by `markdown` here cannot be set ({why}): use it for the text of a case alone",
        f"themes/{theme}/pages/{template}",
    )


def _place(error: Exception, folder: Path, template: str) -> tuple[str, int]:
    """The template, by its name in a theme, and the line; the page's own template where nothing better is known."""
    if isinstance(error, TemplateSyntaxError):
        return (error.name or template).removeprefix("!default/"), error.lineno
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        path = Path(frame.filename)
        if path.suffix == ".html" and frame.lineno:
            return "/".join(path.parts[-2:]), frame.lineno
    return template, 0


def _reason(error: Exception, names: Iterable[str]) -> str:
    if isinstance(error, TemplateNotFound):
        return (
            f"没有模板 {error.name}；随程序的模板写成 !default/… "
            f"there is no template {error.name}; those of the program are called !default/…"
        )
    if isinstance(error, TemplateSyntaxError):
        return f"模板写法有错：{error.message} a slip in the template: {error.message}"
    if isinstance(error, SecurityError):
        return f"模板不能这样做（{error}），只能排版 a template may not do that ({error}): it only lays out"
    if unknown := _unknown(error):
        close = get_close_matches(unknown, _known(error, names), 1)
        zh, en = (f"，是不是 {close[0]}", f"; did you mean {close[0]}") if close else ("", "")
        return (
            f"这里没有 {unknown} 这个名称{zh}；能用的名称见 {REFERENCE} "
            f"there is no name {unknown} here{en}; the names are listed in {REFERENCE}"
        )
    said = f"{type(error).__name__}: {error}"
    return f"模板算不出来（{said}） the template fails ({said})"


def _unknown(error: Exception) -> str:
    if isinstance(error, AttributeError) and error.name:
        return error.name
    found = (pattern.search(str(error)) for pattern in _NAMES)
    return next((match[1] for match in found if match), "")


def _known(error: Exception, names: Iterable[str]) -> list[str]:
    of: Any = error.obj if isinstance(error, AttributeError) else None
    if isinstance(of, dict):
        return [str(name) for name in of]
    return list(getattr(of, "__dataclass_fields__", names))
