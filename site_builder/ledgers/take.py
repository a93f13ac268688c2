"""A ledger's sheets → records for a register: what is taken, what is refused and why, what the register has already."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from site_builder.ledgers.days import year_in
from site_builder.ledgers.facts import Reader, Remark
from site_builder.ledgers.heads import Head, HeadRows, find_head
from site_builder.ledgers.masks import Masks
from site_builder.ledgers.matter import Maker, Matter
from site_builder.ledgers.names import Directory
from site_builder.ledgers.plan import assumed, enough, kind_of
from site_builder.ledgers.sheet import NoLedger, Sheet
from site_builder.ledgers.stages import Ledger
from site_builder.ledgers.table import LeftOut, Row, Table, table
from site_builder.ledgers.visit import VisitMaker, fingerprint_of
from site_builder.model.register import Register
from site_builder.spec.ledgers import VISIT, Ledgers
from site_builder.text.dress import safe
from site_builder.text.source import Source
from site_builder.writers.new_record import record_text
from site_builder.writers.numbers import Numbers, NumbersUsedUp
from site_builder.writers.yaml_text import Code, Value

LONGEST_NAME = 80


@dataclass(frozen=True)
class Wanted:
    """What was asked for. `heads` are heads and what their columns hold; `given` values, as words, for what the ledger
    does not say; `by` answers for it; `sheets` empty: all that are not hidden."""

    file: str
    kind: str | None
    sheets: tuple[str, ...]
    heads: Mapping[str, str]
    given: Mapping[str, str]
    by: str
    taken_on: date


@dataclass(frozen=True)
class Place:
    """A row of a sheet."""

    sheet: str
    row: int


@dataclass(frozen=True)
class Taken:
    """A row that becomes a record. `remarks` are what to look at."""

    place: Place
    id: str
    source: Source
    matter: Matter
    remarks: tuple[Remark, ...]


@dataclass(frozen=True)
class Refused:
    place: Place
    remarks: tuple[Remark, ...]


@dataclass(frozen=True)
class Known:
    """A row that the register has already, as this record."""

    place: Place
    id: str


@dataclass(frozen=True)
class Read:
    """One sheet's table and what it is taken for. `year` and `place` are those of its title; `unknown` are columns that are not taken; `assumed` what was taken for
    a column that is not there, by name."""

    table: Table
    head: HeadRows
    kind: str
    year: int | None
    place: str | None
    unknown: tuple[Head, ...]
    assumed: tuple[tuple[str, str], ...]


@dataclass
class Taking:
    """All that became of a ledger. `skipped_sheets` are those hidden or without a table."""

    reads: list[Read] = field(default_factory=list)
    taken: list[Taken] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    known: list[Known] = field(default_factory=list)
    left_out: list[tuple[str, LeftOut]] = field(default_factory=list)
    skipped_sheets: list[tuple[str, str]] = field(default_factory=list)


class Taker:
    """Takes one file's ledgers over into one register."""

    def __init__(self, register: Register, ledgers: Ledgers, wanted: Wanted, numbers: Numbers) -> None:
        self.register, self.ledgers, self.wanted, self.numbers = register, ledgers, wanted, numbers
        self.directory = Directory(register.town, ledgers)
        self.on_duty = frozenset(person.name for person in register.town.people.values())
        self.refs = dict(_refs(register))
        self.prints = _prints(register)
        self.seen: Counter[str] = Counter()
        self.seen_refs: dict[str, Place] = {}
        self.result = Taking()

    def take(self, sheets: Iterable[Sheet]) -> Taking:
        """Reads the sheets asked for. Raises NoLedger, and NotEnough and WhichKind (plan.py)."""
        for sheet in self._asked(sheets):
            found = self._table(sheet)
            if found is None:
                self.result.skipped_sheets.append((sheet.name, "no_table"))
            else:
                self._rows(*found)
        if not self.result.reads:
            raise NoLedger("no_table")
        return self.result

    def heads(self) -> dict[str, dict[str, str]]:
        """The heads that each kind of ledger knows, the town's and those asked for among them."""
        return {kind: self.ledgers.heads(kind, self.wanted.heads) for kind in self.ledgers.kinds}

    def _asked(self, sheets: Iterable[Sheet]) -> Iterator[Sheet]:
        by_name = {sheet.name: sheet for sheet in sheets}
        for name in self.wanted.sheets:
            if name not in by_name:
                raise NoLedger("no_sheet", name=name, names="、".join(by_name))
        for sheet in by_name.values():
            if sheet.name in self.wanted.sheets or (not self.wanted.sheets and not sheet.hidden):
                yield sheet
            elif not self.wanted.sheets:
                self.result.skipped_sheets.append((sheet.name, "hidden"))

    def _table(self, sheet: Sheet) -> tuple[Sheet, Table, HeadRows, str] | None:
        kind = self.wanted.kind or kind_of(sheet, self.heads(), self.ledgers, self.wanted.file)
        if kind is None:
            return None
        head = find_head(sheet, self.ledgers.heads(kind, self.wanted.heads), self.ledgers)
        if head is None:
            return None
        return (
            sheet,
            table(sheet, head, self.ledgers, lambda text: self.directory.village(text) is not None),
            head,
            kind,
        )

    # rows

    def _rows(self, sheet: Sheet, found: Table, head: HeadRows, kind: str) -> None:
        has = frozenset(column.name for column in found.columns if column.name)
        place = self._village_of(found)
        known = has | self.wanted.given.keys()
        enough(found, kind, known, place)
        until = self.register.settings.ledgers_until
        year = next(
            (y for text in (found.title, sheet.name, self.wanted.file) if (y := year_in(text)) is not None), None
        )
        unknown = tuple(column for column in found.columns if not column.name)
        self.result.reads.append(
            Read(found, head, kind, year, place, unknown, tuple(assumed(kind, known, until, self.ledgers)))
        )
        self.result.left_out += [(found.sheet, row) for row in found.left_out]
        reader = Reader(found.columns, self.register.spec, self.ledgers, self.directory, self.wanted.given, year, place)
        ledger = Ledger(kind, known, until, self.wanted.by, self.wanted.taken_on)
        maker = (
            VisitMaker(self.ledgers, self.directory, self.on_duty, self.register.case_by_id, self.refs)
            if kind == VISIT
            else Maker(ledger, self.register.spec, self.ledgers, self.directory, self.on_duty)
        )
        name = self._name(found.sheet)
        for row in found.rows:
            self._row(row, reader, maker, Place(found.sheet, row.number), name)

    def _row(self, row: Row, reader: Reader, maker: Maker | VisitMaker, place: Place, name: str) -> None:
        facts = reader.facts(row)
        if (id := facts.get("case_id")) in self.register.case_by_id or id in self.register.visit_by_id:
            self.result.known.append(Known(place, id))
            return
        matter = maker.matter(facts)
        if not isinstance(matter, Matter):
            self.result.refused.append(Refused(place, matter))
            return
        known = self._known(matter)
        if known is not None:
            self.result.known.append(Known(place, known))
        elif matter.ref and matter.ref in self.seen_refs:
            same = Remark("", matter.ref, "same_ref", {"row": self.seen_refs[matter.ref].row})
            self.result.refused.append(Refused(place, (same,)))
        else:
            self._take(matter, facts.told, place, name)

    def _known(self, matter: Matter) -> str | None:
        """The record that a row became before. Rows alike are as many as the register has of them."""
        if matter.ref:
            return self.refs.get(matter.ref)
        self.seen[matter.fingerprint] += 1
        ids = self.prints.get(matter.fingerprint, [])
        return ids[self.seen[matter.fingerprint] - 1] if self.seen[matter.fingerprint] <= len(ids) else None

    def _take(self, matter: Matter, told: list[Remark], place: Place, name: str) -> None:
        is_visit = matter.village == "visits"
        try:
            id = self.numbers.next("V" if is_visit else self.register.town.id.upper(), matter.year)
        except NumbersUsedUp as error:
            self.result.refused.append(Refused(place, (Remark("", error.start, "numbers_used_up"),)))
            return
        if matter.ref:
            self.seen_refs[matter.ref] = place
        values: dict[str, Value] = {"id": Code(id), **matter.values}
        if not is_visit and "access" in values and values["access"] != "sealed":
            values["ledger"] = {"name": name, "row": place.row, "fingerprint": matter.fingerprint}
        text = record_text("visit" if is_visit else "case", values, self.register.spec, matter.body)
        source = Source(f"cases/{matter.village}/{id}.md", text.encode("utf-8"))
        remarks = [*told, *_masked(matter)]
        if not matter.ref and self.seen[matter.fingerprint] > 1:
            remarks.append(Remark("", "", "alike"))
        self.result.taken.append(Taken(place, id, source, matter, tuple(remarks)))

    def _name(self, sheet: str) -> str:
        """What the ledger is called in a record: the file, and the sheet where that says something."""
        name = Masks().text(
            safe(f"{self.wanted.file} {sheet}" if sheet and sheet not in self.wanted.file else self.wanted.file),
            self.on_duty,
        )
        return name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - 1] + self.ledgers.written["cut"]

    # what a whole table says or lacks

    def _village_of(self, found: Table) -> str | None:
        """A village that the title or the sheet's name gives."""
        for text in (found.sheet, *found.title.split()):
            if (village := self.directory.village(text)) is not None:
                return village
        return None


def _masked(matter: Matter) -> Iterator[Remark]:
    if matter.masks.numbers:
        yield Remark("", "", "numbers_left_out", {"n": matter.masks.numbers})
    if matter.masks.masked:
        yield Remark("", "", "names_masked", {"n": matter.masks.masked})


def _refs(register: Register) -> Iterator[tuple[str, str]]:
    """The references of other systems, and whose they are."""
    for case in register.cases:
        if case.petition is not None and case.petition.official_ref:
            yield case.petition.official_ref, case.id
        if case.order is not None:
            yield case.order.ref, case.id


def _prints(register: Register) -> dict[str, list[str]]:
    """The records by fingerprint, in order of their ids."""
    found: dict[str, list[str]] = {}
    for case in register.cases:
        if case.ledger is not None:
            found.setdefault(case.ledger.fingerprint, []).append(case.id)
        elif case.is_sealed:
            found.setdefault(f"sealed {case.village} {case.found_on}", []).append(case.id)
    for visit in register.visits:
        found.setdefault(fingerprint_of(visit), []).append(visit.id)
    return found
