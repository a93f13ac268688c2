"""What follows in a case from its events: status, level, outcome, copies, who has the duty, what is joined.

Nothing here knows a move by heart that the model already knows: status and outcome are those the history
derives, the copies are those the spec names. Each function gives changes; `applied` makes them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from site_builder.model.case import Case, Event, Outcome
from site_builder.model.history import History
from site_builder.model.mirrors import mirrors
from site_builder.records.node import Mapping
from site_builder.rules.petition import SEALED_EMPTY
from site_builder.spec import Spec
from site_builder.writers.document import Document
from site_builder.writers.key_order import Keys
from site_builder.writers.yaml_text import Code, Value

DUTIES = ("lead_unit", "lead_post", "lead_party", "lead_admin")


@dataclass(frozen=True, slots=True)
class Change:
    """The value under `keys` becomes `value`; with None the key is taken out."""

    keys: Keys
    value: Value


def applied(document: Document, changes: Iterable[Change]) -> Document:
    for change in changes:
        if change.value is None:
            document = document.remove(change.keys)
        else:
            document = document.set(change.keys, change.value)
    return document


def consequences(case: Case, new: Iterable[Event], spec: Spec) -> Iterator[Change]:
    """What follows from the events `new`, which stand in the case already, and from all of them together."""
    for event in new:
        yield from _of(event, case, spec)
        if event.move != "seal":
            yield from _copies(case, event, spec)
    yield from derived(case, spec)


def derived(case: Case, spec: Spec) -> Iterator[Change]:
    """Status, level and outcome where they are not what the events say (C215–C217)."""
    history = History(case, spec)
    last = history.steps[-1]
    if case.status != last.after:
        yield Change(("status",), Code(last.after))
    levels = [level for event in case.events if (level := event.text("to_level"))]
    if levels and levels[-1] != case.level:
        yield Change(("level",), Code(levels[-1]))
    yield from outcome(case, history)


def outcome(case: Case, history: History) -> Iterator[Change]:
    """The outcome where it is not what the events say."""
    state = history.on(date.max)
    said = state.outcome if state else None
    if said == case.outcome:
        return
    if said is None:
        yield Change(("outcome",), None)
        return
    if case.outcome is None:
        given = {name: getattr(said, name) for name in Outcome.__dataclass_fields__}
        yield Change(("outcome",), {name: plain(value) for name, value in given.items() if value is not None})
        return
    for name in Outcome.__dataclass_fields__:
        if getattr(case.outcome, name) != getattr(said, name):
            yield Change(("outcome", name), plain(getattr(said, name)))


def _copies(case: Case, event: Event, spec: Spec) -> Iterator[Change]:
    """The copies of what an event says. One that an earlier event of another kind gave is left."""
    if case.petition is None:
        return
    for mirror in mirrors(spec):
        said = mirror.said(case)
        mine = [value for e, value in said if e is event and value is not None]
        if not mine:
            continue
        stored = mirror.stored(case)
        former = {e.move for e, value in said if value == stored and e.index < event.index}
        carried = any(anchor.name == event.move and anchor.field for anchor in mirror.anchors)
        if stored is None or mirror.sum or (stored != mine[-1] and carried and former <= {event.move}):
            yield Change(mirror.keys, plain(mine[-1]))


def _of(event: Event, case: Case, spec: Spec) -> Iterator[Change]:
    """What a hand-over, a regrading, a merging and a sealing change in the case."""
    if event.move == "hand_over":
        yield from _handed_over(case, event.text("from_person"), event.text("to_person"))
    elif event.move == "regrade" and event.text("risk_to"):
        yield Change(("risk", "level"), Code(event.text("risk_to")))
    elif event.move == "merge" and event.text("into"):
        yield Change(("links", "duplicates"), Code(event.text("into")))
    elif event.move == "seal":
        yield from _sealed(case, spec)


def _sealed(case: Case, spec: Spec) -> Iterator[Change]:
    """A sealed case keeps nothing that could be read (P304); its body is emptied by the document."""
    yield Change(("access",), Code("sealed"))
    yield Change(("title",), spec.words.generic_title)
    yield Change(("category",), Code("other"))
    root = case.record.root
    yield from (Change((name,), None) for name in SEALED_EMPTY if name in root.entries)
    block = root.entries["petition"].value if "petition" in root.entries else None
    if isinstance(block, Mapping):
        yield from (Change(("petition", name), None) for name in block.entries if name != "class")


def _handed_over(case: Case, former: str | None, now: str | None) -> Iterator[Change]:
    """Every duty of one is another's: the lead, what he or she helps with, the tasks that are not done."""
    if former is None or now is None:
        return
    places: list[tuple[Keys, str | None]] = [((name,), getattr(case, name)) for name in DUTIES]
    places += [(("helpers", i), helper) for i, helper in enumerate(case.helpers)]
    for t, task in enumerate(case.tasks):
        if task.done is not None:
            continue
        places.append((("tasks", t, "owner"), task.owner))
        places += [(("tasks", t, "helpers", i), helper) for i, helper in enumerate(task.helpers)]
        places += [(("tasks", t, "measures", m, "who"), x.who) for m, x in enumerate(task.measures) if x.done is None]
    yield from (Change(keys, Code(now)) for keys, who in places if who == former)


def plain(value: Any) -> Value:
    """A value of the model as it is written: codes and names without quotes where that can be read."""
    return Code(value) if isinstance(value, str) else value
