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

    `about` is the id of the case, or the week, that the part tells of: what tells of one is made at one go, and what is
    worked out of it once serves all.

    `merges` says that what the part tells of all cases follows from what it tells of each group of cases by itself, those
    that name each other: lists of rows, sums, first and last days do; a share without the counts it is made of does not.
    It depends on nothing beside the cases but what every page does and on which lists and weeks there are to link to.
    Where it tells the same of what changed as before, its files stay (`unaffected`). `tell` gives what they tell, as far
    as that can be had for less than `make`.
    """

    name: str
    make: Callable[[], Iterable[Page | File]]
    inputs: tuple[Input, ...] | None = None
    about: str = ""
    merges: bool = False
    tell: Callable[[], object] | None = None


def only_part(kind: object, make: Callable[[], Iterable[Page | File]]) -> Part:
    """All of a type, a module, that does not say what its files are made from."""
    return Part(vars(kind)["__name__"], make, merges=vars(kind).get("MERGES", False))


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
