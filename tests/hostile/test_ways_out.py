"""Hostile texts leave in workbooks, tables, feeds, calendars and data, and come in from ledgers, as the texts they are."""

from __future__ import annotations

from typing import Any

import pytest
from xlsxwriter.worksheet import Worksheet

from site_builder.reports import atom, icalendar, written
from tests.hostile.ways_out import changed_on_the_way_in, changed_on_the_way_out, texts

FEW = texts()[:56]


def test_other_programs_read_a_text_as_that_text() -> None:
    assert changed_on_the_way_out(FEW) == []


def test_a_ledgers_text_is_the_records() -> None:
    assert changed_on_the_way_in(FEW) == []


@pytest.mark.parametrize(
    ("place", "name", "path"),
    [(written, "defused", ".csv"), (Worksheet, "write_string", ".xlsx"), (atom, "escape", ".atom"), (icalendar, "_text", ".ics")],
)  # fmt: skip
def test_a_writer_that_lets_a_text_be_more_is_noticed(
    monkeypatch: pytest.MonkeyPatch, place: Any, name: str, path: str
) -> None:
    monkeypatch.setattr(place, name, Worksheet.write_formula if place is Worksheet else lambda text: text)
    wrong = changed_on_the_way_out(["=1+1", "</entry><entry>", "a\\nBEGIN:VALARM"])
    assert wrong and all(path in one for one in wrong), wrong
