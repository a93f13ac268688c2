"""A case made the office's own leaves every other site and what lies beside it, while hundreds of files are wrong.

Withdrawn is by the command, by an edit and the next build, and by a file that can no longer be read.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from assurance import Result
from tests.support.town import case_path, case_text, put_town

MARK = "㐀"
WRONG = 400
SLOWEST = 2.0
"""Seconds that a site may take, on a machine that does nothing else."""
AUDIENCES = {"board": "board", "village": "village:chachong"}
WAYS = ("command", "edit", "unreadable", "deleted")


def run(share: float) -> Result:
    begun = time.monotonic()
    tries, notes, failures, slowest = 0, [], 0, 0.0
    for way in WAYS if share >= 0.5 else WAYS[:1]:
        with tempfile.TemporaryDirectory(prefix="sidan-withdrawn-") as folder:
            for what in _withdrawn(Path(folder), way, round(WRONG * min(share, 1)) or 1):
                tries += 1
                if isinstance(what, str):
                    failures += 1
                    notes.append(f"{way}: {what}")
                else:
                    slowest = max(slowest, what)
    if slowest:
        notes.append(f"a site took {slowest:.1f} s at most; {SLOWEST:g} s are promised on an idle machine")
    return Result("P9", tries, failures, time.monotonic() - begun, tuple(notes[:6]))


def _withdrawn(folder: Path, way: str, wrong: int) -> list[str | float]:
    """For each site a sentence where something is left of the case, or the seconds it took."""
    root = folder / "register"
    put_town(root)
    path = root / case_path("QTL-2025-0001")
    path.parent.mkdir(parents=True)
    path.write_text(_text("QTL-2025-0001", "board", f"通车{MARK}"), encoding="utf-8")
    for number in range(2, wrong + 2):
        other = f"QTL-2025-{number:04d}"
        (root / case_path(other)).write_text(_text(other, "village", "另一件"), encoding="utf-8")
    for kind, audience in AUDIENCES.items():
        _sidan(folder, "build", "--audience", audience, "--out", str(folder / kind))
        if not _left(folder, kind):
            return [f"{kind}: was not shown before"]
    for number in range(2, wrong + 2):
        other = root / case_path(f"QTL-2025-{number:04d}")
        other.write_text(other.read_text("utf-8").replace("kind: dispute", "kind: nonsense"), encoding="utf-8")
    if way == "edit":
        path.write_text(path.read_text("utf-8").replace("access: board", "access: office"), encoding="utf-8")
    elif way == "unreadable":
        path.write_bytes(b"\n" + path.read_bytes())
    elif way == "deleted":
        path.unlink()
    else:
        begun = time.monotonic()
        _sidan(folder, "withdraw", "QTL-2025-0001")
        each = (time.monotonic() - begun) / len(AUDIENCES)
        return [f"{kind}: left in {_left(folder, kind)}" if _left(folder, kind) else each for kind in AUDIENCES]
    answers: list[str | float] = []
    for kind, audience in AUDIENCES.items():
        begun = time.monotonic()
        _sidan(folder, "build", "--audience", audience, "--out", str(folder / kind))
        took = time.monotonic() - begun
        answers.append(f"{kind}: left in {_left(folder, kind)}" if _left(folder, kind) else took)
    return answers


def _text(id: str, access: str, title: str) -> str:
    return case_text(id, access=access, title=title, public_summary=title)


def _left(folder: Path, kind: str) -> list[str]:
    """The files of a site, and beside it, that still hold the mark."""
    files = (path for path in folder.glob(f".{kind}.sidan/**/*") if path.is_file())
    return [str(path.relative_to(folder)) for path in files if MARK.encode() in path.read_bytes()][:3]


def _sidan(folder: Path, *words: str) -> None:
    environment = {**os.environ, "SIDAN_CACHE": str(folder / "cache")}
    subprocess.run(
        [sys.executable, "-m", "site_builder", "-C", str(folder / "register"), *words, "--as-of", "2025-10-17"],
        capture_output=True, check=False, env=environment,
    )  # fmt: skip
