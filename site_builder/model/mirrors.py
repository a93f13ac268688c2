"""What a record repeats of its events: the copies in the petition block, and what the events say for each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from site_builder.model.case import Case, Event
from site_builder.spec import Anchor, Spec

PETITION = "petition"


@dataclass(frozen=True, slots=True)
class Mirror:
    """One copy: the keys under which it stands, and where the events say it (spec, `mirror`)."""

    keys: tuple[str, ...]
    anchors: tuple[Anchor, ...]
    sum: bool

    def said(self, case: Case) -> list[tuple[Event, Any]]:
        """The events that say it, in order, each with what it says; a sum is said by the last of them."""
        found: list[tuple[Event, Any]] = [
            (event, event.fields.get(anchor.field) if anchor.field else event.on)
            for event in made(case, self.moves)
            for anchor in self.anchors
            if anchor.name == event.move
        ]
        if not self.sum:
            return found
        total = sum(int(value or 0) for _, value in found)
        return [(event, total) for event, _ in found[-1:]]

    def stored(self, case: Case) -> Any:
        """What the record has, or None."""
        value: Any = case.petition.mirrors if case.petition else None
        for key in self.keys[1:]:
            value = value.get(key) if isinstance(value, dict) else None
        return value

    @property
    def moves(self) -> frozenset[str]:
        return frozenset(anchor.name for anchor in self.anchors)


def mirrors(spec: Spec) -> Iterator[Mirror]:
    """Every copy there is, in the order of the spec."""
    for field in spec.blocks[PETITION].fields.values():
        for name, anchors in field.mirror.items():
            yield Mirror((PETITION, field.name, *([name] if name else [])), anchors, field.sum)


def made(case: Case, moves: frozenset[str]) -> list[Event]:
    """The events of these moves; of extensions, those of the whole case."""
    return [event for event in case.events if event.move in moves and "task" not in event.fields]
