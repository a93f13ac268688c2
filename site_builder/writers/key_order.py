"""In what order the keys of a case file stand: that of the spec, and in an event that of its move."""

from __future__ import annotations

from site_builder.records.node import Record, Scalar
from site_builder.spec import Spec

Keys = tuple[str | int, ...]
_FIRST = ("on", "move", "by")


def key_order(spec: Spec, kind: str, record: Record, keys: Keys) -> tuple[str, ...]:
    """The names of the keys of the group under `keys`, in order; () where the spec knows no such group."""
    if len(keys) == 2 and keys[0] == "events":
        move = record.node(*keys, "move")
        return event_order(spec, move.text if isinstance(move, Scalar) else "")
    return tuple(spec.fields_at(kind, keys))


def event_order(spec: Spec, move: str) -> tuple[str, ...]:
    """Day, move and actor; what the move carries; then what any event may say of itself."""
    own = spec.blocks["event"].fields
    carried = tuple(spec.moves[move].fields) if move in spec.moves else ()
    return tuple(dict.fromkeys((*_FIRST, *carried, *own)))
