"""Tables as a workbook for office programs: typed cells, frozen heads, choices, set up for A4."""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from site_builder.spec import Language
from site_builder.spec.texts import texts
from site_builder.text.formulas import is_like_a_formula
from site_builder.views.tables import Cell, Head, TableData

if TYPE_CHECKING:  # a slow import, for one format alone
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

_A4 = 9
_MARGIN = 0.6
"""Of the sheet, in inches."""
_ROOM = 200
"""How many empty rows under the table offer the choices of their columns, for those who write on."""
_HEAD, _FIRST = 1, 2
"""The rows of the heads and of the first line, from 0; row 0 is the title."""
_LINE = 13.5
"""The height of a line, in points."""
_WORDS = texts("workbook")
_CELL = {"border": 1, "text_wrap": True, "valign": "top", "font_name": "宋体", "font_size": 10}
_NO_SHEET_NAME = re.compile(r"[\[\]:*?/\\]")


def workbook(title: str, tables: Iterable[TableData], language: Language) -> bytes:
    """One sheet a table. The same tables give the same bytes."""
    import xlsxwriter

    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(buffer, options)
    book.set_properties({"title": title, "created": datetime(2000, 1, 1)})  # noqa: DTZ001 - a fixed day
    writer = _Writer(book, title, language)
    for table in tables:
        writer.table(table)
    writer.choices()
    book.close()
    return buffer.getvalue()


class _Writer:
    def __init__(self, book: Workbook, title: str, language: Language) -> None:
        self.book = book
        self.title = title
        self.words = _WORDS[language]
        self._formats: dict[tuple[tuple[str, Any], ...], Format] = {}
        self._asked: dict[tuple[Any, ...], Format] = {}
        self._choices: dict[tuple[str, ...], int] = {}
        self._names: set[str] = set()

    def table(self, table: TableData) -> None:
        sheet = self.book.add_worksheet(self._name(table.title))
        sheet.write_string(
            0, 0, f"{self.title} {table.title}", self._format(bold=True, font_size=14, border=0, wrap=False)
        )
        head = self._format(bold=True, align="center", valign="vcenter", bg_color="#EEEEEE")
        rows = table.rows
        widths = [_width(of, [row[column] for row in rows]) for column, of in enumerate(table.heads)]
        sheet.set_row(0, 2 * _LINE)
        sheet.set_row(_HEAD, _height((of.text for of in table.heads), widths))
        for number, line in enumerate(rows, _FIRST):
            sheet.set_row(number, _height((cell.text for cell in line), widths))
        for column, of in enumerate(table.heads):
            cells = [row[column] for row in rows]
            sheet.set_column(column, column, widths[column])
            sheet.write_string(_HEAD, column, of.text, head)
            for row, cell in enumerate(cells, _FIRST):
                self._cell(sheet, row, column, cell, of.is_id)
            if of.choices:
                self._offer(sheet, column, len(cells), of.choices)
        sheet.freeze_panes(_FIRST, min(2, len(table.heads)))
        sheet.autofilter(_HEAD, 0, max(_HEAD + len(rows), _FIRST), len(table.heads) - 1)
        sheet.set_landscape()
        sheet.set_paper(_A4)
        sheet.set_margins(_MARGIN, _MARGIN, _MARGIN, 0.75)
        sheet.repeat_rows(0, _HEAD)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer(self.words["footer"])

    def _cell(self, sheet: Worksheet, row: int, column: int, cell: Cell, is_id: bool) -> None:
        value = cell.value
        bold = cell.tone in ("overdue", "thrice", "urgent")
        if isinstance(value, date):
            style = self._format(bold=bold, num_format="yyyy-mm-dd", align="center")
            sheet.write_datetime(row, column, datetime(value.year, value.month, value.day), style)  # noqa: DTZ001
        elif isinstance(value, int | Decimal):
            style = self._format(bold=bold, num_format="0" if isinstance(value, int) else "#,##0.00")
            sheet.write_number(row, column, float(value), style)
        elif not cell.text:
            sheet.write_blank(row, column, None, self._format())
        elif is_id:
            sheet.write_string(row, column, cell.text, self._format(bold=bold, num_format="@"))
        else:
            sheet.write_string(
                row,
                column,
                cell.text,
                self._format(bold=bold, quote_prefix=isinstance(cell.value, str) and is_like_a_formula(cell.value)),
            )

    def _offer(self, sheet: Worksheet, column: int, rows: int, choices: tuple[str, ...]) -> None:
        """The words of a column to choose from. Others are asked about, not refused: a town may have its own."""
        place = self._choices.setdefault(choices, len(self._choices))
        letter = chr(ord("A") + place)
        sheet.data_validation(
            _FIRST,
            column,
            _FIRST + rows + _ROOM,
            column,
            {
                "validate": "list",
                "source": f"='{self.words['choices']}'!${letter}$1:${letter}${len(choices)}",
                "error_type": "warning",
                "error_title": self.words["title"],
                "error_message": self.words["message"],
            },
        )

    def choices(self) -> None:
        """The sheet, out of sight, that the choices are read from: lists in a cell end at 255 characters."""
        if not self._choices:
            return
        sheet = self.book.add_worksheet(self.words["choices"])
        for choices, column in self._choices.items():
            for row, word in enumerate(choices):
                sheet.write_string(row, column, word)
        sheet.hide()

    def _format(self, *, wrap: bool = True, **own: Any) -> Format:
        asked = (wrap, *own.items())
        found = self._asked.get(asked)
        if found is None:
            settings = {**_CELL, "text_wrap": wrap, **own}
            key = tuple(sorted(settings.items()))
            if key not in self._formats:
                self._formats[key] = self.book.add_format(settings)
            found = self._asked[asked] = self._formats[key]
        return found

    def _name(self, title: str) -> str:
        """A name that a sheet may have: 31 characters at the most, none of those that references are made of."""
        name = _NO_SHEET_NAME.sub(" ", title)[:31].strip("'")
        assert name.casefold() not in self._names, name
        self._names.add(name.casefold())
        return name


def _width(head: Head, cells: Iterable[Cell]) -> float:
    """The width of a column in the digits that workbooks count in: its longest cell, but no more than the spec says.

    A head may be broken into two lines, a date or a reference may not.
    """
    longest = max((_digits(cell.text) for cell in cells), default=0)
    most = longest if head.is_id else max(head.width * 2, len("2025-10-17"))
    return max(-(-_digits(head.text) // 2), min(longest, most, 40), 4) + 2.0


def _height(texts: Iterable[str], widths: Iterable[float]) -> float:
    """The height of a row in points: its longest text, broken where its column ends.

    Not every program finds it out by itself.
    """
    most = 1
    for text, width in zip(texts, widths, strict=True):
        room = int(width - 1)
        if "\n" in text or _digits(text) > room:
            most = max(most, sum(max(1, -(-_digits(line) // room)) for line in text.split("\n")))
    return min(most * _LINE + 4, 400.0)


class _Widths(dict[str, int]):
    """How many digits a character is wide, found out the first time it is asked for."""

    def __missing__(self, character: str) -> int:
        self[character] = width = 2 if unicodedata.east_asian_width(character) in "WF" else 1
        return width


_width_of = _Widths().__getitem__


@lru_cache(maxsize=10_000)
def _digits(text: str) -> int:
    """How many digits a text is wide: a Chinese character is two. A text of several lines is as wide as its widest."""
    if text.isascii() and "\n" not in text:
        return len(text)
    return max(sum(map(_width_of, line)) for line in text.split("\n"))
