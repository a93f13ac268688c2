"""The publisher changed in one place at a time: the tests notice."""

from __future__ import annotations

from assurance import Result
from assurance.mutants import noticed, tried

MODULES = tuple(f"site_builder.output.{name}" for name in ("publish", "place", "tree", "manifest", "verify", "write"))
_ASSURED = "tests/output/test_assured.py::test"
TESTS = (
    "tests/output/test_tree.py", "tests/output/test_place.py", "tests/output/test_publish.py",
    f"{_ASSURED}_power_that_goes_leaves_a_whole_site", f"{_ASSURED}_faults_upon_faults_lose_nothing",
)  # fmt: skip
MUTANTS = 120


def run(share: float) -> Result:
    return tried(MODULES, round(MUTANTS * share), lambda mutant: noticed(mutant, TESTS))
