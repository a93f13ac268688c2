"""Tables written as CSV and Markdown."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from site_builder.reports.markdown import escaped, table_line
from site_builder.text.formulas import defused
from site_builder.views.tables import Cell, TableData


def _defused(cell: Cell) -> str:
    """A text that a spreadsheet would run as a formula gets an apostrophe before it."""
    return defused(cell.text) if isinstance(cell.value, str) else cell.text


def tables_csv(tables: Iterable[TableData]) -> bytes:
    """UTF-8 with a byte order mark, so that office programs read the Chinese; a title line above each table."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    for number, table in enumerate(tables):
        if number:
            writer.writerow([])
        writer.writerow([table.title])
        writer.writerow(head.text for head in table.heads)
        writer.writerows([_defused(cell) for cell in row] for row in table.rows)
    return buffer.getvalue().encode("utf-8-sig")


def tables_markdown(title: str, notes: Iterable[str], tables: Iterable[TableData]) -> str:
    lines = [f"# {title}", "", *notes, ""]
    for table in tables:
        lines += [
            f"## {table.title}",
            "",
            table_line(head.text for head in table.heads),
            table_line("---" for _ in table.heads),
        ]
        lines += [table_line(escaped(cell.text) for cell in row) for row in table.rows]
        lines.append("" if table.rows else "\n—\n")
    return "\n".join(lines).rstrip("\n") + "\n"
