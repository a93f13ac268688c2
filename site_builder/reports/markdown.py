"""Texts of cases inside Markdown that a forge or an editor will show."""

from __future__ import annotations

from collections.abc import Iterable


def table_line(cells: Iterable[str]) -> str:
    """One row of a table, of cells that are Markdown already."""
    return "| " + " | ".join(cells) + " |"


def escaped(text: str) -> str:
    """A text in a Markdown table: it ends no cell and opens no element."""
    return text.replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;").replace("\n", "<br>")
