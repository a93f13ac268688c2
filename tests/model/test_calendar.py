"""Working days with 调休: against the published package, and by hand over the holidays of three years."""

from __future__ import annotations

import importlib.util
from datetime import date, timedelta
from pathlib import Path

import chinese_calendar  # type: ignore[import-untyped]  # ships no types
import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_builder.model.calendar import Calendar, MissingYear
from site_builder.model.counting import Counting
from site_builder.model.weeks import Week
from site_builder.text.finding import Term

CALENDAR = Calendar()
SHIPPED = range(2014, 2027)
WEEKEND = Term("day_reason", "weekend")
ROOT = Path(__file__).resolve().parents[2]


def days_of(year: int) -> list[date]:
    return [day for n in range(366) if (day := date(year, 1, 1) + timedelta(days=n)).year == year]


@pytest.mark.parametrize("year", SHIPPED)
def test_every_day_agrees_with_the_published_package(year: int) -> None:
    mine = [day for day in days_of(year) if CALENDAR.is_working_day(day)]
    assert mine == [day for day in days_of(year) if chinese_calendar.is_workday(day)]


@pytest.mark.parametrize("year", SHIPPED)
def test_the_shipped_file_is_what_the_tool_writes(year: int) -> None:
    spec = importlib.util.spec_from_file_location("update_calendar", ROOT / "tools" / "update_calendar.py")
    assert spec is not None
    assert spec.loader is not None
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    shipped = ROOT / "site_builder" / "spec" / "calendar" / f"{year}.yaml"
    assert shipped.read_text(encoding="utf-8") == tool.year_text(year)


# by hand, from the State Council's notices: the holiday, its last working day before, its days off,
# the first working day after, and the weekend days worked for it

HOLIDAYS = [
    ("元旦", "2023-12-29", "2024-01-01", "2024-01-01", "2024-01-02", []),
    ("春节", "2024-02-09", "2024-02-10", "2024-02-17", "2024-02-18", ["2024-02-04", "2024-02-18"]),
    ("清明节", "2024-04-03", "2024-04-04", "2024-04-06", "2024-04-07", ["2024-04-07"]),
    ("劳动节", "2024-04-30", "2024-05-01", "2024-05-05", "2024-05-06", ["2024-04-28", "2024-05-11"]),
    ("端午节", "2024-06-07", "2024-06-10", "2024-06-10", "2024-06-11", []),
    ("中秋节", "2024-09-14", "2024-09-15", "2024-09-17", "2024-09-18", ["2024-09-14"]),
    ("国庆节", "2024-09-30", "2024-10-01", "2024-10-07", "2024-10-08", ["2024-09-29", "2024-10-12"]),
    ("元旦", "2024-12-31", "2025-01-01", "2025-01-01", "2025-01-02", []),
    ("春节", "2025-01-27", "2025-01-28", "2025-02-04", "2025-02-05", ["2025-01-26", "2025-02-08"]),
    ("清明节", "2025-04-03", "2025-04-04", "2025-04-06", "2025-04-07", []),
    ("劳动节", "2025-04-30", "2025-05-01", "2025-05-05", "2025-05-06", ["2025-04-27"]),
    ("端午节", "2025-05-30", "2025-05-31", "2025-06-02", "2025-06-03", []),
    ("国庆节", "2025-09-30", "2025-10-01", "2025-10-05", "2025-10-09", ["2025-09-28", "2025-10-11"]),
    ("中秋节", "2025-09-30", "2025-10-06", "2025-10-06", "2025-10-09", []),
    ("元旦", "2025-12-31", "2026-01-01", "2026-01-03", "2026-01-04", ["2026-01-04"]),
    ("春节", "2026-02-14", "2026-02-15", "2026-02-23", "2026-02-24", ["2026-02-14", "2026-02-28"]),
    ("清明节", "2026-04-03", "2026-04-04", "2026-04-06", "2026-04-07", []),
    ("劳动节", "2026-04-30", "2026-05-01", "2026-05-05", "2026-05-06", ["2026-05-09"]),
    ("端午节", "2026-06-18", "2026-06-19", "2026-06-21", "2026-06-22", []),
    ("中秋节", "2026-09-24", "2026-09-25", "2026-09-27", "2026-09-28", []),
    ("国庆节", "2026-09-30", "2026-10-01", "2026-10-07", "2026-10-08", ["2026-09-20", "2026-10-10"]),
]


@pytest.mark.parametrize(
    ("name", "before", "first", "last", "after", "worked"), HOLIDAYS, ids=[f"{h[0]} {h[2]}" for h in HOLIDAYS]
)
def test_long_holiday(name: str, before: str, first: str, last: str, after: str, worked: list[str]) -> None:
    begin, end = date.fromisoformat(first), date.fromisoformat(last)
    off = [begin + timedelta(days=n) for n in range((end - begin).days + 1)]
    assert [CALENDAR.why_off(day) for day in off] == [Term("holiday", name)] * len(off)
    assert CALENDAR.last_working_day_on_or_before(begin) == date.fromisoformat(before)
    assert CALENDAR.next_working_day(begin) == date.fromisoformat(after)
    assert CALENDAR.add_working_days(date.fromisoformat(before), 1) == date.fromisoformat(after)
    for day in map(date.fromisoformat, worked):
        assert day.weekday() >= 5
        assert CALENDAR.is_working_day(day)


def test_an_ordinary_weekend_is_named() -> None:
    assert CALENDAR.why_off(date(2025, 10, 18)) == WEEKEND
    assert CALENDAR.why_off(date(2025, 10, 17)) is None


# domain notes §5, computed with another source of the same notices

VECTORS = [
    # start, +15, working target, rolled, +5 working days, +60, +90
    ("2023-08-04", "2023-08-19", "2023-08-18", "2023-08-21", "2023-08-11", "2023-10-03", "2023-11-02"),
    ("2025-09-22", "2025-10-07", "2025-09-30", "2025-10-09", "2025-09-28", "2025-11-21", "2025-12-21"),
    ("2025-09-26", "2025-10-11", "2025-10-11", "2025-10-11", "2025-10-10", "2025-11-25", "2025-12-25"),
    ("2025-09-29", "2025-10-14", "2025-10-14", "2025-10-14", "2025-10-13", "2025-11-28", "2025-12-28"),
    ("2026-02-12", "2026-02-27", "2026-02-27", "2026-02-27", "2026-02-26", "2026-04-13", "2026-05-13"),
    ("2024-02-29", "2024-03-15", "2024-03-15", "2024-03-15", "2024-03-07", "2024-04-29", "2024-05-29"),
]


@pytest.mark.parametrize(("start", "d15", "target", "rolled", "w5", "d60", "d90"), VECTORS)
def test_vectors(start: str, d15: str, target: str, rolled: str, w5: str, d60: str, d90: str) -> None:
    begin = date.fromisoformat(start)
    days, working = Counting("day", CALENDAR), Counting("working_day", CALENDAR)
    due = days.after(begin, 15)
    assert str(due) == d15
    assert str(CALENDAR.last_working_day_on_or_before(due)) == target
    assert str(CALENDAR.next_working_day(due)) == rolled
    assert str(working.after(begin, 5)) == w5
    assert str(days.after(begin, 60)) == d60
    assert str(days.after(begin, 90)) == d90


def test_vectors_rolled_to_a_working_day() -> None:
    assert CALENDAR.next_working_day(date(2023, 10, 3)) == date(2023, 10, 7)  # a Saturday that was worked
    assert CALENDAR.next_working_day(date(2025, 12, 28)) == date(2025, 12, 29)


@pytest.mark.parametrize(
    ("day", "week"),
    [
        ("2023-08-04", "2023-W31"),
        ("2024-12-31", "2025-W01"),
        ("2025-12-29", "2026-W01"),
        ("2026-12-31", "2026-W53"),
        ("2027-01-01", "2026-W53"),
        ("2025-10-17", "2025-W42"),
    ],
)
def test_iso_weeks(day: str, week: str) -> None:
    assert str(Week.of(date.fromisoformat(day))) == week


def test_iso_week_of_the_seed() -> None:
    week = Week.parse("2023-W31")
    assert (week.monday, week.sunday) == (date(2023, 7, 31), date(2023, 8, 6))


# a year without data


@pytest.mark.parametrize("day", [date(2027, 1, 4), date(2027, 1, 2), date(2013, 12, 31)])
def test_a_year_without_data_is_named(day: date) -> None:
    with pytest.raises(MissingYear, match=str(day.year)) as raised:
        CALENDAR.is_working_day(day)
    assert raised.value.year == day.year


def test_counting_stops_at_the_year_that_is_missing() -> None:
    assert CALENDAR.add_working_days(date(2026, 12, 25), 4) == date(2026, 12, 31)
    with pytest.raises(MissingYear, match="2027"):
        CALENDAR.add_working_days(date(2026, 12, 25), 5)


def test_a_town_adds_a_year() -> None:
    calendar = Calendar({2027: (("2027-01-01 元旦", "2027-01-02"), ("2027-01-03",))})
    assert calendar.why_off(date(2027, 1, 1)) == Term("holiday", "元旦")
    assert calendar.why_off(date(2027, 1, 2)) == Term("holiday", "放假")
    assert calendar.is_working_day(date(2027, 1, 3))
    assert calendar.why_off(date(2027, 1, 9)) == WEEKEND


def test_a_town_corrects_a_year() -> None:
    calendar = Calendar({2026: (("2026-01-01 元旦",), ())})
    assert calendar.is_working_day(date(2026, 1, 2))


def test_a_year_with_a_day_that_does_not_exist_is_not_known() -> None:
    with pytest.raises(MissingYear, match="2027"):
        Calendar({2027: (("2027-02-30 春节",), ())}).is_working_day(date(2027, 3, 1))


# what always holds

DAYS = st.dates(date(2014, 2, 1), date(2025, 12, 31))


@given(DAYS, st.integers(0, 60))
def test_adding_working_days_counts_exactly_them(start: date, limit: int) -> None:
    due = CALENDAR.add_working_days(start, limit)
    assert CALENDAR.working_days_between(start, due) == limit
    assert limit == 0 or CALENDAR.is_working_day(due)


@given(DAYS)
def test_next_and_last_working_day_stand_around_the_day(day: date) -> None:
    later, earlier = CALENDAR.next_working_day(day), CALENDAR.last_working_day_on_or_before(day)
    assert earlier <= day <= later
    assert CALENDAR.is_working_day(day) == (earlier == day == later)


@given(DAYS, st.integers(0, 6))
def test_the_next_meeting_is_after_the_day_on_its_weekday(day: date, weekday: int) -> None:
    meeting = Counting("meeting", CALENDAR, weekday).after(day, 1)
    assert meeting > day
    assert meeting.weekday() == weekday
    assert CALENDAR.why_off(meeting) in (None, WEEKEND)


def test_a_meeting_on_a_holiday_is_not_held() -> None:
    friday = Counting("meeting", CALENDAR, 4)
    assert friday.after(date(2025, 9, 30), 1) == date(2025, 10, 10)
    assert friday.after(date(2025, 10, 10), 1) == date(2025, 10, 17)
