"""Notes on single records beside the verdicts: what was worked out of each, by what stands for it."""

from __future__ import annotations

import marshal
import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from site_builder.cache.ledger import clear, read_ledger, write_ledger
from site_builder.cache.packs import Packs, PackWriter, Where
from site_builder.cache.stamps import digest
from site_builder.cache.values import Damaged

FOLDER = "notes"
PIECE = 8_000_000
"""So many bytes of new notes are in memory before they are written."""


class KeptNotes:
    """The notes of one register, each kind in a folder of its own with a ledger and packs like those of the verdicts."""

    def __init__(self, cache: Path) -> None:
        self._base = cache / FOLDER

    def each(self, name: str, things: Iterable[tuple[str, bytes]], make: Callable[[str], Any]) -> Iterator[Any]:
        """The note on each thing, in order. Raises Damaged; what is damaged is deleted before."""
        folder = self._base / digest(name.encode()).hex()
        try:
            os.makedirs(folder, mode=0o700, exist_ok=True)
        except OSError:
            return (make(thing) for thing, _ in things)
        return self._each(folder, things, make)

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


def _former(folder: Path, packs: Packs) -> dict[str, tuple[bytes, Where]]:
    try:
        ledger = read_ledger(folder, packs.hold)
    except OSError:
        return {}
    if ledger is None:
        return {}
    notes = ledger.get("notes")
    if not isinstance(notes, dict):
        raise Damaged(FOLDER)
    return notes


def _save(folder: Path, notes: dict[str, tuple[bytes, Where]]) -> None:
    try:
        write_ledger(folder, {"packs": {where[0] for _, where in notes.values()}, "notes": notes})
    except OSError:
        return
