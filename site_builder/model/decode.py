"""Record → Case, Visit, Town: every value checked against the schema, all findings of a file at once.

A record with a finding gives no case: nobody downstream meets a half-filled one. References between files
(people, units, grids, other cases) are checked here too, against `Names`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from difflib import get_close_matches
from typing import Any

from site_builder.model.case import (
    EVENT_FIELDS,
    Attachment,
    Case,
    Event,
    Hold,
    Instalment,
    Ledger,
    Links,
    Measure,
    Order,
    Outcome,
    Petition,
    Point,
    Risk,
    Task,
    Urgent,
    Visit,
)
from site_builder.model.people import Grid, Person, Post, Term, Town, Unit, Village
from site_builder.model.waiver import Waiver
from site_builder.records.node import Plain, Record
from site_builder.spec import Field, Spec, Type
from site_builder.text.finding import Finding, Related, Value, finding
from site_builder.text.finding import Term as Word

Keys = tuple[str | int, ...]
_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)", re.ASCII)
_DATETIME = re.compile(r"(\d{4})-(\d\d)-(\d\d)[ T](\d\d):(\d\d)", re.ASCII)
_ID = re.compile(r"[A-Z0-9][A-Z0-9-]{0,63}")
_SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
_ACCOUNT = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_YEARS = range(1970, 2101)
"""No day of a matter lies before or behind them; one that did would make a page for each week in between."""
_WEEK = re.compile(r"(?:weekly/)?(\d{4}-W\d\d)", re.ASCII)
_NUMBER = re.compile(r"-?\d{1,12}(\.\d{1,4})?", re.ASCII)
_INTEGER = re.compile(r"-?\d{1,12}", re.ASCII)


class _Bad:
    """What a reader returns where it has reported a finding."""


_BAD = _Bad()


@dataclass
class Names:
    """The ids that exist in a register, each with its Chinese name where it has one."""

    villages: dict[str, str] = field(default_factory=dict)
    grids: dict[str, str] = field(default_factory=dict)
    people: dict[str, str] = field(default_factory=dict)
    units: dict[str, str] = field(default_factory=dict)
    cases: set[str] = field(default_factory=set)
    visits: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, town: Town, cases: Iterable[str], visits: Iterable[str]) -> Names:
        return cls(
            {v.id: v.name for v in town.villages.values()},
            {g.id: g.name for g in town.grids.values()},
            {p.id: p.name for p in town.people.values()},
            {u.id: u.name for u in town.units.values()},
            set(cases),
            set(visits),
        )

    def ids(self, kind: str) -> dict[str, str]:
        """The ids a reference of this kind may name."""
        match kind:
            case "person_or_unit" | "person_or_week":
                return {**self.people, **self.units}
            case "person":
                return self.people
            case "unit":
                return self.units
            case "village":
                return self.villages
            case "grid":
                return self.grids
            case "case":
                return dict.fromkeys(self.cases, "")
        return dict.fromkeys(self.visits, "")


def suggestion(wrong: str, known: dict[str, str]) -> str:
    """The id or value somebody most likely meant, by id or by Chinese name; "" where nothing is near.

    Numbers say which of many alike it is, so an id near to another in its numbers alone is not offered.
    """
    for id, name in known.items():
        if name and (wrong == name or wrong.casefold() == id.casefold()):
            return id
    numbers = _numbers(wrong)
    folded = {id.casefold(): id for id in known if _numbers(id) == numbers}
    for near in get_close_matches(wrong.casefold(), folded, 1, 0.6):
        return folded[near]
    near_names = get_close_matches(wrong, [name for name in known.values() if name], 1, 0.6)
    return next((id for id, name in known.items() if near_names and name == near_names[0]), "")


def _numbers(text: str) -> list[str]:
    return [number.lstrip("0") for number in re.findall(r"\d+", text)]


class Decoder:
    """Reads the records of one register. `names` None: references are not checked (the town is unreadable)."""

    def __init__(self, spec: Spec, names: Names | None) -> None:
        self.spec = spec
        self.names = names
        self._known = {kind: names.ids(kind) for kind in _REFERENCES} if names else {}
        self._event_fields = spec.fields_at("case", ("events",))
        self._findings: list[Finding] = []
        self._record: Record
        self._kind = "case"
        self._readers: dict[str, Callable[[Plain, Field, Type, Keys], Any]] = {
            "id": self._id, "slug": self._slug, "line": self._line, "paragraph": self._paragraph,
            "date": self._date, "datetime": self._datetime, "integer": self._integer, "number": self._number,
            "flag": self._flag, "week": self._week, "enum": self._enum, "category": self._category,
            "account": self._account, "list": self._list, "block": self._block, "person_or_terms": self._worker,
        }  # fmt: skip
        for kind in _REFERENCES:
            self._readers[kind] = self._reference

    # records

    def case(self, record: Record) -> tuple[Case | None, tuple[Finding, ...]]:
        values = self._start(record, "case")
        found = self._take()
        if found:
            return None, found
        values["petition"] = _petition(values.get("petition"))
        values["order"] = _order(values.get("order"))
        values["links"] = values.get("links") or Links()
        return Case(record=record, **_present(values)), ()

    def visit(self, record: Record) -> tuple[Visit | None, tuple[Finding, ...]]:
        values = self._start(record, "visit")
        found = self._take()
        return (None, found) if found else (Visit(record=record, **_present(values)), ())

    def town(self, grids: Record | None, people: Record | None) -> tuple[Town | None, tuple[Finding, ...]]:
        """grids.yaml and people.yaml → Town; None where either is missing or wrong."""
        findings: list[Finding] = []
        values: dict[str, Any] = {}
        for kind, record in (("grids", grids), ("people", people)):
            if record is not None:
                values |= self._start(record, kind)
                findings += self._take()
        if findings or grids is None or people is None:
            return None, tuple(findings)
        return (
            Town(
                values["town"]["id"],
                values["town"]["name"],
                _by_id(values["villages"]),
                _by_id(values["units"]),
                _by_id(values["people"]),
                grids,
                people,
            ),
            (),
        )

    def waivers(self, record: Record) -> tuple[tuple[Waiver, ...], tuple[Finding, ...]]:
        """waivers.yaml → its waivers; none where the file is wrong, so that nothing is waived by mistake."""
        values = self._start(record, "waivers")
        found = self._take()
        if found:
            return (), found
        rows = enumerate(values["waivers"])
        return tuple(Waiver(place=record.at("waivers", i), **row) for i, row in rows), ()

    def fields(self, record: Record, fields: dict[str, Field]) -> tuple[Finding, ...]:
        """What is wrong with the values of some fields, given by themselves at the top of a record."""
        self._record = record
        self._kind = "case"
        self._findings = []
        self._fields(record.take_values(), fields, ())
        return self._take()

    def _start(self, record: Record, kind: str) -> dict[str, Any]:
        self._record = record
        self._kind = kind
        self._findings = []
        return self._fields(record.take_values(), self.spec.records[kind].fields, ())

    def _label(self, keys: Keys) -> Word:
        """The label of the field under these keys."""
        return Word("field", ".".join((self._kind, *(key for key in keys if isinstance(key, str)))))

    def _take(self) -> tuple[Finding, ...]:
        found, self._findings = tuple(self._findings), []
        return found

    # blocks and lists

    def _fields(self, node: dict[str, Plain], fields: dict[str, Field], keys: Keys) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for name, value in node.items():
            wanted = fields.get(name)
            if wanted is None:
                near = suggestion(name, {f.name: f.label.zh for f in fields.values() if f.name not in node})
                self._wrong_key(keys, name, near, fields)
                continue
            if value is None:
                continue
            values[name] = self._readers[wanted.type.kind](value, wanted, wanted.type, (*keys, name))
        for name, wanted in fields.items():
            if wanted.need and name not in values:
                variant = "empty" if name in node else ""
                self._say("R102", (*keys, name), variant, field=name, label=self._label((*keys, name)))
        return values

    def _wrong_key(self, keys: Keys, name: str, near: str, fields: dict[str, Field]) -> None:
        place = self._record.at_key(*keys, name)
        allowed = tuple(list(fields)[:40])
        if near:
            self._findings.append(finding("R101", place, "close", key=name, close=near))
        else:
            self._findings.append(finding("R101", place, key=name, allowed=allowed))

    def _block(self, node: Plain, wanted: Field, type_: Type, keys: Keys) -> Any:
        if not isinstance(node, dict):
            return self._say("R103", keys, "block", field=wanted.name)
        if type_.name == "event":
            return self._event(node, keys)
        values = self._fields(node, self.spec.blocks[type_.name].fields, keys)
        if self._findings:
            return _BAD
        make = _BLOCKS.get(type_.name)
        return make(values) if make else values

    def _list(self, node: Plain, wanted: Field, type_: Type, keys: Keys) -> Any:
        if not isinstance(node, list):
            return self._say("R103", keys, "list", field=wanted.name)
        item = type_.item
        assert item is not None
        if wanted.need and not node:
            return self._say("R102", keys, "empty", field=wanted.name, label=self._label(keys))
        read = self._readers[item.kind]
        return tuple(read(child, wanted, item, (*keys, i)) for i, child in enumerate(node))

    def _event(self, node: dict[str, Plain], keys: Keys) -> Any:
        values = self._fields(node, self._event_fields, keys)
        if any(name not in values or isinstance(values[name], _Bad) for name in ("on", "move", "by")):
            return _BAD
        own = {name: values.pop(name) for name in tuple(values) if name in EVENT_FIELDS}
        return Event(index=int(keys[-1]), fields=values, **own)

    def _worker(self, node: Plain, wanted: Field, type_: Type, keys: Keys) -> Any:
        if isinstance(node, str):
            person = self._slug(node, wanted, type_, keys)
            return person if isinstance(person, _Bad) else (Term(person, date.min, None),)
        return self._list(node, wanted, Type("list", item=Type("block", "worker_term")), keys)

    # scalars

    def _scalar(self, node: Plain, wanted: Field, keys: Keys) -> str | None:
        if isinstance(node, str):
            if wanted.need and not node.strip():
                self._say("R102", keys, "empty", field=wanted.name, label=self._label(keys))
                return None
            return node
        self._say("R103", keys, field=wanted.name)
        return None

    def _line(self, node: Plain, wanted: Field, type_: Type, keys: Keys) -> Any:
        text = self._scalar(node, wanted, keys)
        if text is None:
            return _BAD
        if "\n" in text.strip("\n"):
            return self._say("R109", keys, "lines", field=wanted.name)
        return self._length(text.strip("\n"), wanted, keys)

    def _paragraph(self, node: Plain, wanted: Field, type_: Type, keys: Keys) -> Any:
        text = self._scalar(node, wanted, keys)
        return _BAD if text is None else self._length(text.rstrip("\n"), wanted, keys)

    def _length(self, text: str, wanted: Field, keys: Keys) -> Any:
        if wanted.max is not None and len(text) > wanted.max:
            return self._say("R109", keys, field=wanted.name, length=len(text), max=wanted.max)
        return text

    def _date(self, node: Plain, wanted: Field, type_: Type, keys: Keys) -> Any:
        text = self._scalar(node, wanted, keys)
        if text is None:
            return _BAD
        match = _DATE.fullmatch(text)
        if match:
            try:
                day = date(int(match[1]), int(match[2]), int(match[3]))
            except ValueError:
                return self._say("R104", keys, "impossible", field=wanted.name, value=text)
            return day if day.year in _YEARS else self._far(text, wanted, keys)
        if likely := _likely_date(text):
            return self._say("R104", keys, "close", field=wanted.name, value=text, close=likely)
        return self._say("R104", keys, field=wanted.name, value=text)

    def _datetime(self, node: Plain, wanted: Field, type_: Type, keys: Keys) -> Any:
        text = self._scalar(node, wanted, keys)
        if text is None:
            return _BAD
        match = _DATETIME.fullmatch(text)
        if match:
            try:
                year, month, day, hour, minute = map(int, match.groups())
                moment = datetime(year, month, day, hour, minute)  # noqa: DTZ001 - local time, as it is written
            except ValueError:
                return self._say("R104", keys, "impossible", field=wanted.name, value=text)
            return moment if year in _YEARS else self._far(text, wanted, keys)
        return self._say("R104", keys, "time", field=wanted.name, value=text)

    def _far(self, text: str, wanted: Field, keys: Keys) -> Any:
        return self._say("R104", keys, "far", field=wanted.name, value=text, first=_YEARS[0], last=_YEARS[-1])

    def _integer(self, node: Plain, wanted: Field, type_: Type, keys: Keys) -> Any:
        text = self._scalar(node, wanted, keys)
        if text is None:
            return _BAD
        if not _INTEGER.fullmatch(text) or (len(text) > 1 and text.lstrip("-").startswith("0")):
            return self._say("R105", keys, "whole", field=wanted.name, value=text)
        return self._least(int(text), wanted, keys, text)

    def _number(self, node: Plain, wanted: Field, type_: Type, keys: Keys) -> Any:
        text = self._scalar(node, wanted, keys)
        if text is None:
            return _BAD
        if not _NUMBER.fullmatch(text):
            return self._say("R105", keys, field=wanted.name, value=text)
        return self._least(Decimal(text), wanted, keys, text)

    def _least(self, number: Any, wanted: Field, keys: Keys, text: str) -> Any:
        if wanted.min is not None and number < wanted.min:
            return self._say("R105", keys, "small", field=wanted.name, value=text, min=wanted.min)
        return number

    def _flag(self, node: Plain, wanted: Field, type_: Type, keys: Keys) -> Any:
        text = self._scalar(node, wanted, keys)
        if text is None:
            return _BAD
        if text in ("true", "false"):
            return text == "true"
        return self._say("R106", keys, field=wanted.name, value=text)

    def _enum(self, node: Plain, wanted: Field, type_: Type, keys: Keys) -> Any:
        return self._one_of(node, wanted, keys, type_.name)

    def _category(self, node: Plain, wanted: Field, type_: Type, keys: Keys) -> Any:
        return self._one_of(node, wanted, keys, "category")

    def _one_of(self, node: Plain, wanted: Field, keys: Keys, enum: str) -> Any:
        text = self._scalar(node, wanted, keys)
        if text is None:
            return _BAD
        values = self.spec.enums[enum]
        if text in values:
            return text
        near = suggestion(text, {code: label.zh for code, label in values.items()})
        allowed = tuple(Word(enum, code) if code == values[code].zh else code for code in values)
        if near:
            return self._say("R107", keys, "close", field=wanted.name, value=text, close=near, allowed=allowed)
        return self._say("R107", keys, field=wanted.name, value=text, allowed=allowed)

    def _id(self, node: Plain, wanted: Field, type_: Type, keys: Keys) -> Any:
        return self._pattern(node, wanted, keys, _ID, "")

    def _slug(self, node: Plain, wanted: Field, type_: Type, keys: Keys) -> Any:
        return self._pattern(node, wanted, keys, _SLUG, "slug")

    def _account(self, node: Plain, wanted: Field, type_: Type, keys: Keys) -> Any:
        return self._pattern(node, wanted, keys, _ACCOUNT, "account")

    def _pattern(self, node: Plain, wanted: Field, keys: Keys, pattern: re.Pattern[str], variant: str) -> Any:
        text = self._scalar(node, wanted, keys)
        if text is None:
            return _BAD
        if pattern.fullmatch(text):
            return text
        return self._say("R110", keys, variant, field=wanted.name, value=text)

    def _week(self, node: Plain, wanted: Field, type_: Type, keys: Keys) -> Any:
        text = self._scalar(node, wanted, keys)
        if text is None:
            return _BAD
        match = _WEEK.fullmatch(text)
        return match[1] if match else self._say("R111", keys, field=wanted.name, value=text)

    def _reference(self, node: Plain, wanted: Field, type_: Type, keys: Keys) -> Any:
        text = self._scalar(node, wanted, keys)
        if text is None:
            return _BAD
        if type_.kind == "person_or_week" and (match := _WEEK.fullmatch(text)):
            return match[1]
        known = self._known.get(type_.kind)
        if known is None or text in known:
            return text
        near = suggestion(text, known)
        if near:
            return self._say("R108", keys, "close", field=wanted.name, value=text, close=near)
        return self._say("R108", keys, _WHERE[type_.kind], field=wanted.name, value=text)

    def _say(
        self, code: str, keys: Keys, variant: str = "", related: tuple[Related, ...] = (), **values: Value
    ) -> _Bad:
        self._findings.append(finding(code, self._record.at(*keys), variant, related=related, **values))
        return _BAD


_REFERENCES = ("person", "unit", "person_or_unit", "person_or_week", "village", "grid", "case", "visit")
_WHERE = {
    "person": "", "unit": "", "person_or_unit": "", "person_or_week": "",
    "village": "grids", "grid": "grids", "case": "case", "visit": "visit",
}  # fmt: skip


def _likely_date(text: str) -> str:
    """`2025/9/5`, `2025.9.5`, `20250905`, `2025年9月5日` as the date they probably mean; "" for other texts."""
    match = re.fullmatch(r"(\d{4})[-/.年]?(\d{1,2})[-/.月]?(\d{1,2})日?", text.strip())
    if match:
        try:
            return date(int(match[1]), int(match[2]), int(match[3])).isoformat()
        except ValueError:
            pass
    return ""


def _present(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


def _petition(values: dict[str, Any] | None) -> Petition | None:
    if values is None:
        return None
    own = {k: v for k, v in values.items() if k in ("official_ref", "form", "route", "procedure", "no_notice_because")}
    mirrors = {k: v for k, v in values.items() if k not in own and k != "class"}
    return Petition(class_=values["class"], mirrors=mirrors, **own)


def _order(values: dict[str, Any] | None) -> Order | None:
    if values is None:
        return None
    return Order(from_unit=values["from"], **{k: v for k, v in values.items() if k != "from"})


def _by_id(things: Iterable[Any]) -> dict[str, Any]:
    """Things by their ids in the order of the file; where an id is used twice the first one counts (G601)."""
    found: dict[str, Any] = {}
    for thing in things:
        found.setdefault(thing.id, thing)
    return found


def _post(values: dict[str, Any]) -> Post:
    get = values.get
    return Post(values["post"], get("village"), get("unit"), get("title"), values["from"], get("until"))


def _grid(values: dict[str, Any]) -> Grid:
    get = values.get
    return Grid(
        values["id"], values["name"], values["group"], get("households"), get("population"), values["worker"], ""
    )


def _village(values: dict[str, Any]) -> Village:
    id = values["id"]
    grids = tuple(Grid(g.id, g.name, g.group, g.households, g.population, g.workers, id) for g in values["grids"])
    return Village(id, values["name"], values["party_org"], grids)


_BLOCKS: dict[str, Callable[[dict[str, Any]], Any]] = {
    "risk": lambda v: Risk(v["level"], v["reason"]),
    "hold": lambda v: Hold(v["reason"], v["since"], v.get("until"), v["by"]),
    "urgent": lambda v: Urgent(v["why"], v["reported_to"], v["reported_at"]),
    "point": lambda v: Point(v["what"], v.get("answer"), v.get("answered_on")),
    "measure": lambda v: Measure(**v),
    "task": lambda v: Task(**v),
    "instalment": lambda v: Instalment(v["due"], v["amount_yuan"], v.get("paid_on")),
    "outcome": lambda v: Outcome(**v),
    "links": lambda v: Links(**v),
    "attachment": lambda v: Attachment(**v),
    "ledger": lambda v: Ledger(**v),
    "worker_term": lambda v: Term(v["person"], v["from"], v.get("until")),
    "grid": _grid,
    "village": _village,
    "unit": lambda v: Unit(v["id"], v["name"], v["level"], v.get("village")),
    "post": _post,
    "person": lambda v: Person(
        v["id"],
        v["name"],
        v.get("posts", ()),
        v.get("elder", ()),
        v.get("retired_from"),
        v.get("emails", ()),
        v.get("account"),
    ),
}
