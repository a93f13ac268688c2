"""Compiled templates, kept within a process and, where there is a folder for it, between builds.

To compile the shipped theme takes longer than to render a small town with it. What is kept stands for everything that
shapes the code: the program, every template of the theme, its words and its language; it can be deleted at any time.
"""

from __future__ import annotations

import hashlib
import marshal
import os
import shutil
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import CodeType

from jinja2 import BytecodeCache, Environment
from jinja2.bccache import Bucket

_CODE: dict[bytes, CodeType] = {}
_MOST = 2000
"""How many templates a process keeps: those of some dozens of themes."""
_THEMES = 12
"""How many themes a folder keeps: two languages of a few towns, and what was there before the last change of one."""
_DIGEST = 32


@dataclass(frozen=True, slots=True)
class Keep:
    """Where compiled templates are kept between builds: None for nowhere. `program` stands for the program."""

    folder: Path | None = None
    program: bytes = b""


NOWHERE = Keep()


class KeptTemplates(BytecodeCache):
    """The compiled templates of one theme in one language.

    `stands_for` is everything beside a template's own text that shapes its code. `folder` is where they outlive the
    process, or None; it must be the user's own, for what lies there is run.
    """

    def __init__(self, stands_for: Iterable[bytes], folder: Path | None) -> None:
        self._parts = stands_for
        self._base = folder

    @cached_property
    def _stands_for(self) -> bytes:
        """Worked out when the first template is asked for: a build that changes nothing asks for none."""
        return _digest(self._parts)

    @cached_property
    def _folder(self) -> Path | None:
        return self._base / self._stands_for.hex() if self._base else None

    def get_bucket(self, environment: Environment, name: str, filename: str | None, source: str) -> Bucket:
        """What is kept of one template, empty where nothing sound is."""
        parts = (self._stands_for, name.encode(), (filename or "").encode(), source.encode())
        key = _digest(parts)
        bucket = Bucket(environment, key.hex(), "")
        bucket.code = _CODE.get(key)
        if bucket.code is None and self._folder and (code := _read(self._folder / bucket.key)):
            bucket.code = _remember(key, code)
        return bucket

    def set_bucket(self, bucket: Bucket) -> None:
        """Keep one; a folder that cannot be written costs time only."""
        assert bucket.code is not None
        _remember(bytes.fromhex(bucket.key), bucket.code)
        if self._base and self._folder:
            with suppress(OSError):
                if not self._folder.exists():
                    _leave(self._base, _THEMES - 1)
                    self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
                _write(self._folder / bucket.key, bucket.code)


def _digest(parts: Iterable[bytes]) -> bytes:
    found = hashlib.sha256()
    for part in parts:
        found.update(len(part).to_bytes(8, "little"))
        found.update(part)
    return found.digest()


def _remember(key: bytes, code: CodeType) -> CodeType:
    if len(_CODE) >= _MOST:
        _CODE.clear()
    _CODE[key] = code
    return code


def _read(path: Path) -> CodeType | None:
    """None where there is none or not every byte is as it was written: damaged code would end the process."""
    try:
        data = path.read_bytes()
    except OSError:
        return None
    if hashlib.sha256(data[_DIGEST:]).digest() != data[:_DIGEST]:
        return None
    code = marshal.loads(data[_DIGEST:])
    return code if isinstance(code, CodeType) else None


def _write(path: Path, code: CodeType) -> None:
    data = marshal.dumps(code)
    other = path.with_name(f"{path.name}.{os.getpid()}")
    other.write_bytes(hashlib.sha256(data).digest() + data)
    other.replace(path)


def _leave(base: Path, most: int) -> None:
    """Leave the newest few themes of a folder."""
    if base.is_dir():
        found = sorted(base.iterdir(), key=lambda folder: folder.stat().st_mtime, reverse=True)
        for folder in found[most:]:
            shutil.rmtree(folder, ignore_errors=True)
