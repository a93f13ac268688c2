"""Whether a site still stands as it was shown: told from its files' names, sizes and times, without reading what they are."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Sequence

from site_builder.output.manifest import JOURNAL_ENDING
from site_builder.output.place import live_tree, locked, store_of


def mark_of(manifest: str, names: Iterable[str], size: int) -> tuple[str, ...]:
    """What to know a site by: when its manifest was written, the names of its files, their bytes in all. Raises OSError."""
    return (*_written(manifest), _digest(names), str(size))


def stands(out: str, mark: Sequence[str]) -> bool:
    """True where nothing has been published in `out` since, no publication was broken off, and no file was added, taken
    away, changed or replaced after the manifest was written.

    False also where that is not known. Raises OutputError where a publication is running.
    """
    try:
        store = store_of(out)
        with locked(store):
            name = live_tree(out)
            manifest = os.path.join(store, f"{name}.json")
            if name is None or list(mark[:3]) != list(_written(manifest)):
                return False
            if any(one.endswith(JOURNAL_ENDING) for one in os.listdir(store)):
                return False
            names, size, latest = _looked(os.path.join(store, name))
            return latest <= os.lstat(manifest).st_ctime_ns and [_digest(names), str(size)] == list(mark[3:])
    except OSError:
        return False


def _written(manifest: str) -> tuple[str, str, str]:
    status = os.lstat(manifest)
    return str(status.st_ino), str(status.st_size), str(status.st_ctime_ns)


def _digest(names: Iterable[str]) -> str:
    return hashlib.sha256("\0".join(sorted(names)).encode("utf-8", "surrogateescape")).hexdigest()


def _looked(root: str) -> tuple[list[str], int, int]:
    """The names of all that is no folder, their bytes in all, and the latest of their times of change in nanoseconds."""
    names: list[str] = []
    size = latest = 0
    waiting = [""]
    while waiting:
        folder = waiting.pop()
        with os.scandir(os.path.join(root, folder)) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(f"{folder}{entry.name}/")
                    continue
                status = entry.stat(follow_symlinks=False)
                names.append(folder + entry.name)
                size += status.st_size
                latest = max(latest, status.st_ctime_ns)
    return names, size, latest
