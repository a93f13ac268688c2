"""Files of a register beside its records (CODEOWNERS, settings): regular files only, as everything that is read."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from site_builder.sources.regular import NotRegular, read_regular
from site_builder.text.source import MAX_FILE_BYTES, Source


def read_owners(root: Path, paths: Iterable[str]) -> dict[str, Source]:
    """Those of the paths that are regular files, by path; a link, or what cannot be read, is left out."""
    found = {}
    for path in dict.fromkeys(paths):
        with suppress(OSError, NotRegular):
            found[path] = Source(path, read_regular(root, path, MAX_FILE_BYTES))
    return found
