"""A sheet → a table: its columns, its rows with merged cells filled, and what is no matter set apart with the reason."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from site_builder.ledgers.heads import Head, HeadRows
from site_builder.ledgers.sheet import Fault, Sheet, Value
from site_builder.spec.ledgers import Ledgers
from site_builder.text.dress import bare, squeezed

Why = Literal["empty", "numbered", "total", "head", "below", "section"]
_TOTAL = re.compile(r"[:：]?\d*[件条项户人起]?")


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table. `number` counts from 1 as the office program does; `section` is the village heading above.

    `cells` and `faults` are by the index of the column.
    """

    number: int
    cells: Mapping[int, Value]
    faults: Mapping[int, Fault]
    section: str = ""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A row that is no matter, and why."""

    number: int
    why: Why
    text: str


@dataclass(frozen=True)
class Table:
    """`title` is all that stands above the head."""

    sheet: str
    title: str
    columns: tuple[Head, ...]
    rows: tuple[Row, ...]
    left_out: tuple[LeftOut, ...]
    hidden_rows: int


def table(sheet: Sheet, head: HeadRows, ledgers: Ledgers, is_village: Callable[[str], bool]) -> Table:
    """The rows under a head. Empty rows are dropped; every other row is in `rows` or in `left_out`."""
    title = " ".join(
        str(v) for r in range(head.top) for c in range(len(sheet.values[r])) if (v := sheet.at(r, c)) is not None
    )
    columns = tuple(_once(head.columns, ledgers))
    rows: list[Row] = []
    left_out: list[LeftOut] = []
    section = ""
    for row in _rows(sheet, head):
        why = _why_not(row, columns, ledgers, is_village)
        if why == "section":
            section = _only_text(row)
        if why is None:
            rows.append(replace(row, section=section))
        elif why != "empty":
            left_out.append(LeftOut(row.number, why, _only_text(row)))
    hidden = sum(1 for row in rows if row.number - 1 in sheet.hidden_rows)
    return Table(sheet.name, title, columns, tuple(rows), tuple(left_out), hidden)


def _once(columns: tuple[Head, ...], ledgers: Ledgers) -> Iterator[Head]:
    """Of two columns that hold the same the first counts, unless several may; the other is not known."""
    seen: set[str] = set()
    for column in columns:
        if column.name in seen and not ledgers.columns[column.name].many:
            yield replace(column, name="")
        else:
            yield column
        seen |= {column.name} - {""}


def _rows(sheet: Sheet, head: HeadRows) -> Iterator[Row]:
    """The rows below the head; a cell merged down counts for each of its rows, one merged across for its first column."""
    down = {
        (r, m.left): (m.top, m.left)
        for m in sheet.merges
        for r in range(m.top + 1, min(m.bottom, len(sheet.values) - 1) + 1)
    }
    wanted = sorted({column.index for column in head.columns} | {0})
    for r in range(head.bottom + 1, len(sheet.values)):
        places = {c: down.get((r, c), (r, c)) for c in range(max(len(sheet.values[r]), wanted[-1] + 1))}
        cells = {c: value for c, place in places.items() if (value := sheet.at(*place)) is not None}
        faults = {c: sheet.faults[place] for c, place in places.items() if place in sheet.faults}
        yield Row(r + 1, cells, faults)


def _why_not(row: Row, columns: tuple[Head, ...], ledgers: Ledgers, is_village: Callable[[str], bool]) -> Why | None:
    """Why a row is no matter; None for one that is."""
    if not row.cells and not row.faults:
        return "empty"
    texts = [(c, squeezed(str(value))) for c, value in sorted(row.cells.items())]
    numbers = {column.index for column in columns if column.name == "number"}
    if not row.faults and all(c in numbers and text.replace(".", "").isdigit() for c, text in texts):
        return "numbered"
    first = texts[0][1] if texts else ""
    leading = [text for _, text in texts[:2]]
    if any(_is_total(text, ledgers) for text in leading):
        return "total"
    if _repeats(row, columns):
        return "head"
    if len(texts) <= 3 and re.match(rf"(?:{'|'.join(ledgers.below)})[:：]", first):
        return "below"
    if len(texts) == 1 and not row.faults and len(columns) > 2 and is_village(first):
        return "section"
    return None


def _is_total(text: str, ledgers: Ledgers) -> bool:
    word = next((total for total in ledgers.total if text.startswith(total)), None)
    return word is not None and _TOTAL.fullmatch(text.removeprefix(word)) is not None


def _repeats(row: Row, columns: tuple[Head, ...]) -> bool:
    """True for the head once more, as on each printed page."""
    said = {column.index: bare(column.says) for column in columns}
    same = sum(1 for c, value in row.cells.items() if said.get(c, "").endswith(bare(str(value)) or "\0"))
    return same >= 2 and same * 2 > len(row.cells)


def _only_text(row: Row) -> str:
    return " ".join(str(value) for _, value in sorted(row.cells.items()))[:80]
