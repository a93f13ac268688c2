"""Tables of the lists and ledgers as a template is given them: cells of text with the page they lead to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Annotated, NamedTuple

from site_builder.pages.edition_index import Index
from site_builder.pages.shared import case_path
from site_builder.views.tables import Cell, Head, TableData


class TableCell(NamedTuple):
    """One cell. `form` is text, day or number."""

    text: Annotated[str, "What the cell says."]
    href: Annotated[str, "The page it leads to, from the site's root, or empty."]
    form: Annotated[str, "text, day or number."]
    tone: Annotated[str, "What wants attention: a state's code, or empty."]


class TableHead(NamedTuple):
    """The head of a column."""

    text: Annotated[str, "What it says."]
    width: Annotated[int, "How wide the column is set on paper, in Chinese characters."]


@dataclass(frozen=True, slots=True)
class TableView:
    """A list or ledger ready to be set."""

    code: Annotated[str, "The table's code, used as its anchor."]
    title: Annotated[str, "Its name."]
    heads: Annotated[tuple[TableHead, ...], "The heads of its columns."]
    rows: Annotated[
        tuple[tuple[TableCell, ...], ...], "Its rows, cell by cell, without the number that each begins with."
    ]
    anchors: Annotated[tuple[str, ...], "An anchor for each row, or nothing at all."]


Shown = dict[int, tuple[tuple[Cell, ...], tuple[TableCell, ...]]]
"""The rows that have been shown already, by their identity, each with its cells."""


@cache
def _heads(heads: tuple[Head, ...]) -> tuple[TableHead, ...]:
    return tuple(TableHead(head.text, head.width) for head in heads)


def table_view(table: TableData, known: Index, anchored: int | None = None, shown: Shown | None = None) -> TableView:
    """A table with its case numbers linked; the text of the cell `anchored` of a row is its anchor.

    `shown` is given where tables share rows, as a village's list and the town's do, and those of many weeks.
    """
    shown = {} if shown is None else shown
    rows = []
    for row in table.unnumbered:
        cells = shown.get(id(row))
        if cells is None:
            cells = shown[id(row)] = (row, tuple([_cell(cell, known) for cell in row]))
        rows.append(cells[1])
    anchors = tuple([row[anchored].text for row in rows]) if anchored is not None else ()
    return TableView(table.code, table.title, _heads(table.heads), tuple(rows), anchors)


def _cell(cell: Cell, known: Index) -> TableCell:
    value, case, tone = cell
    href = case_path(case) if case and case in known.cases else ""
    if type(value) is str:
        return TableCell(value, href, "text", tone)
    form = "day" if isinstance(value, date) else "number" if isinstance(value, int | Decimal) else "text"
    return TableCell(cell.text, href, form, tone)
