"""How long it takes to judge a change: one case of about 10,000 in a history of 2,000 commits.

    python -m benchmarks.review [FOLDER]

makes the register in FOLDER (otherwise a temporary one) from the demonstration's own cases under new ids, commits it
in 2,000 steps, changes one case, and prints a table of medians.
"""

from __future__ import annotations

import io
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.register import ROOT, stories

CASES, COMMITS, ROUNDS = 9_700, 2_000, 3
WHO = {f"GIT_{role}_{what}": "bench@town.example" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
ENVIRONMENT = {**os.environ, **WHO, "PYTHONPATH": str(ROOT)}


def git(folder: Path, *words: str, data: bytes | None = None) -> None:
    subprocess.run(["git", "-C", str(folder), *words], input=data, check=True, env=ENVIRONMENT, capture_output=True)


def make(folder: Path) -> Path:
    """The register and its history; the path of a case to change."""
    whole = stories()
    made: list[tuple[str, bytes]] = []
    for number in range(300, 300 + CASES):
        source, told = whole[number % len(whole)]
        text = told.replace(source.stem, f"QTL-2025-{number:04d}")
        made.append((f"cases/{source.parent.name}/QTL-2025-{number:04d}.md", text.encode()))
    top = [(name, (ROOT / name).read_bytes()) for name in ("grids.yaml", "people.yaml")]
    stream = io.BytesIO()
    for step in range(COMMITS):
        stream.write(
            f"commit refs/heads/main\ncommitter x <bench@town.example> {1767225600 + step * 600} +0800\ndata 1\nx\n".encode()
        )
        for path, data in [*(top if not step else []), *made[step::COMMITS]]:
            stream.write(f"M 100644 inline {path}\ndata {len(data)}\n".encode() + data + b"\n")
    git(folder, "init", "--quiet", "--initial-branch=main")
    git(folder, "fast-import", "--quiet", data=stream.getvalue())
    git(folder, "reset", "--quiet", "--hard", "main")
    return folder / made[CASES // 2][0]


def seconds(folder: Path, *words: str) -> float:
    command = [sys.executable, "-m", "site_builder", "-C", str(folder), *words]
    found = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        subprocess.run(command, check=False, env=ENVIRONMENT, capture_output=True)
        found.append(time.perf_counter() - start)
    return statistics.median(found)


def main() -> None:
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        case = make(folder)
        text = case.read_text(encoding="utf-8")
        case.write_text(text.replace("access: village", "access: office"), encoding="utf-8")
        git(folder, "commit", "--quiet", "--all", "--message", "one case")
        print(f"| {CASES:,} cases, {COMMITS:,} commits, median of {ROUNDS} | seconds |\n|---|---|")
        for words in (
            ("check", "--base", "HEAD~1", "--only-changed"),
            ("check", "--base", "HEAD~1"),
            ("history", "audit"),
        ):
            print(f"| sidan {' '.join(words)} | {seconds(folder, *words):.1f} |", flush=True)


if __name__ == "__main__":
    main()
