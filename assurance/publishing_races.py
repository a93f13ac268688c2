"""Publishing by several processes at once into one folder: one does it, the others are told so and touch nothing."""

from __future__ import annotations

import multiprocessing
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from multiprocessing.connection import Connection, wait
from pathlib import Path

from assurance import Result
from assurance.publishing_faults import Scratch
from assurance.worlds import AUDIENCE, page, site
from site_builder.output.place import locked
from site_builder.output.problem import OutputError
from site_builder.output.publish import publication
from site_builder.render.page import File

RACES = 100
RACERS = 4
COMMANDS = 4
"""So many of the races are between a publication and the command itself."""
FILES = 60
ROOT = Path(__file__).resolve().parent.parent
REFUSED = 3


def run(share: float) -> Result:
    began = time.monotonic()
    races = max(2, round(RACES * share))
    commands = max(1, round(COMMANDS * share))
    failures = []
    for number in range(races - commands):
        if wrong := _race(number):
            failures.append(f"race {number}: {wrong}")
    failures += _commands(commands)
    return Result("P6", races, len(failures), time.monotonic() - began, tuple(failures[:10]))


def _race(number: int) -> str:
    """What is wrong after one race. In every other one whoever is first waits for the others, so that all do meet."""
    context = multiprocessing.get_context("fork")
    waits = number % 2 == 0
    with Scratch() as out:
        others = context.Event()
        start = context.Barrier(RACERS)
        answers: list[Connection] = []
        racers = []
        for racer in range(RACERS):
            ours, theirs = context.Pipe(duplex=False)
            process = context.Process(target=_racer, args=(out, racer, start, others if waits else None, theirs))
            process.start()
            theirs.close()
            answers.append(ours)
            racers.append(process)
        told = []
        for answer in _as_they_come(answers):
            told.append(answer)
            if told.count("refused") == RACERS - 1:
                others.set()
        for process in racers:
            process.join(60)
        if "done" not in told or set(told) - {"done", "refused"}:
            return str(told)
        if waits and told.count("done") != 1:
            return f"{told.count('done')} of them published"
        found = site(out)
        if len(found) != FILES or len(set(found.values())) != 1:
            return f"mixed: {sorted({data[-20:] for data in found.values()})}"
        return ""


def _as_they_come(answers: list[Connection]) -> Iterator[str]:
    waiting = list(answers)
    while waiting:
        for ready in wait(waiting, 60) or waiting[:1]:
            assert isinstance(ready, Connection)
            waiting.remove(ready)
            try:
                yield str(ready.recv()) if ready.poll(1) else "silence"
            except EOFError:
                yield "died"


def _racer(out: Path, number: int, start: object, others: object, answer: Connection) -> None:
    start.wait()  # type: ignore[attr-defined]
    try:
        with publication(out, AUDIENCE) as stage:
            if others is not None:
                others.wait(60)  # type: ignore[attr-defined]
            stage.begin()
            for each in range(FILES):
                file = File(f"{each}.html", page(str(number)))
                stage.add(file.path, stage.write(file))
            stage.publish()
        answer.send("done")
    except OutputError:
        answer.send("refused")


def _commands(times: int) -> list[str]:
    """What is wrong where the command meets a publication that is running: it ends with 3 and leaves the site alone."""
    wrong = []
    with Scratch() as out:
        register = out.parent / "town"
        shutil.copytree(ROOT / "site_builder" / "starter", register)
        for number in range(times):
            with publication(out, "office") as stage:
                stage.begin()
                file = File("index.html", page(str(number)))
                stage.add(file.path, stage.write(file))
                stage.publish()
            before = site(out)
            with locked(str(out.parent / f".{out.name}.sidan")):
                command = [sys.executable, "-m", "site_builder", "-C", register, "build", "--as-of", "2025-10-17", "--out", out]  # fmt: skip
                done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
            if done.returncode != REFUSED or "another publication" not in done.stderr or site(out) != before:
                wrong.append(f"the command ended with {done.returncode}: {done.stderr[-200:]}")
    return wrong
