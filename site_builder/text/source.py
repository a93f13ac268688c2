"""A text file of the register as it was read: its path and its text."""

from __future__ import annotations

from dataclasses import dataclass

MAX_FILE_BYTES = 512 * 1024
"""A file of more bytes than these is no record; nobody reads more of it than it takes to see that."""


@dataclass(frozen=True, slots=True)
class Source:
    """One file, not yet decoded.

    `path` is relative to the register's folder, with forward slashes; `data` is the bytes.
    """

    path: str
    data: bytes
