"""How long it takes from a save to the reload: `sidan serve` and one case saved again and again.

    python -m benchmarks.serve [--cases 10000] [--saves 5] [--folder DIR]

makes a register (see `benchmarks.register`), previews it, listens as a browser does, saves a case with one event more and
stops the time when the page is told to load anew and has the event on it. Prints each time and the median.
"""

from __future__ import annotations

import argparse
import http.client
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.build import environment, with_event, working
from benchmarks.register import AS_OF, write

LONGEST = 120.0
"""Seconds that a browser waits for word of a change."""


@contextmanager
def preview(register: Path, cache: Path) -> Iterator[int]:
    """The port of a preview that is built."""
    command = [sys.executable, "-m", "site_builder", "-C", str(register), "serve", "--port", "0", "--as-of", str(AS_OF)]
    process = subprocess.Popen(command, env=environment(cache), stderr=subprocess.PIPE, encoding="utf-8")
    try:
        assert process.stderr is not None
        told = next(found for line in process.stderr if (found := re.search(r"http://[^/]*:(\d+)/", line)))
        yield int(told[1])
    finally:
        process.kill()
        process.wait()


def get(port: int, path: str) -> str:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=LONGEST)
    try:
        connection.request("GET", path)
        return connection.getresponse().read().decode()
    finally:
        connection.close()


def seconds_to_reload(port: int, case: Path, text: str, what: str) -> float:
    """Save a case, and wait until its page, told to load anew, has `what` on it."""
    page = f"/cases/{case.stem}.html"
    token = re.search(r'src="/-/([^"]+)\.js"', get(port, page))
    assert token is not None
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=LONGEST)
    connection.request("GET", f"/-/{token[1]}")
    events = connection.getresponse()
    time.sleep(2.5)  # what was saved before has lain still
    begun = time.perf_counter()
    case.write_text(text, encoding="utf-8")
    while events.readline().strip() != b"data: reload":
        pass
    shown = get(port, page)
    taken = time.perf_counter() - begun
    connection.close()
    assert what in shown
    return taken


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--cases", type=int, default=10_000)
    arguments.add_argument("--saves", type=int, default=5)
    arguments.add_argument("--folder", type=Path, help="where to work; a temporary folder otherwise")
    asked = arguments.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = asked.folder or Path(temporary)
        register = folder / "register"
        if not register.is_dir():
            write(register, asked.cases, 1)
        case, text = working(register)
        taken = []
        try:
            with preview(register, folder / "cache-serve") as port:
                changed = text
                for number in range(asked.saves):
                    what = f"又到现场看了第{number + 1}次，双方都在"
                    changed = with_event(changed, what)
                    taken.append(seconds_to_reload(port, case, changed, what))
                    sys.stderr.write(f"{taken[-1]:.2f} s\n")
        finally:
            case.write_text(text, encoding="utf-8")
        sys.stdout.write(f"{asked.cases:,} cases: {statistics.median(taken):.2f} s from save to reload, median of {len(taken)}\n")


if __name__ == "__main__":
    main()
