"""Lets the n-th call to the system fail, be torn in half, or be the last one before the machine goes away."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from site_builder.output import place, write

CALLS = (
    "open", "write", "close", "fsync", "mkdir", "replace", "rename", "unlink", "symlink", "rmdir", "readlink", "lstat",
    "scandir", "listdir", "utime", "fdopen",
)  # fmt: skip
OURS = ((place, "_exchange"), (write, "_sync_all"))
"""What goes to the system by another way than `os`."""
ERRORS = (errno.EIO, errno.ENOSPC, errno.EACCES)
KINDS = ("kill", "torn", *(errno.errorcode[number] for number in ERRORS))


class Killed(BaseException):
    """The machine went away: nothing that comes after happens."""


@contextmanager
def fault(kind: str, at: int) -> Iterator[list[str]]:
    """Let call number `at` fail; the calls so far, by name. At 0 none fails. A killed process makes no further call."""
    made: list[str] = []
    kept: list[tuple[Any, str, Any]] = [(os, name, getattr(os, name)) for name in CALLS]
    kept += [(module, name, getattr(module, name)) for module, name in OURS]

    def wrapped(name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            made.append(name)
            if not at or len(made) < at or (len(made) > at and kind not in ("kill", "torn")):
                return real(*args, **kwargs)
            if kind in ("kill", "torn"):
                if kind == "torn" and len(made) == at and name == "write":
                    real(args[0], bytes(args[1])[: len(args[1]) // 2])
                if name == "close":  # the system closes what a killed process had open
                    real(*args, **kwargs)
                raise Killed
            number = getattr(errno, kind)
            if name == "close":  # it is closed all the same
                real(*args, **kwargs)
            raise OSError(number, os.strerror(number), args[0] if args and isinstance(args[0], str) else None)

        return call

    try:
        for holder, name, real in kept:
            setattr(holder, name, wrapped(name, real))
        yield made
    finally:
        for holder, name, real in kept:
            setattr(holder, name, real)
