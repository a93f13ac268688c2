"""Each hostile file judged, and shown to all audiences, in 5 seconds and 512 MB."""

from __future__ import annotations

import sys
import tempfile
import time
from functools import partial
from pathlib import Path

from assurance import Result
from site_builder.checking import check
from tests.hostile.corpus import tops
from tests.hostile.judge import AS_OF, AUDIENCES, Ended, limited, names, shown, told, write, write_base


def run(share: float) -> Result:
    """One register for each file, so that nobody hides behind another; a build only of what can be accepted."""
    begun = time.monotonic()
    files = [(name, path, data) for name, (path, data) in names().items()]
    files += list(tops())
    step = max(1, round(1 / min(share, 1)))
    notes: list[str] = []
    slowest = Ended("", 0, 0)
    for name, path, data in files[::step]:
        ended = _tried(path, data)
        slowest = max(slowest, ended, key=lambda one: one.seconds)
        if ended.what:
            notes.append(f"{name}: {ended.what} after {ended.seconds:.1f} s")
        print(f"{name} {ended.seconds:.2f} s {ended.what}", file=sys.stderr)
    said = f"the slowest took {slowest.seconds:.1f} s of the processor"
    return Result("P1", len(files[::step]), len(notes), time.monotonic() - begun, (*notes[:20], said))


def _tried(path: str, data: bytes) -> Ended:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        write_base(root)
        write(root, path, data)

        ended = limited(lambda: check(root, AS_OF))
        if ended.what:
            return ended
        checked = check(root, AS_OF)
        if any(one.severity == "error" for one in told(checked, path)):
            return ended
        made = [limited(partial(shown, checked, audience)) for audience in AUDIENCES]
        return max(made, key=lambda one: (bool(one.what), one.seconds))
