"""Publishing: killed, torn, EIO, ENOSPC, EACCES at every call to the system, inside the process."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path
from tempfile import mkdtemp

from assurance import Result
from assurance.faults import KINDS, Killed, fault
from assurance.worlds import WORLDS, World, publish_world
from site_builder.output.problem import OutputError

TRIES = 5000
MEMORY = "/dev/shm" if os.path.isdir("/dev/shm") else None
"""What is tried here is the order of calls, not the disk."""


def run(share: float) -> Result:
    began = time.monotonic()
    tries = 0
    failures: list[str] = []
    for world, kind, at in _points(share):
        tries += 1
        if wrong := broken(world, kind, at):
            failures.append(f"{world.name}, {kind} at call {at}: {wrong}")
    return Result("P5", tries, len(failures), time.monotonic() - began, tuple(failures[:10]))


def _points(share: float) -> Iterator[tuple[World, str, int]]:
    """Every call of every world once with each kind; then again, each time with a second fault in the build after."""
    points = [(world, kind, at) for world in WORLDS for at in range(1, calls(world) + 1) for kind in KINDS]
    wanted = max(1, round(TRIES * share))
    step = max(1, len(points) // wanted)
    yield from (point for point, _ in zip(cycle(points[::step]), range(wanted), strict=False))


def calls(world: World) -> int:
    """How many calls to the system a publication makes."""
    with Scratch() as out:
        world.prepare(out)
        with fault("", 0) as made:
            publish_world(out, world.publish)
        return len(made)


def broken(world: World, kind: str, at: int) -> str:
    """What is wrong after a publication that met a fault; "" where the old site or the new one is there and heals."""
    with Scratch() as out:
        world.prepare(out)
        with fault(kind, at):
            try:
                publish_world(out, world.publish)
            except (Killed, OutputError):
                pass
        return world.wrong(out) or world.heals(out)


class Scratch:
    """An output folder for one try, in memory where there is one."""

    def __enter__(self) -> Path:
        self.folder = mkdtemp(prefix="sidan-", dir=MEMORY)
        return Path(self.folder, "www", "site")

    def __exit__(self, *_: object) -> None:
        shutil.rmtree(self.folder)
