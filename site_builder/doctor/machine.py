"""The machine: interpreter, libraries, fonts, encoding, clock, disk, and whether it tells of changed files."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import sys
from collections.abc import Iterator
from datetime import date
from importlib import metadata
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import yaml

from site_builder.doctor.sign import Sign
from site_builder.render.pdf import missing
from site_builder.sources.mounts import changes_go_untold

OLDEST = (3, 11)
MEGABYTE = 1_000_000
LITTLE = 200
"""Megabytes that a build of a middling town takes, twice."""
_NOT_FOR_TOWNS = ("dev", "bench", "assurance")
_REQUIREMENT = re.compile(r"([A-Za-z0-9._-]+).*extra == ['\"]([a-z]+)['\"]")


def machine(root: Path, outputs: list[Path], today: date) -> Iterator[Sign]:
    """All that does not depend on what the register says."""
    version = ".".join(map(str, sys.version_info[:3]))
    yield _either(sys.version_info >= OLDEST, "python", "python_old", {"version": version})
    yield _either(yaml.__with_libyaml__, "libyaml", "no_libyaml", {})
    yield from _extras()
    encoding = sys.getfilesystemencoding()
    is_utf8 = encoding.lower().replace("-", "") == "utf8"
    yield _either(is_utf8, "encoding", "encoding_wrong", {"encoding": encoding})
    try:
        ZoneInfo("Asia/Shanghai")
        yield Sign("zone", values={"today": today.isoformat()})
    except ZoneInfoNotFoundError:
        yield Sign("no_zone", "wrong")
    yield from _disks([root, *(out.parent for out in outputs)])
    kind = changes_go_untold(root)
    yield Sign("watch_network", "note", {"kind": kind}) if kind else Sign("watch")


def _either(is_well: bool, well: str, wrong: str, values: dict[str, str | int]) -> Sign:
    return Sign(well, values=values) if is_well else Sign(wrong, "wrong", values)


def _extras() -> Iterator[Sign]:
    """The extras of this distribution, by what it says of itself."""
    wanted: dict[str, list[str]] = {}
    try:
        told = metadata.requires("sidan") or []
    except metadata.PackageNotFoundError:
        return
    for requirement in told:
        if found := _REQUIREMENT.match(requirement):
            wanted.setdefault(found[2], []).append(found[1])
    for extra, packages in sorted(wanted.items()):
        if extra in _NOT_FOR_TOWNS:
            continue
        lost = [name for name in packages if not _is_installed(name)]
        if lost:
            yield Sign("no_extra", "note", {"extra": extra, "packages": ", ".join(lost)})
        elif extra == "pdf":
            lacks = missing()
            yield Sign(f"no_pdf_{lacks}", "note") if lacks in ("library", "font") else Sign("pdf")
        else:
            yield Sign("extra", values={"extra": extra})


def _is_installed(name: str) -> bool:
    try:
        metadata.version(name)
    except metadata.PackageNotFoundError:
        return importlib.util.find_spec(name) is not None
    return True


def _disks(folders: list[Path]) -> Iterator[Sign]:
    """Each disk once."""
    seen = set()
    for folder in folders:
        try:
            device = os.stat(folder).st_dev
            free = shutil.disk_usage(folder).free // MEGABYTE
        except FileNotFoundError:
            continue
        if device in seen:
            continue
        seen.add(device)
        values: dict[str, str | int] = {"place": str(folder.absolute()), "free": free}
        yield _either(free >= LITTLE, "disk", "disk_low", {**values, "needed": LITTLE})
