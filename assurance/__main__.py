"""Runs the proofs, each in a process of its own, and prints the table: `make assurance`.

    python -m assurance                   all of them, as a table
    python -m assurance NAME --share 0.1  one of them, as one line of JSON
    python -m assurance --write           the table into docs/assurance.md and README.md too

Two at a time, the longest first, so that none is left to run alone at the end.

Exit 1 where a promise did not hold or a proof broke.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import platform
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path

from assurance import Result
from assurance.promises import PROMISES

FOLDER = Path(__file__).parent
ROOT = FOLDER.parent
LONGEST = 60 * 60.0
"""Seconds after which a proof is stopped and counts as broken."""
LONGEST_FIRST = (
    "two_worlds", "mutants_loader", "hostile_files", "mutants_publisher", "round_trip", "scripts", "mutants_projection",
    "withdrawal", "fuzz", "environments", "edits", "publishing_strace", "publishing_power",
)  # fmt: skip
"""Those that take more than half a minute."""
_RUN = re.compile(r"^def run\(share: float\) -> Result:", re.MULTILINE)
_TABLE = re.compile(r"(<!-- assurance -->\n).*?(<!-- /assurance -->)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table."""

    name: str
    what: str
    result: Result


def proofs() -> list[str]:
    """The names of the modules that are proofs."""
    return sorted(path.stem for path in FOLDER.glob("*.py") if _RUN.search(path.read_text("utf-8")))


def gather(names: list[str], share: float, jobs: int) -> list[Row]:
    """Every proof's row, by promise; a proof that broke is one failure with its last words."""
    first = {name: number for number, name in enumerate(LONGEST_FIRST)}
    with ThreadPoolExecutor(jobs) as pool:
        rows = list(pool.map(lambda name: _row(name, share), sorted(names, key=lambda name: first.get(name, len(first)))))
    order = list(PROMISES)
    return sorted(rows, key=lambda row: (order.index(row.result.promise), row.name))


def _row(name: str, share: float) -> Row:
    begun = time.monotonic()
    what = _first_line(name)
    process = subprocess.Popen(
        [sys.executable, "-m", "assurance", name, "--share", str(share)],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8", start_new_session=True,
    )  # fmt: skip
    try:
        out, err = process.communicate(timeout=LONGEST)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        out, err = "", process.communicate()[1] + "\nit took too long"
    try:
        told = json.loads(out.strip().splitlines()[-1])
        row = Row(name, what, Result(**told | {"notes": tuple(told["notes"])}))
    except (ValueError, IndexError):
        last = f"broke: {err.strip().splitlines()[-1:]}"
        row = Row(name, what, Result(_promise(name), 1, 1, time.monotonic() - begun, (last,)))
    print(f"{row.result.promise} {name}: {row.result.tries} tries, {row.result.failures} failures", file=sys.stderr)
    for note in row.result.notes:
        print(f"    {note}", file=sys.stderr)
    return row


def _first_line(name: str) -> str:
    return (
        (FOLDER / f"{name}.py").read_text("utf-8").removeprefix('"""').splitlines()[0].removesuffix('"""').rstrip(".")
    )


def _promise(name: str) -> str:
    """The promise that a proof which broke was about, as its source says."""
    found = re.search(r'"(P\d+)"', (FOLDER / f"{name}.py").read_text("utf-8"))
    return found[1] if found else next(iter(PROMISES))


def table(rows: list[Row]) -> Iterator[str]:
    """The table in Markdown. A promise without a proof says so."""
    yield "| promise | tried by | tries | failures | seconds |"
    yield "|---|---|--:|--:|--:|"
    for number, promise in PROMISES.items():
        mine = [row for row in rows if row.result.promise == number]
        for row in mine:
            made = row.result
            yield (
                f"| {number} {promise} | {row.what} (`{row.name}`) | {made.tries:,} | {made.failures:,} "
                f"| {made.seconds:.0f} |"
            )
        if not mine:
            yield f"| {number} {promise} | not tried | 0 | — | 0 |"


def _write(lines: list[str], rows: list[Row], share: float, seconds: float) -> None:
    """Puts the table between its marks in the documentation."""
    head = [
        f"Printed by `make assurance{'' if share == 1 else f' SHARE={share:g}'} WRITE=1` in {seconds / 60:.0f} minutes "
        f"({os.cpu_count()} cores, Python {platform.python_version()}):",
        "",
    ]
    notes = [f"- `{row.name}`: {note}" for row in rows for note in row.result.notes]
    for name, text in (("README.md", [*head, *lines]), ("docs/assurance.md", [*head, *lines, "", *notes])):
        path = ROOT / name
        path.write_text(_with_table(path.read_text("utf-8"), "\n".join(text).rstrip("\n") + "\n"), "utf-8")


def _with_table(document: str, table: str) -> str:
    return _TABLE.sub(lambda match: match[1] + table + match[2], document)


def main() -> int:
    """The exit status."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # the program is started some thousand times: compiled once is enough
    options = argparse.ArgumentParser(prog="python -m assurance", description=(__doc__ or "").splitlines()[0])
    options.add_argument("name", nargs="?", choices=proofs())
    options.add_argument("--share", type=float, default=1.0, help="how much is tried; 1 fits into half an hour")
    options.add_argument("--jobs", type=int, default=2)
    options.add_argument("--write", action="store_true")
    asked = options.parse_args()
    if asked.name:
        result: Result = importlib.import_module(f"assurance.{asked.name}").run(asked.share)
        print(json.dumps(asdict(result), ensure_ascii=False))
        return int(result.failures > 0)
    begun = time.monotonic()
    rows = gather(proofs(), asked.share, asked.jobs)
    lines = list(table(rows))
    print("\n".join(lines))
    if asked.write:
        _write(lines, rows, asked.share, time.monotonic() - begun)
    return int(any(row.result.failures for row in rows))


if __name__ == "__main__":
    sys.exit(main())
