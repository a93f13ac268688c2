"""Check, build, exports and preview where there is no network: `unshare -n`."""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import socket
import struct
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from tempfile import TemporaryDirectory

from assurance import Result

ROOT = Path(__file__).resolve().parent.parent
DAY = ("--as-of", "2025-10-17")
COMMANDS = (
    ("check", *DAY), ("build", *DAY), ("build", *DAY, "--audience", "village:shimen", "--out", "{out}/village"),
    ("build", *DAY, "--audience", "board", "--out", "{out}/board"), ("week", *DAY), ("week", *DAY, "--format", "xlsx"),
    ("stats", *DAY), ("due", *DAY, "--format", "ics"), ("export", *DAY, "--format", "csv"), ("doctor", *DAY),
    ("explain", "C244"), ("schema",),
)  # fmt: skip
_UP, _GET, _SET = 0x1, 0x8913, 0x8914


def run(share: float) -> Result:
    began = time.monotonic()
    unshare = ["unshare", "-n"] if os.getuid() == 0 else ["unshare", "-rn"]
    if subprocess.run([*unshare, "true"], capture_output=True, check=False).returncode:
        return Result("P12", 0, 0, time.monotonic() - began, ("NOT TRIED: this machine does not let us unshare its network",))  # fmt: skip
    commands = len(COMMANDS) if share >= 1 else 0  # the preview checks and builds too
    done = subprocess.run([*unshare, sys.executable, "-m", __name__, str(commands)], cwd=ROOT, capture_output=True, text=True, check=False)  # fmt: skip
    lines = done.stdout.splitlines()
    wrong = [line for line in lines if line != "ok"]
    if done.returncode or len(lines) != commands + 2:
        wrong.append(done.stderr[-300:])
    return Result("P12", commands + 2, len(wrong), time.monotonic() - began, tuple(wrong[:10]))


def _alone(commands: int) -> None:
    """Prints `ok` or what is wrong for each thing tried."""
    try:
        socket.create_connection(("192.0.2.1", 80), timeout=1).close()
        print("there is a network after all")
    except OSError:
        print("ok")
    with TemporaryDirectory(prefix="sidan-") as folder:
        register = Path(folder, "town")
        shutil.copytree(ROOT / "site_builder" / "starter", register)
        os.environ["SIDAN_CACHE"] = str(Path(folder, "cache"))
        for words in COMMANDS[:commands]:
            filled = [word.format(out=folder) for word in words]
            done = _sidan(register, *filled)
            print("ok" if done.returncode == 0 else f"{words}: {done.returncode} {done.stderr[-200:]!r}")
        _loopback_up()
        print(_preview(register))


def _sidan(register: Path, *words: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "site_builder", "-C", str(register), *words]
    return subprocess.run(command, capture_output=True, check=False)


def _loopback_up() -> None:
    """A network of one's own begins with its loopback switched off."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line:
        name = b"lo".ljust(16, b"\0")
        flags = struct.unpack("16xh", fcntl.ioctl(line, _GET, name + struct.pack("h", 0) + bytes(14))[:18])[0]
        fcntl.ioctl(line, _SET, name + struct.pack("h", flags | _UP) + bytes(14))


def _preview(register: Path) -> str:
    command = [sys.executable, "-m", "site_builder", "-C", str(register), "serve", "--port", "0", *DAY]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        try:
            for line in process.stderr:
                if found := re.search(r"http://127\.0\.0\.1:\d+/", line):
                    page = urllib.request.urlopen(found[0], timeout=20).read()
                    return "ok" if "四单".encode() in page else "the preview shows no home page"
        finally:
            process.terminate()
    return "the preview did not begin"


if __name__ == "__main__":
    _alone(int(sys.argv[1]))
