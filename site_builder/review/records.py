"""Files that differ between two revisions → records paired by id, wherever their files went."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TypeVar

from site_builder.model.case import Case, Visit
from site_builder.model.change import CaseChange, VisitChange
from site_builder.model.decode import Decoder
from site_builder.records.node import Record
from site_builder.records.read import read_markdown
from site_builder.sources.git import FileChange, Repository, Tree
from site_builder.sources.layout import TOP, Files, Kind, id_of, is_record, is_visit
from site_builder.spec import Spec
from site_builder.text.finding import Finding
from site_builder.text.source import Source

NAMED = re.compile(rb"(?<![0-9A-Za-z-])[A-Z][A-Z0-9]*-\d{4}-\d{4}(?![0-9A-Za-z-])")
"""Ids of cases and visits in a file's bytes."""
R = TypeVar("R", Case, Visit)


@dataclass(frozen=True, slots=True)
class SourceChange:
    """One file between two revisions, with its bytes; None where there is no regular file."""

    path: str
    before: Source | None
    after: Source | None


@dataclass(frozen=True)
class Changed:
    """The records that differ between two revisions.

    `lost` are the paths that could be read before or after, but not on the other side: before and after the change.
    """

    cases: tuple[CaseChange, ...] = ()
    visits: tuple[VisitChange, ...] = ()
    unread_before: tuple[str, ...] = ()
    unread_after: tuple[str, ...] = ()


def with_bytes(repository: Repository, changes: Iterable[FileChange]) -> tuple[SourceChange, ...]:
    """The changes of commits, read at one go."""
    wanted = [c for c in changes if is_record(c.path) or c.path in TOP]
    data = repository.read(blob for c in wanted for blob in (c.before, c.after) if blob)
    return tuple(
        SourceChange(
            c.path,
            Source(c.path, data[c.before.id]) if c.before and c.before.kind is Kind.FILE else None,
            Source(c.path, data[c.after.id]) if c.after and c.after.kind is Kind.FILE else None,
        )
        for c in wanted
    )


def against_folder(repository: Repository, tree: Tree, folder: Files) -> tuple[SourceChange, ...]:
    """What the files of a folder changed against a commit, committed or not."""
    now = {s.path: s for s in (folder.grids, folder.people, folder.settings, *folder.cases, *folder.visits) if s}
    then = {path: blob for path, blob in tree.items() if is_record(path) or path in TOP}
    differing = [
        path
        for path in sorted(now.keys() | then.keys())
        if path not in now or path not in then or then[path].id != repository.blob_id(now[path].data)
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


@dataclass
class Reader:
    """Reads the records of many revisions; the same bytes under the same path are decoded once."""

    spec: Spec
    _records: dict[Source, tuple[Record | None, tuple[Finding, ...]]] = field(default_factory=dict)
    _decoded: dict[Source, Case | Visit | None] = field(default_factory=dict)

    def record(self, source: Source) -> tuple[Record | None, tuple[Finding, ...]]:
        """The positioned tree of a file and what is wrong with its text."""
        if source not in self._records:
            read = read_markdown(source)
            self._records[source] = (read.record, read.findings)
        return self._records[source]

    def decode(self, source: Source) -> Case | Visit | None:
        """The case or visit of a file, references unchecked; None where it cannot be read."""
        if source not in self._decoded:
            record = self.record(source)[0]
            decoder = Decoder(self.spec, None)
            self._decoded[source] = (
                None if record is None else (decoder.visit if is_visit(source.path) else decoder.case)(record)[0]
            )
        return self._decoded[source]

    def changed(self, changes: Iterable[SourceChange]) -> Changed:
        """The records of these files, paired by id."""
        records = [c for c in changes if is_record(c.path)]
        before = [c.before for c in records if c.before]
        after = [c.after for c in records if c.after]
        unread_before = tuple(s.path for s in before if self.decode(s) is None)
        unread_after = tuple(s.path for s in after if self.decode(s) is None)
        uncertain = {id_of(path) for path in (*unread_before, *unread_after)}
        cases = _pairs(self._of(Case, before), self._of(Case, after), lambda case: case.path)
        visits = _pairs(self._of(Visit, before), self._of(Visit, after), lambda visit: visit.record.path)
        return Changed(
            tuple(CaseChange(b, a) for id, b, a in cases if id not in uncertain),
            tuple(VisitChange(b, a) for id, b, a in visits if id not in uncertain),
            unread_before,
            unread_after,
        )

    def _of(self, kind: type[R], sources: Iterable[Source]) -> list[R]:
        return [record for source in sources if isinstance(record := self.decode(source), kind)]


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
