"""Files that differ between two revisions → records paired by id, wherever their files went."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TypeVar

from site_builder.model.case import Case, Visit
from site_builder.model.change import CaseChange, VisitChange, joined
from site_builder.model.decode import Decoder
from site_builder.records.read import Read, read_markdown
from site_builder.sources.git import Blob, FileChange, Repository, Tree
from site_builder.sources.layout import TOP, Files, Kind, id_of, is_record, is_visit
from site_builder.spec import Spec
from site_builder.text.source import Source

NAMED = re.compile(rb"(?<![0-9A-Za-z-])[A-Z][A-Z0-9]*-\d{4}-\d{4}(?![0-9A-Za-z-])")
"""Ids of cases and visits in a file's bytes."""
_SEALED = re.compile(rb"^[\"']?access[\"']?\s*:\s*[\"']?sealed", re.MULTILINE)
R = TypeVar("R", Case, Visit)


@dataclass(frozen=True, slots=True)
class SourceChange:
    """One file between two revisions, with its bytes; None where there is no regular file.

    Of a file that a merge put together, `accepted` is what the accepted line had.
    """

    path: str
    before: Source | None
    after: Source | None
    accepted: Source | None = None


@dataclass(frozen=True)
class Changed:
    """The records that differ between two revisions.

    `unread_before` and `unread_after` are the paths of files that are there but could not be read.
    """

    cases: tuple[CaseChange, ...] = ()
    visits: tuple[VisitChange, ...] = ()
    unread_before: tuple[str, ...] = ()
    unread_after: tuple[str, ...] = ()


def with_bytes(repository: Repository, changes: Iterable[tuple[FileChange, Blob | None]]) -> tuple[SourceChange, ...]:
    """The changes of commits, each with what an accepted line had, read at one go."""
    wanted = [(c, accepted) for c, accepted in changes if is_record(c.path) or c.path in TOP]
    data = repository.read(blob for c, accepted in wanted for blob in (c.before, c.after, accepted) if blob)

    def source(path: str, blob: Blob | None) -> Source | None:
        return Source(path, data[blob.id]) if blob and blob.kind is Kind.FILE else None

    return tuple(
        SourceChange(c.path, source(c.path, c.before), source(c.path, c.after), source(c.path, accepted))
        for c, accepted in wanted
    )


def against_folder(repository: Repository, tree: Tree, folder: Files) -> tuple[SourceChange, ...]:
    """What the files of a folder changed against a commit, committed or not."""
    now = {
        s.path: s
        for s in (
            folder.grids,
            folder.people,
            folder.settings,
            folder.waivers,
            folder.shapes,
            *folder.cases,
            *folder.visits,
        )
        if s
    }
    then = {path: blob for path, blob in tree.items() if is_record(path) or path in TOP}
    differing = [
        path
        for path in sorted(now.keys() | then.keys())
        if path not in now or path not in then or not is_same(repository, then[path], now[path])
    ]
    data = repository.read(then[path] for path in differing if path in then)
    return tuple(
        SourceChange(
            path,
            Source(path, data[then[path].id]) if path in then and then[path].id in data else None,
            now.get(path),
        )
        for path in differing
    )


def is_same(repository: Repository, blob: Blob, source: Source) -> bool:
    """True where a commit holds a file as it is in the folder; git may have written its line ends as CRLF."""
    plain = source.data.replace(b"\r\n", b"\n")
    return blob.kind is Kind.FILE and blob.id in {repository.blob_id(data) for data in (source.data, plain)}


def sealed_paths(changes: Iterable[SourceChange]) -> frozenset[str]:
    """The paths of files that are sealed before or after, also where they cannot be read otherwise."""
    return frozenset(c.path for c in changes for s in (c.before, c.after) if s and _SEALED.search(s.data))


@dataclass
class Reader:
    """Reads the records of many revisions. Of each path the last version read is kept, so it is not read again."""

    spec: Spec
    _kept: dict[str, tuple[Source, Read, Case | Visit | None]] = field(default_factory=dict)

    def read(self, source: Source) -> tuple[Read, Case | Visit | None]:
        """A file read, and its case or visit with references unchecked; None where it cannot be read."""
        kept = self._kept.get(source.path)
        if kept is None or kept[0] != source:
            read = read_markdown(source)
            decoder = Decoder(self.spec, None)
            decode = decoder.visit if is_visit(source.path) else decoder.case
            kept = (source, read, None if read.record is None else decode(read.record)[0])
            self._kept[source.path] = kept
        return kept[1], kept[2]

    def changed(self, changes: Iterable[SourceChange]) -> Changed:
        """The records of these files, paired by id."""
        records = [c for c in changes if is_record(c.path)]
        before = {c.path: self._before(c) for c in records if c.before or c.accepted}
        after = {c.path: self.read(c.after)[1] for c in records if c.after}
        unread_before = tuple(path for path, value in before.items() if value is None)
        unread_after = tuple(path for path, value in after.items() if value is None)
        uncertain = {id_of(path) for path in (*unread_before, *unread_after)}
        cases = _pairs(_of(Case, before), _of(Case, after), lambda case: case.path)
        visits = _pairs(_of(Visit, before), _of(Visit, after), lambda visit: visit.record.path)
        return Changed(
            tuple(CaseChange(b, a) for id, b, a in cases if id not in uncertain),
            tuple(VisitChange(b, a) for id, b, a in visits if id not in uncertain),
            unread_before,
            unread_after,
        )

    def _before(self, change: SourceChange) -> Case | Visit | None:
        """The record before: of a file that a merge put together, what both lines said."""
        own, accepted = (self.read(s)[1] if s else None for s in (change.before, change.accepted))
        if isinstance(own, Case) and isinstance(accepted, Case) and own.id == accepted.id:
            return joined(accepted, own)
        return accepted if change.accepted else own


def _of(kind: type[R], values: dict[str, Case | Visit | None]) -> list[R]:
    return [value for value in values.values() if isinstance(value, kind)]


def _pairs(before: list[R], after: list[R], path: Callable[[R], str]) -> Iterable[tuple[str, R | None, R | None]]:
    """Each id once, in order: the record before and after. Of two files with one id, the one that stayed is meant."""
    old = {record.id: record for record in reversed(before)}
    new: dict[str, R] = {}
    for record in after:
        former = old.get(record.id)
        if record.id not in new or (former is not None and path(record) == path(former)):
            new[record.id] = record
    for id in sorted(old.keys() | new.keys()):
        yield id, old.get(id), new.get(id)
