"""What holds for the deadline rules as a whole; what each finds is on its page."""

from __future__ import annotations

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from site_builder.model.case import Case
from site_builder.model.register import Register
from site_builder.rules.deadlines import CASE_RULES
from site_builder.rules.page import rule_page
from site_builder.text.finding import Finding
from tests.model.test_deadlines import CASES
from tests.support.clockwork import register


def findings(made: Case, town: Register, as_of: date) -> set[Finding]:
    return {found for rule in CASE_RULES for found in rule(made, town, as_of)}


@settings(deadline=None)
@given(CASES, st.dates(date(2025, 8, 4), date(2026, 12, 1)))
def test_the_clock_turns_nothing_red(made: Case, as_of: date) -> None:
    """An error is about what is recorded; only warnings come with the days."""
    town = register([made])
    errors = [
        {f for f in findings(made, town, day) if rule_page(f.code).severity == "error"}
        for day in (as_of, date(2027, 6, 1))
    ]
    assert errors[0] == errors[1]


@settings(deadline=None)
@given(CASES, st.dates())
def test_every_finding_points_into_the_file(made: Case, as_of: date) -> None:
    for found in findings(made, register([made]), as_of):
        assert found.place.path == made.path
        assert found.code in ("D510", "D511", "D512") or rule_page(found.code).severity in (
            "error",
            "warning",
        )
