"""The files in attachments/: what each is, told when the register is read, and its bytes when they are asked for.

`attachments/<case id>/<name>`: regular files alone, opened without following a link. Source: hazards notes §1 and §5.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from site_builder.sources.layout import DEVICES, IGNORED, Kind
from site_builder.sources.regular import NotRegular, open_folder, read_regular
from site_builder.text.forms import FORMS, UNKNOWN, Form, form_of

ATTACHMENTS = "attachments"
MAX_BYTES = 10 * 1024 * 1024
"""A larger file is no attachment; nobody reads more of it than it takes to see that."""
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,58}\.([a-z]{3,4})")
_CASE = re.compile(r"[A-Z0-9][A-Z0-9-]{0,63}")


class Gone(Exception):
    """A file that is no longer what it was when the register was read. The text is its path."""


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A file of the folder. What is no regular file, too large, or under a name that none may have is not read: `kind`,
    `size` (bytes; more than MAX_BYTES for whatever is larger) and an unknown `form` tell it.

    `digest` stands for its bytes. `is_cleaned`: whoever has this gets the picture's pixels made anew, not these bytes.
    """

    root: Path
    path: str
    kind: Kind
    size: int = 0
    form: Form = UNKNOWN
    digest: str = ""
    is_cleaned: bool = False

    def read(self) -> bytes:
        """The bytes as they lie. Raises Gone where they are others than those the register was read with."""
        try:
            data = read_regular(self.root, self.path, MAX_BYTES)
        except (NotRegular, OSError):
            raise Gone(self.path) from None
        if _digest(data) != self.digest:
            raise Gone(self.path)
        return data


def ending(name: str) -> str:
    """One of FORMS for a name that an attachment may have: letters, digits, `-` and `_`, then what it is; "" for others."""
    match = _NAME.fullmatch(name)
    if match is None or match[1] not in FORMS or name.partition(".")[0].upper() in DEVICES:
        return ""
    return match[1]


def enclosed_path(case: str, name: str) -> str:
    """Where an attachment lies: in the register, and in a site."""
    return f"{ATTACHMENTS}/{case}/{name}"


def read_attachments(root: Path) -> Mapping[str, Enclosed]:
    """Every file of the folder by its path, in order. Raises OSError where it cannot be read."""
    return {one.path: one for one in _found(root)}


def _found(root: Path) -> Iterator[Enclosed]:
    for name, kind in _entries(root, ATTACHMENTS):
        path = f"{ATTACHMENTS}/{name}"
        if kind is Kind.FOLDER and _CASE.fullmatch(name):
            for file, inner in _entries(root, path):
                yield _read(root, f"{path}/{file}", inner)
        else:
            yield Enclosed(root, path, kind)


def _entries(root: Path, path: str) -> list[tuple[str, Kind]]:
    try:
        with open_folder(root, path) as folder, os.scandir(folder) as entries:
            found = sorted((entry.name, Kind.of(entry)) for entry in entries)
    except (FileNotFoundError, NotRegular):
        return []
    return [(name, kind) for name, kind in found if name not in IGNORED]


def _read(root: Path, path: str, kind: Kind) -> Enclosed:
    claimed = ending(path.rpartition("/")[2])
    if kind is not Kind.FILE or not claimed:
        return Enclosed(root, path, kind)
    try:
        data = read_regular(root, path, MAX_BYTES)
    except NotRegular as other:
        return Enclosed(root, path, Kind.LINK if other.is_link else Kind.OTHER)
    if len(data) > MAX_BYTES:
        return Enclosed(root, path, kind, len(data))
    return Enclosed(root, path, kind, len(data), form_of(data, claimed), _digest(data))


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
