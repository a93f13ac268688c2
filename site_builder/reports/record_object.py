"""A case's record as JSON values: the keys of the record format, as the front matter has them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from site_builder.model.case import EVENT_FIELDS, Case, Event, Order, Petition
from site_builder.spec import Field, Spec, Type

Json = dict[str, Any]


class Records:
    """Turns records into JSON values, by one spec."""

    def __init__(self, spec: Spec) -> None:
        self._top = spec.records["case"].fields
        self._blocks = {name: block.fields for name, block in spec.blocks.items()}
        self._blocks["event"] = spec.fields_at("case", ("events",))

    def object(self, case: Case) -> Json:
        """What docs/records.md says of a case, as far as it is given: dates as `YYYY-MM-DD`, amounts as numbers."""
        return dict(self._block(self._top, _values(case)))

    def fields(self, event: Event) -> Json:
        """What the move of an event carries."""
        return dict(self._block(self._blocks["event"], event.fields))

    def _block(self, own: Mapping[str, Field], values: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
        for name, value in values.items():
            if value is None or value == () or name not in own:
                continue
            given = value if isinstance(value, str) else self._plain(own[name].type, value)
            if given != {}:
                yield name, given

    def _plain(self, type_: Type, value: Any) -> Any:
        if type_.item is not None:
            return [self._plain(type_.item, item) for item in value]
        if type_.kind == "block":
            return dict(self._block(self._blocks[type_.name], _values(value)))
        return plain(value)


def _values(of: Any) -> dict[str, Any]:
    """The values of a record or of one of its blocks by the names that the record format gives them."""
    if isinstance(of, dict):
        return of
    if isinstance(of, Event):
        return {**{name: getattr(of, name) for name in EVENT_FIELDS}, "ledger": of.ledger or None, **of.fields}
    own = {name: getattr(of, name) for name in of.__dataclass_fields__}
    if isinstance(of, Petition):
        return {"class": of.class_, **own, **of.mirrors}
    if isinstance(of, Order):
        return {"from": of.from_unit, **own}
    return own


def plain(value: Any) -> Any:
    """A day as `YYYY-MM-DD`, a time as `YYYY-MM-DD HH:MM`, an amount as a number; all else as it is."""
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return str(value)
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value
