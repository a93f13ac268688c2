"""One pass over the cases counts what asking period by period counts, and every period reconciles."""

from __future__ import annotations

from datetime import date

import pytest

from site_builder.checking import check
from site_builder.model.flows import Period, flows, monthly, weekly
from site_builder.model.four_lists import TOWN, days_of, flow
from site_builder.model.register import Register
from site_builder.settings import Settings
from tests.conftest import REPOSITORY
from tests.support.town import AS_OF, town

REOPENED = [
    ("2025-09-16", "withdraw", "desk", {"how_withdrawn": "口头", "witnessed_by": "支部书记", "voluntary": True}),
    ("2025-09-30", "reopen", "desk", {}),
    {"on": "2025-10-06", "move": "withdraw", "by": "desk", "entered_on": "2025-10-14", "how_withdrawn": "口头"},
]


@pytest.fixture(scope="module")
def register() -> Register:
    found = check(REPOSITORY, AS_OF).register
    assert found is not None
    return found


def numbers(period: Period) -> tuple[int, ...]:
    return (period.opening, period.received, period.reopened, period.ended, period.closing)


def asked_one_by_one(register: Register, period: Period, scope: str) -> tuple[int, ...]:
    found = flow(register, period.since, period.until)[scope]
    return (found.opening, found.received, found.reopened, found.ended, found.closing)


@pytest.mark.parametrize("as_of", [AS_OF, date(2025, 6, 11), date(2025, 1, 8)])
def test_every_week_of_every_village_is_what_its_lists_say(register: Register, as_of: date) -> None:
    weeks, found = weekly(register, as_of, 60)
    assert set(found) == {*register.town.villages, TOWN}
    for scope, periods in found.items():
        assert [(p.since, p.until) for p in periods] == [days_of(register, week, as_of) for week in weeks]
        for period in periods:
            assert numbers(period) == asked_one_by_one(register, period, scope)


@pytest.mark.parametrize("cutoff", range(7))
def test_whatever_the_last_day_of_a_week_is(cutoff: int) -> None:
    builder = town(Settings(cutoff=cutoff))
    for day in range(1, 29):
        builder.case(found_on=f"2025-09-{day:02d}")
    register = builder.case(found_on="2025-09-15", status="withdrawn", events=REOPENED).register()
    weeks, found = weekly(register, AS_OF, 26)
    for period in found[TOWN]:
        assert numbers(period) == asked_one_by_one(register, period, TOWN)
    assert found[TOWN][-1].until == min(AS_OF, weeks[-1].day(cutoff))


def test_the_villages_together_are_the_town(register: Register) -> None:
    _, found = weekly(register, AS_OF, 26)
    for place, whole in enumerate(found[TOWN]):
        parts = [found[village][place] for village in register.town.villages]
        assert numbers(whole) == tuple(map(sum, zip(*map(numbers, parts), strict=True)))
        assert whole.settled == sum(part.settled for part in parts)


def test_months_follow_each_other_and_end_on_the_day(register: Register) -> None:
    months = monthly(register, date(2025, 1, 1), AS_OF)[TOWN]
    assert [(p.since.isoformat(), p.until.isoformat()) for p in months][-2:] == [
        ("2025-09-01", "2025-09-30"),
        ("2025-10-01", "2025-10-17"),
    ]
    assert [p.opening for p in months[1:]] == [p.closing for p in months[:-1]]
    for period in months:
        assert numbers(period) == asked_one_by_one(register, period, TOWN)


def test_a_case_counts_each_time_it_comes_and_goes_and_late_news_when_they_are_known() -> None:
    register = town().case(found_on="2025-09-15", status="withdrawn", events=REOPENED).register()
    days = [date(2025, 9, 1), date(2025, 9, 16), date(2025, 9, 22), date(2025, 10, 13)]
    found = flows(register, days, AS_OF)["chachong"]
    assert [numbers(period) for period in found] == [
        (0, 1, 0, 0, 1),
        (1, 0, 0, 1, 0),
        (0, 0, 1, 0, 1),
        (1, 0, 0, 1, 0),
    ]
    assert [p.opening for p in flows(register, [date(2025, 10, 1)], AS_OF)["chachong"]] == [1]


def test_settled_is_counted_on_its_day_and_not_when_it_is_verified() -> None:
    register = town().case(
        status="replied",
        events=[("2025-10-08", "reply", "mediator", {"result": "化解", "agreement": "口头"})],
        outcome={"result": "化解", "agreement": "口头"},
    ).register()  # fmt: skip
    found = flows(register, [date(2025, 9, 1), date(2025, 10, 6), date(2025, 10, 13)], AS_OF)[TOWN]
    assert [(p.settled, p.ended, p.closing) for p in found] == [(0, 0, 1), (1, 0, 1), (0, 0, 1)]


def test_there_are_no_weeks_before_anything_happened(register: Register) -> None:
    assert weekly(register, date(2020, 1, 1), 26) == ((), {})
    assert weekly(town().register(), AS_OF, 26) == ((), {})
    first, _ = weekly(register, date(2025, 1, 20), 26)
    assert [str(week) for week in first] == ["2025-W02", "2025-W03", "2025-W04"]
