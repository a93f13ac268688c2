"""Files written so that no reader ever meets half of one, and so that they are on the disk before they are shown."""

from __future__ import annotations

import errno
import os
from collections.abc import Sequence
from pathlib import Path

MANY = 200
"""So many files are brought to the disk all at once rather than one by one."""


def write_file(path: str, data: bytes, durable: bool = False) -> None:
    """Write aside, then move into place."""
    part = f"{path}.sidan-part"
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC
    try:
        descriptor = os.open(part, flags, 0o644)
    except FileNotFoundError:
        os.makedirs(os.path.dirname(part), exist_ok=True)
        descriptor = os.open(part, flags, 0o644)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        if durable:
            file.flush()
            os.fsync(file.fileno())
    os.replace(part, path)


def unlink(path: Path) -> None:
    """Delete a file, and its folder where that leaves it empty."""
    try:
        os.unlink(path)
    except FileNotFoundError:
        return
    try:
        os.rmdir(path.parent)
    except OSError as error:
        if error.errno not in (errno.ENOTEMPTY, errno.EEXIST):
            raise


def make_durable(tree: Path, changed: Sequence[str]) -> None:
    """Everything written reaches the disk before the link is turned."""
    if len(changed) > MANY:
        os.sync()
    else:
        for path in changed:
            try:
                _sync(tree / path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
            except OSError as error:
                if error.errno != errno.ELOOP:  # somebody else's link, which we copied
                    raise
        for folder in sorted({os.path.dirname(path) for path in changed}):
            sync_folder(tree / folder)
    sync_folder(tree)


def sync_folder(folder: Path) -> None:
    _sync(folder, os.O_RDONLY | os.O_DIRECTORY)


def _sync(path: Path, flags: int) -> None:
    descriptor = os.open(path, flags | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
