"""What became of every row of a ledger: for the eye, for programs, and the refused rows to correct and take over again."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from site_builder.ledgers.facts import Remark
from site_builder.ledgers.heads import Head
from site_builder.ledgers.sheet import Value
from site_builder.ledgers.take import Place, Read, Refused, Taken, Taking, Wanted
from site_builder.ledgers.told import Teller
from site_builder.reports.workbook import workbook
from site_builder.reports.written import tables_csv
from site_builder.text.dress import bare
from site_builder.views.tables import Cell, Plain, TableData
from site_builder.views.tables import Head as TableHead

VERSION = 1


@dataclass(frozen=True)
class Report:
    """The account of one taking over. `by` is the name of who answers for it; `is_tried`: nothing was written."""

    taking: Taking
    wanted: Wanted
    teller: Teller
    by: str
    heads: dict[str, dict[str, str]]
    villages: dict[str, str]
    until: date | None
    is_tried: bool

    # for the eye

    def text(self, most: int | None = None) -> str:
        """The whole account, at most `most` rows of each sort."""
        return "\n".join(self._lines(most)) + "\n"

    def _lines(self, most: int | None) -> Iterator[str]:
        words, taking = self.teller.words, self.taking
        yield words["of_ledger"].format(file=self.wanted.file, day=self.wanted.taken_on, by=self.by) + (
            words["dry_run"] if self.is_tried else ""
        )
        for read in taking.reads:
            yield from self._sheet(read)
        for name, why in taking.skipped_sheets:
            yield words["skipped_sheet"].format(sheet=name, why=words[why])
        yield words["counts"].format(
            taken=len(taking.taken), known=len(taking.known), refused=len(taking.refused), left_out=len(taking.left_out)
        )
        if taking.refused:
            yield ""
            yield words["refused_rows"].format(n=len(taking.refused)) + words["colon"].rstrip()
            yield from self._rows([(row.place, "", row.remarks) for row in taking.refused], most)
        look = [(row.place, row.id, row.remarks) for row in taking.taken if row.remarks]
        if look:
            yield ""
            yield words["remarks"].format(n=len(look)) + words["colon"].rstrip()
            yield from self._rows(look, most)
        yield from self._known(most)
        yield from self._left_out(most)
        yield from self._stands()

    def _sheet(self, read: Read) -> Iterator[str]:
        words, table = self.teller.words, read.table
        label = self.teller.ledgers.kinds[read.kind].label.of(self.teller.language)
        top, bottom = read.head.top + 1, read.head.bottom + 1
        yield words["sheet"].format(
            sheet=table.sheet, kind=label, rows=str(top) if top == bottom else f"{top}–{bottom}"
        )
        if table.hidden_rows:
            yield "  " + words["hidden_rows"].format(n=table.hidden_rows)
        for name, value in read.assumed:
            key = f"assumed_{name}" if f"assumed_{name}" in words else "assumed_source"
            yield "  " + words[key].format(
                name=self.teller.label(name),
                value=self.teller.value(name, value),
                other=self.teller.label(value or name),
            )
        for key, names in (
            ("personal", self._of(table.columns, "personal")),
            ("none", self._of(table.columns, "none")),
            ("unknown", [c.says for c in read.unknown]),
        ):
            if names:
                yield "  " + words[key].format(heads=self.teller.together(names))

    def _of(self, columns: Iterable[Head], kind: str) -> list[str]:
        return [c.says for c in columns if c.name and self._type(c) == kind]

    def _rows(self, rows: list[tuple[Place, str, tuple[Remark, ...]]], most: int | None) -> Iterator[str]:
        for place, id, remarks in rows[:most]:
            yield f"  {self._place(place)}" + (f" → {id}" if id else "")
            yield from (f"    {self.teller.sentence(remark)}" for remark in remarks)
        if most is not None and len(rows) > most:
            yield "  " + self.teller.words["more"].format(n=len(rows) - most)

    def _place(self, place: Place) -> str:
        return self.teller.words["row"].format(sheet=place.sheet, row=place.row)

    def _known(self, most: int | None) -> Iterator[str]:
        known = self.taking.known
        if known:
            yield ""
            yield self.teller.words["known_rows"].format(n=len(known)) + self.teller.words["colon"].rstrip()
            yield from self._rows([(row.place, row.id, ()) for row in known], most)

    def _left_out(self, most: int | None) -> Iterator[str]:
        words, left = self.teller.words, self.taking.left_out
        if left:
            yield ""
            yield words["left_out_rows"].format(n=len(left)) + words["colon"].rstrip()
            for sheet, row in left[:most]:
                yield f"  {self._place(Place(sheet, row.number))} {words[row.why]}"
            if most is not None and len(left) > most:
                yield "  " + words["more"].format(n=len(left) - most)

    def _stands(self) -> Iterator[str]:
        """At which statuses the cases stand, and what keeps those that were settled from being closed."""
        words, cases = self.teller.words, [row.matter for row in self.taking.taken if row.matter.status != "visit"]
        if not cases:
            return
        yield ""
        sealed = sum(1 for matter in cases if matter.values.get("access") == "sealed")
        counts = Counter(matter.status for matter in cases if matter.values.get("access") != "sealed")
        statuses = self.teller.spec.statuses
        shown = [f"{statuses[code].label.of(self.teller.language)} {counts[code]}" for code in statuses if counts[code]]
        if shown:
            yield words["stands"] + words["colon"] + words["several"].join(shown)
        if sealed:
            yield words["sealed"].format(n=sealed)
        waiting = [matter for matter in cases if matter.lacks]
        if waiting:
            yield words["lacks"].format(n=len(waiting))
            lacks = Counter(lack for matter in waiting for lack in matter.lacks)
            yield from (f"  {words['lack'].format(what=words[lack], n=n)}" for lack, n in lacks.most_common())
            if lacks["until"] and self.until is None:
                yield words["set_until"].format(day=self.wanted.taken_on)

    # for programs

    def json(self) -> str:
        return json.dumps(self._object(), ensure_ascii=False, indent=2) + "\n"

    def _object(self) -> dict[str, Any]:
        taking = self.taking
        return {
            "version": VERSION,
            "file": self.wanted.file,
            "taken_on": str(self.wanted.taken_on),
            "written": not self.is_tried,
            "sheets": [
                {
                    "sheet": read.table.sheet,
                    "kind": read.kind,
                    "head": [read.head.top + 1, read.head.bottom + 1],
                    "columns": {c.says: c.name or None for c in read.table.columns},
                    "assumed": dict(read.assumed),
                }
                for read in taking.reads
            ],
            "skipped_sheets": [{"sheet": name, "why": why} for name, why in taking.skipped_sheets],
            "taken": [self._taken(row) for row in taking.taken],
            "known": [{"sheet": row.place.sheet, "row": row.place.row, "id": row.id} for row in taking.known],
            "refused": [self._refused(row) for row in taking.refused],
            "left_out": [{"sheet": sheet, "row": row.number, "why": row.why} for sheet, row in taking.left_out],
        }

    def _taken(self, row: Taken) -> dict[str, Any]:
        return {
            "sheet": row.place.sheet, "row": row.place.row, "id": row.id, "path": row.source.path, "status": row.matter.status,
            "lacks": list(row.matter.lacks), "remarks": [self._remark(remark) for remark in row.remarks],
        }  # fmt: skip

    def _refused(self, row: Refused) -> dict[str, Any]:
        return {
            "sheet": row.place.sheet,
            "row": row.place.row,
            "reasons": [self._remark(remark) for remark in row.remarks],
        }

    def _remark(self, remark: Remark) -> dict[str, Any]:
        return {
            "column": remark.head or None,
            "said": self.teller.said(remark),
            "reason": remark.key,
            "message": self.teller.sentence(remark),
        }

    # to correct and take over again

    def csv(self) -> bytes:
        return tables_csv(self.refused())

    def xlsx(self) -> bytes:
        return workbook(f"{self.wanted.file} {self.teller.words['reason']}", self.refused(), self.teller.language)

    def refused(self) -> list[TableData]:
        """The refused rows of each sheet with the reason; what stood in a title or a heading stands in the row."""
        tables: list[TableData] = []
        for read in self.taking.reads:
            rows = [row for row in self.taking.refused if row.place.sheet == read.table.sheet]
            if rows:
                tables.append(self._table(read, rows, f"{len(tables) + 1} " if tables else ""))
        return tables

    def _table(self, read: Read, refused: list[Refused], before: str) -> TableData:
        words, table = self.teller.words, read.table
        columns = [c for c in table.columns if not c.name or self._type(c) not in ("personal", "none")]
        names = {c.name for c in columns}
        with_year = read.year is not None and "year" not in names
        with_village = "village" not in names and (read.place is not None or any(row.section for row in table.rows))
        heads = [self._head(column, read.kind) for column in columns]
        heads += [TableHead(words["year"], 4)] if with_year else []
        heads += [TableHead(words["village"], 5)] if with_village else []
        heads += [TableHead(words["reason"], 20), TableHead(words["ledger_row"], 4)]
        by_number = {row.number: row for row in table.rows}
        rows = []
        for one in refused:
            row = by_number[one.place.row]
            cells = [Cell(_plain(row.cells.get(c.index))) for c in columns]
            if with_year:
                cells.append(Cell(read.year))
            if with_village:
                cells.append(Cell(row.section or self.villages.get(read.place or "", "")))
            reason = words["stop"].join(self.teller.sentence(remark) for remark in one.remarks)
            rows.append((*cells, Cell(reason), Cell(row.number)))
        return TableData("refused", f"{before}{table.sheet}" or words["report"], tuple(heads), tuple(rows))

    def _type(self, column: Head) -> str:
        return self.teller.ledgers.columns[column.name].type.kind

    def _head(self, column: Head, kind: str) -> TableHead:
        """The head of a column, or the plainest head that means the same where its own is only known under a group."""
        if not column.name:
            return TableHead(column.says)
        known = self.heads[kind].get(bare(column.says)) == column.name
        own = self.teller.ledgers.columns[column.name]
        enum = own.type.name or own.type.kind
        choices = self.teller.ledgers.shown(enum, self.teller.spec) if own.type.kind in ("enum", "category") else ()
        return TableHead(column.says if known else own.heads[0], 12, choices)


def _plain(value: Value) -> Plain:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, float):
        return Decimal(str(value))
    return value if value is None or isinstance(value, str | int | date | Decimal) else str(value)
