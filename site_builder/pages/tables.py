"""Tables of the lists and ledgers as a template is given them: cells of text with the page they lead to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated

from site_builder.pages.edition_index import Index
from site_builder.pages.shared import case_path
from site_builder.views.tables import Cell, TableData


@dataclass(frozen=True, slots=True)
class TableCell:
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


def table_view(table: TableData, known: Index, anchored: int | None = None) -> TableView:
    """A table with its case numbers linked; the text of column `anchored` is each row's anchor."""
    return TableView(
        table.code,
        table.title,
        tuple(TableHead(head.text, head.width) for head in table.heads),
        tuple(tuple(_cell(cell, known) for cell in row) for row in table.rows),
        tuple(row[anchored].text if anchored is not None else "" for row in table.rows),
    )


def _cell(cell: Cell, known: Index) -> TableCell:
    href = case_path(cell.case) if cell.case in known.cases else ""
    form = "day" if isinstance(cell.value, date) else "number" if isinstance(cell.value, int | Decimal) else "text"
    return TableCell(cell.text, href, form, cell.tone)
