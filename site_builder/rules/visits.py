"""Leaders' receptions and visits, and ids that are used once (V7xx)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from site_builder.model.case import Case, Visit
from site_builder.model.register import Register
from site_builder.text.finding import Finding, Related, finding


def visit_identity(visit: Visit, register: Register, as_of: date) -> Iterator[Finding]:
    """The file's name is the visit's id."""
    name = visit.record.path.rsplit("/", 1)[1]
    if name != f"{visit.id}.md":
        yield finding("V701", visit.record.at("id"), id=visit.id, name=name)


def visit_leader(visit: Visit, register: Register, as_of: date) -> Iterator[Finding]:
    """Whoever received held a leader's post on that day (《信访工作条例》第十八条)."""
    person = register.town.people.get(visit.leader)
    if person is not None and not any(post.post == "leader" for post in person.posts_on(visit.on)):
        yield finding("V702", visit.record.at("leader"), who=person.name, on=visit.on)
    if visit.on > as_of:
        yield finding("V703", visit.record.at("on"), on=visit.on, as_of=as_of)


def visit_cases(visit: Visit, register: Register, as_of: date) -> Iterator[Finding]:
    """A visit names no sealed case, and says what it asked for."""
    for index, id in enumerate(visit.cases):
        case = register.case_by_id.get(id)
        if case is not None and case.is_sealed:
            yield finding("V704", visit.record.at("cases", index))
    if visit.cases and not visit.instructions:
        yield finding("V705", visit.record.at("cases"))


def unique_ids(register: Register, as_of: date) -> Iterator[Finding]:
    """An id belongs to one file."""
    yield from _unique(register.cases)
    yield from _unique(register.visits)


def _unique(things: Iterable[Case | Visit]) -> Iterator[Finding]:
    first: dict[str, Case | Visit] = {}
    for thing in things:
        if thing.id in first:
            yield finding(
                "V706", thing.record.at("id"), related=(Related(first[thing.id].record.at("id"), "first"),), id=thing.id
            )
        first.setdefault(thing.id, thing)


VISIT_RULES = (visit_identity, visit_leader, visit_cases)
REGISTER_RULES = (unique_ids,)
