"""Files written so that no reader ever meets half of one, and so that they are on the disk before they are shown.

Nothing here asks whether something exists: only FileNotFoundError means that it does not, and any other error is one.
"""

from __future__ import annotations

import ctypes
import errno
import os
from collections.abc import Collection, Iterable

MANY = 200
"""So many files or folders are brought to the disk all at once rather than one by one."""
_NEW = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC


def write_part(path: str, data: bytes, durable: bool = False) -> None:
    """Write a file that nobody reads yet."""
    descriptor = os.open(path, _NEW, 0o644)
    try:
        left = memoryview(data)
        while left:
            left = left[os.write(descriptor, left) :]
        if durable:
            os.fsync(descriptor)
    finally:
        os.close(descriptor)


def replace_file(path: str, data: bytes) -> None:
    """Replace a file in one step; it is on the disk when this returns."""
    part = f"{path}.part"
    write_part(part, data, durable=True)
    os.replace(part, path)
    sync_folder(os.path.dirname(path))


def read_file(path: str) -> bytes:
    """The bytes of a regular file; no link is followed, and nothing that is no file is waited for."""
    with os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC), "rb") as file:
        return file.read()


def make_folder(path: str) -> None:
    """Make a folder and those above it, where they are not there."""
    try:
        os.mkdir(path)
    except FileExistsError:
        return
    except FileNotFoundError:
        make_folder(os.path.dirname(path))
        make_folder(path)


def move(source: str, target: str) -> None:
    """Move a file into its place, in a folder that may have to be made."""
    try:
        os.replace(source, target)
    except FileNotFoundError:
        make_folder(os.path.dirname(target))
        os.replace(source, target)


def copy(source: str, part: str) -> None:
    """Copy a file with its time, or a link, to where nobody reads it yet; it is on the disk when this returns."""
    try:
        data = read_file(source)
    except OSError as error:
        if error.errno != errno.ELOOP:
            raise
        unlink(part)
        os.symlink(os.readlink(source), part)
        return
    write_part(part, data, durable=True)
    os.utime(part, ns=(os.lstat(source).st_mtime_ns,) * 2)


def unlink(path: str) -> None:
    """Delete a file that may be gone already."""
    try:
        os.unlink(path)
    except FileNotFoundError:
        return


def remove_empty(folder: str, below: str) -> None:
    """Delete a folder that is empty, and those above it that become so, up to `below`."""
    while folder != below and len(folder) > len(below):
        try:
            os.rmdir(folder)
        except FileNotFoundError:
            pass
        except OSError as error:
            if error.errno in (errno.ENOTEMPTY, errno.EEXIST, errno.ENOTDIR):
                return
            raise
        folder = os.path.dirname(folder)


def sync_files(paths: Collection[str], folder: str) -> None:
    """Bring files to the disk; all lie on the file system of the folder."""
    if len(paths) > MANY:
        _sync_all(folder)
        return
    for path in paths:
        _sync(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)


def sync_folders(root: str, paths: Iterable[str]) -> None:
    """Bring the names of files under a root to the disk: those in their folders, and those of the folders."""
    folders = {""}
    for path in paths:
        while path := os.path.dirname(path):
            folders.add(path)
    if len(folders) > MANY:
        _sync_all(root)
        return
    for folder in sorted(folders):
        try:
            sync_folder(os.path.join(root, folder))
        except (FileNotFoundError, NotADirectoryError):  # deleted with its last file
            pass


def sync_folder(folder: str) -> None:
    """Bring the names in one folder to the disk."""
    _sync(folder, os.O_RDONLY | os.O_DIRECTORY)


def _sync(path: str, flags: int) -> None:
    descriptor = os.open(path, flags | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _sync_all(folder: str) -> None:
    """Bring all of one file system to the disk."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        if ctypes.CDLL(None, use_errno=True).syncfs(descriptor):
            number = ctypes.get_errno()
            raise OSError(number, os.strerror(number), folder)
    except AttributeError:  # not Linux
        os.sync()
    finally:
        os.close(descriptor)
