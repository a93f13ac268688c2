"""Where no links can be made (FAT, some shares) the site is the same, file by file, in a folder, and the build says so.

A real FAT file system is used where this machine can mount one; otherwise every link that the program tries to make is
refused by strace, as FAT refuses it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from assurance import Result
from assurance.worlds import site

ROOT = Path(__file__).resolve().parent.parent
DAYS = ("2025-10-17", "2025-10-24", "2025-10-17")
"""Built again and again, so that files come, change and go."""
TOLD = "逐个替换"
REFUSED = ("strace", "-f", "--seccomp-bpf", "-qq", "-o", os.devnull, "-e", "trace=symlink,symlinkat", "-e", "inject=symlink,symlinkat:error=EPERM")  # fmt: skip


def run(share: float) -> Result:
    began = time.monotonic()
    wrong: list[str] = []
    with TemporaryDirectory(prefix="sidan-fat-") as folder, _fat(Path(folder, "fat")) as is_real:
        if not is_real and subprocess.run(["strace", "-o", os.devnull, "true"], capture_output=True, check=False).returncode:
            return Result("P5", 0, 0, 0.0, ("NOT TRIED: no FAT here, and this machine does not let us trace a process",))
        town = Path(folder, "town")
        shutil.copytree(ROOT / "site_builder" / "starter", town)
        for day in DAYS[: max(1, round(len(DAYS) * share))]:
            _build(town, Path(folder, "linked"), day, ())
            told = _build(town, Path(folder, "fat", "site"), day, () if is_real else REFUSED)
            wrong += [f"{day}: {what}" for what in _wrong(Path(folder, "linked"), Path(folder, "fat", "site"), told)]
    how = "a real FAT" if is_real else "no FAT can be mounted here: each link was refused with EPERM"
    return Result("P5", len(DAYS[: max(1, round(len(DAYS) * share))]), len(wrong), time.monotonic() - began, (how, *wrong[:10]))  # fmt: skip


def _wrong(linked: Path, plain: Path, told: str) -> Iterator[str]:
    if plain.is_symlink():
        yield "the site is a link after all"
    if TOLD not in told:
        yield f"nothing was said of it: {told[-200:]}"
    wanted, found = site(linked), site(plain)
    yield from (f"{path} is not the same" for path in sorted(wanted.keys() | found.keys()) if wanted.get(path) != found.get(path))  # fmt: skip


def _build(town: Path, out: Path, day: str, under: tuple[str, ...]) -> str:
    environment = {**os.environ, "SIDAN_CACHE": "off", "PYTHONPATH": str(ROOT)}
    command = [*under, sys.executable, "-m", "site_builder", "-C", str(town), "build", "--out", str(out), "--as-of", day]
    done = subprocess.run([*command, "--jobs", "1"], env=environment, capture_output=True, text=True, check=False)
    return done.stderr if done.returncode == 0 else f"it ended with {done.returncode}: {done.stderr[-300:]}"


@contextmanager
def _fat(place: Path) -> Iterator[bool]:
    """A folder to publish into: on a FAT file system of its own where this machine can."""
    place.mkdir()
    image = place.parent / "disk"
    with image.open("wb") as file:
        file.truncate(64 << 20)
    made = shutil.which("mkfs.vfat") is not None and _done("mkfs.vfat", str(image))
    is_mounted = made and _done("mount", "-o", "loop", str(image), str(place))
    try:
        yield is_mounted
    finally:
        if is_mounted:
            _done("umount", str(place))


def _done(*command: str) -> bool:
    return subprocess.run(command, capture_output=True, check=False).returncode == 0
