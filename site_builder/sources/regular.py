"""Regular files of a folder, opened without following a link on any step of the way, and never more of them than asked.

Between the listing of a folder and the opening of a file anybody may put a link, a pipe or a device in its place, or
in that of a folder above it; so every step is opened by its parent's descriptor. Source: hazards notes §1, "symlink".
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_FILE = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_LINKS = (errno.ELOOP, errno.EMLINK, errno.ENOTDIR)
"""What opening a link, or a folder that is none, ends in."""


class NotRegular(Exception):
    """There is something else than a file or folder: a link (`is_link`), a pipe, a device, a socket."""

    def __init__(self, is_link: bool) -> None:
        super().__init__(is_link)
        self.is_link = is_link


@contextmanager
def open_folder(root: Path, path: str) -> Iterator[int]:
    """The descriptor of a folder under `root`, given by its path with slashes; `root` itself may be a link.

    Raises NotRegular, OSError.
    """
    opened = [os.open(root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)]
    try:
        for part in (part for part in path.split("/") if part):
            opened.append(_opened(part, _FOLDER, opened[-1]))
        yield opened[-1]
    finally:
        for descriptor in reversed(opened):
            os.close(descriptor)


def read_regular(root: Path, path: str, limit: int) -> bytes:
    """The bytes of a file under `root`, `limit` + 1 of them at most, so that a longer one is seen to be longer.

    Raises NotRegular, OSError.
    """
    folder, _, name = path.rpartition("/")
    with open_folder(root, folder) as parent, os.fdopen(_opened(name, _FILE, parent), "rb") as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise NotRegular(is_link=False)
        return file.read(limit + 1)


def _opened(name: str, flags: int, parent: int) -> int:
    try:
        return os.open(name, flags, dir_fd=parent)
    except OSError as error:
        if error.errno in _LINKS and stat.S_ISLNK(os.lstat(name, dir_fd=parent).st_mode):
            raise NotRegular(is_link=True) from None
        if error.errno == errno.ENXIO:  # a socket
            raise NotRegular(is_link=False) from None
        raise
