"""Tables written as CSV, Markdown and xlsx."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from site_builder.reports.markdown import escaped, table_line
from site_builder.views.tables import Cell, TableData

if TYPE_CHECKING:  # a slow import, for one format alone
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def _defused(cell: Cell) -> str:
    """A text that a spreadsheet would run as a formula gets an apostrophe before it."""
    text = cell.text
    return "'" + text if isinstance(cell.value, str) and text.startswith(_FORMULA) else text


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


def tables_xlsx(title: str, tables: Iterable[TableData]) -> bytes:
    """One sheet a table: typed dates and numbers, frozen heads, filters, A4 landscape; the same bytes each time."""
    import xlsxwriter

    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(buffer, options)
    book.set_properties({"title": title, "created": datetime(2000, 1, 1)})  # noqa: DTZ001 - a fixed day
    cell_format = {"border": 1, "text_wrap": True, "valign": "top"}
    plain, head = book.add_format(cell_format), book.add_format({**cell_format, "bold": True, "align": "center"})
    day = book.add_format({**cell_format, "num_format": "yyyy-mm-dd", "align": "center"})
    caption = book.add_format({"bold": True, "font_size": 14})
    for table in tables:
        sheet = book.add_worksheet(table.title[:31])
        sheet.write_string(0, 0, f"{title} {table.title}", caption)
        for column, of in enumerate(table.heads):
            sheet.write_string(1, column, of.text, head)
            longest = max([len(of.text), *(min(len(row[column].text), 24) for row in table.rows)], default=6)
            sheet.set_column(column, column, max(6, longest * 1.7))
        for index, row in enumerate(table.rows, 2):
            for column, cell in enumerate(row):
                _write(sheet, index, column, cell, plain, day)
        sheet.freeze_panes(2, 2)
        if table.rows:
            sheet.autofilter(1, 0, 1 + len(table.rows), len(table.heads) - 1)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.repeat_rows(0, 1)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer("&C— &P / &N —")
    book.close()
    return buffer.getvalue()


def _write(sheet: Worksheet, row: int, column: int, cell: Cell, plain: Format, day: Format) -> None:
    value = cell.value
    if isinstance(value, date):
        sheet.write_datetime(row, column, datetime(value.year, value.month, value.day), day)  # noqa: DTZ001
    elif isinstance(value, int | Decimal):
        sheet.write_number(row, column, float(value), plain)
    else:
        sheet.write_string(row, column, cell.text, plain)
