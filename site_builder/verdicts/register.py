"""The register of a folder, judged: verdicts that still stand are taken from the cache, the others are made anew."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import islice
from pathlib import Path

from site_builder.cache.ledger import clear, read_ledger, write_ledger
from site_builder.cache.packs import MANY, Packs, PackWriter, Where, gathered
from site_builder.cache.stamps import combined, digest, is_settled, now, stamp_of
from site_builder.cache.values import Damaged, from_bytes
from site_builder.model.case import Case, Visit
from site_builder.model.decode import Names
from site_builder.model.people import Town
from site_builder.model.stored import READY, Standing, StoredCase, Told
from site_builder.records.node import Record
from site_builder.records.read import read_markdown, root_of_markdown
from site_builder.settings import Settings
from site_builder.sources.folder import Unreadable, read_record
from site_builder.sources.layout import id_of, is_visit
from site_builder.spec import Spec
from site_builder.text.finding import Finding
from site_builder.text.source import Source
from site_builder.verdicts.entry import Entry, entry_of, ready_of, told_of
from site_builder.verdicts.groups import groups, words_like_ids
from site_builder.verdicts.judge import Court, judge
from site_builder.workers import Run

PIECE = 500
"""So many records are judged by one process at a time."""
FORMER = 200
"""So many records are known as they were before they changed."""
FEW = 60
"""So few are judged here: another process is not worth its start."""
LEDGER = 500
"""To write what is known of so many records takes longer than to judge one."""

_ID = READY.index("id")


class Changed(Exception):
    """A file of the register changed while it was being read; what was read of it is of two minds."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.path = path


@dataclass(frozen=True)
class Judgement:
    """Every record of a folder, judged. `groups` stand for each file and those it has to do with, by path; `blobs` are
    git's names for the files."""

    cases: tuple[Case, ...]
    visits: tuple[Visit, ...]
    findings: tuple[Finding, ...]
    bad: tuple[str, ...]
    paths: tuple[str, ...]
    texts: Mapping[str, str]
    groups: Mapping[str, bytes]
    blobs: Mapping[str, str]


class Cabinet:
    """The verdicts of one register. `note` is told to the person where the cache was of no use."""

    def __init__(self, root: Path, folder: Path, is_kept: bool) -> None:
        self.root = root
        self.folder = folder
        self.is_kept = is_kept
        self.packs = Packs(folder)
        self.note = ""
        self.entries: dict[str, Entry] = {}
        self._saved: dict[str, Entry] = {}
        self._former: dict[tuple[str, bytes], Entry] = {}
        self._standing: dict[str, Standing] = {}
        self._cases: dict[str, tuple[Entry, StoredCase]] = {}
        self._fetched: dict[str, None] = {}
        self._environment = b""
        if is_kept:
            self._load()

    def _load(self) -> None:
        try:
            ledger = read_ledger(self.folder, self.packs.hold)
            if ledger is not None:
                self._environment = ledger["environment"]
                self.entries = {path: Entry(*row) for path, row in ledger["records"].items()}
                self._saved = self.entries
                self._former = {what: Entry(*row) for what, row in ledger["former"].items()}
        except (Damaged, OSError, KeyError, TypeError) as error:
            self.forget(str(error))

    def forget(self, why: str) -> None:
        """Begin anew, and say so."""
        self.note = why or "?"
        self.entries, self._saved, self._former = {}, {}, {}
        self.packs.close()
        try:
            clear(self.folder)
        except OSError:
            self.is_kept = False

    # what lies on the shelf

    def whole(self, path: str) -> Case:
        where = self.entries[path].where
        assert where is not None
        value = from_bytes(self.packs.read(where))
        if not isinstance(value, Case):
            raise Damaged(path)
        self._fetched[path] = None
        return value

    def too_many(self, most: int) -> list[Case]:
        """Of the cases that were fetched whole those that were so longest ago, as many as are over `most`. They no longer
        count: whoever asks for them takes them from memory."""
        oldest = list(islice(self._fetched, max(0, len(self._fetched) - most)))
        for path in oldest:
            del self._fetched[path]
        return [self._cases[path][1] for path in oldest if path in self._cases]

    def told(self, path: str) -> Told:
        return told_of(self.entries[path].told, self._day)

    def is_ahead(self, path: str, day: date) -> bool | None:
        return self.entries[path].is_ahead if day == self._day else None

    def standing(self, path: str) -> Standing:
        found = self._standing.get(path)
        if found is None:
            found = from_bytes(self.entries[path].standing)
            if not isinstance(found, Standing):
                raise Damaged(path)
            self._standing[path] = found
        return found

    def text(self, path: str) -> str:
        """The text of a file as it was judged. Raises Changed."""
        return _text(self.source(path))

    def source(self, path: str) -> Source:
        source = read_record(self.root, path, [])
        if source is None or digest(source.data) != self.entries[path].digest:
            raise Changed(path)
        return source

    def record(self, path: str) -> Record:
        text = self.text(path)
        start, line = self.entries[path].body
        return Record(path, text, root_of_markdown, text[start:], line)

    # judging

    def judged(
        self,
        town: Town,
        spec: Spec,
        settings: Settings,
        environment: bytes,
        paths: Sequence[str],
        as_of: date,
        run: Run,
    ) -> Judgement:
        """Judge the records at `paths`. `environment` stands for town, spec, settings, day and program.

        Raises Changed, Damaged, sources.folder.Unreadable, workers.WorkerDied.
        """
        self._day = as_of
        if environment != self._environment:
            self.entries = {path: Entry(*entry[:4]) for path, entry in self.entries.items()}
            self._environment = environment
            self._former = {}
        before = self.entries
        refused: list[Finding] = []
        self._look(paths, refused, run)
        known = tuple(path for path in paths if path in self.entries)
        cases = {id_of(path) for path in paths if not is_visit(path)}
        visits = {id_of(path) for path in paths if is_visit(path)}
        all_ids = combined([*sorted(cases), "", *sorted(visits)])
        court = Court(town, spec, settings, Names.of(town, cases, visits), as_of)
        todo: list[tuple[bytes, tuple[str, ...]]] = []
        entries = self.entries
        for group in groups({path: entries[path].words for path in known}):
            if len(group) == 1:
                key = digest(environment + entries[group[0]].digest + os.fsencode(group[0]))
            else:
                key = combined([environment, *(part for path in group for part in (path, entries[path].digest))])
            if any(entries[path].group != key or entries[path].ids not in (b"", all_ids) for path in group):
                todo.append((key, group))
        for rows in self._judge(todo, court, all_ids, run):
            entries.update(rows)
            self.packs.hold({entry.where[0] for entry in rows.values() if entry.where})
        self._remember(before)
        self._standing = {path: one for path, one in self._standing.items() if entries.get(path) is before.get(path)}
        self._save()
        return self._judgement(known, refused)

    def _remember(self, before: Mapping[str, Entry]) -> None:
        """Keep the latest of what records were before they changed."""
        entries = self.entries
        for path, entry in before.items():
            if (now := entries.get(path)) is not entry and entry.group and (now is None or now.group != entry.group):
                self._former[path, entry.group] = entry
        self._former = dict([*self._former.items()][-FORMER:])

    def former(self, wanted: Mapping[str, bytes]) -> tuple[tuple[Case, ...], tuple[Visit, ...]] | None:
        """The records of these paths as they were when this stood for them, those that could be read; None where that is
        not known any more. What is only in a file that has changed raises Changed when it is asked for."""
        entries = {path: self._former.get((path, group)) for path, group in wanted.items()}
        shelf = copy(self)
        shelf.entries = {path: entry for path, entry in entries.items() if entry is not None}
        if len(shelf.entries) < len(wanted):
            return None
        shelf._standing, shelf._cases = {}, {}
        try:
            cases, visits, _ = shelf._values(wanted)
        except Changed:
            return None
        return cases, visits

    def _look(self, paths: Sequence[str], refused: list[Finding], run: Run) -> None:
        """Bring the entries up to date with the files: stamps first, bytes where these say nothing."""
        looked = now()
        found: dict[str, Entry] = {}
        unread: list[str] = []
        root = os.fspath(self.root)
        for path in paths:
            entry = self.entries.get(path)
            if entry is not None and entry.stamp is not None:
                try:
                    stamp = stamp_of(os.lstat(f"{root}/{path}"))
                except OSError:
                    stamp = None
                if stamp == entry.stamp:
                    found[path] = entry
                    continue
            unread.append(path)
        look = partial(_looked_at, self.root, looked)
        pieces = [unread[at : at + 4 * PIECE] for at in range(0, len(unread), 4 * PIECE)]
        for rows, findings in run(look, pieces) if len(unread) > 4 * PIECE else map(look, pieces):
            refused += findings
            for path, entry in rows.items():
                before = self.entries.get(path)
                same = before is not None and before.digest == entry.digest
                found[path] = before._replace(stamp=entry.stamp) if same and before else entry
        self.entries = {path: found[path] for path in paths if path in found}

    def _judge(
        self, todo: list[tuple[bytes, tuple[str, ...]]], court: Court, all_ids: bytes, run: Run
    ) -> Iterator[dict[str, Entry]]:
        pieces: list[list[tuple[bytes, tuple[str, ...]]]] = [[]]
        size = 0
        for group in todo:
            if size >= PIECE:
                pieces.append([])
                size = 0
            pieces[-1].append(group)
            size += len(group[1])
        work = partial(_judged_piece, self, court, all_ids)
        total = sum(len(paths) for _, paths in todo)
        return run(work, pieces) if total > FEW else map(work, pieces)

    def save(self) -> None:
        """Write down what is known, however little is new: a site was made of it, and the next one is made upon that."""
        if self.is_kept and self.entries != self._saved:
            self._write()

    def _save(self) -> None:
        if self.is_kept and self._is_worth_saving():
            self._write()

    def _write(self) -> None:
        packs = self._packs_named()
        try:
            if len(packs) > MANY:
                self._gather()
                packs = self._packs_named()
        except OSError as error:
            self.note = error.strerror or "?"
        ledger = {
            "environment": self._environment,
            "packs": packs,
            "records": {path: tuple(entry) for path, entry in self.entries.items()},
            "former": {what: tuple(entry) for what, entry in self._former.items()},
        }
        try:
            write_ledger(self.folder, ledger)
        except OSError as error:
            self.note = error.strerror or "?"
        self._saved = dict(self.entries)

    def _packs_named(self) -> set[str]:
        return {entry.where[0] for entry in (*self.entries.values(), *self._former.values()) if entry.where}

    def _gather(self) -> None:
        """Put all cases and visits into few packs: each build has left one with those that were new."""
        both = (*self.entries.values(), *self._former.values())
        moved = gathered(self.packs, [entry.where for entry in both if entry.where])

        def placed(entry: Entry) -> Entry:
            return entry._replace(where=moved[entry.where]) if entry.where else entry

        self.entries = {path: placed(entry) for path, entry in self.entries.items()}
        self._former = {what: placed(entry) for what, entry in self._former.items()}

    def _is_worth_saving(self) -> bool:
        """Where a large ledger would be written for few records, these are rather judged again the next time."""
        before = self._saved
        changed = sum(before.get(path) is not entry for path, entry in self.entries.items())
        gone = len(before.keys() - self.entries.keys())
        return changed * LEDGER > len(self.entries) or gone * LEDGER > len(before)

    def _judgement(self, known: Sequence[str], refused: list[Finding]) -> Judgement:
        findings = refused
        for path in known:
            if kept := self.entries[path].findings:
                findings += from_bytes(kept)
        cases, visits, bad = self._values(known)
        return Judgement(
            cases,
            visits,
            tuple(findings),
            (*(path for path in bad if not is_visit(path)), *(path for path in bad if is_visit(path))),
            tuple(known),
            _Texts(self, known),
            {path: self.entries[path].group for path in known},
            {path: self.entries[path].blob for path in known},
        )

    def _values(self, paths: Iterable[str]) -> tuple[tuple[Case, ...], tuple[Visit, ...], list[str]]:
        """The cases and visits of some paths, and the paths of those that could not be read. A case that stands as it did
        when it was asked for before is the same one, with all that was fetched of it."""
        former, self._cases = self._cases, {}
        cases: list[tuple[str, str, Case]] = []
        visits: list[Visit] = []
        bad: list[str] = []
        for path in paths:
            entry = self.entries[path]
            if entry.where is None:
                bad.append(path)
            elif entry.ready is None:
                visits.append(self._visit(path, entry.where))
            else:
                kept = former.get(path)
                if kept is None or kept[0] is not entry:
                    kept = entry, StoredCase.of(self, path, ready_of(entry.ready))
                self._cases[path] = kept
                cases.append((entry.ready[_ID], path, kept[1]))
        cases.sort()  # no two have one path, so that it never comes to the cases
        return (
            tuple([case for _, _, case in cases]),
            tuple(sorted(visits, key=lambda visit: (visit.id, visit.record.path))),
            bad,
        )

    def _visit(self, path: str, where: Where) -> Visit:
        visit = from_bytes(self.packs.read(where))
        if not isinstance(visit, Visit):
            raise Damaged(path)
        object.__setattr__(visit, "record", self.record(path))
        return visit


class _Texts(Mapping[str, str]):
    """The texts of the records, each read when somebody wants to see a line of it."""

    def __init__(self, cabinet: Cabinet, paths: Iterable[str]) -> None:
        self._cabinet = cabinet
        self._paths = dict.fromkeys(paths)

    def __getitem__(self, path: str) -> str:
        if path not in self._paths:
            raise KeyError(path)
        text = read_markdown(self._cabinet.source(path)).text
        if text is None:
            raise KeyError(path)
        return text

    def __iter__(self) -> Iterator[str]:
        return iter(self._paths)

    def __len__(self) -> int:
        return len(self._paths)


def _text(source: Source) -> str:
    """The text of a file that has been decoded before, and found to be in order."""
    return source.data.decode("utf-8").removeprefix("\ufeff").replace("\r\n", "\n")


def _blob(data: bytes) -> str:
    """The name that git gives to a file of these bytes, in repositories that name by SHA-1."""
    return hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()


def _looked_at(root: Path, looked: int, paths: list[str]) -> tuple[dict[str, Entry], list[Finding]]:
    """In a process of its own: read files, and what stands for them."""
    rows: dict[str, Entry] = {}
    findings: list[Finding] = []
    for path in paths:
        try:
            before = stamp_of(os.lstat(root / path))
        except FileNotFoundError:
            raise Changed(path) from None
        except OSError as error:
            raise Unreadable(path, error.strerror or str(error)) from None
        source = read_record(root, path, findings)
        if source is not None:
            stamp = before if before is not None and is_settled(before, looked) else None
            rows[path] = Entry(stamp, digest(source.data), _blob(source.data), words_like_ids(source))
    return rows, findings


def _judged_piece(
    cabinet: Cabinet, court: Court, all_ids: bytes, piece: list[tuple[bytes, tuple[str, ...]]]
) -> dict[str, Entry]:
    """In a process of its own: judge some groups, and put their cases into a pack."""
    keys = {path: key for key, paths in piece for path in paths}
    pack = PackWriter(cabinet.folder)
    rows = {
        verdict.path: entry_of(verdict, cabinet.entries[verdict.path], keys[verdict.path], all_ids, pack)
        for verdict in judge([cabinet.source(path) for path in keys], court)
    }
    pack.close()
    return rows


@contextmanager
def opened(root: Path, folder: Path | None) -> Iterator[Cabinet]:
    """The cabinet of a register; without a folder one that is gone afterwards."""
    if folder is not None:
        cabinet = Cabinet(root, folder, is_kept=True)
        try:
            yield cabinet
        finally:
            cabinet.packs.close()
        return
    with tempfile.TemporaryDirectory(prefix="sidan-") as temporary:
        cabinet = Cabinet(root, Path(temporary), is_kept=False)
        try:
            yield cabinet
        finally:
            cabinet.packs.close()
