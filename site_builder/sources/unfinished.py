"""New records on their way into a register: until all of them are in, none of them belongs to it.

`sidan import` sets its files aside in `.sidan-import`, writes down where each is to go (`journal`), links them into their
places and then renames the journal to `done`. A crash before that leaves the journal: what it names is not part of the
register, and the next import takes it away. See `writers/create_files.py`.
"""

from __future__ import annotations

import os
from pathlib import Path

from site_builder.sources.regular import NotRegular, read_regular

_LONGEST = 1 << 26
STAGE, JOURNAL, DONE = ".sidan-import", "journal", "done"


def unfinished(root: Path) -> frozenset[str] | None:
    """The paths of records that an import which did not end has put into a register; None where there is none.

    A path counts only while the very file that was set aside lies there, so that nobody else's is ever left out.
    """
    try:
        text = read_regular(root, f"{STAGE}/{JOURNAL}", _LONGEST).decode("utf-8")
    except (OSError, NotRegular, UnicodeDecodeError):
        return None
    return frozenset(path for name, path in entries(text) if is_same(root, name, path))


def entries(journal: str) -> list[tuple[str, str]]:
    """The lines of a journal: the name of a file that was set aside, and its path in the register."""
    found = (line.partition(" ") for line in journal.split("\n"))
    return [(name, path) for name, space, path in found if space and name.isdigit() and ".." not in path.split("/")]


def is_same(root: Path, name: str, path: str) -> bool:
    """True where the path leads to the very file that was set aside under a name."""
    try:
        aside, placed = os.lstat(root / STAGE / name), os.lstat(root / path)
    except OSError:
        return False
    return (aside.st_dev, aside.st_ino) == (placed.st_dev, placed.st_ino)
