"""Where the marks of a picture stand: in proportion, inside it, and the same numbers beside them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_builder.model.flows import Period
from site_builder.pages.charts import FLOW, GAP, STOCK, Shades, bars, heat, stacks, trend
from site_builder.pages.shared import Link

MONDAY = date(2025, 10, 13)
small = st.integers(0, 400)


def names(count: int) -> list[Link]:
    return [Link("", f"第{number}") for number in range(count)]


def weeks(counts: list[tuple[int, int, int]]) -> list[tuple[Link, str, Period]]:
    """Weeks from what each received, reopened and ended."""
    found, opening = [], 500
    for number, (received, reopened, ended) in enumerate(counts):
        since = MONDAY + timedelta(weeks=number)
        period = Period(since, since + timedelta(days=6), opening, received, reopened, 0, ended)
        found.append((Link("", f"2025-W{number}"), f"W{number}", period))
        opening = period.closing
    return found


def test_a_bar_is_as_long_as_its_number() -> None:
    found = bars(zip(names(3), (10, 5, 0), strict=True))
    assert [(bar.count, bar.width, bar.y) for bar in found.rows] == [(10, 100.0, 0), (5, 50.0, 26), (0, 0.0, 52)]
    assert (found.total, found.height, found.frame.above) == (15, 78, False)


def test_names_that_leave_no_room_stand_above_their_bars() -> None:
    found = bars([(Link("", "拖欠农民工工资"), 3), (Link("", "Marriage and family life"), 2)])
    assert found.frame.above and found.frame.gutter == 0
    assert found.rows[1].y == 40


def test_the_parts_of_a_stacked_bar_touch_and_end_where_it_ends() -> None:
    found = stacks(names(3), [(Link("", "甲"), (3, 0, 1)), (Link("", "乙"), (0, 2, 0)), (Link("", "丙"), (0, 0, 0))])
    first = found.rows[0]
    assert [(piece.series, piece.x, piece.width) for piece in first.pieces] == [(1, 0.0, 75.0), (3, 75.0, 25.0)]
    assert (first.end, first.total, first.counts) == (100.0, 4, (3, 0, 1))
    assert [row.end for row in found.rows] == [100.0, 50.0, 0.0]
    assert found.total == 6


@given(st.lists(st.tuples(small, small, small), min_size=2, max_size=60))
def test_a_trend_keeps_inside_and_its_weeks_follow(counts: list[tuple[int, int, int]]) -> None:
    opening, possible = 500, []
    for received, reopened, ended in counts:
        ended = min(ended, opening + received + reopened)
        opening += received + reopened - ended
        possible.append((received, reopened, ended))
    found = trend(weeks(possible))
    assert found is not None
    assert found.opening + found.received + found.reopened - found.ended == found.closing
    assert found.came == found.received + found.reopened
    zero = GAP + STOCK + GAP + FLOW
    for slot in found.slots:
        assert GAP <= slot.y <= GAP + STOCK
        assert 0 <= slot.left < slot.came.x < slot.middle < 100
        assert slot.came.y + slot.came.height == pytest.approx(zero) and slot.came.height <= FLOW
        assert slot.went.y == zero and slot.went.height <= FLOW
    assert len(found.lines) == len(found.slots) - 1
    assert found.slots[-1].label and sum(bool(slot.label) for slot in found.slots) <= 6


def test_one_week_is_no_trend() -> None:
    assert trend(weeks([(1, 0, 0)])) is None
    assert trend([]) is None


def test_weeks_in_which_nothing_happened_are_drawn_too() -> None:
    quiet = [
        (Link("", "a"), "a", Period(MONDAY, MONDAY, 0, 0, 0, 0, 0)),
        (Link("", "b"), "b", Period(MONDAY, MONDAY, 0, 0, 0, 0, 0)),
    ]
    found = trend(quiet)
    assert found is not None
    assert [slot.came.height for slot in found.slots] == [0, 0]
    assert [tick.value for tick in found.stock] == [1, 0]


@given(st.lists(st.integers(0, 50), max_size=40))
def test_a_greater_number_is_never_lighter(numbers: list[int]) -> None:
    shades = Shades(numbers)
    levels = [shades.of(number) for number in sorted(numbers)]
    assert levels == sorted(levels)
    assert all((level == 0) == (number == 0) for level, number in zip(levels, sorted(numbers), strict=True))
    assert set(levels) <= {0, 1, 2, 3, 4}


def test_a_heat_grid_has_every_number_in_its_place() -> None:
    found = heat(names(2), [(Link("", "甲"), (0, 4)), (Link("", "乙"), (1, 2))])
    assert [[cell.count for cell in row.cells] for row in found.rows] == [[0, 4], [1, 2]]
    assert [row.total for row in found.rows] == [4, 3]
    assert [cell.x for cell in found.rows[0].cells] == [0.0, 50.0]
    assert found.rows[0].cells[0].level == 0 < found.rows[1].cells[0].level < found.rows[0].cells[1].level


def test_nothing_at_all_can_be_drawn() -> None:
    assert bars([]).height == 0 and stacks([], []).rows == () and heat([], []).rows == ()
