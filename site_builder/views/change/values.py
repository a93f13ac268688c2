"""Values of a record as the spec types them: one by one, blocks opened."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from site_builder.model.people import Town
from site_builder.spec import Field, Label, Spec, Type
from site_builder.text.finding import Term
from site_builder.views.change.moved import Detail, Told

PROSE = frozenset({"text", "line", "paragraph", "title"})
YES, NO = Term("flag", "true"), Term("flag", "false")
SPELLED = {"class_": "class", "from_unit": "from"}
"""Names that Python keeps for itself."""


def told(type_: Type, value: Any, town: Town) -> Told | None:
    """A value as it is told; None for an empty one."""
    if value is None or value == ():
        return None
    if type_.kind == "list" and type_.item is not None:
        items = [one for item in value if (one := told(type_.item, item, town))]
        return Told(tuple(str(one.code) for one in items), tuple(one.value for one in items))
    if isinstance(value, bool):
        return Told("true" if value else "false", YES if value else NO)
    match type_.kind:
        case "enum" | "category":
            return Told(str(value), Term(type_.name or "category", str(value)))
        case "village" | "grid" | "person" | "unit" | "person_or_unit" | "person_or_week":
            return Told(str(value), town.name_of(str(value)))
    shown = f"{value:f}" if type_.kind == "number" else str(value)
    return Told(shown, shown)


def opened(record: Any) -> dict[str, Any]:
    """A block as its values by the names of the record format; an absent block has none."""
    if record is None:
        return {}
    if isinstance(record, Mapping):
        return dict(record)
    assert is_dataclass(record)
    own = {SPELLED.get(f.name, f.name): getattr(record, f.name) for f in fields(record)}
    copies: dict[str, Any] = own.pop("mirrors", {})
    return own | copies


def leaves(
    spec: Spec, block: Mapping[str, Field], values: Mapping[str, Any], path: str = "", labels: tuple[Label, ...] = ()
) -> Iterator[tuple[str, tuple[Label, ...], Type, Any]]:
    """Every value that is not empty, with its path and labels; blocks inside are opened, lists of blocks left out."""
    for name, field in block.items():
        value = values.get(name)
        if value is None or value == ():
            continue
        here, said = f"{path}.{name}" if path else name, (*labels, field.label)
        if field.type.kind == "block":
            yield from leaves(spec, spec.blocks[field.type.name].fields, opened(value), here, said)
        elif field.type.item is None or field.type.item.kind != "block":
            yield here, said, field.type, value


def details(spec: Spec, block: Mapping[str, Field], values: Mapping[str, Any], town: Town) -> Iterator[Detail]:
    """As `leaves`, told."""
    for path, labels, type_, value in leaves(spec, block, values):
        if one := told(type_, value, town):
            yield Detail(path, labels, one)
