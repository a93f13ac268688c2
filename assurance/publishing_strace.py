"""Publishing: killed, EIO, ENOSPC, EACCES at every system call of a real process, by strace."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from assurance import Result
from assurance.publishing_faults import Scratch
from assurance.worlds import WORLDS, World, publish_world
from site_builder.output.problem import OutputError

TRIES = 1100
CALLS = (
    "openat", "read", "write", "close", "fsync", "syncfs", "mkdir", "rename", "renameat2", "unlink", "symlink", "rmdir",
    "newfstatat", "readlink", "getdents64", "flock", "utimensat",
)  # fmt: skip
HOW = ("signal=KILL", "error=EIO", "error=ENOSPC", "error=EACCES")
REFUSED, BROKEN = 3, 1
_CALL = re.compile(r"^(?:\d+ +)?(\w+)\(", re.MULTILINE)


def run(share: float) -> Result:
    began = time.monotonic()
    if shutil.which("strace") is None:
        return Result("P5", 0, 1, 0.0, ("strace is not installed; tools/setup.sh browser installs it",))
    if subprocess.run(["strace", "-o", os.devnull, "true"], capture_output=True, check=False).returncode:
        return Result("P5", 0, 0, 0.0, ("NOT TRIED: this machine does not let us trace a process",))
    points = list(_points())
    wanted = max(1, round(TRIES * share))
    chosen = points[:: max(1, len(points) // wanted)][:wanted]
    failures = []
    for world, call, number, how in chosen:
        if wrong := _tried(world, call, number, how):
            failures.append(f"{world.name}, {how} at {call} {number}: {wrong}")
    return Result("P5", len(chosen), len(failures), time.monotonic() - began, tuple(failures[:10]))


def _points() -> Iterator[tuple[World, str, int, str]]:
    """Every system call of a publication in every world, with each fault."""
    for world in WORLDS:
        with Scratch() as out:
            world.prepare(out)
            _, log = _traced(world, out, "")
        for call, count in sorted(Counter(_CALL.findall(log)).items()):
            for number in range(1, count + 1):
                for how in HOW:
                    yield world, call, number, how


def _tried(world: World, call: str, number: int, how: str) -> str:
    """What is wrong after a publication that met this fault; "" where nothing is."""
    with Scratch() as out:
        world.prepare(out)
        code, log = _traced(world, out, f"inject={call}:{how}:when={number}")
        if code not in (0, REFUSED, -signal.SIGKILL):
            return f"it ended with {code}: {log[-300:]}"
        if how.startswith("error") and "(INJECTED)" not in log:
            return "the fault never came"
        return world.wrong(out) or world.heals(out)


def _traced(world: World, out: Path, inject: str) -> tuple[int, str]:
    """Publish in a process of its own under strace, from its first system call on: how it ended, and the log."""
    log = out.parent.parent / "log"
    child = os.fork()
    if child == 0:
        _publish(world, out)
    os.waitpid(child, os.WUNTRACED)
    command = ["strace", "-p", str(child), "-o", str(log), "-e", "trace=" + ",".join(CALLS)]
    with subprocess.Popen([*command, *(["-e", inject] if inject else [])], stderr=subprocess.PIPE, text=True) as strace:
        assert strace.stderr is not None
        strace.stderr.readline()  # "attached"
        os.kill(child, signal.SIGCONT)
        status = os.waitpid(child, 0)[1]
        strace.wait()
    return os.waitstatus_to_exitcode(status), log.read_text("utf-8", "replace")


def _publish(world: World, out: Path) -> None:
    os.kill(os.getpid(), signal.SIGSTOP)
    code = BROKEN
    try:
        publish_world(out, world.publish)
        code = 0
    except OutputError:
        code = REFUSED
    finally:
        os._exit(code)
