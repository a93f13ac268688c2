"""The publisher changed in one place at a time: the tests notice."""

from __future__ import annotations

import random
import time

from assurance import Result
from assurance.mutants import mutants, noticed

MODULES = tuple(f"site_builder.output.{name}" for name in ("publish", "place", "tree", "manifest", "verify", "write"))
_ASSURED = "tests/output/test_assured.py::test"
TESTS = (
    "tests/output/test_tree.py", "tests/output/test_place.py", "tests/output/test_publish.py",
    f"{_ASSURED}_power_that_goes_leaves_a_whole_site", f"{_ASSURED}_faults_upon_faults_lose_nothing",
)  # fmt: skip
MUTANTS = 120
WANTED = 0.9
"""So many of those tried must be noticed; each that was not is told."""


def run(share: float) -> Result:
    began = time.monotonic()
    every = [mutant for module in MODULES for mutant in mutants(module)]
    count = min(len(every), max(1, round(MUTANTS * share)))
    chosen = random.Random(0).sample(every, count)
    missed = [str(mutant) for mutant in chosen if not noticed(mutant, TESTS)]
    noted = f"{count - len(missed)} of {count} noticed, of {len(every)} there are"
    failures = len(missed) if len(missed) > count * (1 - WANTED) else 0
    return Result("P13", count, failures, time.monotonic() - began, (noted, *missed[:20]))
