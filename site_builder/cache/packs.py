"""Many small values in few files: packs are written once and never changed, and read piece by piece."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from site_builder.cache.stamps import digest
from site_builder.cache.values import Damaged

Where = tuple[str, int, int, bytes]
"""The pack's name, the piece's offset and length in it, and what stands for its bytes."""
ENDING = ".pack"


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

    def close(self) -> None:
        """Raises OSError where the disk is full or refuses."""
        if self._parts:
            with open(self._path, "xb", opener=_private) as file:
                file.writelines(self._parts)


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

    def close(self) -> None:
        for descriptor in self._open.values():
            os.close(descriptor)
        self._open.clear()
