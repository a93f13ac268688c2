"""Asking only the cases that a week concerns gives what asking all of them gives."""

from __future__ import annotations

from datetime import date

import pytest

from site_builder.checking import check
from site_builder.model import active as module
from site_builder.model import due as due_module
from site_builder.model import four_lists as lists_module
from site_builder.model.due import due
from site_builder.model.four_lists import TOWN, flow, four_lists
from site_builder.model.history import History
from site_builder.model.register import Register
from site_builder.model.weeks import Week, weeks_between
from site_builder.sources.layout import CASES
from tests.conftest import REPOSITORY

AS_OF = date(2025, 10, 17)


def everything(register: Register, since: date, until: date) -> list[History]:
    """Every case that is not sealed, as if nobody had chosen."""
    return [register.histories[case.id] for case in register.known_cases(until)]


@pytest.fixture(scope="module")
def register() -> Register:
    found = check(REPOSITORY, AS_OF).register
    assert found is not None and (REPOSITORY / CASES).is_dir()
    return found


def test_every_week_is_the_same(register: Register, monkeypatch: pytest.MonkeyPatch) -> None:
    weeks = weeks_between(date(2024, 12, 23), AS_OF)
    scopes = [*register.town.villages, TOWN]
    chosen = {week: four_lists(register, week, AS_OF, scopes) for week in weeks}
    monkeypatch.setattr(lists_module, "active", everything)
    monkeypatch.setattr(due_module, "active", everything)
    for week in weeks:
        assert four_lists(register, week, AS_OF, scopes) == chosen[week], week


def test_every_stretch_of_days_flows_the_same_and_asks_for_the_same(
    register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    stretches = [(date(2025, 1, 1), AS_OF), (date(2025, 6, 1), date(2025, 6, 30)), (date(2020, 1, 1), date(2030, 1, 1))]
    days = [week.monday for week in weeks_between(date(2025, 1, 1), AS_OF)]
    flows = [flow(register, *stretch) for stretch in stretches]
    asked = [due(register, day, 14) for day in days]
    monkeypatch.setattr(lists_module, "active", everything)
    monkeypatch.setattr(due_module, "active", everything)
    assert [flow(register, *stretch) for stretch in stretches] == flows
    assert [due(register, day, 14) for day in days] == asked


def test_a_week_concerns_few_of_the_cases(register: Register) -> None:
    week = Week.parse("2025-W20")
    found = module.active(register, week.monday, week.sunday)
    assert 0 < len(found) < len(register.cases) / 2
