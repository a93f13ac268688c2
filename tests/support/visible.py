"""What of a record must be seen on its page, and how it is written there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from site_builder.model.case import Case
from site_builder.model.people import Town
from site_builder.render.filters import number
from site_builder.spec import Field, Spec, Type
from tests.support.sites import squeezed

_MARKUP = re.compile(r"[^\w\u2e80-\u9fff]+")


def unseen(case: Case, page_text: str, spec: Spec, town: Town) -> list[str]:
    """The values of a case's record that its page does not show; `page_text` is without white space."""
    missing = []
    for keys, scalar in case.record.scalars():
        if scalar.is_null or keys == ("id",):
            continue
        field = _field(keys, spec)
        assert field is not None, keys
        if not any(squeezed(form) in page_text for form in _forms(scalar.text, field, spec, town)):
            missing.append(f"{'.'.join(map(str, keys))}: {scalar.text}")
    words = [word for word in _MARKUP.split(case.body) if word]
    missing += [f"body: {word}" for word in words if squeezed(word) not in page_text]
    return missing


def _field(keys: tuple[str | int, ...], spec: Spec) -> Field | None:
    fields: dict[str, Field] = spec.records["case"].fields
    found: Field | None = None
    for key in keys:
        if isinstance(key, int):
            continue
        found = fields.get(key)
        if found is None:
            return None
        type_ = found.type.item if found.type.kind == "list" else found.type
        assert type_ is not None
        if type_.kind == "block":
            fields = spec.blocks[type_.name].fields
            if type_.name == "event":
                fields = {**fields, **spec.event_fields}
    return found


def _forms(text: str, field: Field, spec: Spec, town: Town) -> Iterator[str]:
    """The ways in which a page may write a value."""
    type_: Type = field.type.item if field.type.kind == "list" and field.type.item else field.type
    match type_.kind:
        case "date":
            year, month, day = map(int, text.split("-"))
            yield text
            yield f"{year}年{month}月{day}日"
        case "datetime":
            on, time = text.replace("T", " ").split(" ")
            year, month, day = map(int, on.split("-"))
            yield f"{year}年{month}月{day}日{time}"
        case "integer":
            yield number(int(text))
        case "number":
            whole, dot, rest = text.partition(".")
            yield number(int(whole)) + dot + rest
        case "flag":
            yield "是" if text == "true" else "否"
        case "enum":
            yield spec.enums[type_.name][text].zh
        case "category":
            yield spec.enums["category"][text].zh
        case "village":
            yield town.villages[text].name
        case "grid":
            yield town.grids[text].name
        case "person" | "unit" | "person_or_unit" | "person_or_week":
            yield town.name_of(text)
        case _:
            yield text


def sample(field: Field, spec: Spec, number_: int) -> Any:
    """A value of a field's type, unlike the other samples where its type allows."""
    return sample_of(field.type, field.name, spec, number_)


def sample_of(type_: Type, name: str, spec: Spec, n: int) -> Any:
    """As `sample`, of a type alone."""
    match type_.kind:
        case "list":
            assert type_.item is not None
            return [sample_of(type_.item, name, spec, n), sample_of(type_.item, name, spec, n + 50)]
        case "block":
            return {
                field.name: sample_of(field.type, field.name, spec, n + i)
                for i, field in enumerate(spec.blocks[type_.name].fields.values(), 1)
            }
        case "date":
            return f"2025-0{n % 9 + 1}-{n % 28 + 1:02d}"
        case "datetime":
            return f"2025-0{n % 9 + 1}-{n % 28 + 1:02d} 08:{n % 60:02d}"
        case "integer":
            return 1000 + n
        case "number":
            return f"{70000 + n}.5"
        case "flag":
            return "true"
        case "enum":
            values = list(spec.enums[type_.name])
            return values[n % len(values)]
        case "week":
            return f"2025-W{n % 40 + 1:02d}"
        case "village":
            return "chachong"
        case "grid":
            return "chachong-01"
        case "person" | "person_or_unit" | "person_or_week":
            return ["head", "mayor", "desk", "secretary", "mediator", "elder"][n % 6]
        case "unit":
            return ["land", "county"][n % 2]
        case "case":
            return f"QTL-2025-9{n:03d}"
        case "visit":
            return f"V-2025-9{n:03d}"
        case "category":
            return "water"
    return f"{name}的值{n}"
