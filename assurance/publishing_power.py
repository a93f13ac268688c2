"""Publishing: the power goes after every call, and what was not brought to the disk is lost, torn or kept."""

from __future__ import annotations

import random
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from assurance import Result
from assurance.powerless import Disk, recorded
from assurance.publishing_faults import MEMORY
from assurance.worlds import WORLDS, World, publish_world
from site_builder.output.problem import OutputError

STATES = 10_000


def run(share: float) -> Result:
    began = time.monotonic()
    tries = 0
    failures: list[str] = []
    for world in WORLDS:
        wanted = max(1, round(STATES * share / len(WORLDS)))
        tries += wanted
        failures += _broken(world, wanted)
    return Result("P5", tries, len(failures), time.monotonic() - began, tuple(failures[:10]))


def _broken(world: World, wanted: int) -> list[str]:
    """What is wrong in so many states the disk may be in, spread over all calls of a publication."""
    wrong = []
    chance = random.Random(world.name)
    with TemporaryDirectory(prefix="sidan-", dir=MEMORY) as folder:
        root = Path(folder, "disk")
        world.prepare(root / "www/site")
        disk = Disk(root)
        with recorded(root) as steps:
            publish_world(root / "www/site", world.publish)
        each = -(-wanted // (len(steps) + 1))
        done = 0
        for number, (step, data) in enumerate([(("nothing",), b""), *steps]):
            disk.play(step, data)
            for _ in range(min(each, wanted - done)):
                done += 1
                if found := _found(world, disk, chance, Path(folder, f"after-{done}")):
                    wrong.append(f"{world.name}, after call {number} {' '.join(step)}: {found}")
    return wrong


def _found(world: World, disk: Disk, chance: random.Random, root: Path) -> str:
    disk.after_power_loss(chance, root)
    out = root / "www/site"
    try:
        return world.wrong(out) or world.heals(out)
    except OutputError as problem:
        return f"does not heal: {problem}"
