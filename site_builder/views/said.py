"""What a case says in the register's own words: its texts, and the people on duty and units it names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from site_builder.model.case import Case, Event, Order
from site_builder.model.weeks import LABEL
from site_builder.spec import Field, Spec, Type
from site_builder.text.plain import plain, spaced

_TEXTS = frozenset(("text", "line", "paragraph", "case", "visit"))
_NAMES = frozenset(("person", "unit", "person_or_unit", "person_or_week"))
_FIRST = ("problem", "public_summary")
_NOT_AGAIN = ("title", *_FIRST)


@dataclass(frozen=True, slots=True)
class Said:
    """`texts` begin with the problem; `names` are ids of people and units. Each text and each name stands once."""

    texts: tuple[str, ...]
    names: tuple[str, ...]


class Listener:
    """Takes down what cases say, by the fields that a spec gives them."""

    def __init__(self, spec: Spec) -> None:
        blocks = {name: block.fields for name, block in spec.blocks.items()}
        blocks["case"] = {n: field for n, field in spec.records["case"].fields.items() if n not in _NOT_AGAIN}
        blocks["event"] = {**blocks["event"], **spec.event_fields}
        self._speaking = {name: _speaking(fields) for name, fields in blocks.items()}

    def said(self, case: Case) -> Said:
        """What one case says; it depends on no other record.

        Copies of the events (`petition.mirrors`) are left out: the events say it.
        """
        texts: dict[str, None] = {spaced(text): None for name in _FIRST if (text := getattr(case, name))}
        texts[plain(case.body)] = None
        names: dict[str, None] = {}
        for type_, value in self._spoken("case", case):
            if type_.kind in _TEXTS or (type_.kind == "person_or_week" and LABEL.fullmatch(value)):
                texts[spaced(value)] = None
            else:
                names[value] = None
        texts.pop("", None)
        return Said(tuple(texts), tuple(names))

    def _spoken(self, block: str, of: Any) -> Iterable[tuple[Type, str]]:
        """The texts and names of a record, an event or a block, in the order of the fields."""
        types = self._speaking[block]
        for name, value in _values(of, types):
            if value and (type_ := types.get(name)):
                inner = type_.item or type_
                for item in value if type_.item else (value,):
                    if inner.kind == "block":
                        yield from self._spoken(inner.name, item)
                    else:
                        yield inner, item


def _speaking(fields: Mapping[str, Field]) -> dict[str, Type]:
    """The fields that hold texts or names, or blocks that may."""
    types = ((name, field.type) for name, field in fields.items())
    return {name: type_ for name, type_ in types if (type_.item or type_).kind in _TEXTS | _NAMES | {"block"}}


def _values(of: Any, types: Mapping[str, Type]) -> Iterable[tuple[str, Any]]:
    """The values by the names of the record format."""
    if isinstance(of, Event):
        return (("by", of.by), *of.fields.items(), ("note", of.note), ("late_because", of.late_because))
    if isinstance(of, Order):
        return (("from", of.from_unit), ("ref", of.ref))
    if isinstance(of, Mapping):
        return of.items()
    return ((name, getattr(of, name, None)) for name in types)
