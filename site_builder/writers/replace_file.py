"""A file replaced or made on the disk, whole or not at all. Many new files at once: `create_files.py`."""

from __future__ import annotations

import fcntl
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


class NotWritten(Exception):
    """A file that was not written; nothing has changed. `reason` is one plain sentence."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path = path
        self.reason = reason


def replace_file(root: Path, path: str, before: bytes, after: bytes) -> None:
    """Put `after` in the place of a file that still holds `before`, keeping its mode; never through a link.

    `path` is relative to `root`, with forward slashes. Raises NotWritten where the file is no regular file,
    was changed by somebody else since it was read, or cannot be written.
    """
    name = path.rsplit("/", 1)[-1]
    with _folder(root, path) as folder:
        descriptor = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, dir_fd=folder)
        with os.fdopen(descriptor, "rb") as file:
            found = os.fstat(file.fileno())
            if not stat.S_ISREG(found.st_mode):
                raise NotWritten(path, "不是普通文件 is not a regular file")
            if file.read() != before:
                raise NotWritten(path, "刚刚被别人改过，请重来 was changed meanwhile; try again")
        temporary = _write(folder, name, after, stat.S_IMODE(found.st_mode))
        try:
            if os.stat(name, dir_fd=folder, follow_symlinks=False).st_ino != found.st_ino:
                raise NotWritten(path, "刚刚被别人改过，请重来 was changed meanwhile; try again")
            os.replace(temporary, name, src_dir_fd=folder, dst_dir_fd=folder)
        except BaseException:
            os.unlink(temporary, dir_fd=folder)
            raise
        os.fsync(folder)


def create_file(root: Path, path: str, data: bytes) -> None:
    """Make a file that is not there yet, with the folder it stands in; never over another, never through a link."""
    name = path.rsplit("/", 1)[-1]
    with _folder(root, path, make=True) as folder:
        temporary = _write(folder, name, data, 0o644)
        try:
            os.link(temporary, name, src_dir_fd=folder, dst_dir_fd=folder, follow_symlinks=False)
        except FileExistsError:
            raise NotWritten(path, "已经有这个文件 there is such a file already") from None
        finally:
            os.unlink(temporary, dir_fd=folder)
        os.fsync(folder)


@contextmanager
def _folder(root: Path, path: str, make: bool = False) -> Iterator[int]:
    """The folder of a file, opened step by step without following links, and held against other writers."""
    opened: list[int] = []
    try:
        opened.append(os.open(root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC))
        for part in path.split("/")[:-1]:
            if make:
                with suppress(FileExistsError):
                    os.mkdir(part, dir_fd=opened[-1])
            flags = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
            opened.append(os.open(part, flags, dir_fd=opened[-1]))
        fcntl.flock(opened[-1], fcntl.LOCK_EX)
        yield opened[-1]
    except OSError as error:
        raise NotWritten(path, f"写不了，{error.strerror} cannot be written: {error.strerror}") from error
    finally:
        for descriptor in reversed(opened):
            os.close(descriptor)


def _write(folder: int, name: str, data: bytes, mode: int) -> str:
    """A new file beside the one it is for, safely on the disk; its name."""
    temporary = f".{name}.{os.getpid()}.new"
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600, dir_fd=folder)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            os.fchmod(file.fileno(), mode)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        os.unlink(temporary, dir_fd=folder)
        raise
    return temporary
