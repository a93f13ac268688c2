"""What the spec says of a place in a record: its field, the fields beside it, the status an event starts from."""

from __future__ import annotations

import re
from dataclasses import dataclass

from site_builder.model.history import NEW, REGISTERED
from site_builder.spec import Field, Spec, Type

_MOVE = re.compile(r"\bmove:\s*([a-z_]+)")


@dataclass(frozen=True, slots=True)
class FieldHere:
    """A field and the type of one value in it: of a list, the type of its entries."""

    field: Field
    type: Type


def record_kind(path: str) -> str | None:
    """`case`, `visit`, `grids`, `people` or `waivers`, by a file's path in the register; None for other files."""
    if path.startswith("cases/visits/"):
        return "visit"
    if path.startswith("cases/"):
        return "case" if path.endswith(".md") else None
    return path.removesuffix(".yaml") if path in ("grids.yaml", "people.yaml", "waivers.yaml") else None


def container(spec: Spec, kind: str, keys: tuple[str, ...]) -> dict[str, Field] | None:
    """The fields that may stand under these keys; None where there is no block."""
    if not keys:
        return spec.records[kind].fields
    found = field_here(spec, kind, keys)
    return _fields(spec, found.type) if found else None


def field_here(spec: Spec, kind: str, keys: tuple[str, ...]) -> FieldHere | None:
    """The field these keys lead to; None where the record has none of that name."""
    fields: dict[str, Field] | None = spec.records[kind].fields
    found: FieldHere | None = None
    for name in keys:
        field = fields.get(name) if fields else None
        if field is None:
            return None
        type_ = field.type.item if field.type.kind == "list" and field.type.item else field.type
        if type_.kind == "person_or_terms":
            type_ = Type("block", "worker_term")
        found = FieldHere(field, type_)
        fields = _fields(spec, type_)
    return found


def _fields(spec: Spec, type_: Type) -> dict[str, Field] | None:
    if type_.kind != "block":
        return None
    if type_.name == "event":
        return {**spec.blocks["event"].fields, **spec.event_fields}
    return spec.blocks[type_.name].fields


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
