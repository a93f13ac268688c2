"""The JSON Schemas (2020-12) of the site's data files, and their reference in Markdown, made from the spec."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from site_builder.reports.schema import record_schema, type_name, type_schema
from site_builder.spec import Field, Label, Spec, Type, parse_type
from site_builder.spec.api import Api, Document

Json = dict[str, Any]


def document_schema(spec: Spec, api: Api, document: Document) -> Json:
    """The schema of one kind of file: every key is required and no other is allowed."""
    schema = _Schema(spec, api)
    body = schema.object(document.fields)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": _told(document.label),
        **body,
        "$defs": dict(sorted(schema.definitions.items())),
    }


class _Schema:
    """Makes one schema; the groups of keys that it meets become its definitions."""

    def __init__(self, spec: Spec, api: Api) -> None:
        self.spec = spec
        self.api = api
        self.definitions: dict[str, Json] = {}

    def object(self, fields: Mapping[str, Field]) -> Json:
        return {
            "type": "object",
            "additionalProperties": False,
            "required": list(fields),
            "properties": {name: self._field(field) for name, field in fields.items()},
        }

    def _field(self, field: Field) -> Json:
        value = self._type(field.type)
        told = {"title": field.label.zh, "description": field.label.en}
        return {**told, **value} if field.need else {**told, "anyOf": [value, {"type": "null"}]}

    def _type(self, type_: Type) -> Json:
        match type_.kind:
            case "list":
                assert type_.item is not None
                return {"type": "array", "items": self._type(type_.item)}
            case "map":
                return {"type": "object", "additionalProperties": self._type(parse_type(type_.name))}
            case "block":
                return self._defined(type_.name, self.api.blocks[type_.name].fields)
            case "document":
                return self._defined(type_.name, self.api.documents[type_.name].fields)
            case "record":
                return self._record()
            case "path":
                return {"type": "string", "pattern": r"^[A-Za-z0-9][\w.-]*(/[\w.-]+)*$"}
        return type_schema(self.spec, type_)

    def _defined(self, name: str, fields: Mapping[str, Field]) -> Json:
        if name not in self.definitions:
            self.definitions[name] = {}
            self.definitions[name] = self.object(fields)
        return {"$ref": f"#/$defs/{name}"}

    def _record(self) -> Json:
        """A case's record; its own definitions stand beside the others."""
        whole = record_schema(self.spec, "case")
        self.definitions |= whole["$defs"]
        self.definitions["record"] = {key: value for key, value in whole.items() if not key.startswith("$")}
        return {"$ref": "#/$defs/record"}


def api_reference(api: Api) -> str:
    """Every file, key by key, in Chinese and English."""
    return "\n".join(_reference(api)).rstrip("\n") + "\n"


def _reference(api: Api) -> Iterator[str]:
    for document in api.documents.values():
        yield f"### `{document.file}`"
        yield f"\n{_told(document.label)}. Schema: `{document.schema}`\n"
        yield from _table(document.fields)
    for block in api.blocks.values():
        yield f"### {block.name}\n"
        yield from _table(block.fields)


def _table(fields: Mapping[str, Field]) -> Iterator[str]:
    yield "| 键 key | 含义 meaning | 类型 type | 可为空 null |"
    yield "|---|---|---|---|"
    for field in fields.values():
        yield f"| `{field.name}` | {_told(field.label)} | {type_name(field.type)} | {'' if field.need else '✓'} |"
    yield ""


def _told(label: Label) -> str:
    return f"{label.zh} {label.en}"
