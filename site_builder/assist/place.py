"""What the spec says of a place in a record: its field, the fields beside it, the status an event starts from."""

from __future__ import annotations

import re
from dataclasses import dataclass

from site_builder.model.history import NEW, REGISTERED
from site_builder.sources.layout import GRIDS, PEOPLE, WAIVERS, is_record, is_visit
from site_builder.spec import Field, Spec, Type

_MOVE = re.compile(r"\bmove:\s*([a-z_]+)")


@dataclass(frozen=True, slots=True)
class FieldHere:
    """A field and the type of one value in it: of a list, the type of its entries."""

    field: Field
    type: Type


def record_kind(path: str) -> str | None:
    """`case`, `visit`, `grids`, `people` or `waivers`, by a file's path in the register; None for other files."""
    if is_record(path):
        return "visit" if is_visit(path) else "case"
    return path.removesuffix(".yaml") if path in (GRIDS, PEOPLE, WAIVERS) else None


def field_here(spec: Spec, kind: str, keys: tuple[str, ...]) -> FieldHere | None:
    """The field these keys lead to; None where the record has none of that name."""
    field = spec.fields_at(kind, keys[:-1]).get(keys[-1]) if keys else None
    return FieldHere(field, field.type.item or field.type) if field else None


def moves_above(text: str, line: int) -> tuple[str, ...]:
    """The moves written in a text above a line (from 1), in order."""
    return tuple(_MOVE.findall("\n".join(text.split("\n")[: line - 1])))


def status_before(spec: Spec, moves: tuple[str, ...]) -> str:
    """The status in which these moves leave a case, as far as their names alone tell."""
    status = previous = NEW
    for code in moves:
        move = spec.moves.get(code)
        if move is None:
            continue
        after = status if move.to == "same" else previous if move.to == "previous" else move.to
        if after == NEW:
            after = REGISTERED
        if after != status:
            previous = status
        status = after
    return status
