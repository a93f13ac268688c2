"""Workbooks read back by another library: what stands in a cell is what it is, and the sheet is ready to use and print."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import zipfile
from datetime import date, datetime, time
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet

from site_builder.checking import check
from site_builder.reports.workbook import workbook
from site_builder.reports.written import tables_csv
from site_builder.spec import default_spec
from site_builder.views.tables import Cell, Head, TableData, Tables
from tests.conftest import REPOSITORY

AS_OF = date(2025, 10, 17)
EVIL = ("=1+1", "+1", "-1", "@x", "\tx", '=HYPERLINK("http://x")', "=cmd|'/c calc'!A0")
ROW = (
    Cell(1),
    Cell("QTL-2025-0001"),
    Cell(date(2025, 10, 17)),
    Cell(Decimal("13800.50")),
    Cell("网格员上报"),
    Cell(None),
    Cell("000123456789012345"),
)
HEADS = (
    Head("序号", 2),
    Head("事项编号", 8, is_id=True),
    Head("反映（发现）日期", 5),
    Head("金额", 5),
    Head("来源", 5, ("网格员上报", "来访")),
    Head("备注", 3),
    Head("文号", 8, is_id=True),
)
TABLE = TableData("t", "问题清单", HEADS, (ROW, ROW))


def sheet_of(*tables: TableData, language: str = "zh") -> Worksheet:
    book = openpyxl.load_workbook(io.BytesIO(workbook("青檀岭镇 2025", tables, language)))  # type: ignore[arg-type]
    return book.worksheets[0]


def test_a_date_is_a_date_a_number_a_number_and_a_reference_text() -> None:
    sheet = sheet_of(TABLE)
    cells = [sheet.cell(3, column) for column in range(1, 8)]
    assert [cell.value for cell in cells] == [
        1, "QTL-2025-0001", datetime.combine(AS_OF, time()), 13800.5, "网格员上报", None, "000123456789012345",
    ]  # fmt: skip
    assert cells[2].is_date
    assert cells[2].number_format == "yyyy-mm-dd"
    assert [cell.data_type for cell in cells] == ["n", "s", "d", "n", "s", "n", "s"]
    assert cells[1].number_format == cells[6].number_format == "@"
    assert cells[3].number_format == "#,##0.00"


def test_heads_stay_in_sight_and_can_be_filtered() -> None:
    sheet = sheet_of(TABLE)
    assert sheet["A1"].value == "青檀岭镇 2025 问题清单"
    assert [cell.value for cell in sheet[2]] == [head.text for head in HEADS]
    assert sheet.freeze_panes == "C3"
    assert sheet.auto_filter.ref == "A2:G4"


def test_columns_are_as_wide_as_chinese_needs() -> None:
    long = TableData("t", "表", (Head("概述", 12), Head("结果", 4)), ((Cell("水" * 60), Cell("化解")),))
    sheet = sheet_of(long)
    widths = [sheet.column_dimensions[letter].width for letter in "AB"]
    assert 24 <= widths[0] <= 28  # twelve characters and no more, then the text is broken
    assert 6 <= widths[1] <= 8  # two characters
    assert sheet["A3"].alignment.wrap_text
    days = sheet_of(TABLE)
    assert days.column_dimensions["C"].width >= 10
    assert days.column_dimensions["G"].width >= len("000123456789012345")


def test_rows_are_as_high_as_their_text_in_any_program() -> None:
    table = TableData("t", "表", (Head("概述", 12),), ((Cell("水" * 60),), (Cell("水"),), (Cell("一\n二\n三"),)))
    sheet = sheet_of(table)
    heights = [sheet.row_dimensions[row].height for row in (3, 4, 5)]
    assert heights[0] >= 5 * 13
    assert heights[1] < 20
    assert heights[2] >= 3 * 13


def test_it_prints_on_a4_with_its_heads_and_the_number_of_the_sheet() -> None:
    sheet = sheet_of(TABLE)
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert sheet.page_setup.fitToWidth in (None, 1)  # one sheet wide is what is meant where nothing is said
    assert sheet.page_setup.fitToHeight == 0
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.print_title_rows == "$1:$2"
    assert "第&P页 共&N页" in sheet.oddFooter.right.text
    assert "审核" in sheet.oddFooter.left.text
    assert "Page &P of &N" in sheet_of(TABLE, language="en").oddFooter.right.text


def test_a_column_with_known_words_offers_them() -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook("镇", [TABLE], "zh")))
    (rule,) = book.worksheets[0].data_validations.dataValidation
    assert (rule.type, rule.formula1, rule.errorStyle) == ("list", "'选项'!$A$1:$A$2", "warning")
    (span,) = rule.sqref.ranges
    assert span.min_col == 5
    assert span.min_row == 3
    assert span.max_row >= 4
    choices = book["选项"]
    assert choices.sheet_state == "hidden"
    assert [row[0].value for row in choices.rows] == ["网格员上报", "来访"]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_choice_of_a_ledger_is_offered_in_both_languages(language: str) -> None:
    register = check(REPOSITORY, AS_OF).register
    assert register is not None
    tables = Tables(register, AS_OF, language)  # type: ignore[arg-type]
    book = openpyxl.load_workbook(io.BytesIO(workbook("镇", tables.ledgers(), language)))  # type: ignore[arg-type]
    assert [sheet.title for sheet in book.worksheets][:4] == [
        table.label.of(language)[:31]
        for table in default_spec().ledgers.values()  # type: ignore[arg-type]
    ]
    for sheet in book.worksheets[:4]:
        for rule in sheet.data_validations.dataValidation:
            name, _, place = rule.formula1.partition("!")
            known = {cell.value for cells in book[name.strip("'")][place.replace("$", "")] for cell in cells}
            (span,) = rule.sqref.ranges
            column = span.min_col
            used = {sheet.cell(row, column).value for row in range(3, sheet.max_row + 1)} - {None, ""}
            assert used <= known, (sheet.title, sheet.cell(2, column).value)


def test_formulas_in_texts_stay_texts() -> None:
    table = TableData("t", "表", (Head("甲"),), tuple((Cell(text),) for text in EVIL))
    written = tables_csv([table]).decode("utf-8-sig").split("\r\n")[2:-1]
    assert all(line.lstrip('"').startswith("'") for line in written)
    data = workbook("=t", [table], "zh")
    sheet = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
    assert [sheet.cell(row, 1).value for row in range(3, 3 + len(EVIL))] == list(EVIL)
    assert {sheet.cell(row, 1).data_type for row in range(3, 3 + len(EVIL))} == {"s"}
    assert all(sheet.cell(row, 1).quotePrefix for row in range(3, 3 + len(EVIL)))  # edited, they stay texts too
    archive = zipfile.ZipFile(io.BytesIO(data))
    assert not any(b"<f>" in archive.read(name) for name in archive.namelist() if "worksheets" in name)


@settings(max_examples=30)
@given(st.lists(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=40), max_size=5))
def test_what_goes_in_comes_out(texts: list[str]) -> None:
    table = TableData("t", "表", (Head("甲"),), tuple((Cell(text),) for text in texts))
    sheet = sheet_of(table)
    assert [sheet.cell(row, 1).value or "" for row in range(3, 3 + len(texts))] == texts


def test_the_same_tables_give_the_same_bytes() -> None:
    command = [sys.executable, "-m", "site_builder", "export", "--format", "xlsx", "--as-of", "2025-10-17"]

    def run(**environment: str) -> bytes:
        return subprocess.run(
            command, cwd=REPOSITORY, env={**os.environ, **environment}, capture_output=True, check=True
        ).stdout

    assert run(PYTHONHASHSEED="1", TZ="UTC") == run(PYTHONHASHSEED="2", TZ="Asia/Tokyo", LC_ALL="C")
