"""Due dates as calendars that other programs subscribe to: for all, for each village, for each person on duty."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from site_builder.model.due import ALWAYS, DueItem, due
from site_builder.pages.edition_index import index
from site_builder.pages.page_type import CASEWORK
from site_builder.pages.shared import ALL_DUE, person_calendar, village_calendar
from site_builder.render.page import File
from site_builder.reports.deadlines import due_ics
from site_builder.views.edition import Edition

AUDIENCES = CASEWORK
MERGES = True


def files(edition: Edition) -> Iterator[File]:
    """A calendar is there for everybody who has a page, empty or not, so that a subscription never breaks."""
    known = index(edition)
    items = due(edition.register, edition.as_of, ALWAYS)
    yield _file(ALL_DUE, items, edition, "")
    for id in known.villages:
        own = (item for item in items if item.case.village == id)
        yield _file(village_calendar(id), own, edition, known.town.name_of(id))
    for person in known.people.values():
        theirs = {person.id, *person.headed_on(edition.as_of)}
        own = (item for item in items if not theirs.isdisjoint((item.deadline.responsible, *item.people)))
        yield _file(person_calendar(person.id), own, edition, person.name)


def _file(path: str, items: Iterable[DueItem], edition: Edition, whose: str) -> File:
    return File(path, due_ics(items, edition.register, edition.as_of, edition.language, whose).encode())
