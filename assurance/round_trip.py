"""Each word of a case file, in a field or anywhere in Markdown, is on the office's page of the case."""

from __future__ import annotations

import time

from assurance import Result
from tests.hostile.round_trip import lost

FILES = 10_000
PIECE = 250


def run(share: float) -> Result:
    """A try is a file; each has some thirty words of its own."""
    begun = time.monotonic()
    count = max(50, round(FILES * share))
    gone = [one for at in range(0, count, PIECE) for one in lost(range(at, min(at + PIECE, count)))]
    files = {one.partition(":")[0] for one in gone}
    return Result("P3", count, len(files), time.monotonic() - begun, tuple(gone[:20]))
