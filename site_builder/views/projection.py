"""A register as one audience gets it: made anew from the fields that are listed for it, so that the rest is not there.

Nothing is blanked. Each value is built again from what `spec/audiences.yaml` gives the audience; a field that nobody has
listed, and a kind of value that nobody has listed, do not come through. Source: design §8; hazards notes §5.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import MISSING, Field, fields, is_dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from itertools import groupby
from typing import Any, TypeVar, cast

from site_builder.model.case import (
    Attachment,
    Case,
    Event,
    Hold,
    Instalment,
    Ledger,
    Links,
    Measure,
    Order,
    Outcome,
    Petition,
    Point,
    Risk,
    Task,
    Urgent,
    Visit,
)
from site_builder.model.people import Grid, Person, Post, Term, Town, Unit, Village
from site_builder.model.register import Register
from site_builder.records.node import Mapping, Record
from site_builder.settings import Settings
from site_builder.sources.attachments import enclosed_path
from site_builder.spec import Spec
from site_builder.spec.audiences import given
from site_builder.views.pictures import Pictures, as_shown, pictures_of

T = TypeVar("T")
KINDS: dict[type, str] = {
    Case: "case", Event: "event", Risk: "risk", Urgent: "urgent", Petition: "petition", Order: "order", Point: "point",
    Task: "task", Measure: "measure", Instalment: "instalment", Outcome: "outcome", Links: "links", Ledger: "ledger", Hold: "hold",
    Attachment: "attachment",
    Visit: "visit", Town: "town", Village: "village", Grid: "grid", Term: "worker_term", Unit: "unit", Person: "person",
    Post: "post", Settings: "settings",
}  # fmt: skip
"""Every kind of value that a register holds, by the name it has in audiences.yaml."""
GROUPS = {("event", "fields"): "event_fields", ("petition", "mirrors"): "petition_mirrors"}
"""Groups of named values, each of which is placed for itself."""
NESTED = {
    ("event_fields", "paper"): "paper", ("event_fields", "powers"): "powers",
    ("petition_mirrors", "extend"): "petition_extension", ("petition_mirrors", "review"): "petition_review",
    ("petition_mirrors", "rereview"): "petition_review",
}  # fmt: skip
"""Groups of named values inside of those."""
_PLAIN = (str, int, float, bool, date, datetime, Decimal, type(None))
_ABSENT: dict[str, Any] = {"str": "", "int": 0, "date": date.min, "Decimal": Decimal(0)}
NOWHERE = (1, 1, 1, 1)


def for_office(register: Register) -> Register:
    """All but the sealed cases, of which the number is left, by village and day; nothing leads to one of them."""
    hidden = {case.id for case in register.cases if case.is_sealed}
    if not hidden and not register.enclosed:
        return register
    seen = register.case_by_id.keys() - hidden
    return replace(
        register,
        cases=tuple(_unlinked(case, seen) for case in register.shown_cases),
        visits=tuple(_without(visit, hidden) for visit in register.visits),
        sealed_elsewhere=register.sealed_known,
        enclosed={
            found.path: found
            for case in register.shown_cases
            for attachment in case.attachments
            if (found := register.enclosure(case, attachment)) is not None
        },
    )


def for_village(register: Register, village: str, sees: Callable[[Case], bool]) -> tuple[Register, frozenset[str]]:
    """The cases that a village sees, its own people and the town's; and who is named only because a case names them."""
    seen = [case for case in register.cases if sees(case)]
    ids = {case.id for case in seen}
    enclosed: Pictures = {}
    cases = tuple(_unlinked(_enclosing(case, register, "village", enclosed), ids) for case in seen)
    town, guests = _town_of(register.town, village, cases)
    grids = town.villages[village].grids if village in town.villages else ()
    shapes = register.shapes.of(grid.id for grid in grids) if register.shapes else None
    settings = narrowed(register.settings, "village")
    return Register(town, cases, (), register.spec, settings, shapes, enclosed=enclosed), guests


def for_board(register: Register, sees: Callable[[Case], bool]) -> Register:
    """The common matters by the texts written for the board, numbered by what the board itself shows of them."""
    shown: list[tuple[Case, Pictures]] = []
    for case in register.cases:
        if sees(case):
            files: Pictures = {}
            made = _enclosing(case, register, "board", files)
            shown.append((made, {path.rpartition("/")[2]: found for path, found in files.items()}))
    shown.sort(key=lambda pair: _as_shown(pair[0]))
    shown = [pair for _, alike in groupby(shown, lambda pair: _as_shown(pair[0])) for pair in _by_pictures([*alike])]
    cases = tuple(replace(case, id=f"B{number:06d}") for number, (case, _) in enumerate(shown, 1))
    enclosed = {
        enclosed_path(case.id, name): found
        for case, (_, own) in zip(cases, shown, strict=True)
        for name, found in own.items()
    }
    villages = {village.id: narrowed(village, "board") for village in register.town.villages.values()}
    town = Town("", register.town.name, villages, {}, {})
    return Register(town, cases, (), register.spec, narrowed(register.settings, "board"), enclosed=enclosed)


def _as_shown(case: Case) -> tuple[Any, ...]:
    """A case of the board as its texts tell it from others."""
    return (
        case.found_on,
        case.village,
        case.public_summary or "",
        case.kind,
        repr(case.events),
        repr(case.attachments),
    )


def _by_pictures(alike: list[tuple[Case, Pictures]]) -> list[tuple[Case, Pictures]]:
    """Matters that only their pictures tell apart, by these; what cannot be seen of a file decides nothing."""
    return sorted(alike, key=lambda pair: as_shown(pair[1])) if len(alike) > 1 else alike


def _enclosing(case: Case, register: Register, audience: str, enclosed: Pictures) -> Case:
    """A case of an audience with its pictures, which are put to the others by their paths."""
    if not case.attachments:
        return _case(case, audience)
    kept, files = pictures_of(case, register, audience)
    enclosed.update((enclosed_path(case.id, name), found) for name, found in files.items())
    return _case(replace(_whole(case), attachments=kept), audience)


def narrowed(value: T, audience: str) -> T:
    """A value made anew from what an audience gets of it. Raises TypeError for a kind of value that is not listed."""
    return cast(T, _narrowed(value, audience))


def _narrowed(value: Any, audience: str) -> Any:
    if isinstance(value, _PLAIN):
        return value
    if isinstance(value, tuple):
        return tuple(_narrowed(item, audience) for item in value)
    if isinstance(value, dict):
        return {name: _narrowed(item, audience) for name, item in value.items()}
    kind = KINDS.get(type(value))
    if kind is None and is_dataclass(value) and not _is_of_settings(value):
        raise TypeError(f"not listed in audiences.yaml: {type(value).__name__}")
    if kind is None:
        return value
    return type(value)(**{f.name: _field(value, kind, f, audience) for f in fields(value) if f.init})


def _is_of_settings(value: Any) -> bool:
    """Values of the settings and the spec, which are the same for all."""
    return type(value).__module__ in (Settings.__module__, Spec.__module__)


def _field(of: Any, kind: str, field: Field[Any], audience: str) -> Any:
    if field.name not in given(kind, audience):
        return absent(field)
    value = getattr(of, field.name)
    group = GROUPS.get((kind, field.name))
    return _narrowed(value, audience) if group is None else _group(value, group, audience)


def _group(values: dict[str, Any], group: str, audience: str) -> dict[str, Any]:
    found = {}
    for name, value in values.items():
        if name in given(group, audience):
            nested = NESTED.get((group, name))
            found[name] = _group(value, nested, audience) if nested else _narrowed(value, audience)
    return found


def absent(field: Field[Any]) -> Any:
    """What stands where a field is not given: its own default, or for one that must be there nothing of its kind."""
    if field.default is not MISSING:
        return field.default
    if field.default_factory is not MISSING:
        return field.default_factory()
    kind = str(field.type)
    if kind.endswith("| None"):
        return None
    if kind.startswith("tuple["):
        return ()
    if kind.startswith("dict["):
        return {}
    return _ABSENT[kind]


def _case(case: Case, audience: str) -> Case:
    """A case of an audience. It has no file; its body is there where the audience gets it."""
    shown = given("case", audience)
    values = {f.name: _field(case, "case", f, audience) for f in fields(Case) if f.name != "record"}
    body = case.body if "body" in shown else ""
    path = case.path if "id" in shown else "cases/"
    return Case(record=Record(path, "", Mapping({}, NOWHERE), body), **values)


def _unlinked(case: Case, seen: Collection[str]) -> Case:
    """Without what leads to a case that is not seen; the case itself where there is nothing of that kind."""
    links = case.links
    kept = Links(
        links.duplicates if links.duplicates in seen else None,
        links.reopens if links.reopens in seen else None,
        tuple(id for id in links.related if id in seen),
    )
    merged = case.has_made("merge")
    events = tuple(_event_unlinked(event, seen) for event in case.events) if merged else ()
    if kept == links and (not merged or all(new is old for new, old in zip(events, case.events, strict=True))):
        return case
    return replace(_whole(case), links=kept, events=events if merged else case.events)


def _event_unlinked(event: Event, seen: Collection[str]) -> Event:
    into = event.fields.get("into")
    if into is None or into in seen:
        return event
    return replace(event, fields={name: value for name, value in event.fields.items() if name != "into"})


def _whole(case: Case) -> Case:
    """The same case with all its values in it, wherever they came from."""
    return Case(**{f.name: getattr(case, f.name) for f in fields(Case)})


def _without(visit: Visit, hidden: Collection[str]) -> Visit:
    cases = tuple(id for id in visit.cases if id not in hidden)
    return visit if cases == visit.cases else replace(visit, cases=cases)


# the town


def _town_of(town: Town, village: str, cases: Iterable[Case]) -> tuple[Town, frozenset[str]]:
    """The town for a village: its own grids, its own people and units and the town's, and those its cases name.

    Of another village there is the name alone.
    """
    villages = {id: narrowed(one, "village" if id == village else "board") for id, one in town.villages.items()}
    own = {id for id, person in town.people.items() if _is_on_duty_in(person, town, village)}
    own |= {id for id, unit in town.units.items() if unit.village in (None, village)}
    named = set(words_in(cases)) - own
    units = {id: narrowed(unit, "village") for id, unit in town.units.items() if id in own or id in named}
    people = {id: narrowed(person, "village") for id, person in town.people.items() if id in own or id in named}
    return Town(town.id, town.name, villages, units, people), frozenset(named & (units.keys() | people.keys()))


def _is_on_duty_in(person: Person, town: Town, village: str) -> bool:
    """True for who has, or had, a post or a grid in the village or a post of the town. That somebody has no duty at all
    would tell that he has none in another village."""
    posts = any(post.village in (None, village) for post in person.posts)
    return posts or any(grid.village == village for grid, _ in town.grids_of.get(person.id, ()))


def words_in(value: Any) -> Iterator[str]:
    """Every text in a value, however deep; ids of people and units are among them."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from words_in(item)
    elif isinstance(value, (tuple, list)):
        for item in value:
            yield from words_in(item)
    elif is_dataclass(value) and not isinstance(value, type):
        for name in _names(type(value)):
            yield from words_in(getattr(value, name))


@cache
def _names(kind: type) -> tuple[str, ...]:
    return () if kind is Record else tuple(field.name for field in fields(kind))
