"""Files of a register beside its records (CODEOWNERS, settings): regular files only, as everything that is read."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from pathlib import Path

from site_builder.text.source import Source

_LARGEST = 1 << 20


def read_owners(root: Path, paths: Iterable[str]) -> dict[str, Source]:
    """Those of the paths that are regular files, by path; a link, or what cannot be read, is left out."""
    found = {}
    for path in dict.fromkeys(paths):
        try:
            descriptor = os.open(root / path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        except OSError:
            continue
        with os.fdopen(descriptor, "rb") as file:
            if stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                found[path] = Source(path, file.read(_LARGEST))
    return found
