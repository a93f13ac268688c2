"""A part of a site that is made at one go, and what it is made from, so that it need not be made again."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator
from dataclasses import dataclass
from functools import partial

from site_builder.render.page import File, Page
from site_builder.views.edition import Edition

Input = bytes | str | int | None


class _All(Container[str]):
    """Whatever is asked for is in it."""

    def __contains__(self, what: object) -> bool:
        return True


ALL: Container[str] = _All()
"""Every case and every week, for `parts_about`."""


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


def parts_in(
    kind: object, edition: Edition, make: Callable[[Edition], Iterable[Page | File]], about: Container[str]
) -> Iterator[Part]:
    """The parts of a type, a module: those of its own, and those about some cases and weeks. One that has neither
    function is one part."""
    parts: Callable[[Edition], Iterator[Part]] | None = getattr(kind, "parts", None)
    parts_about: Callable[[Edition, Container[str]], Iterator[Part]] | None = getattr(kind, "parts_about", None)
    if parts is None and parts_about is None:
        yield only_part(kind, partial(make, edition))
    if parts is not None:
        yield from parts(edition)
    if parts_about is not None:
        yield from parts_about(edition, about)


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
