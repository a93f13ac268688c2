"""One row of a table → the facts its cells state, each cell that cannot be read named with the reason."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from typing import Any

from site_builder.ledgers.days import NoDay, read_day
from site_builder.ledgers.heads import Head
from site_builder.ledgers.names import Directory
from site_builder.ledgers.numbers import NoNumber, read_count, read_money
from site_builder.ledgers.sheet import Value
from site_builder.ledgers.table import Row
from site_builder.spec import Spec
from site_builder.spec.ledgers import Column, Ledgers
from site_builder.text.dress import squeezed
from site_builder.text.names import is_name

_SEVERAL = re.compile(r"[、,，;；/\s]+")
_IF_NOT = "是否"
"""A head that asks: 是否化解 is answered by 否, which is no result."""


@dataclass(frozen=True, slots=True)
class Remark:
    """Something to tell of a cell: its column's head, what it says, and a key of the words with what fills its holes."""

    head: str
    said: str
    key: str
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass
class Facts:
    """What a row states. `values` are by name of the column; `texts` and `parties` are cells in the order of columns.

    `kept` are cells whose words stay in the text of the case; `wrong` refuse the row; `told` do not.
    """

    values: dict[str, Any] = field(default_factory=dict)
    texts: list[tuple[str, Head, str]] = field(default_factory=list)
    parties: list[str] = field(default_factory=list)
    kept: list[tuple[Head, str]] = field(default_factory=list)
    wrong: list[Remark] = field(default_factory=list)
    told: list[Remark] = field(default_factory=list)

    def get(self, name: str) -> Any:
        return self.values.get(name)


@dataclass(frozen=True)
class Reader:
    """Reads the rows of one table. `given` are values, as words, for what the ledger does not say; `year` is the
    title's; `place` a village that the title or the name of the sheet gives."""

    columns: tuple[Head, ...]
    spec: Spec
    ledgers: Ledgers
    directory: Directory
    given: Mapping[str, str]
    year: int | None
    place: str | None

    def facts(self, row: Row) -> Facts:
        """Places and days first: a name is looked for in the village and on the day."""
        facts = Facts()
        cells = self._cells(row, facts)
        year = self._year(cells, facts)
        self._village(cells, row, facts)
        for head, value in cells:
            if self._type(head) in ("date", "dates"):
                self._day(head, value, year, cells, facts)
        for head, value in cells:
            if (read := self._others.get(self._type(head))) is not None:
                read(head, value, facts)
        for name, text in self.given.items():
            if name not in facts.values and name not in {head.name for head, _ in cells}:
                self._given(name, text, facts)
        return facts

    @cached_property
    def _others(self) -> Mapping[str, Callable[[Head, Value, Facts], None]]:
        return {
            "text": self._text, "number": self._number, "money": self._number, "grid": self._grid, "who": self._who,
            "person": self._who, "unit": self._who, "people": self._several, "whos": self._several, "enum": self._enum, "category": self._enum, "flag": self._flag,
            "parties": self._parties, "cases": self._text,
        }  # fmt: skip

    def _cells(self, row: Row, facts: Facts) -> list[tuple[Head, Value]]:
        """The cells that say something in a column that is known; one without a value that can be used is wrong."""
        found: list[tuple[Head, Value]] = []
        for head in self.columns:
            if not head.name or self._type(head) in ("personal", "none"):
                continue
            if head.index in row.faults:
                facts.wrong.append(Remark(head.says, shown(row.cells.get(head.index)), row.faults[head.index]))
                continue
            value = row.cells.get(head.index)
            if value is not None and not self._is_blank(head, value):
                found.append((head, value))
        return found

    def _is_blank(self, head: Head, value: Value) -> bool:
        return self._type(head) not in ("enum", "flag") and str(value).strip().casefold() in self.ledgers.blank

    def _type(self, head: Head) -> str:
        return self.ledgers.columns[head.name].type.kind if head.name else ""

    def _column(self, head: Head) -> Column:
        return self.ledgers.columns[head.name]

    # places and days

    def _year(self, cells: list[tuple[Head, Value]], facts: Facts) -> int | None:
        for head, value in cells:
            if head.name == "year":
                digits = squeezed(str(value)).removesuffix("年").removesuffix(".0")
                if digits.isdigit() and 1990 <= int(digits) <= 2099:
                    return int(digits)
                facts.wrong.append(Remark(head.says, shown(value), "no_year_number"))
        return self.year

    def _village(self, cells: list[tuple[Head, Value]], row: Row, facts: Facts) -> None:
        for head, value in cells:
            if head.name == "village":
                village = self.directory.village(str(value))
                if village is None:
                    known = tuple(v.name for v in self.directory.town.villages.values())
                    facts.wrong.append(Remark(head.says, shown(value), "no_village", {"known": known}))
                    return
                facts.values["village"] = village
        for head, value in cells:
            if head.name == "grid" and "village" not in facts.values:
                grid = self.directory.grid(str(value), None)
                if village := grid.village if grid else self.directory.village(str(value)):
                    facts.values["village"] = village
        if "village" not in facts.values and (village := self.directory.village(row.section) or self.place):
            facts.values["village"] = village

    def _day(self, head: Head, value: Value, year: int | None, cells: list[tuple[Head, Value]], facts: Facts) -> None:
        last = self._type(head) == "dates"
        try:
            read = read_day(value, year, last)
        except NoDay as error:
            if error.reason == "no_year" and (neighbour := self._neighbour(head, cells)) is not None:
                other, found = neighbour
                try:
                    read = read_day(value, found.year, last)
                except NoDay as again:
                    error = again
                else:
                    facts.told.append(
                        Remark(head.says, shown(value), "year_of", {"other": other.says, "year": found.year})
                    )
                    facts.values[head.name] = read.on
                    return
            self._unread(head, value, error.reason, facts)
            return
        if read.borrowed:
            facts.told.append(Remark(head.says, shown(value), "year_of_title", {"year": read.on.year}))
        facts.values[head.name] = read.on

    def _neighbour(self, head: Head, cells: list[tuple[Head, Value]]) -> tuple[Head, date] | None:
        """The first other date of the row that names its year."""
        for other, value in cells:
            if other != head and self._type(other) in ("date", "dates"):
                try:
                    return other, read_day(value, None, self._type(other) == "dates").on
                except NoDay:
                    continue
        return None

    # the others

    def _text(self, head: Head, value: Value, facts: Facts) -> None:
        text = shown(value)
        if self._column(head).many:
            facts.texts.append((head.name, head, text))
        else:
            facts.values[head.name] = text

    def _parties(self, head: Head, value: Value, facts: Facts) -> None:
        facts.parties.append(shown(value))

    def _number(self, head: Head, value: Value, facts: Facts) -> None:
        if head.name == "year":
            return
        try:
            number: int | Decimal
            number = read_money(value, head.unit) if self._type(head) == "money" else read_count(value)
        except NoNumber as error:
            self._unread(head, value, error.reason, facts)
        else:
            facts.values[head.name] = number

    def _grid(self, head: Head, value: Value, facts: Facts) -> None:
        grid = self.directory.grid(shown(value), facts.get("village"))
        if grid is None:
            self._unread(head, value, "no_grid", facts)
        else:
            facts.values["grid"] = grid.id

    def _who(self, head: Head, value: Value, facts: Facts) -> None:
        """A name that leads to nobody, or to several, leaves a blank to fill; a person's is told and not written down."""
        kind, text = self._type(head), shown(value)
        day, village = self._day_of(facts), facts.get("village")
        found = {"person": self.directory.person, "who": self.directory.who}
        id = self.directory.unit(text, village) if kind == "unit" else found[kind](text, day, village)
        if id is not None:
            facts.values[head.name] = id
        elif self._column(head).keep:
            facts.told.append(Remark(head.says, text, "nobody_unit" if kind == "unit" else "nobody", {"day": day}))
            if kind == "unit" and not is_name(squeezed(text)):
                facts.kept.append((head, text))
        else:
            facts.wrong.append(Remark(head.says, text, "nobody_unit", {"day": day}))

    def _several(self, head: Head, value: Value, facts: Facts) -> None:
        """Several persons, or persons and units, in one cell; each that leads to nobody is told."""
        find = self.directory.person if self._type(head) == "people" else self.directory.who
        day, village = self._day_of(facts), facts.get("village")
        whole = find(shown(value), day, village)
        names = [shown(value)] if whole else [name for name in _SEVERAL.split(shown(value)) if name]
        found = {name: find(name, day, village) for name in names}
        facts.values[head.name] = tuple(dict.fromkeys(id for id in found.values() if id is not None))
        for name, id in found.items():
            if id is None:
                facts.told.append(Remark(head.says, name, "nobody", {"day": day}))

    def _day_of(self, facts: Facts) -> date:
        known = [
            facts.get(name) for name in ("found_on", "order_received_on", "visit_on", "assigned_on", "registered_on")
        ]
        return next((day for day in known if day is not None), date.max)

    def _enum(self, head: Head, value: Value, facts: Facts) -> None:
        type_ = self._column(head).type
        enum = type_.name or "category"
        text = shown(value)
        if (
            enum == "result"
            and squeezed(head.says).startswith(_IF_NOT)
            and self.ledgers.flags.get(text.strip()) is False
        ):
            return
        code = self.ledgers.value(enum, text, self.spec)
        if enum == "result" and code is not None and code in self.ledgers.went:
            facts.values["state"] = self.ledgers.went[code]
        elif code is not None:
            facts.values[head.name] = code
        elif head.name == "result" and len(squeezed(text)) > 6:
            facts.texts.append(("what", head, text))
        else:
            self._unread(head, value, "no_such_word", facts, {"known": self.ledgers.shown(enum, self.spec)})

    def _flag(self, head: Head, value: Value, facts: Facts) -> None:
        flag = self.ledgers.flags.get(squeezed(shown(value)).casefold())
        if flag is None:
            self._unread(head, value, "no_flag", facts)
        else:
            facts.values[head.name] = flag

    def _given(self, name: str, text: str, facts: Facts) -> None:
        """A value given for the whole ledger is read as if it stood in a column of its own."""
        head = Head(-1, self.ledgers.columns[name].label.zh, name, "")
        kind = self._type(head)
        if kind == "village":
            facts.values.setdefault("village", self.directory.village(text) or text)
        elif kind in ("date", "dates"):
            self._day(head, text, self.year, [], facts)
        elif read := self._others.get(kind):
            read(head, text, facts)

    def _unread(
        self, head: Head, value: Value, key: str, facts: Facts, values: Mapping[str, Any] | None = None
    ) -> None:
        remark = Remark(head.says, shown(value), key, values or {})
        if self._column(head).keep:
            facts.told.append(remark)
            facts.kept.append((head, shown(value)))
        else:
            facts.wrong.append(remark)


def shown(value: Value) -> str:
    """A cell's value as people write it."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == value.time().min else value.isoformat(" ", "minutes")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()
