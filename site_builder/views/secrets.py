"""What a register holds that an audience must not find in any file of its site: names, numbers and ids, each with where
it comes from.

The projection keeps them out; the gate looks whether it did, and whether a text that is shown names one. What the
audience is given as a value of its own (a person on duty, the number of a document that a case of its own has too) is
no secret to it. Source: hazards notes §5, "Release gate".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Literal

from site_builder.model.case import Case
from site_builder.model.register import Register
from site_builder.text.personal_data import CERTAIN, find_personal_data
from site_builder.views.edition import Edition
from site_builder.views.projection import words_in

Kind = Literal["id", "name", "number", "text"]
Secrets = Mapping[str, tuple[Kind, str]]
"""What may not be shown: of which kind it is, and the record it belongs to."""
SHORTEST_TEXT = 8
"""A title shorter than this is a word that others may use as well."""
SHORTEST_NAME = 3
"""A guessed name shorter than this is too often an ordinary word."""
SHORTEST_NUMBER = 6


def secrets(register: Register, shown: Edition, fixed: str = "") -> Secrets:
    """What one audience may not see, of all that the register holds. `fixed` is what stands on every site of the theme,
    whoever is in the register: a name that is a word there gives nobody away."""
    seen = {case.id for case in register.cases if shown.audience.sees(case)}
    given = set(words_in((shown.cases, shown.register.town, shown.register.settings)))
    found: dict[str, tuple[Kind, str]] = {}
    for value, kind, of in _all(register, seen):
        if value not in given and value not in found and not (kind == "name" and value in fixed):
            found[value] = kind, of
    return found


def _all(register: Register, seen: set[str]) -> Iterator[tuple[str, Kind, str]]:
    for case in register.cases:
        if case.id in seen:
            yield from ((number, "number", case.id) for number in _numbers(case.record.text, certain=True))
        else:
            yield from _hidden(case)
        yield case.id, "id", case.id
        if case.ledger and len(case.ledger.fingerprint) >= SHORTEST_TEXT:
            yield case.ledger.fingerprint, "number", case.id
    for visit in register.visits:
        yield visit.id, "id", visit.id
        texts = (visit.place, visit.instructions or "")
        yield from ((text, "text", visit.id) for text in texts if len(text) >= SHORTEST_TEXT)
    for person in register.town.people.values():
        yield person.name, "name", person.id
        yield from ((address, "number", person.id) for address in person.emails)
        if person.account and len(person.account) >= SHORTEST_NUMBER:
            yield person.account, "number", person.id


def _hidden(case: Case) -> Iterator[tuple[str, Kind, str]]:
    """What is told of a case that the audience does not get."""
    text = case.record.text
    yield from ((number, "number", case.id) for number in _numbers(text, certain=False))
    for hit in find_personal_data(text):
        if hit.kind == "name" and hit.end - hit.start >= SHORTEST_NAME:
            yield text[hit.start : hit.end], "name", case.id
    petition, order = case.petition, case.order
    for number in (petition.official_ref if petition else None, order.ref if order else None):
        if number and len(number) >= SHORTEST_NUMBER:
            yield number, "number", case.id
    texts: Iterable[str | None] = (case.title, case.problem, *(point.what for point in case.points))
    yield from ((text, "text", case.id) for text in texts if text and len(text) >= SHORTEST_TEXT)


def _numbers(text: str, certain: bool) -> Iterator[str]:
    """The numbers and addresses of persons in a text, as they are written there."""
    for hit in find_personal_data(text):
        if hit.kind in CERTAIN or not (certain or hit.kind == "name"):
            yield text[hit.start : hit.end]
