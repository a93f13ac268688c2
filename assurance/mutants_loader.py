"""The loader changed in one place at a time: the tests notice."""

from __future__ import annotations

import random
import time

from assurance import Result
from assurance.mutants import mutants, noticed

MODULES = (
    *(f"site_builder.records.{name}" for name in ("comments", "decode_text", "json_reader", "node", "read", "yaml_reader")),
    *(f"site_builder.sources.{name}" for name in ("folder", "layout", "regular")),
)  # fmt: skip
TESTS = (
    "tests/hostile/test_loader.py", "tests/hostile/test_corpus.py::test_only_regular_files_inside_the_register_are_read",
    "tests/hostile/test_corpus.py::test_a_register_whose_cases_are_elsewhere_is_not_followed",
)  # fmt: skip
MUTANTS = 100
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
