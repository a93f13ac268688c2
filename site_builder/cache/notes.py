"""Notes on single records beside the verdicts: what was worked out of each, by what stands for it."""

from __future__ import annotations

import marshal
import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from site_builder.cache.ledger import clear, read_ledger, write_ledger
from site_builder.cache.packs import ENDING, MANY, Packs, PacksWriter, PackWriter, Where, gathered
from site_builder.cache.stamps import digest
from site_builder.cache.values import Damaged

FOLDER = "notes"
NOTES, FILE = "notes", "file"
"""What a ledger has: notes one by one, or one file."""
AHEAD = f"-ahead{ENDING}"
_SIZE, _DIGEST = 4, 16


class KeptNotes:
    """The notes of one register, each kind in a folder of its own with a ledger and packs like those of the verdicts."""

    def __init__(self, cache: Path) -> None:
        self._base = cache / FOLDER
        self._ahead: dict[tuple[str, int], _Ahead] = {}

    def ahead(self, name: str, thing: str, stands_for: bytes, make: Callable[[], Any]) -> None:
        """Note one thing while it is at hand, for whoever asks for each of them (`each`, `taken`), in this process or
        another. Nothing, where it is noted, or where a file is kept of all."""
        own = name, os.getpid()
        if own not in self._ahead:
            self._ahead[own] = _Ahead(self._folder(name))
        self._ahead[own].add(thing, stands_for, make)

    def taken(self, name: str, things: Iterable[tuple[str, bytes]], make: Callable[[str], Any]) -> Iterator[Any]:
        """As `each`, of what was noted ahead; nothing is kept for another time."""
        folder = self._folder(name)
        packs = Packs(folder)
        fresh = dict(_fresh(folder, packs, ())) if folder.is_dir() else {}
        try:
            for thing, stands_for in things:
                known = fresh.get(thing)
                if known is not None and known[0] == stands_for:
                    yield marshal.loads(packs.read(known[1]))
                else:
                    yield make(thing)
        finally:
            packs.close()
            for name in {where[0] for _, where in fresh.values()}:
                with suppress(OSError):
                    os.unlink(folder / name)

    def each(self, name: str, things: Iterable[tuple[str, bytes]], make: Callable[[str], Any]) -> Iterator[Any]:
        """The note on each thing, in order. Raises Damaged; what is damaged is deleted before."""
        folder = self._folder(name)
        try:
            os.makedirs(folder, mode=0o700, exist_ok=True)
        except OSError:
            return (make(thing) for thing, _ in things)
        return self._each(folder, things, make)

    def file(
        self, name: str, path: str, is_of_use: Callable[[Mapping[str, bytes]], bool]
    ) -> Mapping[str, bytes] | None:
        """Put a copy of a file kept of some things at `path`, where it is of use by what stands for each of them, which is
        given back; None where there is none. Raises Damaged as `each`; OSError where the copy cannot be written."""
        folder = self._folder(name)
        if not folder.is_dir():
            return None
        packs = Packs(folder)
        try:
            kept = _former(folder, packs, FILE)
            if not kept or not is_of_use(kept["things"]):
                return None
            packs.copy(kept["where"], path)
        except Damaged:
            clear(folder)
            raise
        finally:
            packs.close()
        things: Mapping[str, bytes] = kept["things"]
        return things

    def keep_file(self, name: str, things: Mapping[str, bytes], path: str) -> None:
        """Keep a copy of a file in the place of the one kept before; where the disk refuses, that one stays."""
        folder = self._folder(name)
        try:
            os.makedirs(folder, mode=0o700, exist_ok=True)
            where = PackWriter(folder).take(path)
            write_ledger(folder, {"packs": {where[0]}, FILE: {"where": where, "things": dict(things)}})
        except OSError:
            return

    def _folder(self, name: str) -> Path:
        return self._base / digest(name.encode()).hex()

    def _each(self, folder: Path, things: Iterable[tuple[str, bytes]], make: Callable[[str], Any]) -> Iterator[Any]:
        packs = Packs(folder)
        try:
            former = _former(folder, packs)
            fresh = dict(_fresh(folder, packs, {where[0] for _, where in former.values()}))
            found: dict[str, tuple[bytes, Where]] = {}
            new = _New(folder)
            for thing, stands_for in things:
                known = former.get(thing)
                if known is None or known[0] != stands_for:
                    known = fresh.get(thing)
                if known is not None and known[0] == stands_for:
                    found[thing] = known
                    yield marshal.loads(packs.read(known[1]))
                else:
                    note = make(thing)
                    if (where := new.add(marshal.dumps(note))) is not None:
                        found[thing] = stands_for, where
                    yield note
            if found != former and new.close():
                _save(folder, found, packs)
        except Damaged:
            packs.close()
            clear(folder)
            raise
        finally:
            packs.close()


class _Ahead:
    """A pack of notes that a process writes one by one, each with a head that tells what it is: other processes read it
    before any ledger names it."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / f"{os.getpid()}-{os.urandom(6).hex()}{AHEAD}"
        self._known: dict[str, tuple[bytes, Where]] | None = None
        self._refused = False

    def add(self, thing: str, stands_for: bytes, make: Callable[[], Any]) -> None:
        if self._refused:
            return
        try:
            if self._known is None:
                os.makedirs(self._path.parent, mode=0o700, exist_ok=True)
                self._known = _named(self._path.parent)
            known = self._known.get(thing)
            if known is not None and known[0] == stands_for:
                return
            body = marshal.dumps(make())
            head = marshal.dumps((thing, stands_for, len(body), digest(body)))
            data = len(head).to_bytes(_SIZE, "little") + digest(head) + head + body
            descriptor = os.open(
                self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600
            )
            try:
                self._refused = os.write(descriptor, data) != len(data)
            finally:
                os.close(descriptor)
        except (Damaged, OSError):  # or a file is kept of all; what is damaged is told to who asks for it
            self._refused = True


def _named(folder: Path) -> dict[str, tuple[bytes, Where]]:
    """The notes that a ledger names."""
    packs = Packs(folder)
    try:
        return _former(folder, packs)
    finally:
        packs.close()


def _fresh(folder: Path, packs: Packs, named: Collection[str]) -> Iterator[tuple[str, tuple[bytes, Where]]]:
    """The notes of packs that no ledger names yet. What another process has not quite written, or left so, is left out."""
    for name in sorted(os.listdir(folder)):
        if not name.endswith(AHEAD) or name in named:
            continue
        try:
            packs.hold([name])
        except Damaged:
            continue
        at = 0
        while len(start := packs.peek(name, at, _SIZE + _DIGEST)) == _SIZE + _DIGEST:
            head = packs.peek(name, at + len(start), int.from_bytes(start[:_SIZE], "little"))
            if digest(head) != start[_SIZE:]:
                break
            at += len(start) + len(head)
            thing, stands_for, length, expected = marshal.loads(head)
            if digest(packs.peek(name, at, length)) != expected:
                break
            yield thing, (stands_for, (name, at, length, expected))
            at += length


class _New:
    """New notes on their way to a pack; none any more once the disk refuses."""

    def __init__(self, folder: Path) -> None:
        self._packs = PacksWriter(folder)
        self._refused = False

    def add(self, data: bytes) -> Where | None:
        if self._refused:
            return None
        try:
            return self._packs.add(data)
        except OSError:
            self._refused = True
            return None

    def close(self) -> bool:
        try:
            self._packs.close()
        except OSError:
            self._refused = True
        return not self._refused


def _former(folder: Path, packs: Packs, what: str = NOTES) -> dict[str, Any]:
    try:
        ledger = read_ledger(folder, packs.hold)
    except OSError:
        return {}
    if ledger is None:
        return {}
    notes = ledger.get(what)
    if not isinstance(notes, dict):
        raise Damaged(FOLDER)
    return notes


def _save(folder: Path, notes: dict[str, tuple[bytes, Where]], packs: Packs) -> None:
    try:
        if len({where[0] for _, where in notes.values()}) > MANY:
            packs.hold({where[0] for _, where in notes.values()})
            moved = gathered(packs, (where for _, where in notes.values()))
            notes = {thing: (stands_for, moved[where]) for thing, (stands_for, where) in notes.items()}
        write_ledger(folder, {"packs": {where[0] for _, where in notes.values()}, NOTES: notes})
    except OSError:
        return
