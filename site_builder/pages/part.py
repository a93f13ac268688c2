"""A part of a site that is made at one go, and what it is made from, so that it need not be made again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from site_builder.render.page import File, Page

Input = bytes | str | int | None


@dataclass(frozen=True, slots=True)
class Part:
    """Some pages or files of one type. `name` is the part's own in its site; `make` makes it.

    `inputs` are given where they are known without making anything: all that decides what stands in the files, and
    which there are, beside what every page depends on: the program, town, spec, settings, theme, day, audience and
    language. A case enters by `Index.stands_for`. With the same inputs the files of the former build stay.

    `about` is the id of the case that the part tells of: what tells of one case is made at one go, and what is worked
    out of it once serves all.
    """

    name: str
    make: Callable[[], Iterable[Page | File]]
    inputs: tuple[Input, ...] | None = None
    about: str = ""


def pages_in(parts: Iterable[Part]) -> Iterator[Page]:
    """Every page of some parts, made."""
    for part in parts:
        for made in part.make():
            assert isinstance(made, Page)
            yield made


def files_in(parts: Iterable[Part]) -> Iterator[File]:
    """Every file of some parts that are not pages, made."""
    for part in parts:
        for made in part.make():
            assert isinstance(made, File)
            yield made
