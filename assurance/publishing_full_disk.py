"""Publishing onto a real full disk, at eighty levels of how full it is."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from assurance import Result
from assurance.worlds import FOREIGN, KEPT, NEW, OLD, World, publish_world, put_foreign
from site_builder.output.problem import OutputError

LEVELS = 80
PAGE = 4096
"""A file system in memory fills up by so many bytes."""
PAD = b" " * 20_000


def padded(files: dict[str, bytes]) -> dict[str, bytes]:
    return {path: data + PAD for path, data in files.items()}


def run(share: float) -> Result:
    began = time.monotonic()
    levels = max(1, round(LEVELS * share))
    with TemporaryDirectory(prefix="sidan-") as folder:
        command = ["unshare", "-m", sys.executable, "-m", __name__, folder, str(levels)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode == os.EX_UNAVAILABLE:
        return Result("P5", 0, 0, time.monotonic() - began, ("NOT TRIED: this machine does not let us mount a disk",))
    lines = done.stdout.splitlines()
    tries = sum(line in ("full", "written") for line in lines)
    wrong = [line for line in lines if line not in ("full", "written")] + done.stderr.splitlines()[-3:]
    if not wrong and "full" not in lines:
        wrong.append("the disk was never full")
    met = f"{lines.count('full')} of them met the full disk"
    return Result("P5", tries + len(wrong), len(wrong), time.monotonic() - began, (met, *wrong[:10]))


def _prepare(out: Path) -> None:
    publish_world(out, padded(OLD))
    put_foreign(out)


def _tries(folder: Path, levels: int) -> None:
    """Prints for each level `full`, `written` or what is wrong. Runs where mounts are its own."""
    out = folder / "site"
    world = World("full disk", _prepare, padded(OLD), {**padded(NEW), **padded(KEPT)}, padded(NEW), FOREIGN)
    for level in range(levels):
        done = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "none", str(folder)], check=False)
        if done.returncode:
            sys.exit(os.EX_UNAVAILABLE)
        _prepare(out)
        _fill(folder / "other", level * LEVELS // levels)
        answer = "written"
        try:
            publish_world(out, world.publish)
        except OutputError as problem:
            answer = "full" if os.strerror(errno.ENOSPC) in str(problem) else str(problem)
        wrong = world.wrong(out)
        (folder / "other").unlink()
        print(wrong or world.heals(out) or answer)
        subprocess.run(["umount", str(folder)], check=True)


def _fill(path: Path, free: int) -> None:
    """Write until so many pages are free."""
    left = os.statvfs(path.parent).f_bavail * os.statvfs(path.parent).f_bsize // PAGE
    path.write_bytes(b"x" * PAGE * max(0, left - free))


if __name__ == "__main__":
    _tries(Path(sys.argv[1]), int(sys.argv[2]))
