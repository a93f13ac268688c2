"""Where a register's cache lies: in the user's own cache folder, never among the register's files.

What is in a register comes from its history, which others write; a cache among its files could be part of it and say
that a wrong record is right. `SIDAN_CACHE` names another folder, `SIDAN_CACHE=off` does without. It can be deleted
at any time.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path

from site_builder.cache.stamps import digest

VARIABLE = "SIDAN_CACHE"
SALT = "salt"


def cache_folder(root: Path) -> Path | None:
    """The folder of one register, made if need be; None where there is to be none or it cannot be used safely."""
    return _folder(digest(os.fsencode(os.path.realpath(root))).hex())


def templates_folder() -> Path | None:
    """The folder of compiled templates, for all registers together: they hold nothing of one. None as above."""
    return _folder("templates")


def _folder(name: str) -> Path | None:
    named = os.environ.get(VARIABLE, "")
    if named == "off":
        return None
    home = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    base = Path(named) if named else Path(home) / "sidan"
    try:
        folder = base / name
        os.makedirs(folder, mode=0o700, exist_ok=True)
        status = os.lstat(folder)
        if not stat.S_ISDIR(status.st_mode) or status.st_uid != os.geteuid() or status.st_mode & 0o022:
            return None
    except OSError:
        return None
    return folder


def salt(root: Path) -> bytes:
    """A secret of this machine and register, made once; without a cache another one each time.

    What stands beside a site of a village or the board for what it was made from is made with it, so that nobody learns
    from it that something changed which the site does not show.
    """
    folder = cache_folder(root)
    fresh = os.urandom(16)
    if folder is None:
        return fresh
    try:
        descriptor = os.open(folder / SALT, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    except OSError:
        return fresh
    with os.fdopen(descriptor, "r+b") as file:
        found = file.read(16)
        if len(found) < 16:
            file.seek(0)
            file.write(fresh)
            found = fresh
    return found
