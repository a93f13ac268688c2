"""The town: villages, grids, units, and the people on duty with their posts over time."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from site_builder.records.node import Record


@dataclass(frozen=True, slots=True)
class Term:
    """One grid worker's time in a grid; both days inclusive, `until` None while it goes on."""

    person: str
    since: date
    until: date | None

    def covers(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class Grid:
    """One villagers' group. `workers` are in order of time."""

    id: str
    name: str
    group: str
    households: int | None
    population: int | None
    workers: tuple[Term, ...]
    village: str

    def worker_on(self, day: date) -> str | None:
        """The person id of the grid's worker on a day, or None where the register has a gap."""
        return next((term.person for term in self.workers if term.covers(day)), None)


@dataclass(frozen=True, slots=True)
class Village:
    id: str
    name: str
    party_org: str
    grids: tuple[Grid, ...]


@dataclass(frozen=True, slots=True)
class Post:
    """A post held; both days inclusive, `until` None while it goes on."""

    post: str
    village: str | None
    unit: str | None
    title: str | None
    since: date
    until: date | None

    def covers(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class Unit:
    id: str
    name: str
    level: str
    village: str | None


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody on duty; never a resident as such. Source: design §2."""

    id: str
    name: str
    posts: tuple[Post, ...]
    elder: tuple[str, ...]
    retired_from: str | None
    emails: tuple[str, ...]
    account: str | None = None

    def posts_on(self, day: date) -> tuple[Post, ...]:
        return tuple(post for post in self.posts if post.covers(day))

    def headed_on(self, day: date) -> tuple[str, ...]:
        """The units whose head the person is on a day: what is a unit's to do is its head's."""
        return tuple(post.unit for post in self.posts_on(day) if post.post == "unit_head" and post.unit)


@dataclass(frozen=True)
class Town:
    """grids.yaml and people.yaml together. `grids_record` and `people_record` keep the places."""

    id: str
    name: str
    villages: dict[str, Village]
    units: dict[str, Unit]
    people: dict[str, Person]
    grids_record: Record | None = field(default=None, repr=False, compare=False)
    people_record: Record | None = field(default=None, repr=False, compare=False)

    @cached_property
    def grids(self) -> dict[str, Grid]:
        return {grid.id: grid for village in self.villages.values() for grid in village.grids}

    @cached_property
    def grids_of(self) -> dict[str, tuple[tuple[Grid, Term], ...]]:
        """For each person, the grids and terms in which he or she is the worker."""
        found: dict[str, list[tuple[Grid, Term]]] = {}
        for grid in self.grids.values():
            for term in grid.workers:
                found.setdefault(term.person, []).append((grid, term))
        return {person: tuple(terms) for person, terms in found.items()}

    def knows(self, id: str) -> bool:
        """True for the id of a person or a unit."""
        return id in self.people or id in self.units

    def name_of(self, id: str) -> str:
        """The name of a person, unit, village or grid; the id itself where nobody knows it."""
        if id in self.people:
            return self.people[id].name
        if id in self.units:
            return self.units[id].name
        if id in self.villages:
            return self.villages[id].name
        if id in self.grids:
            grid = self.grids[id]
            return f"{self.villages[grid.village].name}{grid.name}"
        return id
