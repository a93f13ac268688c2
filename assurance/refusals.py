"""Each finding in a hostile file has a line, a column and a way out, in Chinese and English."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from assurance import Result
from site_builder.checking import check
from tests.hostile.corpus import tops
from tests.hostile.judge import AS_OF, names, told, without_a_way, write, write_base


def run(share: float) -> Result:
    """Whatever the share, all of them: they are quickly judged."""
    begun = time.monotonic()
    tries, wrong = 0, []
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        write_base(root)
        for path, data in names().values():
            write(root, path, data)
        checked = check(root, AS_OF)
        for name, (path, data) in names().items():
            tries += len(told(checked, path))
            wrong += [f"{name}: {one}" for one in without_a_way(checked, path, _lines(data))]
    for name, path, data in tops():
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder)
            write_base(root)
            write(root, path, data)
            checked = check(root, AS_OF)
            tries += len(told(checked, path))
            wrong += [f"{name}: {one}" for one in without_a_way(checked, path, _lines(data))]
    return Result("P2", tries, len(wrong), time.monotonic() - begun, tuple(wrong[:20]))


def _lines(data: bytes) -> int:
    return max(data.count(b"\n"), data.count(b"\r")) + 1
