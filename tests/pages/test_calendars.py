"""The calendars of the site: what falls due, for all, a village, a person; read by another program."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from icalendar import Calendar

from site_builder.exports import all_exports
from site_builder.pages import person
from site_builder.pages.edition_index import index
from site_builder.pages.shared import person_calendar, person_path
from site_builder.views.edition import Edition
from tests.pages.test_site import real


def calendars(edition: Edition) -> dict[str, list[Any]]:
    """The entries of each calendar as another program reads them."""
    texts = {f.path: f.data.decode() for f in all_exports(edition) if f.path.endswith(".ics")}
    return {path: list(Calendar.from_ical(text).walk("VEVENT")) for path, text in texts.items()}


@pytest.fixture(scope="module")
def office() -> Edition:
    return real("office")


def key(entry: Any) -> tuple[str, date]:
    return str(entry["UID"]), entry["DTSTART"].dt


def test_all_is_what_the_due_rows_say_and_the_villages_share_it_out(office: Edition) -> None:
    found = calendars(office)
    rows = [(row.case.text, row.due) for row in index(office).due_rows if row.nature != "window"]
    assert sorted((str(e["SUMMARY"]).split(" ")[0], e["DTSTART"].dt) for e in found["calendars/all.ics"]) == sorted(
        rows
    )
    shared = [key(e) for path, own in found.items() if "/villages/" in path for e in own]
    assert sorted(shared) == sorted(map(key, found["calendars/all.ics"]))
    assert len(shared) == len(set(shared)) > 5


def test_a_person_has_what_the_persons_page_shows(office: Edition) -> None:
    found = calendars(office)
    pages = {page.path: page.context for page in person.pages(office)}
    some = 0
    for id in index(office).people:
        page = pages[person_path(id)]
        shown = {(row.case.text, row.due) for rows in (page.overdue, page.soon, page.later, page.press) for row in rows}
        entries = {(str(e["SUMMARY"]).split(" ")[0], e["DTSTART"].dt) for e in found[person_calendar(id)]}
        assert entries == shown, id
        some += bool(entries)
    assert some > 3


def test_a_village_gets_its_own_alone() -> None:
    found = calendars(real("village:chachong"))
    assert [path for path in found if "/villages/" in path] == ["calendars/villages/chachong.ics"]
    own = {case.id for case in real("village:chachong").cases}
    assert {str(e["SUMMARY"]).split(" ")[0] for entries in found.values() for e in entries} <= own
    assert not calendars(real("board"))
