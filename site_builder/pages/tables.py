"""Tables of the lists and ledgers as a template is given them: cells of text with the page they lead to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated, NamedTuple

from site_builder.pages.edition_index import Index
from site_builder.pages.shared import case_path
from site_builder.views.tables import Cell, TableData


class TableCell(NamedTuple):
    """One cell. `form` is text, day or number."""

    text: Annotated[str, "What the cell says."]
    href: Annotated[str, "The page it leads to, from the site's root, or empty."]
    form: Annotated[str, "text, day or number."]
    tone: Annotated[str, "What wants attention: a state's code, or empty."]


@dataclass(frozen=True, slots=True)
class TableHead:
    """The head of a column."""

    text: Annotated[str, "What it says."]
    width: Annotated[int, "How wide the column is set on paper, in Chinese characters."]


@dataclass(frozen=True, slots=True)
class TableView:
    """A list or ledger ready to be set."""

    code: Annotated[str, "The table's code, used as its anchor."]
    title: Annotated[str, "Its name."]
    heads: Annotated[tuple[TableHead, ...], "The heads of its columns."]
    rows: Annotated[tuple[tuple[TableCell, ...], ...], "Its rows, cell by cell."]
    anchors: Annotated[tuple[str, ...], "An anchor for each row, or empty texts."]


Shown = dict[int, tuple[tuple[Cell, ...], tuple[TableCell, ...]]]
"""The rows that have been shown already, by their identity, each with its cells."""


def table_view(table: TableData, known: Index, anchored: int | None = None, shown: Shown | None = None) -> TableView:
    """A table with its case numbers linked; the text of column `anchored` is each row's anchor.

    `shown` is given where tables share rows, as a village's list and the town's do.
    """
    shown = {} if shown is None else shown
    rows = []
    for number, row in enumerate(table.unnumbered, 1):
        cells = shown.get(id(row))
        if cells is None:
            cells = shown[id(row)] = (row, tuple([_cell(cell, known) for cell in row]))
        rows.append((TableCell(str(number), "", "number", ""), *cells[1]))
    return TableView(
        table.code,
        table.title,
        tuple(TableHead(head.text, head.width) for head in table.heads),
        tuple(rows),
        tuple([row[anchored].text if anchored is not None else "" for row in rows]),
    )


def _cell(cell: Cell, known: Index) -> TableCell:
    value, case, tone = cell
    href = case_path(case) if case and case in known.cases else ""
    if type(value) is str:
        return TableCell(value, href, "text", tone)
    form = "day" if isinstance(value, date) else "number" if isinstance(value, int | Decimal) else "text"
    return TableCell(cell.text, href, form, tone)
