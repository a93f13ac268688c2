"""What the pages of a change are made of: its lines, and values that lead only to pages there are."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Annotated, Any, TypeVar, cast

from site_builder.pages.shared import Link, Prose, Tag
from site_builder.views.change.lines import Line
from site_builder.views.change.preview import Preview
from site_builder.views.change.words import WORDS

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class PieceView:
    """A stretch of an edited text."""

    op: Annotated[str, "same, out or in."]
    text: Annotated[str, "The text."]


@dataclass(frozen=True, slots=True)
class LineView:
    """One thing that moved."""

    tag: Annotated[Tag, "What happened to it."]
    label: Annotated[str, "What moved."]
    before: Annotated[str, "Its value before, or empty."]
    after: Annotated[str, "Its value after, or empty."]
    text: Annotated[str, "What there is to say instead of two values, or empty."]
    rest: Annotated[str, "What goes with it: a reason, the evidence; or empty."]
    pieces: Annotated[tuple[PieceView, ...], "An edited text, piece by piece."]


def line_view(line: Line, edition: Preview) -> LineView:
    """A line with the word and the shape of what happened."""
    word = WORDS[edition.language][f"tag_{line.mark}"]
    pieces = tuple(PieceView(piece.op, piece.text) for piece in line.pieces)
    return LineView(Tag(word, line.mark), line.label, line.before, line.after, line.text, line.rest, pieces)


def within(value: T, paths: Set[str]) -> T:
    """A value in which every link leads to one of these pages, or is a name alone."""
    return cast(T, _within(value, paths))


def _within(value: Any, paths: Set[str]) -> Any:
    if isinstance(value, Link):
        return value if value.href in paths else replace(value, href="")
    if isinstance(value, Prose):
        return replace(value, ids=tuple(pair for pair in value.ids if pair[1] in paths))
    if isinstance(value, tuple):
        return tuple(_within(item, paths) for item in value)
    if is_dataclass(value) and not isinstance(value, type):
        own = {field.name: getattr(value, field.name) for field in fields(value)}
        return replace(value, **{name: _within(one, paths) for name, one in own.items()}) if own else value
    return value
