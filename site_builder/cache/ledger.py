"""One file that says what is in the cache, replaced as a whole; and the packs it speaks of."""

from __future__ import annotations

import fcntl
import marshal
import os
import sys
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from site_builder.cache.packs import ENDING
from site_builder.cache.stamps import digest
from site_builder.cache.values import Damaged

FORM = f"sidan-cache-1 {sys.implementation.cache_tag}\n".encode()
NAME, LOCK = "ledger", "lock"
NEW = 600
"""For so many seconds a pack that no ledger names is left alone."""


@contextmanager
def _locked(folder: Path, kind: int) -> Iterator[None]:
    descriptor = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    try:
        fcntl.flock(descriptor, kind)
        yield
    finally:
        os.close(descriptor)


def read_ledger(folder: Path, hold: Any) -> Any:
    """What was written last, or None where there is nothing yet; `hold` opens the packs it names, under the lock.

    Raises Damaged.
    """
    with _locked(folder, fcntl.LOCK_SH):
        try:
            with open(folder / NAME, "rb") as file:
                data = file.read()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise Damaged(str(error.strerror)) from None
        value = _checked(data)
        hold(value["packs"])
        return value


def _checked(data: bytes) -> Any:
    """Marshal is read only behind a digest: it is not made for bytes that are not its own."""
    size = len(FORM)
    body = data[size + 16 :]
    if data[:size] != FORM or digest(body) != data[size : size + 16]:
        raise Damaged(NAME)
    value = marshal.loads(body)
    if not isinstance(value, dict) or "packs" not in value:
        raise Damaged(NAME)
    return value


def write_ledger(folder: Path, value: dict[str, Any]) -> None:
    """Replace the ledger; packs that it does not name are deleted. Raises OSError; the former ledger stays then."""
    body = marshal.dumps(value)
    part = folder / f"{NAME}-{os.getpid()}-{os.urandom(4).hex()}"
    with _locked(folder, fcntl.LOCK_EX):
        try:
            with open(part, "xb") as file:
                file.write(FORM + digest(body) + body)
            os.replace(part, folder / NAME)
        except OSError:
            _unlink(part)
            raise
        _tidy(folder, value["packs"])


def _tidy(folder: Path, named: Collection[str]) -> None:
    """Delete what nobody names; another process may be about to name what is new."""
    for name in os.listdir(folder):
        if (name.endswith(ENDING) and name not in named) or name.startswith(f"{NAME}-"):
            try:
                if os.lstat(folder / name).st_mtime < time.time() - NEW:
                    os.unlink(folder / name)
            except OSError:
                pass


def clear(folder: Path) -> None:
    """Forget everything; what cannot be deleted is overwritten by the next ledger."""
    with _locked(folder, fcntl.LOCK_EX):
        for name in os.listdir(folder):
            if name != LOCK:
                _unlink(folder / name)


def _unlink(path: Path) -> None:
    try:
        os.unlink(path)
    except OSError:
        pass
