"""Many small values in few files: packs are written once and never changed, and read piece by piece."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from pathlib import Path

from site_builder.cache.stamps import digest
from site_builder.cache.values import Damaged

Where = tuple[str, int, int, bytes]
"""The pack's name, the piece's offset and length in it, and what stands for its bytes."""
ENDING = ".pack"
MANY = 200
"""Where pieces lie in more packs than this, each with an open file, they are put together into few."""
PIECE = 8_000_000
"""So many bytes of new pieces are in memory before they are written."""
CHUNK = 1 << 20
"""So many bytes of a large piece are in memory at once."""


class PackWriter:
    """Writes the pieces of one new pack."""

    def __init__(self, folder: Path) -> None:
        self.name = f"{os.getpid()}-{os.urandom(6).hex()}{ENDING}"
        self._path = folder / self.name
        self._at = 0
        self._parts: list[bytes] = []

    def add(self, data: bytes) -> Where:
        where = (self.name, self._at, len(data), digest(data))
        self._parts.append(data)
        self._at += len(data)
        return where

    @property
    def size(self) -> int:
        return self._at

    def take(self, path: str) -> Where:
        """The pack with a copy of one file as its only piece, on the disk. Raises OSError."""
        found, length = hashlib.blake2b(digest_size=16), 0
        with open(path, "rb") as source, open(self._path, "xb", opener=_private) as file:
            while data := source.read(CHUNK):
                found.update(data)
                file.write(data)
                length += len(data)
        return (self.name, 0, length, found.digest())

    def close(self) -> None:
        """Raises OSError where the disk is full or refuses."""
        if self._parts:
            with open(self._path, "xb", opener=_private) as file:
                file.writelines(self._parts)


class PacksWriter:
    """Writes pieces into as many packs as it takes to have few bytes in memory."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._pack = PackWriter(folder)

    def add(self, data: bytes) -> Where:
        """Raises OSError as `PackWriter.close`."""
        if self._pack.size > PIECE:
            self.close()
            self._pack = PackWriter(self._folder)
        return self._pack.add(data)

    def close(self) -> None:
        """Raises OSError."""
        self._pack.close()


def _private(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)


class Packs:
    """The packs of a folder, opened at once: a pack that another process deletes stays readable here."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._open: dict[str, int] = {}

    def hold(self, names: Iterable[str]) -> None:
        """Raises Damaged where one is missing."""
        for name in names:
            if name not in self._open:
                try:
                    self._open[name] = os.open(self.folder / name, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
                except OSError as error:
                    raise Damaged(f"{name}: {error.strerror}") from None

    def read(self, where: Where) -> bytes:
        """Raises Damaged where the bytes are not those that were written."""
        name, offset, length, expected = where
        data = os.pread(self._open[name], length, offset)
        if digest(data) != expected:
            raise Damaged(name)
        return data

    def peek(self, name: str, offset: int, length: int) -> bytes:
        """What lies somewhere in a pack, as far as it goes, whoever wrote it."""
        return os.pread(self._open[name], length, offset)

    def copy(self, where: Where, path: str) -> None:
        """Put a piece into a new file. Raises Damaged as `read`, OSError; then what is at the path is of no use."""
        name, offset, length, expected = where
        found = hashlib.blake2b(digest_size=16)
        with open(path, "xb", opener=_private) as file:
            while length > 0 and (data := os.pread(self._open[name], min(length, CHUNK), offset)):
                found.update(data)
                file.write(data)
                offset, length = offset + len(data), length - len(data)
        if length or found.digest() != expected:
            raise Damaged(name)

    def close(self) -> None:
        for descriptor in self._open.values():
            os.close(descriptor)
        self._open.clear()


def gathered(packs: Packs, places: Iterable[Where]) -> dict[Where, Where]:
    """Pieces put into new packs, which are held: where each lies now. Raises Damaged, OSError."""
    writer = PacksWriter(packs.folder)
    moved = {where: writer.add(packs.read(where)) for where in places}
    writer.close()
    packs.hold({where[0] for where in moved.values()})
    return moved
