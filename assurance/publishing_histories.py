"""Publishing again and again, with faults upon faults, while others put, change and take away files of their own."""

from __future__ import annotations

import os
import random
import time
from pathlib import Path

from assurance import Result
from assurance.faults import KINDS, Killed, fault
from assurance.publishing_faults import Scratch
from assurance.worlds import page, publish_world, site
from site_builder.output.problem import OutputError

HISTORIES = 600
STEPS = 10
PATHS = ("index.html", "a.html", "cases/a.html", "cases/b.html", "cases/deep/c.html", "weeks/w.html", "api/x.json")
STRANGERS = ("mine.txt", "cases/also.txt", "cases/deep/er/more.txt", "pictures/p.png")
MOST_CALLS = 220


def run(share: float) -> Result:
    began = time.monotonic()
    tries = 0
    failures = []
    for seed in range(max(1, round(HISTORIES * share))):
        history = History(random.Random(seed))
        with Scratch() as out:
            out.parent.mkdir()
            for _ in range(STEPS):
                tries += 1
                if wrong := history.step(out):
                    failures.append(f"seed {seed}: {' | '.join(history.told)}: {wrong}")
                    break
    return Result("P5", tries, len(failures), time.monotonic() - began, tuple(failures[:10]))


class History:
    """What was published and put there so far, and what must be found."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.told: list[str] = []
        self.site: dict[str, bytes] = {}
        self.strangers: dict[str, bytes] = {}
        self.number = 0

    def step(self, out: Path) -> str:
        """Do one thing more; what is wrong afterwards, or ""."""
        if self.site and self.chance.random() < 0.3:
            return self._stranger(out)
        wanted = self._wanted()
        kind = self.chance.choice([*KINDS, ""])
        at = self.chance.randint(1, MOST_CALLS) if kind else 0
        self.told.append(f"publish {len(wanted)} {kind} {at}")
        before = self.site
        ended = ""
        with fault(kind, at):
            try:
                publish_world(out, wanted)
            except Killed:
                ended = "killed"
            except OutputError as problem:
                ended = str(problem)
        found = site(out)
        for path, data in self.strangers.items():
            if found.pop(path, None) != data:
                return f"{path} of somebody is gone or changed ({ended})"
        if found == wanted:
            self.site = wanted
        elif found != before or not ended:
            return f"neither the old site nor the new one: {sorted(found)} ({ended})"
        return "" if ended else self._left(out, before.keys() - wanted.keys())

    def _wanted(self) -> dict[str, bytes]:
        """Some files of the last site as they were, some changed, some gone."""
        wanted = {}
        for path in PATHS:
            kept = self.site.get(path)
            if kept is not None and self.chance.random() < 0.6:
                wanted[path] = kept
            elif path == "index.html" or self.chance.random() < 0.6:
                self.number += 1
                wanted[path] = page(f"OWN {self.number}")
        return wanted

    def _stranger(self, out: Path) -> str:
        path = self.chance.choice(STRANGERS)
        if path in self.strangers and self.chance.random() < 0.4:
            self.told.append(f"take away {path}")
            del self.strangers[path]
            (out / path).unlink()
            return ""
        self.number += 1
        self.told.append(f"put {path}")
        self.strangers[path] = f"somebody's {self.number}".encode()
        (out / path).parent.mkdir(parents=True, exist_ok=True)
        (out / path).write_bytes(self.strangers[path])
        return ""

    def _left(self, out: Path, deleted: set[str]) -> str:
        """What is left in the store after a publication that went well, and must not be."""
        store = out.parent / f".{out.name}.sidan"
        if left := [path for path in store.rglob("*") if path.name.endswith((".dirty.json", ".part"))]:
            return f"left over: {left}"
        if left := os.listdir(store / "parts"):
            return f"left over: {left}"
        if any(path.endswith(".html") for path in deleted):
            kept = {*self.site.values(), *self.strangers.values()}
            for path in (*(store / "a").rglob("*"), *(store / "b").rglob("*")):
                if path.is_file() and b"OWN" in path.read_bytes() and path.read_bytes() not in kept:
                    return f"withdrawn and still there: {path}"
        return ""
