"""A theme, a template or a word that cannot be used is told in a sentence (exit 3): a town may edit all three."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from site_builder.cli import Problem
from site_builder.render.problem import ThemeProblem


@contextmanager
def theme_usable() -> Iterator[None]:
    try:
        yield
    except ThemeProblem as problem:
        raise Problem(f"主题或词语用不了 the theme or a word cannot be used\n  {problem}") from None
