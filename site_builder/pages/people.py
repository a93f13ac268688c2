"""The people on duty and the units: the town's leaders and units, the villages, the units above."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

from site_builder.pages.edition_index import Index, index
from site_builder.pages.page_type import CASEWORK
from site_builder.pages.shared import Holder, Link
from site_builder.render.page import Page
from site_builder.render.site import Door
from site_builder.views.edition import Edition

TEMPLATE = "people.html"
AUDIENCES = CASEWORK
MERGES = True
NAVIGATION = (Door(50, "people", "people/index.html", ("units",)),)


@dataclass(frozen=True, slots=True)
class UnitPeople:
    """A unit or a village, with its people."""

    place: Annotated[Link, "The unit or the village."]
    people: Annotated[tuple[Holder, ...], "Who holds a post there on the day."]


@dataclass(frozen=True, slots=True, kw_only=True)
class PeoplePage:
    leaders: Annotated[tuple[Holder, ...], "The town's leaders."]
    units: Annotated[tuple[UnitPeople, ...], "The town's units."]
    villages: Annotated[
        tuple[UnitPeople, ...], "The villages: Party branch, mediators, supervisors, grid workers, elders."
    ]
    above: Annotated[tuple[Link, ...], "Units of the county and above."]
    former: Annotated[tuple[Link, ...], "People without any post on the day, whose earlier duties stay on record."]


CONTEXT = PeoplePage


def pages(edition: Edition) -> Iterator[Page]:
    known = index(edition)
    leaders = tuple(_leaders(known))
    units = tuple(
        UnitPeople(known.unit(unit.id), tuple(_of_unit(known, unit.id)))
        for unit in known.units.values()
        if unit.level == "town"
    )
    villages = tuple(UnitPeople(known.village(id), tuple(_of_village(known, id))) for id in known.villages)
    shown = {holder.person.href for group in (*units, *villages) for holder in group.people}
    shown |= {holder.person.href for holder in leaders}
    everybody = (known.person(id) for id in known.people)
    context = PeoplePage(
        leaders=leaders,
        units=units,
        villages=villages,
        above=tuple(known.unit(unit.id) for unit in known.units.values() if unit.level in ("county", "city")),
        former=tuple(person for person in everybody if person.href not in shown),
    )
    yield Page("people/index.html", TEMPLATE, context)


def _leaders(known: Index) -> Iterator[Holder]:
    for person in known.people.values():
        for post in person.posts_on(known.as_of):
            if post.post == "leader":
                yield Holder(known.person(person.id), post.title or known.label("post", post.post))


def _of_unit(known: Index, unit: str) -> Iterator[Holder]:
    for person in known.people.values():
        held = [known.label("post", p.post) for p in person.posts_on(known.as_of) if p.unit == unit and not p.village]
        if held:
            yield Holder(known.person(person.id), known.comma.join(dict.fromkeys(held)))


def _of_village(known: Index, village: str) -> Iterator[Holder]:
    for person in known.people.values():
        held = [known.label("post", p.post) for p in person.posts_on(known.as_of) if p.village == village]
        elder = [known.label("elder_kind", kind) for kind in person.elder] if held else []
        grids = [
            known.gap.join((grid.name, known.worker))
            for grid, term in known.town.grids_of.get(person.id, ())
            if grid.village == village and term.covers(known.as_of)
        ]
        if held or grids:
            yield Holder(known.person(person.id), known.comma.join(dict.fromkeys([*held, *grids, *elder])))
