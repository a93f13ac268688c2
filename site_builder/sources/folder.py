"""The files of a register's folder: regular files only, inside it, under portable names."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from site_builder.sources.attachments import Enclosed, read_attachments
from site_builder.sources.layout import (
    GRIDS,
    PEOPLE,
    SETTINGS,
    SHAPES,
    TOP,
    WAIVERS,
    Files,
    Kind,
    is_visit,
    missing,
    record_paths,
    same_names,
    shown,
)
from site_builder.sources.regular import NotRegular, open_folder, read_regular
from site_builder.sources.unfinished import JOURNAL, STAGE, unfinished
from site_builder.text.finding import Finding, finding
from site_builder.text.place import Place
from site_builder.text.source import MAX_FILE_BYTES, Source


class Unreadable(Exception):
    """A register, or something in it, that the machine would not let us read. `reason` is one plain sentence."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path = path
        self.reason = reason

    def __reduce__(self) -> tuple[type[Unreadable], tuple[str, str]]:
        return Unreadable, (self.path, self.reason)


def read_folder(root: Path) -> Files:
    """Read all files of a register. Raises Unreadable where the folder or a file cannot be read."""
    files, paths = list_folder(root)
    findings = list(files.findings)
    sources: dict[bool, list[Source]] = {True: [], False: []}
    for path in paths:
        source = read_record(root, path, findings)
        if source is not None:
            sources[is_visit(path)].append(source)
    return replace(files, cases=tuple(sources[False]), visits=tuple(sources[True]), findings=tuple(findings))


def list_folder(root: Path) -> tuple[Files, tuple[str, ...]]:
    """The files beside the records, and the paths of the records, which are not read. Raises Unreadable."""
    try:
        if not stat.S_ISDIR(os.stat(root).st_mode):
            raise Unreadable(str(root), "不是文件夹 not a folder")
    except OSError as error:
        raise Unreadable(str(root), error.strerror or str(error)) from error
    findings: list[Finding] = []
    top = {name: _read_top(root, name, findings) for name in TOP}
    paths = tuple(record_paths(lambda folder: _entries(root, folder, findings), findings))
    if (pending := unfinished(root)) is not None:
        paths = tuple(path for path in paths if path not in pending)
        findings.append(finding("F035", Place(f"{STAGE}/{JOURNAL}"), n=len(pending)))
    same_names(paths, findings)
    missing(top, findings)
    files = Files(
        top[GRIDS], top[PEOPLE], top[SETTINGS], top[WAIVERS], (), (), tuple(findings), shapes=top[SHAPES],
        enclosed=_attachments(root),
    )  # fmt: skip
    return files, paths


def _attachments(root: Path) -> Mapping[str, Enclosed]:
    try:
        return read_attachments(root)
    except OSError as error:
        raise Unreadable(error.filename or "attachments", error.strerror or str(error)) from error


def _read_top(root: Path, name: str, findings: list[Finding]) -> Source | None:
    try:
        os.lstat(root / name)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise Unreadable(name, error.strerror or str(error)) from error
    return read_record(root, name, findings)


def _entries(root: Path, path: str, findings: list[Finding]) -> Iterator[tuple[str, Kind]]:
    try:
        with open_folder(root, path) as folder, os.scandir(folder) as entries:
            found = sorted((entry.name, Kind.of(entry)) for entry in entries)
    except FileNotFoundError:
        return
    except NotRegular:
        findings.append(finding("F031", Place(shown(path)), "link"))
        return
    except OSError as error:
        raise Unreadable(path, error.strerror or str(error)) from error
    yield from found


def read_record(root: Path, path: str, findings: list[Finding]) -> Source | None:
    """The bytes of a regular file, never through a link; a finding for anything else."""
    try:
        return Source(path, read_regular(root, path, MAX_FILE_BYTES))
    except NotRegular as other:
        findings.append(finding("F031", Place(path), "link" if other.is_link else ""))
        return None
    except OSError as error:
        raise Unreadable(path, error.strerror or str(error)) from error
