"""Which files have changed, told by their stamps; a stamp that cannot be trusted is answered by reading the file.

A stamp is size, times and number of a file. The time of change (ctime) cannot be set back by a program, so equal
stamps mean equal bytes, but for files written in the moment of looking: their stamps are not kept ("racily clean").
A clock that was set back makes stamps lie in the future: they are not kept either.
"""

from __future__ import annotations

import hashlib
import os
import stat
import time
from collections.abc import Iterable

Stamp = tuple[int, int, int, int]
"""Size in bytes, time of modification and of change in nanoseconds, number of the file."""
UNSETTLED = 2_000_000_000
"""How many nanoseconds a file must have lain still before its stamp is trusted: file systems keep coarse times."""


def digest(data: bytes) -> bytes:
    """What stands for these bytes: 16 bytes of BLAKE2b."""
    return hashlib.blake2b(data, digest_size=16).digest()


def combined(parts: Iterable[bytes | str]) -> bytes:
    """What stands for these parts in this order."""
    found = hashlib.blake2b(digest_size=16)
    for part in parts:
        data = part if isinstance(part, bytes) else part.encode("utf-8", "surrogatepass")
        found.update(len(data).to_bytes(8, "little"))
        found.update(data)
    return found.digest()


def stamp_of(status: os.stat_result) -> Stamp | None:
    """The stamp of a regular file; None for anything else."""
    if not stat.S_ISREG(status.st_mode):
        return None
    return (status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)


def now() -> int:
    """The moment of looking, by the machine's clock, in nanoseconds; no date of the register depends on it."""
    return time.time_ns()


def is_settled(stamp: Stamp, looked: int) -> bool:
    """True where no later change can have left this stamp as it is."""
    return max(stamp[1], stamp[2]) < looked - UNSETTLED
