"""The weeks worked out by hand (domain notes §9), and what holds for every week."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_builder.checking import check
from site_builder.model.figures import Rate, headline
from site_builder.model.four_lists import MOVEMENTS, TOWN, FourLists, Movement, flow, four_lists
from site_builder.model.register import Register
from site_builder.model.weeks import Week, weeks_between
from site_builder.views.headline import sentence

REPOSITORY = Path(__file__).resolve().parents[2]
FRIDAY = date(2025, 10, 17)


@cache
def register() -> Register:
    found = check(REPOSITORY, FRIDAY).register
    assert found is not None
    return found


@cache
def lists(week: str, scope: str = TOWN, as_of: date = FRIDAY) -> FourLists:
    return four_lists(register(), Week.parse(week), as_of, [scope])[scope]


def short(week: str, movement: Movement) -> list[str]:
    return [case.id[-4:] for case in lists(week).movement(movement)]


W42 = {
    "new": [],
    "reopened": ["0022"],
    "replied": ["0004", "0013"],
    "closed": ["0007", "0012"],
    "transferred": ["0011"],
    "returned": ["0020"],
    "review": ["0021"],
    "waiting": ["0006"],
    "carried": ["0003", "0005", "0008", "0010", "0014"],
}


@pytest.mark.parametrize("movement", MOVEMENTS)
def test_w42_moves_what_was_worked_out_by_hand(movement: Movement) -> None:
    assert short("2025-W42", movement) == W42.get(movement, [])


def test_w42_has_nothing_overdue_one_sealed_and_one_warning() -> None:
    week = lists("2025-W42")
    assert week.overdue == ()
    assert week.flow.sealed == 1
    assert {(item.case.id, item.due) for item in week.warnings} == {("QTL-2025-0010", date(2025, 10, 24))}
    assert (week.since, week.as_of, week.meeting) == (date(2025, 10, 13), FRIDAY, FRIDAY)


def test_w41_shows_its_facts() -> None:
    week = lists("2025-W41")
    urgent = {row.case.id[-4:]: row for row in week.urgent}
    assert urgent["0007"].started.on == date(2025, 9, 30)
    assert urgent["0007"].ratified is not None
    assert (urgent["0007"].ratified.on, urgent["0007"].ratified.text("meeting")) == (date(2025, 10, 10), "2025-W41")
    assert [(row.case.id[-4:], row.event.on, row.event.text("to_level")) for row in week.raised] == [
        ("0010", date(2025, 10, 9), "county")
    ]
    events = {(case.id[-4:], e.move, e.on) for row in week.problems for case in [row.case] for e in case.events}
    for fact in (
        ("0014", "extend", date(2025, 10, 9)),
        ("0005", "feedback", date(2025, 10, 11)),
        ("0012", "reply", date(2025, 10, 8)),
    ):
        assert fact in events
    paid = register().case_by_id["QTL-2025-0003"].instalments[0]
    assert (paid.paid_on, str(paid.amount_yuan)) == (date(2025, 10, 10), "30000")


def test_the_headlines_of_both_periods() -> None:
    first = headline(register(), date(2025, 1, 1), date(2025, 8, 4))
    assert (first.visits, first.petitions_promoted, first.orders) == (30, 11, 15)
    assert (first.disputes.found, first.disputes.settled, first.disputes.rate.percent) == (152, 152, "100%")
    second = sentence(headline(register(), date(2025, 8, 5), FRIDAY), "zh")
    assert second.endswith(
        "排查矛盾纠纷10件（撤回1件不计入），化解5件、部分化解1件、未化解1件、在办2件，"
        "化解率55.6%（5/9，按发现日期归集，截至2025年10月17日）"
    )


def test_a_rate_over_nothing_is_a_dash_and_over_a_few_is_small() -> None:
    """W04: a percentage never stands without its count, and not at all over fewer than five."""
    assert Rate(0, 0, "opened-in-period", FRIDAY).percent == "—"
    assert Rate(3, 4, "opened-in-period", FRIDAY).is_small
    assert Rate(5, 9, "opened-in-period", FRIDAY).percent == "55.6%"
    assert Rate(2, 3, "opened-in-period", FRIDAY).percent == "66.7%"


def test_opening_and_received_less_ended_is_closing_for_every_village_and_week() -> None:
    town = register()
    for week in weeks_between(date(2025, 1, 1), FRIDAY):
        for scope, counts in flow(town, week.monday, week.sunday).items():
            assert counts.balances, (week, scope, counts)
            assert counts.in_hand + counts.waiting + counts.paused == counts.closing


@given(st.dates(date(2025, 1, 1), date(2025, 12, 1)), st.integers(0, 200))
def test_it_balances_over_any_days(first: date, length: int) -> None:
    last = first + timedelta(days=length)
    found = flow(register(), first, last)
    whole, parts = found[TOWN], [found[village] for village in register().town.villages]
    assert whole.balances
    for name in ("opening", "received", "reopened", "ended", "closing"):
        assert getattr(whole, name) == sum(getattr(part, name) for part in parts)


@pytest.mark.parametrize("week", ["2025-W20", "2025-W36", "2025-W41"])
def test_a_past_week_is_the_same_when_asked_for_later(week: str) -> None:
    now = lists(week, TOWN, Week.parse(week).sunday)
    later = lists(week, TOWN, date(2025, 12, 31))
    assert now == later


@pytest.mark.parametrize("week", [str(w) for w in weeks_between(date(2025, 3, 3), FRIDAY)][::3])
def test_every_decision_of_a_week_is_followed_up_in_the_next(week: str) -> None:
    """Design §9, 12: what stood open in week N is done, moved or not done in week N + 1."""
    this, after = lists(week), lists(str(Week.parse(week).next), TOWN, date(2025, 10, 31))
    stood = {
        (row.case.id, row.number) for row in this.tasks if row.task and row.done is None and row.progress != "dropped"
    }
    assert stood == {(row.case.id, row.number) for row in after.decisions if row.number}
    assert {row.fate for row in after.decisions} <= {"done", "moved", "not_done"}


def test_every_row_has_somebody_responsible_and_a_date() -> None:
    for week in ("2025-W10", "2025-W42"):
        for row in lists(week).tasks:
            assert register().town.knows(row.owner)
            assert row.due
