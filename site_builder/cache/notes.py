"""Notes on single records beside the verdicts: what was worked out of each, by what stands for it."""

from __future__ import annotations

import marshal
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from site_builder.cache.ledger import clear, read_ledger, write_ledger
from site_builder.cache.packs import Packs, PackWriter, Where
from site_builder.cache.stamps import digest
from site_builder.cache.values import Damaged

FOLDER = "notes"
NOTES, FILE = "notes", "file"
"""What a ledger has: notes one by one, or one file."""
PIECE = 8_000_000
"""So many bytes of new notes are in memory before they are written."""


class KeptNotes:
    """The notes of one register, each kind in a folder of its own with a ledger and packs like those of the verdicts."""

    def __init__(self, cache: Path) -> None:
        self._base = cache / FOLDER

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
            found: dict[str, tuple[bytes, Where]] = {}
            new = _New(folder)
            for thing, stands_for in things:
                known = former.get(thing)
                if known is not None and known[0] == stands_for:
                    found[thing] = known
                    yield marshal.loads(packs.read(known[1]))
                else:
                    note = make(thing)
                    if (where := new.add(marshal.dumps(note))) is not None:
                        found[thing] = stands_for, where
                    yield note
            if found != former and new.close():
                _save(folder, found)
        except Damaged:
            packs.close()
            clear(folder)
            raise
        finally:
            packs.close()


class _New:
    """New notes on their way to a pack; none any more once the disk refuses."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._pack = PackWriter(folder)
        self._size = 0
        self._refused = False

    def add(self, data: bytes) -> Where | None:
        if self._refused:
            return None
        where = self._pack.add(data)
        self._size += len(data)
        if self._size > PIECE:
            self.close()
            self._pack, self._size = PackWriter(self._folder), 0
        return where

    def close(self) -> bool:
        try:
            self._pack.close()
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


def _save(folder: Path, notes: dict[str, tuple[bytes, Where]]) -> None:
    try:
        write_ledger(folder, {"packs": {where[0] for _, where in notes.values()}, NOTES: notes})
    except OSError:
        return
