"""A hostile text in a record is that text, and no formula, markup or further line, in every file that other programs read.

And in a workbook or a CSV that is taken over it is that text in the record.
"""

from __future__ import annotations

import time

from assurance import Result
from tests.hostile.ways_out import WAYS, changed_on_the_way_in, changed_on_the_way_out, texts

PIECE = 56


def run(share: float) -> Result:
    """A try is a text in one form of file."""
    begun = time.monotonic()
    tried = texts()[: max(PIECE, round(len(texts()) * share))]
    wrong = []
    for at in range(0, len(tried), PIECE):
        batch = tried[at : at + PIECE]
        wrong += [*changed_on_the_way_out(batch), *changed_on_the_way_in(batch)]
    return Result("P4", len(tried) * len(WAYS), len(wrong), time.monotonic() - begun, tuple(wrong[:20]))
