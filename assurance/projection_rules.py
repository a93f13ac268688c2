"""Each line of spec/audiences.yaml widened by one audience in turn: the projection then gives away what it did not.

Every value that an audience does not get is changed to another: what it gets stays equal. With a line widened it does not.
A line under one that is not given itself changes nothing and is no try.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import fields, is_dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from unittest.mock import patch

from assurance import Result
from site_builder.checking import check
from site_builder.model.register import Register
from site_builder.records.node import Record
from site_builder.settings import Forge
from site_builder.spec.audiences import REACH, given, placements
from site_builder.views import projection
from site_builder.views.projection import GROUPS, KINDS, NESTED
from tests.support.canaries import Canaries
from tests.support.town import AS_OF, edition_of
from tests.support.worlds import VILLAGE

NAMES = {"village": f"village:{VILLAGE}", "board": "board"}
INSIDE = {
    "event": ("case", "events"), "risk": ("case", "risk"), "urgent": ("case", "urgent"), "petition": ("case", "petition"),
    "order": ("case", "order"), "point": ("case", "points"), "task": ("case", "tasks"), "measure": ("task", "measures"),
    "instalment": ("case", "instalments"), "outcome": ("case", "outcome"), "links": ("case", "links"),
    "hold": ("case", "hold"), "attachment": ("case", "attachments"), "ledger": ("case", "ledger"), "village": ("town", "villages"), "grid": ("village", "grids"),
    "worker_term": ("grid", "workers"), "unit": ("town", "units"), "person": ("town", "people"), "post": ("person", "posts"),
    **{group: parent for parent, group in GROUPS.items()}, **{kind: parent for parent, kind in NESTED.items()},
}  # fmt: skip
"""The kind and field that a kind of value stands in."""
DECIDES = {("case", "access"), ("case", "id"), ("case", "village"), ("case", "links"), ("attachment", "audience")}
"""Which cases and files an audience sees is told by these; the board's numbers are its own in any case. `links` hold
nothing of their own: their fields have lines."""
Rule = tuple[str, str, str]


def run(share: float) -> Result:
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="sidan-rules-") as folder:
        whole = _whole(Path(folder))
    others = {audience: _other(whole, audience) for audience in NAMES}
    notes = [f"the {a} is told of a change that is not for it" for a in NAMES if _seen(whole, a) != _seen(others[a], a)]
    rules = [*_rules()][:: max(1, round(1 / share))]
    for kind, name, audience in rules:
        with _widened(kind, name, audience):
            if not _is_noticed(whole, others[audience], audience):
                notes.append(f"{kind}.{name} for the {audience} goes unnoticed")
    return Result("P13", len(rules) + len(NAMES), len(notes), time.monotonic() - begun, tuple(notes[:20]))


def _is_noticed(whole: Register, other: Register, audience: str) -> bool:
    try:
        return _seen(whole, audience) != _seen(other, audience)
    except KeyError:
        return True  # a value of which nothing is given, and that cannot be left empty: nothing comes through


def _rules() -> Iterator[Rule]:
    """Each field that an audience does not get of a kind of which it gets something."""
    for kind, own in placements().items():
        for name, widest in own.items():
            if widest == "board" or kind in ("visit", "town") or (kind, name) == ("case", "record"):
                continue
            audience = REACH[REACH.index(widest) + 1]
            if _is_given(kind, audience) and (kind, name) not in DECIDES:
                yield kind, name, audience


def _is_given(kind: str, audience: str) -> bool:
    parent = INSIDE.get(kind)
    return parent is None or (parent[1] in given(parent[0], audience) and _is_given(parent[0], audience))


def _seen(register: Register, audience: str) -> tuple[Any, ...]:
    """All that an edition holds, with the bodies, which are not compared as parts of a case."""
    shown = edition_of(register, NAMES[audience]).register
    bodies = tuple(case.body for case in shown.cases)
    return shown.cases, bodies, shown.visits, shown.town, shown.settings, shown.sealed_known


@contextmanager
def _widened(kind: str, name: str, audience: str) -> Iterator[None]:
    def given_more(of: str, whom: str) -> frozenset[str]:
        return given(of, whom) | {name} if (of, whom) == (kind, audience) else given(of, whom)

    with patch.object(projection, "given", given_more):
        yield


# the register, and another


def _whole(folder: Path) -> Register:
    """A register in which every field is given."""
    made = check(Canaries(folder / "register").write().root, AS_OF).register
    assert made is not None
    people = {
        id: replace(p, account="someone", retired_from="court", elder=("老党员",)) for id, p in made.town.people.items()
    }
    extra = made.settings
    settings = replace(
        extra, ledgers_until=AS_OF, ledger_columns={"列": "title"}, retention={"dispute": 10},
        forge=Forge("gitea", "https://forge.example/a/b", "main"),
    )  # fmt: skip
    links = {"duplicates": "QTL-2025-0002", "reopens": "QTL-2025-0001", "related": ("QTL-2025-0002",)}
    cases = tuple(
        replace(
            case, grid=case.grid or "chachong-01", links=replace(case.links, **links),
            events=tuple(replace(event, corrects=1, fields={**event.fields, "into": "QTL-2025-0002"}) for event in case.events),
            outcome=replace(case.outcome, agreement="口头", opinion="支持", performed_by=AS_OF, promoted_by="V-2025-0001") if case.outcome else None,
        )
        for case in made.cases
    )  # fmt: skip
    return replace(made, cases=cases, town=replace(made.town, people=people), settings=settings)


def _other(whole: Register, audience: str) -> Register:
    """The same for an audience; everything else is another value."""
    cases = tuple(_changed(case, "case", audience) for case in whole.cases)
    people = (
        {id: _changed(p, "person", audience) for id, p in whole.town.people.items()} if audience == "village" else {}
    )
    villages = {
        id: _changed(one, "village", "village" if (audience, id) == ("village", VILLAGE) else "board")
        for id, one in whole.town.villages.items()
    }
    return replace(
        whole,
        cases=cases,
        visits=tuple(replace(visit, place=visit.place + "x") for visit in whole.visits),
        town=replace(whole.town, people=people, villages=villages),
        settings=_changed(whole.settings, "settings", audience),
    )


def _changed(value: Any, kind: str, audience: str) -> Any:
    """A value with every field changed that the audience does not get, however deep."""
    own = given(kind, audience)
    new: dict[str, Any] = {}
    for field in fields(value):
        old = getattr(value, field.name)
        if field.name == "record":
            body = old.body if "body" in own else old.body + "x"
            new["record"] = Record(old.path, old.text + "x", old.root, body)
        elif (kind, field.name) in DECIDES:
            continue
        elif field.name not in own:
            new[field.name] = _another(old)
        elif (kind, field.name) in GROUPS:
            new[field.name] = _group(old, GROUPS[kind, field.name], audience)
        else:
            new[field.name] = _within(old, audience)
    return replace(value, **new)


def _within(value: Any, audience: str) -> Any:
    if isinstance(value, tuple):
        return tuple(_within(item, audience) for item in value)
    return _changed(value, KINDS[type(value)], audience) if type(value) in KINDS else value


def _group(values: dict[str, Any], group: str, audience: str) -> dict[str, Any]:
    own, new = given(group, audience), {}
    for name, value in values.items():
        nested = NESTED.get((group, name))
        if name not in own:
            new |= {} if nested else {name: _another(value)}
        else:
            new[name] = _group(value, nested, audience) if nested else value
    return new


_OTHERS: tuple[tuple[type, Callable[[Any], Any]], ...] = (
    (bool, lambda value: not value),
    (int, lambda value: value + 1),
    (Decimal, lambda value: value + 1),
    (date, lambda value: value + timedelta(days=1)),
    (str, lambda value: value + "x"),
    (tuple, lambda value: value[:-1]),
    (dict, lambda value: {name: _another(one) for name, one in value.items()}),
)


def _another(value: Any) -> Any:
    """A value of the same type that is not this one."""
    if value is None:
        return None
    if type(value) in KINDS:
        return None  # that there is one tells something too
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{field.name: _another(getattr(value, field.name)) for field in fields(value)})
    return next(other(value) for kind, other in _OTHERS if isinstance(value, kind))
