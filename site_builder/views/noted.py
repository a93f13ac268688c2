"""What was worked out of single cases in a former build, and need not be worked out again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
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

    def ahead(self, name: str, thing: str, stands_for: bytes, make: Callable[[], Any]) -> None:
        """Note one thing, where it is not noted, for whoever asks for each of them later."""

    def taken(self, name: str, things: Iterable[tuple[str, bytes]], make: Callable[[str], Any]) -> Iterator[Any]:
        """As `each`, of what was noted ahead in this build; nothing is written down."""

    def file(
        self, name: str, path: str, is_of_use: Callable[[Mapping[str, bytes]], bool]
    ) -> Mapping[str, bytes] | None:
        """Put a copy of the file that was kept at `path`, where it is of use by what stands for each thing it tells of,
        which is given back; None where there is none."""

    def keep_file(self, name: str, things: Mapping[str, bytes], path: str) -> None:
        """Keep a copy of the file at a path, in the place of the one kept before."""


def note_ahead(edition: Edition, name: str, case: Case, make: Callable[[Case], Any]) -> None:
    """Note what `noted` or `taken` will be asked for, while the case is at hand: to fetch it and to work out its history
    and its deadlines costs more than to tell of it."""
    groups, notes = edition.groups, edition.notes
    if groups is not None and notes is not None and case.path in groups:
        notes.ahead(_called(edition, name), case.path, groups[case.path], lambda: make(case))


def taken(edition: Edition, name: str, cases: Iterable[Case], make: Callable[[Case], T]) -> Iterator[T]:
    """As `noted`, where a file made of all is kept and not what it was made from."""
    return _asked(edition.notes.taken if edition.notes else None, edition, name, cases, make)


def noted(edition: Edition, name: str, cases: Iterable[Case], make: Callable[[Case], T]) -> Iterator[T]:
    """`make` of each of some of the edition's cases, in order, taken from a former build where that is known.

    What it gives may depend on nothing but the case, those it has to do with (`Edition.groups`), the town, spec,
    settings, day and language: what `Index.stands_for` tells.
    """
    return _asked(edition.notes.each if edition.notes else None, edition, name, cases, make)


def _asked(
    ask: Callable[..., Iterator[T]] | None, edition: Edition, name: str, cases: Iterable[Case], make: Callable[[Case], T]
) -> Iterator[T]:
    """What is noted of cases, by one of the ways to ask for it; made of each where nobody knows what stands for it."""
    groups = edition.groups
    by_path = {case.path: case for case in cases}
    if ask is None or groups is None or not by_path.keys() <= groups.keys():
        return map(make, by_path.values())
    things = ((path, groups[path]) for path in by_path)
    return ask(_called(edition, name), things, lambda path: make(by_path[path]))


@dataclass(frozen=True, slots=True)
class FormerFile:
    """A file about all cases as a former build made it: of the cases in `stale` it tells what is no longer so, or should
    tell nothing; `changed` are to be told of anew."""

    stale: tuple[str, ...]
    changed: tuple[Case, ...]


def former_file(edition: Edition, name: str, cases: Iterable[Case], path: str) -> FormerFile | None:
    """Put at `path` a file that a former build kept of the edition's cases; None, and nothing there, where there is none
    or more than half of the cases are others now.

    What the file tells of a case may depend on what a note may (`noted`), but for what is told of no single one.
    """
    cases = tuple(cases)
    notes, things = edition.notes, _things(edition, cases)
    if notes is None or things is None:
        return None

    def others(former: Mapping[str, bytes]) -> FormerFile:
        stale = tuple(id for id, stands_for in former.items() if things.get(id) != stands_for)
        return FormerFile(stale, tuple(case for case in cases if former.get(case.id) != things[case.id]))

    def is_of_use(former: Mapping[str, bytes]) -> bool:
        found = others(former)
        return max(len(found.stale), len(found.changed)) <= len(things) // 2

    former = notes.file(_called(edition, name), path, is_of_use)
    return others(former) if former is not None else None


def keep_file(edition: Edition, name: str, cases: Iterable[Case], path: str) -> None:
    """Keep the file at `path` for a later build's `former_file`; as far as that can be."""
    things = _things(edition, cases)
    if edition.notes is not None and things is not None:
        edition.notes.keep_file(_called(edition, name), things, path)


def _things(edition: Edition, cases: Iterable[Case]) -> dict[str, bytes] | None:
    groups = edition.groups
    if groups is None:
        return None
    paths = {case.id: case.path for case in cases}
    return {id: groups[path] for id, path in paths.items()} if groups.keys() >= set(paths.values()) else None


def _called(edition: Edition, name: str) -> str:
    return f"{name} {edition.audience} {edition.language}"
