"""Working days, weekly meetings and how a clerk writes a day."""

from __future__ import annotations

from datetime import date, timedelta

from site_builder.model.calendar import Calendar
from site_builder.model.weeks import Week

CALENDAR = Calendar()


def later(day: date, steps: int) -> date:
    """The working day `steps` working days after a day; with 0 the day itself, or the next working day."""
    return CALENDAR.add_working_days(day, steps) if steps else CALENDAR.next_working_day(day)


def meeting_of(week: Week) -> date:
    """The weekly meeting: Friday, or the last working day before it."""
    return CALENDAR.last_working_day_on_or_before(week.day(4))


def meeting(day: date) -> date:
    """The first weekly meeting on or after a day."""
    week = Week.of(day)
    while meeting_of(week) < day:
        week = week.next
    return meeting_of(week)


def is_meeting(day: date) -> bool:
    return meeting_of(Week.of(day)) == day


def working_days(first: date, last: date) -> list[date]:
    """Every working day of a span, both ends included."""
    span = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    return [day for day in span if CALENDAR.is_working_day(day)]


def between(first: date, last: date, part: float) -> date:
    """The working day some part of the way from one day to another, never outside them."""
    days = working_days(first, last)
    return days[min(len(days) - 1, int(len(days) * part))] if days else first


def spoken(day: date) -> str:
    return f"{day.month}月{day.day}日"
