"""The figures of any past day and stretch of days are those of what was known on that day, whatever came later."""

from __future__ import annotations

from assurance import Result
from assurance.properties import held

TESTS = ("tests.weeks.test_late_entries.test_the_figures_of_a_day_are_those_of_what_was_known_then",)
DRAWS = 500


def run(share: float) -> Result:
    return held("P10", TESTS, round(DRAWS * share))
