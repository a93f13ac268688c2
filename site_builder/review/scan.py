"""Personal data that git keeps: in any version of any file, in messages, in names of files, branches and tags.

What was committed once stays, also after it was taken out of the files. Every object of the repository is looked through
once, those that no commit leads to any more too; what was found is remembered by the object's name, and the next time
only new objects are read. A find is a kind and a place, never the number. Source: hazards notes §5, "Git".
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from site_builder.cache.place import cache_folder
from site_builder.cache.program import program
from site_builder.output.decoded import texts_of
from site_builder.output.write import replace_file
from site_builder.sources.git import Repository
from site_builder.sources.layout import shown
from site_builder.text.personal_data import CERTAIN, find_personal_data

KINDS = CERTAIN | {"identity_like"}
"""What is told: numbers that are certain, and what looks like one of an identity card."""
SCANNED = "scanned.json"
AT_ONCE = 500
LARGEST = 32 * 1024 * 1024
"""A larger file is told as one that was not looked through."""
Spot = tuple[str, int, int]
"""A kind, and the line and column at which it begins, from 1; 0 and 0 in a packed file."""


@dataclass(frozen=True, slots=True, order=True)
class Found:
    """One find. `where` is what holds it: a path, or `message`, `path`, `reference`; `commit` the short name of the first
    commit that has it, "" where none has; `is_there` where it stands in the files as they were committed last."""

    commit: str
    on: date | None
    where: str
    line: int
    column: int
    kind: str
    is_there: bool


@dataclass(frozen=True)
class Scan:
    """What came of looking. `looked` and `known` count the objects that were read now and those remembered."""

    found: tuple[Found, ...]
    looked: int
    known: int
    too_large: tuple[str, ...]
    is_shallow: bool


def scan(folder: Path) -> Scan:
    """Look through the whole repository around a register. Raises NotInGit, HistoryMissing."""
    repository = Repository(Repository(folder).top())
    objects = [(id, size) for id, what, size in repository.objects() if what in ("blob", "commit", "tag")]
    kept = _remembered(folder)
    new = [id for id, size in objects if id not in kept and size <= LARGEST]
    spots: dict[str, list[Spot]] = {id: kept[id] for id, _ in objects if id in kept}
    for at in range(0, len(new), AT_ONCE):
        for id, data in repository.contents(new[at : at + AT_ONCE]):
            spots[id] = list(_spots(data))
    _remember(folder, spots)
    too_large = tuple(id[:8] for id, size in objects if size > LARGEST)
    found = tuple(sorted(_placed(repository, spots), key=lambda one: (one.on or date.min, one)))
    return Scan(found, len(new), len(spots) - len(new), too_large, repository.is_shallow)


def _spots(data: bytes) -> Iterator[Spot]:
    """The finds in one object: with their lines where it is a text, without where it had to be opened."""
    try:
        yield from _in_text(data.decode("utf-8"))
    except UnicodeDecodeError:
        texts = [*texts_of(data), data.decode("gb18030", "ignore")]
        yield from sorted({(kind, 0, 0) for text in texts for kind, _, _ in _in_text(text)})


def _in_text(text: str) -> Iterator[Spot]:
    for hit in find_personal_data(text):
        if hit.kind in KINDS:
            yield hit.kind, text.count("\n", 0, hit.start) + 1, hit.start - text.rfind("\n", 0, hit.start)


def _placed(repository: Repository, spots: dict[str, list[Spot]]) -> Iterator[Found]:
    """The finds by where they stand: each once, at the first commit that has it."""
    hits = {id: own for id, own in spots.items() if own}
    at: dict[str, tuple[str, str, date]] = {}
    paths: dict[str, tuple[str, date]] = {}
    now: frozenset[str] = frozenset()
    head: frozenset[str] = frozenset()
    for commit, changes in repository.every_change():
        for change in changes:
            paths.setdefault(change.path, (commit.short, commit.on))
            if change.after is not None and change.after.id in hits:
                at.setdefault(change.after.id, (shown(change.path), commit.short, commit.on))
        if commit.id in hits:
            at[commit.id] = ("message", commit.short, commit.on)
    if paths:
        tree = repository.tree(repository.head())
        now, head = frozenset(blob.id for blob in tree.values()), frozenset(tree)
    for id, own in hits.items():
        where, short, on = at.get(id, ("", "", None))
        for kind, line, column in own if where != "message" else dict.fromkeys((kind, 0, 0) for kind, _, _ in own):
            yield Found(short, on, where or "object " + id[:8], line, column, kind, id in now)
    for path, (short, on) in paths.items():
        yield from (Found(short, on, "path", 0, 0, kind, path in head) for kind in _kinds(path))
    for name in repository.references():
        yield from (Found("", None, "reference", 0, 0, kind, True) for kind in _kinds(name))


def _kinds(name: str) -> list[str]:
    return sorted({kind for kind, _, _ in _in_text(name.replace("/", "\n").removesuffix(".md"))})


def _remembered(folder: Path) -> dict[str, list[Spot]]:
    """What was found in which object by this version of the program."""
    place = cache_folder(folder)
    if place is None:
        return {}
    try:
        told = json.loads((place / SCANNED).read_bytes())
        if told["program"] != program().hex():
            return {}
        clean: Iterable[str] = told["clean"]
        dirty = {id: [(str(k), int(line), int(c)) for k, line, c in own] for id, own in told["found"].items()}
        return {**{id: [] for id in clean}, **dirty}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def _remember(folder: Path, spots: dict[str, list[Spot]]) -> None:
    """Without a cache, or on a full disk, everything is read again the next time."""
    place = cache_folder(folder)
    if place is None:
        return
    value = {
        "program": program().hex(),
        "clean": sorted(id for id, own in spots.items() if not own),
        "found": {id: own for id, own in sorted(spots.items()) if own},
    }
    try:
        replace_file(os.fspath(place / SCANNED), json.dumps(value).encode())
    except OSError:
        pass
