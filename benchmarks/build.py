"""Sidan and Hugo on the same case files, in turn, on this machine: time, memory, pages, bytes.

    python -m benchmarks.build [--cases 10000] [--rounds 5] [--folder DIR] [--write]

makes a register (see `benchmarks.register`), builds it with both in turn so many times, and prints the medians with
their ratios. Sidan does all it does: validation, the lists of every week, figures, search, feeds, exports. With
`--write` they go to `benchmarks/results.json` as well, with the machine; `benchmarks/RESULTS.md`, the table and the
plot of `docs/performance.md` are made from there (`python -m benchmarks.told`).
"""

from __future__ import annotations

import argparse
import os
import platform
import re
import shutil
import statistics
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks import peer
from benchmarks.processes import Run, measured
from benchmarks.register import AS_OF, ROOT, write
from benchmarks.told import Measurement, Medians, Written, keep, table
from site_builder import __version__


def environment(cache: Path) -> dict[str, str]:
    """As where the program is installed: its modules are compiled once."""
    own = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return own | {"PYTHONPATH": str(ROOT), "SIDAN_CACHE": str(cache), "LC_ALL": "C.UTF-8"}


@dataclass
class Bench:
    """One register with the outputs of both programs, and what was measured."""

    folder: Path
    jobs: int
    runs: dict[str, list[Run]] = field(default_factory=dict)

    @property
    def register(self) -> Path:
        return self.folder / "register"


    def sidan(self, name: str, *words: str) -> None:
        command = [sys.executable, "-m", "site_builder", "-C", str(self.register), *words]
        self.measure(name, command)

    def measure(self, name: str, command: list[str]) -> None:
        self.runs.setdefault(name, []).append(measured(command, environment(self.folder / "cache")))
        run = self.runs[name][-1]
        sys.stderr.write(f"{name}: {run.seconds:.2f} s, {run.peak / 1e6:.0f} MB\n")

    def without_traces(self) -> None:
        """As after a fresh checkout: no site, no cache."""
        for name in ("cache", "site-store"):
            shutil.rmtree(self.folder / name, ignore_errors=True)

    def build(self, name: str) -> None:
        out = self.folder / "site-store" / "site"
        out.parent.mkdir(exist_ok=True)
        self.sidan(name, "build", "--as-of", str(AS_OF), "--out", str(out), "--jobs", str(self.jobs))

    def check(self, name: str, *paths: str) -> None:
        self.sidan(name, "check", "--as-of", str(AS_OF), *paths)


def one_round(bench: Bench, with_peer: bool) -> None:
    if with_peer:
        out = bench.folder / "peer-out"
        shutil.rmtree(out, ignore_errors=True)
        bench.measure("hugo", peer.command(bench.folder / "peer", out))
    bench.without_traces()
    bench.build("build, cold")
    bench.build("build, nothing changed")
    case, text = working(bench.register)
    try:
        case.write_text(with_event(text), encoding="utf-8")
        bench.build("build, one case changed")
        case.write_text(text, encoding="utf-8")
        bench.build("build, the case changed back")
    finally:
        case.write_text(text, encoding="utf-8")
    shutil.rmtree(bench.folder / "cache", ignore_errors=True)
    bench.check("check, cold")
    try:
        case.write_text(with_event(text), encoding="utf-8")
        bench.check("check of one changed file", str(case.relative_to(bench.register)))
    finally:
        case.write_text(text, encoding="utf-8")
    bench.sidan("--help", "--help")


def working(register: Path) -> tuple[Path, str]:
    """A case in hand, found the latest, to which an event can be added."""
    found = []
    for path in sorted((register / "cases").glob("*/*.md")):
        text = path.read_text(encoding="utf-8")
        if re.search(r"^status: working$", text, re.MULTILINE) and "\nevents:\n" in text:
            day = re.search(r"^found_on: (\S+)$", text, re.MULTILINE)
            found.append((day[1] if day else "", path, text))
    _, path, text = max(found)
    return path, text


def with_event(text: str, what: str = "又到现场看了一次，双方都在") -> str:
    """The case with one more report of progress."""
    front, _, body = text.partition("\n---\n")
    who = re.findall(r"\bby: ([a-z][\w-]+)", front.partition("\nevents:\n")[2])[-1]
    return f"{front}\n  - {{on: {AS_OF}, move: progress, by: {who}, what: {what}}}\n---\n{body}"


def measurement(bench: Bench) -> Measurement:
    """The medians, and what was written."""
    runs = {
        name: Medians(_median(runs, _seconds), _median(runs, _processor), int(_median(runs, _peak)))
        for name, runs in bench.runs.items()
    }
    written = {}
    for name, out in (("hugo", bench.folder / "peer-out"), ("sidan", bench.folder / "site-store" / "site")):
        if name in runs or name == "sidan":
            files = [path for path in out.rglob("*") if path.is_file()]
            pages = sum(path.suffix == ".html" for path in files)
            written[name] = Written(pages, len(files), sum(path.stat().st_size for path in files))
    return Measurement(max(map(len, bench.runs.values())), machine(), runs, written)


def _seconds(run: Run) -> float:
    return run.seconds


def _processor(run: Run) -> float:
    return run.processor


def _peak(run: Run) -> float:
    return run.peak


def _median(runs: list[Run], of: Callable[[Run], float]) -> float:
    return statistics.median(of(run) for run in runs)


def machine() -> str:
    model = re.search(r"^model name\s*: (.*)$", Path("/proc/cpuinfo").read_text(encoding="utf-8"), re.MULTILINE)
    memory = re.search(r"^MemTotal:\s*(\d+)", Path("/proc/meminfo").read_text(encoding="utf-8"), re.MULTILINE)
    load = os.getloadavg()
    return (
        f"{model[1] if model else platform.machine()}, {os.cpu_count()} cores, "
        f"{int(memory[1]) / 1e6:.0f} GB, {platform.system()} {platform.release()}, Python {platform.python_version()}, "
        f"load {load[0]:.1f} when it ended; sidan {__version__}."
        if memory
        else platform.platform()
    )


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--cases", type=int, default=10_000)
    arguments.add_argument("--rounds", type=int, default=5)
    arguments.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    arguments.add_argument("--folder", type=Path, help="where to work; a temporary folder otherwise")
    arguments.add_argument("--without-peer", action="store_true")
    arguments.add_argument("--write", action="store_true", help="put them into benchmarks/results.json")
    asked = arguments.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        bench = Bench(asked.folder or Path(temporary), asked.jobs)
        if not bench.register.is_dir():
            write(bench.register, asked.cases, 1)
        if not asked.without_peer:
            peer.site(bench.register, bench.folder / "peer")
        for _ in range(asked.rounds):
            one_round(bench, not asked.without_peer)
        found = measurement(bench)
        sys.stdout.write(table(asked.cases, found))
        if asked.write:
            keep(asked.cases, found)


if __name__ == "__main__":
    main()
