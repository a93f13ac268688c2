"""What stands for the program itself: another version of it makes other sites."""

from __future__ import annotations

import os
import platform
import stat
import sys
from collections.abc import Iterable
from contextlib import suppress
from functools import cache
from pathlib import Path

from site_builder import __version__
from site_builder.cache.stamps import Stamp, combined, digest, is_settled, now, stamp_of

PACKAGE = Path(__file__).resolve().parent.parent
RECORDS = "cases"
_LIBRARIES = ("Jinja2", "markdown-it-py", "MarkupSafe", "PyYAML", "tzdata", "XlsxWriter")


@cache
def program() -> bytes:
    """By the stamps of its files, so that an edited program is another one, and by the libraries that shape pages."""
    return combined([__version__, sys.version, *_installed(), *folder_stamps(PACKAGE)])


def program_content() -> bytes:
    """By what is in its files, wherever they lie: the same on two machines that have the same program."""
    files = sorted(path for path in PACKAGE.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    content = (part for path in files for part in (path.relative_to(PACKAGE).as_posix(), path.read_bytes()))
    return combined([__version__, platform.python_version(), *_libraries(), *content])


def _libraries() -> list[str]:
    from importlib import metadata  # it takes longer than all else here

    return [f"{name} {metadata.version(name)}" for name in _LIBRARIES]


def _installed() -> list[str]:
    """The folders that tell which version of a library is installed, as the libraries' names begin."""
    names = tuple(name.lower().replace("-", "_") for name in _LIBRARIES)
    found = []
    for folder in sys.path:
        with suppress(OSError):
            found += [name for name in os.listdir(folder or ".") if name.lower().replace("-", "_").startswith(names)]
    return sorted(found)


def other_files(root: Path) -> list[str] | None:
    """Every file of a register beside its records, with its stamp: whatever a page may be made from is among them.

    Hidden ones and links are left out, for they are not read. None where one of them was written just now.
    """
    looked = now()
    found: list[str] = []
    waiting = [""]
    while waiting:
        folder = waiting.pop()
        with os.scandir(root / folder) as entries:
            for entry in entries:
                path = folder + entry.name
                if entry.name.startswith(".") or entry.is_symlink() or path == RECORDS or entry.name == "__pycache__":
                    continue
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(path + "/")
                    continue
                stamp = stamp_of(entry.stat(follow_symlinks=False))
                if stamp is not None and not is_settled(stamp, looked):
                    return None
                found.append(f"{path} {stamp}")
    return sorted(found)


def whole_folder(root: Path, hidden: Iterable[str]) -> bytes | None:
    """What stands for every file of a register, its records among them, and for what else lies among the records.
    `hidden` are the paths of hidden files that are read too.

    Each file by its stamp, anything else by its mode. None where a file was written just now, or a link leads to files
    that are not looked at here.
    """
    looked = now()
    found: list[tuple[str, Stamp | int]] = []
    for path in hidden:
        with suppress(OSError):
            status = os.stat(root / path)
            found.append((path, stamp_of(status) or status.st_mode))
    waiting = [""]
    while waiting:
        folder = waiting.pop()
        is_records = folder.startswith(f"{RECORDS}/")
        with os.scandir(root / folder) as entries:
            for entry in entries:
                name = entry.name
                if name[0] == "." and not is_records:
                    continue
                status = entry.stat(follow_symlinks=False)
                told = stamp_of(status) or status.st_mode
                if isinstance(told, int):
                    if stat.S_ISDIR(told):
                        if name == "__pycache__":
                            continue
                        waiting.append(f"{folder}{name}/")
                    elif stat.S_ISLNK(told) and not is_records:
                        if os.readlink(entry.path).startswith(f".{name}.sidan/"):
                            continue  # a site
                        return None
                found.append((folder + name, told))
    if not all(is_settled(told, looked) for _, told in found if isinstance(told, tuple)):
        return None
    return digest(repr(sorted(found)).encode())


def folder_stamps(folder: Path) -> list[str]:
    """Every file under a folder with its stamp, in order; a file by itself is one, and nothing is none."""
    found = []
    try:
        status = os.stat(folder)
    except OSError:
        return []
    if stamp_of(status) is not None:
        return [f"{folder} {stamp_of(status)}"]
    waiting = [os.fspath(folder)]
    while waiting:
        at = waiting.pop()
        try:
            with os.scandir(at) as entries:
                for entry in entries:
                    if entry.is_dir(follow_symlinks=False):
                        if entry.name != "__pycache__":
                            waiting.append(entry.path)
                    else:
                        found.append(f"{entry.path} {_stamp(entry)}")
        except OSError:
            continue
    return sorted(found)


def _stamp(entry: os.DirEntry[str]) -> Stamp | None:
    """None for a link that leads nowhere."""
    try:
        return stamp_of(entry.stat())
    except OSError:
        return None
