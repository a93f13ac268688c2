"""Registers that differ only in what an audience may not see give it the same bytes, names and sizes.

Eight such registers are drawn at a time, and every two of them are a try; the office's differ in their sealed matters,
those of a county in all that was not raised to it.
"""

from __future__ import annotations

import time
from itertools import combinations

from hypothesis import HealthCheck, Phase, given, seed, settings

from assurance import Result
from site_builder.model.register import Register
from tests.support.counties import county_of, two_towns
from tests.support.sites import build
from tests.support.town import edition_of
from tests.support.worlds import VILLAGE, worlds

AUDIENCES = {"board": "board", "village": f"village:{VILLAGE}", "office": "office"}
MANY = 8
PAIRS = 2000
"""So many pairs for each audience at share 1."""


def run(share: float) -> Result:
    """Every audience, in turn."""
    begun = time.monotonic()
    tries, notes = 0, []
    for kind in AUDIENCES:
        made, different = compared(kind, max(1, round(PAIRS * share)))
        tries += made
        notes += different
    made, different = counties(max(1, round(PAIRS * share)))
    tries, notes = tries + made, notes + different
    return Result("P7", tries, len(notes), time.monotonic() - begun, tuple(notes[:5]))


def compared(kind: str, pairs: int) -> tuple[int, list[str]]:
    """How many pairs of one audience were built, and for each pair that differs, where."""
    made, different = [0], []
    in_group = MANY * (MANY - 1) // 2

    @seed(20251017)
    @settings(
        max_examples=-(-pairs // in_group), deadline=None, database=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(worlds(kind, MANY if pairs >= in_group else 2))
    def look(group: tuple[Register, ...]) -> None:
        sites = [build(edition_of(one, AUDIENCES[kind])) for one in group]
        for one, other in combinations(sites, 2):
            made[0] += 1
            if one != other:
                paths = sorted(path for path in {*one, *other} if one.get(path) != other.get(path))
                different.append(f"{kind}: {', '.join(paths[:4])}")

    look()
    return made[0], different


def counties(pairs: int) -> tuple[int, list[str]]:
    """The same for the county that a town tells of its figures; its site is made from what it is told."""
    made, different = [0], []

    @seed(20251017)
    @settings(max_examples=pairs, deadline=None, database=None, phases=[Phase.generate],
              suppress_health_check=list(HealthCheck))  # fmt: skip
    @given(two_towns())
    def look(towns: tuple[Register, Register]) -> None:
        made[0] += 1
        if county_of(towns[0]).towns != county_of(towns[1]).towns:
            different.append("county")

    look()
    return made[0], different
