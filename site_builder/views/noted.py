"""What was worked out of single cases in a former build, and need not be worked out again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from site_builder.model.case import Case

if TYPE_CHECKING:
    from site_builder.views.edition import Edition

T = TypeVar("T")


class Notes(Protocol):
    """Where they are written down. A note is of texts, numbers, None and tuples of them, and nothing else."""

    def each(self, name: str, things: Iterable[tuple[str, bytes]], make: Callable[[str], Any]) -> Iterator[Any]:
        """The note on each thing, in order; `things` are names with what stands for all that their notes depend on.

        `make` gives what is not known. `name` stands for what is noted, and for `make`.
        """


def noted(edition: Edition, name: str, cases: Iterable[Case], make: Callable[[Case], T]) -> Iterator[T]:
    """`make` of each of some of the edition's cases, in order, taken from a former build where that is known.

    What it gives may depend on nothing but the case, those it has to do with (`Edition.groups`), the town, spec,
    settings, day and language: what `Index.stands_for` tells.
    """
    groups, notes = edition.groups, edition.notes
    by_path = {case.path: case for case in cases}
    if groups is None or notes is None or not by_path.keys() <= groups.keys():
        return map(make, by_path.values())
    things = ((path, groups[path]) for path in by_path)
    return notes.each(f"{name} {edition.audience} {edition.language}", things, lambda path: make(by_path[path]))
