"""iCalendar files that other programs can read (RFC 5545)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from site_builder.reports.icalendar import Entry, calendar_text

STAMP = date(2025, 10, 17)
LONG = "清理排水沟；双方到场，签字、照片（无人像）" * 6


def events_of(text: str) -> list[Any]:
    """The entries as another program reads them."""
    return list(Calendar.from_ical(text).walk("VEVENT"))


def test_another_program_reads_what_was_written() -> None:
    entry = Entry("A-1@qtl.sidan", date(2025, 10, 24), "调解：甲,乙;丙\\丁", "第一行\n第二行", ("调解", "镇,村"))
    (event,) = events_of(calendar_text([entry], "到期事项", STAMP))
    assert str(event["SUMMARY"]) == "调解：甲,乙;丙\\丁"
    assert str(event["DESCRIPTION"]) == "第一行\n第二行"
    assert str(event["UID"]) == "A-1@qtl.sidan"
    assert event["DTSTART"].dt == date(2025, 10, 24)
    assert event["DTSTAMP"].dt.date() == STAMP
    assert [str(c) for c in event["CATEGORIES"].cats] == ["调解", "镇,村"]


def test_the_day_is_a_date_and_not_a_time() -> None:
    assert "\r\nDTSTART;VALUE=DATE:20251024\r\n" in calendar_text(
        [Entry("A", date(2025, 10, 24), "调解")], "到期", STAMP
    )


def test_lines_end_with_cr_lf_and_are_folded_at_75_octets() -> None:
    text = calendar_text([Entry("A", date(2025, 10, 24), LONG, LONG)], LONG, STAMP)
    assert text.endswith("END:VCALENDAR\r\n")
    lines = text.split("\r\n")
    assert all(len(line.encode()) <= 75 for line in lines)
    assert "\n" not in "".join(lines)
    unfolded = text.replace("\r\n ", "")
    assert f"SUMMARY:{LONG}\r\n" in unfolded


def test_an_escape_is_not_cut_in_two() -> None:
    text = calendar_text([Entry("A", date(2025, 10, 24), "中\n" * 60)], "到期", STAMP)
    assert not any(line.endswith("\\") for line in text.split("\r\n"))


def test_the_same_day_gives_the_same_bytes() -> None:
    entries = [Entry("A", date(2025, 10, 24), "调解")]
    assert calendar_text(entries, "到期", STAMP) == calendar_text(entries, "到期", STAMP)


def test_a_subscriber_is_told_its_name_and_when_to_look_again() -> None:
    calendar = Calendar.from_ical(calendar_text([], "到期事项", STAMP))
    assert (str(calendar["NAME"]), str(calendar["X-WR-CALNAME"])) == ("到期事项", "到期事项")
    assert calendar["REFRESH-INTERVAL"].dt == timedelta(hours=12)


def test_an_empty_calendar_is_a_calendar() -> None:
    assert not events_of(calendar_text([], "到期", STAMP))


@given(st.text(), st.text(), st.dates())
def test_any_text_comes_back(summary: str, description: str, day: date) -> None:
    text = calendar_text([Entry("A@b", day, summary, description)], summary, STAMP)
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    (event,) = events_of(text)
    lines = summary.replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(c for c in lines if c == "\n" or (c > "\x1f" and c != "\x7f"))
    assert str(event["SUMMARY"]) == kept
