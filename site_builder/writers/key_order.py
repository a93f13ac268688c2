"""In what order the keys of a case file stand: that of the spec, and in an event that of its move."""

from __future__ import annotations

from site_builder.records.node import Record, Scalar
from site_builder.spec import Field, Spec

Keys = tuple[str | int, ...]
_FIRST = ("on", "move", "by")


def fields_at(spec: Spec, kind: str, keys: Keys) -> dict[str, Field]:
    """The fields of the group under `keys`; {} where the spec knows no such group."""
    fields = spec.records[kind].fields
    for key in keys:
        if isinstance(key, int):
            continue
        type_ = fields[key].type if key in fields else None
        while type_ is not None and type_.kind == "list":
            type_ = type_.item
        if type_ is None or type_.kind != "block":
            return {}
        fields = spec.blocks[type_.name].fields
        if type_.name == "event":
            fields = {**fields, **spec.event_fields}
    return fields


def key_order(spec: Spec, kind: str, record: Record, keys: Keys) -> tuple[str, ...]:
    """The names of the keys of the group under `keys`, in order; () where the spec knows no such group."""
    if len(keys) == 2 and keys[0] == "events":
        move = record.node(*keys, "move")
        return event_order(spec, move.text if isinstance(move, Scalar) else "")
    return tuple(fields_at(spec, kind, keys))


def event_order(spec: Spec, move: str) -> tuple[str, ...]:
    """Day, move and actor; what the move carries; then what any event may say of itself."""
    own = spec.blocks["event"].fields
    carried = tuple(spec.moves[move].fields) if move in spec.moves else ()
    return tuple(dict.fromkeys((*_FIRST, *carried, *own)))
