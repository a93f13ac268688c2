"""In what order the keys of a case file stand: that of the spec, and in an event that of its move."""

from __future__ import annotations

from site_builder.records.node import Mapping, Node, Scalar
from site_builder.spec import Field, Spec

Keys = tuple[str | int, ...]
_FIRST = ("on", "move", "by")


def key_order(spec: Spec, kind: str, root: Mapping, keys: Keys) -> tuple[str, ...]:
    """The names of the keys of the group under `keys`, in order; () where the spec knows no such group."""
    fields: dict[str, Field] = spec.records[kind].fields
    node: Node | None = root
    for number, key in enumerate(keys):
        node = _child(node, key)
        if isinstance(key, int):
            continue
        field = fields.get(key)
        type_ = field.type if field else None
        while type_ is not None and type_.kind == "list":
            type_ = type_.item
        if type_ is None or type_.kind != "block":
            return ()
        fields = spec.blocks[type_.name].fields
        if type_.name == "event" and number + 2 <= len(keys):
            move = _child(_child(node, keys[number + 1]), "move")
            order = event_order(spec, move.text if isinstance(move, Scalar) else "")
            if number + 2 == len(keys):
                return order
            fields = {**fields, **spec.event_fields}
    return tuple(fields)


def event_order(spec: Spec, move: str) -> tuple[str, ...]:
    """Day, move and actor; what the move carries; then what any event may say of itself."""
    own = spec.blocks["event"].fields
    carried = tuple(spec.moves[move].fields) if move in spec.moves else ()
    return tuple(dict.fromkeys((*_FIRST, *carried, *own)))


def _child(node: Node | None, key: str | int) -> Node | None:
    if isinstance(node, Mapping) and isinstance(key, str) and key in node.entries:
        return node.entries[key].value
    if not isinstance(node, Mapping | Scalar | None) and isinstance(key, int) and key < len(node.items):
        return node.items[key]
    return None
