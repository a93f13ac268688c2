"""What a person types for a field → the value as it is written in a file, judged by the same decoder as files are."""

from __future__ import annotations

from site_builder.model.decode import Decoder
from site_builder.model.people import Town
from site_builder.records.node import Entry, Mapping, Node, Record, Scalar, Sequence
from site_builder.records.yaml_reader import read_yaml_text
from site_builder.spec import Field, Spec, Type
from site_builder.text.finding import Finding
from site_builder.writers.yaml_text import Code, Value

TEXT = ("line", "paragraph")
_FLAGS = {"是": "true", "yes": "true", "y": "true", "否": "false", "no": "false", "n": "false"}
_NAMED = ("person", "unit", "person_or_unit", "person_or_week")
_NOWHERE = (1, 1, 1, 1)


class WrongValue(Exception):
    """A value that its field does not take; `findings` say why and what to write instead."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        super().__init__()
        self.findings = findings


def read_value(texts: list[str], field: Field, where: str, spec: Spec, town: Town, decoder: Decoder) -> Value:
    """The value of one field. `where` names the option or question in findings.

    A list takes one text for each item, or all in brackets as in a file; a group of keys stands in braces. A label
    is taken for its code, a name for its id where only one person or unit has it. Raises WrongValue.
    """
    node = _node(texts, field, where)
    node = _coded(node, field.type, spec, town)
    key = Scalar(field.name, True, *_NOWHERE)
    record = Record(where, "", Mapping({field.name: Entry(key, node)}, _NOWHERE))
    findings = decoder.fields(record, {field.name: field})
    if findings:
        raise WrongValue(findings)
    return value_of(node, field.type, spec)


def read_group(
    text: str, fields: dict[str, Field], where: str, spec: Spec, town: Town, decoder: Decoder
) -> dict[str, Value]:
    """A group of keys in braces, as it stands in a file: `{what: …, due: 2025-10-20}`. Raises WrongValue."""
    root, findings = read_yaml_text(text.strip() + "\n", where)
    if root is None:
        raise WrongValue(findings)
    entries = {
        name: Entry(entry.key, _coded(entry.value, fields[name].type, spec, town) if name in fields else entry.value)
        for name, entry in root.entries.items()
    }
    wrong = decoder.fields(Record(where, "", Mapping(entries, _NOWHERE)), fields)
    if wrong:
        raise WrongValue(wrong)
    return {name: value_of(entry.value, fields[name].type, spec) for name, entry in entries.items()}


def _node(texts: list[str], field: Field, where: str) -> Node:
    """The texts as a tree."""
    text = texts[0].strip()
    wants_many = field.type.kind in ("list", "block")
    if wants_many and len(texts) == 1 and text.startswith(("[", "{")):
        root, findings = read_yaml_text(f"{field.name}: {text}\n", where)
        if root is None:
            raise WrongValue(findings)
        node = root.entries[field.name].value
        is_item = field.type.kind == "list" and isinstance(node, Mapping)
        return Sequence((node,), _NOWHERE) if is_item else node
    if field.type.kind == "list":
        inner = Field(field.name, field.type.item or field.type, field.label)
        return Sequence(tuple(_node([each], inner, where) for each in texts), _NOWHERE)
    if field.type.kind in TEXT:
        return Scalar(texts[-1].replace("\r\n", "\n").strip("\n"), False, *_NOWHERE)
    return Scalar(text, False, *_NOWHERE)


def _coded(node: Node, type_: Type, spec: Spec, town: Town) -> Node:
    """Labels and names replaced by what files hold."""
    if isinstance(node, Sequence):
        inner = type_.item or type_
        return Sequence(tuple(_coded(item, inner, spec, town) for item in node.items), node.spot)
    if isinstance(node, Mapping):
        fields = spec.blocks[type_.name].fields if type_.kind == "block" and type_.name in spec.blocks else {}
        entries = {
            name: Entry(
                entry.key, _coded(entry.value, fields[name].type, spec, town) if name in fields else entry.value
            )
            for name, entry in node.entries.items()
        }
        return Mapping(entries, node.spot)
    return node._replace(text=_code(node.text, type_, spec, town))


def _code(text: str, type_: Type, spec: Spec, town: Town) -> str:
    if type_.kind == "flag":
        return _FLAGS.get(text.lower(), text)
    if type_.kind in ("enum", "category"):
        values = spec.enums[type_.name or "category"]
        labelled = [code for code, label in values.items() if text in (label.zh, label.en)]
        return text if text in values or len(labelled) != 1 else labelled[0]
    if type_.kind in _NAMED:
        people = {} if type_.kind == "unit" else {id: person.name for id, person in town.people.items()}
        units = {} if type_.kind == "person" else {id: unit.name for id, unit in town.units.items()}
        named = [id for id, name in {**people, **units}.items() if name == text]
        return named[0] if len(named) == 1 else text
    return text


def value_of(node: Node, type_: Type, spec: Spec) -> Value:
    """A tree as a value to write: text is text, everything else stands without quotes."""
    if isinstance(node, Sequence):
        return [value_of(item, type_.item or type_, spec) for item in node.items]
    if isinstance(node, Mapping):
        fields = spec.blocks[type_.name].fields
        return {
            name: value_of(node.entries[name].value, fields[name].type, spec) for name in fields if name in node.entries
        }
    if node.is_null:
        return None
    if type_.kind not in TEXT:
        return Code(node.text)
    return node.text + "\n" if type_.kind == "paragraph" and "\n" in node.text else node.text
