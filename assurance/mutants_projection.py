"""The projection and its list changed in one place at a time: the tests notice."""

from __future__ import annotations

from assurance import Result
from assurance.mutants import noticed, tried

MODULES = ("site_builder.views.projection", "site_builder.spec.audiences", "site_builder.views.secrets", "site_builder.gate")
TESTS = (
    "tests/audiences/test_projection.py", "tests/audiences/test_gate.py",
    "tests/audiences/test_two_worlds.py::test_two_registers_with_the_same_for_an_audience_give_it_the_same_site[board-56]",
    "tests/pages/test_grid_maps.py::test_the_board_has_no_map_and_a_village_only_its_own",
    "-k", "not a_hit_stops and not passes and not take_the_folder",
)  # fmt: skip
SLOW = ("test_each_line", "test_two")
MUTANTS = 60
SAME = {
    "projection: NOWHERE = (1, 1, 1, 1): number changed": "what an audience gets has no file, and nobody asks for a place in it",
    'projection: _ABSENT: dict[str, Any] = {"str": "", "int": 0, "date": date.min, "Decimal": Decimal(0)}: number changed': "what stands for a number not given may be any, as long as it is always the same",
    "gate: for start in range(len(digits) - length + 1):: number changed": "what is cut off behind the end is too short to be any of them",
}
"""Mutants that nobody could notice."""


def run(share: float) -> Result:
    return tried(MODULES, round(MUTANTS * share), lambda mutant: noticed(mutant, TESTS, SLOW), SAME)
