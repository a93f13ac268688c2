"""api/grids.json, people.json, labels.json: what the ids and codes of the other files stand for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from site_builder.exports.json_file import json_file
from site_builder.model.people import Grid, Person, Post, Unit, Village
from site_builder.pages.edition_index import Index, index
from site_builder.pages.page_type import CASEWORK
from site_builder.render.page import File
from site_builder.reports.record_object import plain
from site_builder.spec import Label, Spec
from site_builder.spec.api import VERSION
from site_builder.views.edition import Edition

AUDIENCES = CASEWORK
Json = dict[str, Any]


def files(edition: Edition) -> Iterator[File]:
    known = index(edition)
    town = {"id": known.town.id, "name": known.town.name}
    villages = [_village(known, village) for village in known.villages.values()]
    yield json_file("api/grids.json", {"version": VERSION, "town": town, "villages": villages})
    people = [_person(person) for person in known.people.values()]
    units = [_unit(unit) for unit in known.units.values()]
    yield json_file("api/people.json", {"version": VERSION, "units": units, "people": people})
    yield json_file("api/labels.json", labels_document(known.spec))


def labels_document(spec: Spec) -> Json:
    """The words of a town's codes, in both languages."""
    labels = {group: {code: _label(word) for code, word in values.items()} for group, values in spec.enums.items()}
    return {"version": VERSION, "labels": labels}


def _village(known: Index, village: Village) -> Json:
    grids = [_grid(known, grid) for grid in village.grids]
    return {"id": village.id, "name": village.name, "party_org": village.party_org, "grids": grids}


def _grid(known: Index, grid: Grid) -> Json:
    return {
        "id": grid.id,
        "name": grid.name,
        "group": grid.group,
        "households": grid.households,
        "population": grid.population,
        "worker": grid.worker_on(known.as_of),
        "workers": [
            {"person": term.person, "from": since(term.since), "until": plain(term.until)} for term in grid.workers
        ],
    }


def since(day: date) -> str | None:
    """The first day of a term; None where it has always been so."""
    return None if day == date.min else str(day)


def _unit(unit: Unit) -> Json:
    return {"id": unit.id, "name": unit.name, "level": unit.level, "village": unit.village}


def _person(person: Person) -> Json:
    return {
        "id": person.id,
        "name": person.name,
        "posts": [_post(post) for post in person.posts],
        "elder": list(person.elder),
        "retired_from": person.retired_from,
    }


def _post(post: Post) -> Json:
    return {
        "post": post.post,
        "village": post.village,
        "unit": post.unit,
        "title": post.title,
        "from": str(post.since),
        "until": plain(post.until),
    }


def _label(word: Label) -> Json:
    return {"zh": word.zh, "en": word.en}
