"""How long a command takes, and how much memory it has at its peak with all the processes it starts."""

from __future__ import annotations

import os
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

EVERY = 0.4


@dataclass(frozen=True)
class Run:
    """One run of a command. `seconds` by the wall, `processor` of all its processes, `peak` in bytes.

    `peak` is the largest sum, over the command and all its descendants, of their proportional set sizes
    (Pss in /proc/⟨pid⟩/smaps_rollup): memory that several share counts once.
    """

    seconds: float
    processor: float
    peak: int


class Failed(Exception):
    """A command of the benchmark that ended with an error; the text is what it said."""


def measured(command: Sequence[str], environment: Mapping[str, str]) -> Run:
    """Run a command to its end. Raises Failed."""
    before = os.times()
    start = time.perf_counter()
    process = subprocess.Popen(
        command, env=dict(environment), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8"
    )
    peak = [0]
    over = threading.Event()
    sampler = threading.Thread(target=_sample, args=(process.pid, peak, over))
    sampler.start()
    said, _ = process.communicate()
    seconds = time.perf_counter() - start
    over.set()
    sampler.join()
    after = os.times()
    if process.returncode:
        raise Failed(f"{' '.join(command)} ended with {process.returncode}:\n{said[-2000:]}")
    processor = after.children_user + after.children_system - before.children_user - before.children_system
    return Run(seconds, processor, peak[0])


def _sample(pid: int, peak: list[int], over: threading.Event) -> None:
    while not over.wait(EVERY):
        peak[0] = max(peak[0], sum(map(_share, _tree(pid))))


def _tree(pid: int) -> list[int]:
    """A process and all that it started, as far as they still run."""
    found = [pid]
    for one in found:
        try:
            for task in Path(f"/proc/{one}/task").iterdir():
                found += map(int, (task / "children").read_text().split())
        except OSError:
            continue
    return found


def _share(pid: int) -> int:
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    except OSError:
        pass
    return 0
