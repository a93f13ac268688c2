"""The files of a register's folder: regular files only, inside it, under portable names."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from site_builder.text.finding import Finding, Related, finding
from site_builder.text.place import Place
from site_builder.text.source import Source

CASES = "cases"
VISITS = "visits"
_NAME = re.compile(r"[A-Z0-9][A-Z0-9-]{0,63}\.md")
_FOLDER = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
_DEVICES = {"CON", "PRN", "AUX", "NUL", *(f"{d}{n}" for d in ("COM", "LPT") for n in range(1, 10))}
_IGNORED = {"README.md", ".gitkeep", ".DS_Store", "Thumbs.db"}


class Unreadable(Exception):
    """A register, or something in it, that the machine would not let us read. `reason` is one plain sentence."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path = path
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Files:
    """What a register's folder holds. The lists are sorted by path."""

    grids: Source | None
    people: Source | None
    settings: Source | None
    cases: tuple[Source, ...]
    visits: tuple[Source, ...]
    findings: tuple[Finding, ...]


def read_folder(root: Path) -> Files:
    """Read all files of a register. Raises Unreadable where the folder or a file cannot be read."""
    try:
        if not stat.S_ISDIR(os.stat(root).st_mode):
            raise Unreadable(str(root), "不是文件夹 not a folder")
    except OSError as error:
        raise Unreadable(str(root), error.strerror or str(error)) from error
    findings: list[Finding] = []
    top = {name: _read_top(root, name, findings) for name in ("grids.yaml", "people.yaml", "pyproject.toml")}
    sources: dict[bool, list[Source]] = {True: [], False: []}
    seen: dict[str, str] = {}
    for path, is_visit in _walk(root, findings):
        name = path.rsplit("/", 1)[1]
        folded = ("v/" if is_visit else "c/") + name.casefold()
        if folded in seen:
            findings.append(finding("F032", Place(path), related=(Related(Place(seen[folded]), "first"),), name=name))
        seen.setdefault(folded, path)
        source = _read_file(root, path, findings)
        if source is not None:
            sources[is_visit].append(source)
    for name in ("grids.yaml", "people.yaml"):
        if top[name] is None and not any(f.place.path == name for f in findings):
            findings.append(finding("F034", Place(name), name=name))
    return Files(
        top["grids.yaml"], top["people.yaml"], top["pyproject.toml"],
        tuple(sources[False]), tuple(sources[True]), tuple(findings),
    )  # fmt: skip


def _read_top(root: Path, name: str, findings: list[Finding]) -> Source | None:
    try:
        os.lstat(root / name)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise Unreadable(name, error.strerror or str(error)) from error
    return _read_file(root, name, findings)


def _walk(root: Path, findings: list[Finding]) -> Iterator[tuple[str, bool]]:
    """Every case and visit file under cases/, in order; anything else there is a finding."""
    for folder in _entries(root, CASES):
        if folder.name in _IGNORED or folder.name.startswith(".git"):
            continue
        path = f"{CASES}/{folder.name}"
        if folder.is_symlink() or not folder.is_dir(follow_symlinks=False):
            findings.append(finding("F031", Place(_shown(path)), "outside" if not folder.is_symlink() else "link"))
            continue
        if not _FOLDER.fullmatch(folder.name):
            findings.append(finding("F030", Place(_shown(path)), "folder", name=_shown(folder.name)))
            continue
        for entry in _entries(root, path):
            if entry.name in _IGNORED:
                continue
            inside = f"{path}/{entry.name}"
            if entry.is_dir(follow_symlinks=False):
                findings.append(finding("F031", Place(_shown(inside)), "nested"))
            elif not _NAME.fullmatch(entry.name) or entry.name[:-3] in _DEVICES:
                findings.append(finding("F030", Place(_shown(inside)), name=_shown(entry.name)))
            else:
                yield inside, folder.name == VISITS


def _entries(root: Path, path: str) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(root / path) as entries:
            return sorted(entries, key=lambda entry: entry.name)
    except FileNotFoundError:
        return []
    except OSError as error:
        raise Unreadable(path, error.strerror or str(error)) from error


def _shown(name: str) -> str:
    """A file name that can be printed: bytes that are no text are shown as `\\xNN`."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def _read_file(root: Path, path: str, findings: list[Finding]) -> Source | None:
    """The bytes of a regular file, never through a link; a finding for anything else."""
    try:
        descriptor = os.open(root / path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        if _is_link(root / path):
            findings.append(finding("F031", Place(path), "link"))
            return None
        raise Unreadable(path, error.strerror or str(error)) from error
    with os.fdopen(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            findings.append(finding("F031", Place(path)))
            return None
        return Source(path, file.read())


def _is_link(path: Path) -> bool:
    try:
        return stat.S_ISLNK(os.lstat(path).st_mode)
    except OSError:
        return False
