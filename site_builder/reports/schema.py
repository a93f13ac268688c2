"""The JSON Schema (2020-12) of each record type and the reference of the record format, made from the spec."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from site_builder.spec import Anchor, Block, Field, Move, Spec, Type

_DATE = r"^\d{4}-\d{2}-\d{2}$"
_ID = r"^[A-Z0-9][A-Z0-9-]{0,63}$"
_SLUG = r"^[a-z0-9][a-z0-9-]{0,63}$"
_PATTERNS = {
    "account": r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$", "id": _ID, "slug": _SLUG, "case": _ID, "visit": _ID, "village": _SLUG, "grid": _SLUG, "person": _SLUG, "unit": _SLUG,
    "person_or_unit": _SLUG, "week": r"^(weekly/)?\d{4}-W\d{2}$", "person_or_week": r"^((weekly/)?\d{4}-W\d{2}|[a-z0-9][a-z0-9-]{0,63})$",
}  # fmt: skip


def record_schema(spec: Spec, kind: str) -> dict[str, Any]:
    """The schema of `case`, `visit`, `grids` or `people`. Unknown keys are refused, as the validator does."""
    label = spec.record_labels[kind]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"{label.zh} {label.en}",
        **_object(spec, spec.records[kind]),
        "$defs": {"event": _event(spec)} if kind == "case" else {},
    }


def _object(spec: Spec, block: Block) -> dict[str, Any]:
    return {
        "type": "object",
        "additionalProperties": False,
        "required": [f.name for f in block.fields.values() if f.need],
        "properties": {f.name: _field(spec, f) for f in block.fields.values()},
    }


def _field(spec: Spec, field: Field) -> dict[str, Any]:
    schema = {"title": field.label.zh, "description": field.label.en, **type_schema(spec, field.type)}
    if field.max is not None:
        schema["maxLength"] = field.max
    if field.min is not None:
        schema["minimum"] = field.min
    if field.help is not None:
        schema["description"] = f"{field.label.en}: {field.help.zh} {field.help.en}"
    return schema if field.need else {"anyOf": [schema, {"type": "null"}]}


def type_schema(spec: Spec, type_: Type) -> dict[str, Any]:
    """The schema of a value of a type."""
    match type_.kind:
        case "list":
            assert type_.item is not None
            return {"type": "array", "items": type_schema(spec, type_.item)}
        case "block":
            if type_.name == "event":
                return {"$ref": "#/$defs/event"}
            return _object(spec, spec.blocks[type_.name])
        case "enum" | "category":
            labels = spec.enums[type_.name or "category"]
            values: list[str | int] = list(labels)
            told = [label.zh if label.zh == label.en else f"{label.zh} {label.en}" for label in labels.values()]
            if type_.name == "route":
                values, told = [*values, *map(int, labels)], told * 2
            return {"enum": values, "enumDescriptions": told}
        case "date":
            return {"type": "string", "format": "date", "pattern": _DATE}
        case "datetime":
            return {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}$"}
        case "integer":
            return {"type": "integer"}
        case "number":
            return {"type": "number"}
        case "flag":
            return {"type": "boolean"}
        case "person_or_terms":
            terms = {"type": "array", "items": _object(spec, spec.blocks["worker_term"])}
            return {"anyOf": [{"type": "string", "pattern": _SLUG}, terms]}
    if type_.kind in _PATTERNS:
        return {"type": "string", "pattern": _PATTERNS[type_.kind]}
    return {"type": "string"}


def _event(spec: Spec) -> dict[str, Any]:
    """Any event; for each move, what it must carry."""
    fields = spec.fields_at("case", ("events",))
    rules = []
    for move in spec.moves.values():
        needed = list(move.required)
        if needed:
            condition = {"properties": {"move": {"const": move.code}}, "required": ["move"]}
            rules.append({"if": condition, "then": {"required": needed}})
    return {**_object(spec, Block("event", fields)), "allOf": rules}


def record_reference(spec: Spec) -> str:
    """The reference of the record format in Markdown: every field, every move, every clock, every value."""
    return "\n".join(_reference(spec)).rstrip("\n") + "\n"


def _reference(spec: Spec) -> Iterator[str]:
    yield "# 记录格式 Record format"
    yield ""
    yield "由规格生成（`sidan schema --reference`），不要手改。 Generated from the spec; not edited by hand."
    for kind, block in spec.records.items():
        label = spec.record_labels[kind]
        yield from _block(f"{label.zh} {label.en} (`{kind}`)", block)
    for block in spec.blocks.values():
        yield from _block(f"`{block.name}`", block)
    yield ""
    yield "## 动作 Moves"
    yield ""
    yield "| 动作 | move | 从 from | 到 to | 谁 who | 要写的 fields | 依据 basis |"
    yield "|---|---|---|---|---|---|---|"
    for move in spec.moves.values():
        yield _move(spec, move)
    yield ""
    yield "## 期限 Clocks"
    yield ""
    yield "| 期限 | clock | 多久 limit | 起算 start | 停止 stop | 依据 basis |"
    yield "|---|---|---|---|---|---|"
    for clock in spec.clocks.values():
        limit = f"{clock.limit} {clock.unit}" if clock.unit != "date" else "date"
        yield f"| {clock.label.zh} {clock.label.en} | `{clock.code}` | {limit} | {_anchors(clock.start)} | {_anchors(clock.stop)} | {clock.basis} |"
    for name, values in spec.enums.items():
        yield ""
        yield f"## `{name}`"
        yield ""
        for code, word in values.items():
            yield f"- `{code}` {word.zh} {word.en}" if code != word.zh else f"- `{code}` {word.en}"


def _block(title: str, block: Block) -> Iterator[str]:
    yield ""
    yield f"## {title}"
    yield ""
    yield "| 键 key | 含义 meaning | 写法 type | 必填 need |"
    yield "|---|---|---|---|"
    for field in block.fields.values():
        yield f"| `{field.name}` | {field.label.zh} {field.label.en} | {type_name(field.type)} | {'✓' if field.need else ''} |"


def type_name(type_: Type) -> str:
    """A type as a reference names it, with its items or its group."""
    if type_.item is not None:
        return f"list of {type_name(type_.item)}"
    return f"{type_.kind} `{type_.name}`" if type_.name else type_.kind


def _move(spec: Spec, move: Move) -> str:
    sources = _codes(s for s in spec.statuses if s in move.sources) or "—"
    fields = "、".join(
        f"`{n}`" + ("" if need == "required" else f" ({need.replace('_', ' ')})") for n, need in move.fields.items()
    )
    return f"| {move.label.zh} {move.label.en} | `{move.code}` | {sources} | `{move.to}` | {_codes(move.who)} | {fields} | {move.basis} |"


def _anchors(anchors: Iterable[Anchor]) -> str:
    """Where a clock starts or stops: a day of the case, or an event, with its field and what that must say."""
    return " ".join(f"`{_anchor(anchor)}`" for anchor in anchors)


def _anchor(anchor: Anchor) -> str:
    name = f"{anchor.name}.{anchor.field}" if anchor.field else anchor.name
    return f"{name} ({anchor.where}: {', '.join(sorted(anchor.values))})" if anchor.where else name


def _codes(codes: Any) -> str:
    return " ".join(f"`{code}`" for code in codes)
