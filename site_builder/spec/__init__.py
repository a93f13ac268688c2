"""The workflow as data: statuses, moves, clocks, fields, lists and words, read once from the YAML files here.

Everything that judges or shows a case asks this; nothing repeats it. A town's settings may change limits,
categories and words (`Settings`), never the shape of the workflow. Source: design, "One spec".
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files
from typing import Any, Literal

import yaml

from site_builder.text.finding import Term

Language = Literal["zh", "en"]
Stage = Literal["hand", "verify", "paused", "ended"]


@dataclass(frozen=True, slots=True)
class Label:
    """A word in the two languages."""

    zh: str
    en: str

    def of(self, language: Language) -> str:
        return self.zh if language == "zh" else self.en


@dataclass(frozen=True, slots=True)
class Type:
    """What a field holds: `list` has an `item`; `block`, `enum` and `map` have a `name`."""

    kind: str
    name: str = ""
    item: Type | None = None


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a record, block or event. `max` counts characters; `min` is a number.

    `mirror` says of a copy of what the events say where they say it, by the key inside the field ("" for the
    field itself); `sum` is true where the copy adds up what several events say.
    """

    name: str
    type: Type
    label: Label
    need: bool = False
    help: Label | None = None
    max: int | None = None
    min: int | None = None
    mirror: dict[str, tuple[Anchor, ...]] = field(default_factory=dict)
    sum: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """A named group of fields."""

    name: str
    fields: dict[str, Field]


@dataclass(frozen=True, slots=True)
class Status:
    code: str
    label: Label
    stage: Stage


@dataclass(frozen=True, slots=True)
class Move:
    """One row of the table of moves (domain notes §8.4).

    `sources` are the statuses it may be made from (`new` before registration); `to` is a status, `same`
    or `previous`; `fields` says of each field the move may carry when it is needed; `who_above`, where it is
    not empty, takes the place of `who` for a matter held by the town or above; `from_ledger` is true for what a
    ledger kept before may tell.
    """

    code: str
    label: Label
    sources: frozenset[str]
    to: str
    to_if: tuple[tuple[str, str], ...]
    levels: frozenset[str]
    kinds: frozenset[str]
    who: tuple[str, ...]
    who_above: tuple[str, ...]
    fields: dict[str, str]
    case: tuple[str, ...]
    one_of: tuple[str, ...]
    basis: str
    counts: str
    from_ledger: bool

    @property
    def required(self) -> tuple[str, ...]:
        """The fields without which the move is never made, in the order of the table."""
        return tuple(name for name, need in self.fields.items() if need == "required")

    def is_for(self, kind: str, level: str) -> bool:
        """True where the table has the move for cases of a kind, held at a level."""
        return (not self.kinds or kind in self.kinds) and (not self.levels or level in self.levels)


@dataclass(frozen=True, slots=True)
class Anchor:
    """Something a clock starts or stops at: an event (or one of its dates), or a fact of the case.

    `name` is a move; where `is_event` is false it is `found`, `received_by_organ`, `order`, `task` or
    `instalment`. `where` names a field of the event that must have one of `values`.
    """

    name: str
    is_event: bool
    field: str = ""
    where: str = ""
    values: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Clock:
    """One kind of deadline: limit and unit, where it starts, stops and stands still, and its legal basis.

    The fields are explained at the head of deadlines.yaml.
    """

    code: str
    label: Label
    limit: int
    unit: Literal["day", "working_day", "meeting", "date"]
    nature: Literal["duty", "window", "target"]
    binds: Literal["organ", "anyone"]
    start: tuple[Anchor, ...]
    stop: tuple[Anchor, ...]
    basis: str
    acts: str
    restart: Literal["once", "latest", "each"] = "once"
    kinds: frozenset[str] = frozenset()
    routes: frozenset[str] = frozenset()
    procedures: frozenset[str] = frozenset()
    levels: frozenset[str] = frozenset()
    needs: str = ""
    date: Anchor | None = None
    waived_by: tuple[Anchor, ...] = ()
    waived_if: str = ""
    pauses: frozenset[str] = frozenset()
    extension_days: int = 0
    extension_times: int = 0
    roll: str = ""


@dataclass(frozen=True, slots=True)
class Rung:
    """One rung of the ladder of warnings; `posts` names who must act, by the level that holds the matter.

    It is reached when `share` of the time is used, or `after` days after the due day.
    """

    code: str
    label: Label
    share: float
    after: int
    posts: dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Category:
    code: str
    label: Label
    official: bool
    parent: str


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a list or ledger. `width` is in Chinese characters; `values` names the enum of its cells, or ""."""

    label: Label
    width: int
    values: str = ""
    is_id: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A list or ledger: its name and its columns, in order."""

    code: str
    label: Label
    columns: dict[str, Column]


@dataclass(frozen=True, slots=True)
class Words:
    """Words that are refused or questioned. `accusation` are those in which a sealed matter may be spoken of."""

    people_labels: tuple[str, ...]
    vague: tuple[str, ...]
    generic_title: str
    accusation: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Changes:
    """What a change may touch in a record that was there before (`changes.yaml`).

    `fixed` is by block, `goes_with` by move and holds what goes with every move too; both name fields.
    """

    fixed: dict[str, tuple[str, ...]]
    after_end: frozenset[str]
    goes_with: dict[str, frozenset[str]]
    gate: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WaiverLimits:
    """What a waiver may do (`waivers.yaml`). `longest_days` are calendar days, `reason_min` characters."""

    never: tuple[str, ...]
    reason_min: int
    longest_days: int

    def allows(self, code: str) -> bool:
        """True for a rule whose findings may be waived."""
        return code not in self.never and code[:1] not in self.never


@dataclass(frozen=True, slots=True)
class Spec:
    """All of it, for one town."""

    enums: dict[str, dict[str, Label]]
    statuses: dict[str, Status]
    moves: dict[str, Move]
    clocks: dict[str, Clock]
    ladder: tuple[Rung, ...]
    categories: dict[str, Category]
    records: dict[str, Block]
    record_labels: dict[str, Label]
    blocks: dict[str, Block]
    event_fields: dict[str, Field]
    lists: dict[str, Table]
    around: dict[str, Table]
    ledgers: dict[str, Table]
    words: Words
    changes: Changes
    waivers: WaiverLimits
    groups: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def values(self, enum: str) -> dict[str, Label]:
        """The values an `enum:NAME` field may have, with their labels, in order."""
        return self.enums[enum]

    def event_field(self, name: str) -> Field:
        """A field that some move carries, or that any event may have. Raises KeyError where there is none."""
        own = self.blocks["event"].fields
        return own[name] if name in own else self.event_fields[name]

    def label(self, term: Term, language: Language) -> str:
        """The word for a term; a term the spec does not know is shown as it is written."""
        values = self.enums.get(term.group)
        if values and term.code in values:
            return values[term.code].of(language)
        if term.group == "field":
            return self._field_label(term.code, language)
        if term.group == "clock" and term.code in self.clocks:
            return self.clocks[term.code].label.of(language)
        return term.code

    def _field_label(self, code: str, language: Language) -> str:
        """`KIND.GROUP.NAME` names a field of a record by its path; a bare name one of a case, of events, of a block."""
        kind, *groups, name = code.split(".") if "." in code else ("", code)
        known = [self.records["case"].fields, self.event_fields, *(block.fields for block in self.blocks.values())]
        if kind in self.records:
            known = [self.fields_at(kind, groups)]
        return next((fields[name].label.of(language) for fields in known if name in fields), name)

    def fields_at(self, kind: str, keys: Iterable[str | int]) -> dict[str, Field]:
        """The fields of the group under these keys of a record, places in lists left aside; {} where there is none."""
        fields = self.records[kind].fields
        for key in keys:
            if isinstance(key, int):
                continue
            type_ = fields[key].type if key in fields else Type("")
            fields = self._fields_of(type_.item or type_)
        return fields

    def _fields_of(self, type_: Type) -> dict[str, Field]:
        if type_.kind == "person_or_terms":
            return self.blocks["worker_term"].fields
        if type_.kind != "block":
            return {}
        own = self.blocks[type_.name].fields
        return {**own, **self.event_fields} if type_.name == "event" else own

    def case_field(self, path: str) -> Field:
        """The field of a case at a dotted path (`risk.level`). Raises KeyError for one that the spec does not have."""
        *groups, last = path.split(".")
        return self.fields_at("case", groups)[last]

    def is_open(self, status: str) -> bool:
        return self.statuses[status].stage != "ended"


def _label(raw: dict[str, Any], own: str = "") -> Label:
    zh = raw.get("zh", own)
    return Label(zh, raw.get("en", zh))


def parse_type(text: str) -> Type:
    """`list:block:task` → a list of blocks of fields named `task`."""
    head, _, rest = text.partition(":")
    if head == "list":
        return Type("list", item=parse_type(rest))
    return Type(head, rest)


def read_fields(raw: dict[str, Any]) -> dict[str, Field]:
    """The fields of a group as the YAML files give them: `name: {type, need, zh, en, …}`."""
    return {
        name: Field(
            name=name,
            type=parse_type(row["type"]),
            label=_label(row),
            need=row.get("need") == "always",
            help=_label(row["help"]) if "help" in row else None,
            max=row.get("max"),
            min=row.get("min"),
            mirror=_mirror(row.get("mirror", {})),
            sum=row.get("sum", False),
        )
        for name, row in raw.items()
    }


def _mirror(raw: dict[str, list[str]] | list[str]) -> dict[str, tuple[Anchor, ...]]:
    by_name = {"": raw} if isinstance(raw, list) else raw
    return {name: tuple(map(parse_anchor, anchors)) for name, anchors in by_name.items()}


def _moves(raw: dict[str, Any], statuses: dict[str, Status]) -> dict[str, Move]:
    groups: dict[str, list[str]] = raw["groups"]
    open_statuses = [code for code, status in statuses.items() if status.stage != "ended"]
    moves = {}
    for code, row in raw["moves"].items():
        sources = [s for name in row["from"] for s in (open_statuses if name == "open" else [name])]
        who = [w for name in row["who"] for w in groups.get(name, [name])]
        moves[code] = Move(
            code=code,
            label=_label(row),
            sources=frozenset(sources),
            to=row["to"],
            to_if=tuple(row.get("to_if", {}).items()),
            levels=frozenset(row.get("levels", ())),
            kinds=frozenset(row.get("kinds", ())),
            who=tuple(dict.fromkeys(who)),
            who_above=tuple(row.get("who_above", ())),
            fields=dict(row["fields"]),
            case=tuple(row.get("case", ())),
            one_of=tuple(row.get("one_of", ())),
            basis=row.get("basis", ""),
            counts=row["counts"],
            from_ledger=row.get("ledger", False),
        )
    return moves


_ANCHOR = re.compile(r"(event:)?(\w+)(?:\.(\w+))?(?:\[(\w+)=([^\]]+)\])?")


def parse_anchor(text: str) -> Anchor:
    """`event:reply.delivered_on`, `event:notify[about=receipt|direction]`, `found`, `task.due`."""
    match = _ANCHOR.fullmatch(text)
    if match is None:
        raise ValueError(text)
    event, name, field_, where, values = match.groups(default="")
    return Anchor(name, bool(event), field_, where, frozenset(values.split("|")) if values else frozenset())


def _clocks(raw: dict[str, Any]) -> dict[str, Clock]:
    clocks = {}
    for code, row in raw.items():
        extension = row.get("extension", {})
        clocks[code] = Clock(
            code=code,
            label=_label(row),
            limit=row["limit"],
            unit=row["unit"],
            nature=row["nature"],
            binds=row["binds"],
            start=tuple(map(parse_anchor, row["start"])),
            stop=tuple(map(parse_anchor, row["stop"])),
            basis=row["basis"],
            acts=row["acts"],
            restart=row.get("restart", "once"),
            kinds=frozenset(row.get("kinds", ())),
            routes=frozenset(row.get("routes", ())),
            procedures=frozenset(row.get("procedures", ())),
            levels=frozenset(row.get("levels", ())),
            needs=row.get("needs", ""),
            date=parse_anchor(row["date"]) if "date" in row else None,
            waived_by=tuple(map(parse_anchor, row.get("waived_by", ()))),
            waived_if=row.get("waived_if", ""),
            pauses=frozenset(row.get("pauses", ())),
            extension_days=extension.get("days", 0),
            extension_times=extension.get("times", 0),
            roll=row.get("roll", ""),
        )
    return clocks


def _read(name: str) -> dict[str, Any]:
    text = files(__package__).joinpath(name).read_text(encoding="utf-8")
    loaded: dict[str, Any] = yaml.load(text, Loader=yaml.CSafeLoader)
    return loaded


def _changes(raw: dict[str, Any], moves: dict[str, Move]) -> Changes:
    always = frozenset(raw["with"]["every"])
    wanted = {code: frozenset(path.partition(".")[0] for path in move.case) for code, move in moves.items()}
    return Changes(
        fixed={block: tuple(names) for block, names in raw["fixed"].items()},
        after_end=frozenset(raw["after_end"]),
        goes_with={code: always | wanted[code] | frozenset(raw["with"].get(code, ())) for code in moves},
        gate=tuple(raw["gate"]),
    )


def _tables(raw: dict[str, Any]) -> dict[str, Table]:
    return {
        code: Table(
            code,
            _label(row),
            {
                name: Column(_label(column), column["width"], column.get("values", ""), column.get("id", False))
                for name, column in row["columns"].items()
            },
        )
        for code, row in raw.items()
    }


@cache
def default_spec() -> Spec:
    """The spec as the program ships it."""
    enums = {
        name: {str(code): _label(row, str(code)) for code, row in values.items()}
        for name, values in (_read("enums.yaml") | _read("deadline_words.yaml")).items()
    }
    statuses = {code: Status(code, _label(row), row["stage"]) for code, row in _read("statuses.yaml").items()}
    raw_moves = _read("moves.yaml")
    moves = _moves(raw_moves, statuses)
    records = _read("records.yaml")
    categories = {
        code: Category(code, _label(row), row["official"], row.get("parent", ""))
        for code, row in _read("categories.yaml").items()
    }
    lists = _read("lists.yaml")
    words = _read("words.yaml")
    waivers = _read("waivers.yaml")
    kinds = ("case", "visit", "grids", "people", "waivers")
    enums["status"] = {code: status.label for code, status in statuses.items()}
    enums["move"] = {code: move.label for code, move in moves.items()}
    enums["category"] = {code: category.label for code, category in categories.items()}
    clocks = _clocks(_read("deadlines.yaml"))
    ladder = _read("ladder.yaml")
    enums["clock"] = {code: clock.label for code, clock in clocks.items()}
    enums["rung"] = {code: _label(row) for code, row in ladder.items()}
    return Spec(
        enums=enums,
        statuses=statuses,
        moves=moves,
        clocks=clocks,
        ladder=tuple(
            Rung(
                code=code,
                label=_label(row),
                share=row.get("share", 1.0),
                after=row.get("after", 0),
                posts={level: tuple(posts) for level, posts in row["posts"].items()},
            )
            for code, row in ladder.items()
        ),
        categories=categories,
        records={kind: Block(kind, read_fields(records[kind]["fields"])) for kind in kinds},
        record_labels={kind: _label(records[kind]) for kind in kinds},
        blocks={name: Block(name, read_fields(raw)) for name, raw in records["blocks"].items()},
        event_fields=read_fields(records["event_fields"]),
        lists=_tables(lists["lists"]),
        around=_tables(lists["around"]),
        ledgers=_tables(lists["ledgers"]),
        words=Words(
            tuple(words["people_labels"]), tuple(words["vague"]), words["generic_title"], tuple(words["accusation"])
        ),
        waivers=WaiverLimits(tuple(waivers["never"]), waivers["reason_min"], waivers["longest_days"]),
        changes=_changes(_read("changes.yaml"), moves),
        groups={name: tuple(posts) for name, posts in raw_moves["groups"].items()},
    )


def town_spec(
    limits: dict[str, int],
    categories: dict[str, Category],
    labels: dict[str, Label],
    words: Words | None = None,
    elder_kinds: tuple[str, ...] = (),
) -> Spec:
    """The spec with a town's own limits (days, in the clock's unit), categories and words.

    `labels` maps `group.code` (for example `status.closed`, `kind.dispute`) to the town's word.
    """
    spec = default_spec()
    clocks = {
        code: replace(clock, limit=limits[code]) if code in limits else clock for code, clock in spec.clocks.items()
    }
    enums = {name: dict(values) for name, values in spec.enums.items()}
    all_categories = {**spec.categories, **categories}
    enums["category"] = {code: category.label for code, category in all_categories.items()}
    if elder_kinds:
        enums["elder_kind"] = {kind: Label(kind, kind) for kind in elder_kinds}
    for path, label in labels.items():
        group, _, code = path.partition(".")
        enums[group][code] = label
    statuses = {code: replace(status, label=enums["status"][code]) for code, status in spec.statuses.items()}
    moves = {code: replace(move, label=enums["move"][code]) for code, move in spec.moves.items()}
    return replace(
        spec,
        clocks=clocks,
        enums=enums,
        categories=all_categories,
        statuses=statuses,
        moves=moves,
        words=words or spec.words,
    )
