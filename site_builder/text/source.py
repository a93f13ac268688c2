"""A text file of the register as it was read: its path and its text."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Source:
    """One file, not yet decoded.

    `path` is relative to the register's folder, with forward slashes; `data` is the bytes.
    """

    path: str
    data: bytes
