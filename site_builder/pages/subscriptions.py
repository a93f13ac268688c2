"""The feeds and calendars of an edition: which there are, and whose."""

from __future__ import annotations

from collections.abc import Iterator

from site_builder.pages.edition_index import Index
from site_builder.pages.shared import Link, person_calendar, village_calendar

ALL_EVENTS = "feeds/all.atom"
"""The feed of everything that happened."""


def village_feed(id: str) -> str:
    return f"feeds/village-{id}.atom"


def kind_feed(kind: str) -> str:
    return f"feeds/kind-{kind}.atom"


def move_feed(move: str) -> str:
    return f"feeds/move-{move}.atom"


def village_feeds(known: Index) -> tuple[Link, ...]:
    """What happened in each village."""
    return tuple(Link(village_feed(id), known.town.name_of(id)) for id in known.villages)


def kind_feeds(known: Index) -> tuple[Link, ...]:
    """What happened to each kind of case, whether or not there is one yet: a subscription never breaks."""
    return tuple(Link(kind_feed(kind), known.label("kind", kind)) for kind in known.spec.enums["kind"])


def move_feeds(known: Index) -> tuple[Link, ...]:
    """Each move by itself: what was raised to the town, what was closed. Sealing is told nowhere."""
    return tuple(Link(move_feed(code), known.label("move", code)) for code in known.spec.moves if code != "seal")


def village_calendars(known: Index) -> tuple[Link, ...]:
    return tuple(Link(village_calendar(id), known.town.name_of(id)) for id in known.villages)


def people_calendars(known: Index) -> Iterator[Link]:
    """Those of the people of the edition who have a post on the day; the others' stay where they are."""
    for person in known.people.values():
        if known.posts_on(person.id, known.as_of):
            yield Link(person_calendar(person.id), person.name)
