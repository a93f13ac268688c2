"""Which files of a register are records: by their places and names alone, on a disk or in a commit."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from site_builder.text.finding import Finding, Related, finding
from site_builder.text.place import Place
from site_builder.text.source import Source

if TYPE_CHECKING:
    from site_builder.sources.attachments import Enclosed

CASES = "cases"
VISITS = "visits"
GRIDS, PEOPLE, SETTINGS, WAIVERS = "grids.yaml", "people.yaml", "pyproject.toml", "waivers.yaml"
SHAPES = "grids.geojson"
TOP = (GRIDS, PEOPLE, SETTINGS, WAIVERS, SHAPES)
"""The files beside the cases: the town, its people on duty, its settings, what is waived for a while, its map."""
_NAME = re.compile(r"[A-Z0-9][A-Z0-9-]{0,63}\.md")
_FOLDER = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
DEVICES = {"CON", "PRN", "AUX", "NUL", *(f"{d}{n}" for d in ("COM", "LPT") for n in range(1, 10))}
IGNORED = {"README.md", ".gitkeep", ".DS_Store", "Thumbs.db"}


class Kind(Enum):
    """What an entry of a folder is, not following links."""

    FILE = "file"
    FOLDER = "folder"
    LINK = "link"
    OTHER = "other"
    SUBMODULE = "submodule"

    @classmethod
    def of(cls, entry: os.DirEntry[str]) -> Kind:
        if entry.is_symlink():
            return cls.LINK
        if entry.is_dir(follow_symlinks=False):
            return cls.FOLDER
        return cls.FILE if entry.is_file(follow_symlinks=False) else cls.OTHER


ListFolder = Callable[[str], Iterable[tuple[str, Kind]]]
"""The entries of a folder given by its path: name and kind, sorted by name; nothing where there is no such folder."""


@dataclass(frozen=True, slots=True)
class Files:
    """What a register holds. The lists are sorted by path.

    `unread` are the paths of records that are there and were left unread because nobody asked about them. `enclosed`
    are the attachments by path; None where nobody looked.
    """

    grids: Source | None
    people: Source | None
    settings: Source | None
    waivers: Source | None
    cases: tuple[Source, ...]
    visits: tuple[Source, ...]
    findings: tuple[Finding, ...]
    unread: tuple[str, ...] = ()
    shapes: Source | None = None
    enclosed: Mapping[str, Enclosed] | None = None


def record_paths(list_folder: ListFolder, findings: list[Finding]) -> Iterator[str]:
    """The path of every case and visit file, in order; anything else under cases/ is a finding."""
    for name, kind in list_folder(CASES):
        if name in IGNORED or name.startswith(".git"):
            continue
        path = f"{CASES}/{name}"
        if kind is Kind.SUBMODULE:
            findings.append(finding("F031", Place(shown(path)), "submodule"))
        elif kind is not Kind.FOLDER:
            findings.append(finding("F031", Place(shown(path)), "link" if kind is Kind.LINK else "outside"))
        elif not _FOLDER.fullmatch(name):
            findings.append(finding("F030", Place(shown(path)), "folder", name=shown(name)))
        else:
            yield from _inside(path, list_folder(path), findings)


def _inside(folder: str, entries: Iterable[tuple[str, Kind]], findings: list[Finding]) -> Iterator[str]:
    for name, kind in entries:
        path = f"{folder}/{name}"
        if name in IGNORED:
            continue
        if kind is Kind.FOLDER:
            findings.append(finding("F031", Place(shown(path)), "nested"))
        elif kind is Kind.SUBMODULE:
            findings.append(finding("F031", Place(shown(path)), "submodule"))
        elif not _NAME.fullmatch(name) or name[:-3] in DEVICES:
            findings.append(finding("F030", Place(shown(path)), name=shown(name)))
        else:
            yield path


def is_record(path: str) -> bool:
    """True for a path under which a record may stand."""
    top, _, rest = path.partition("/")
    folder, _, name = rest.partition("/")
    return top == CASES and name not in IGNORED and bool(_FOLDER.fullmatch(folder) and _NAME.fullmatch(name))


def is_visit(path: str) -> bool:
    """True for the path of a visit's record."""
    return path.startswith(f"{CASES}/{VISITS}/")


def id_of(path: str) -> str:
    """The id that a record's file name claims (C201, V701: it is the record's own)."""
    return path.rpartition("/")[2].removesuffix(".md")


def same_names(paths: Collection[str], findings: list[Finding]) -> None:
    """F032: two cases, or two visits, in files whose names are the same or differ only in case."""
    if len({path.rsplit("/", 1)[1].casefold() for path in paths}) == len(paths):
        return  # as nearly always
    seen: dict[tuple[bool, str], str] = {}
    for path in paths:
        name = path.rsplit("/", 1)[1]
        key = (is_visit(path), name.casefold())
        if key in seen:
            findings.append(finding("F032", Place(path), related=(Related(Place(seen[key]), "first"),), name=name))
        seen.setdefault(key, path)


def missing(files: dict[str, Source | None], findings: list[Finding]) -> None:
    """F034: a register without its town or its people."""
    for name in (GRIDS, PEOPLE):
        if files[name] is None and not any(f.place.path == name for f in findings):
            findings.append(finding("F034", Place(name), name=name))


def shown(name: str) -> str:
    """A file name that can be printed: bytes that are no text are shown as `\\xNN`."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
