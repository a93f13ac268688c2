"""Tables as Markdown: what stands in a cell is text, whatever it looks like."""

from __future__ import annotations

import pytest
from markdown_it import MarkdownIt

from site_builder.reports.written import tables_markdown
from site_builder.views.tables import Cell, Head, TableData

HOSTILE = ("<script>alert(1)</script>", "<SCRIPT>x", "<img src=x onerror=y>", "a|b", "a\\|b", "一\n二", "3 < 5")


@pytest.mark.parametrize("text", HOSTILE)
def test_a_cell_stays_one_cell_and_opens_no_element(text: str) -> None:
    table = TableData("t", "表", (Head("甲"), Head("乙")), ((Cell(text), Cell("末")),))
    written = tables_markdown("题", (), [table])
    html = MarkdownIt("commonmark", {"html": True}).enable("table").render(written)
    cell, last = html.split("<tbody>")[1].split("<td>")[1:]
    assert last.startswith("末</td>")
    shown = cell.removesuffix("</td>\n").replace("<br>", "\n").replace("&lt;", "<").replace("&gt;", ">")
    assert shown == text
    assert "<" not in cell.replace("</td>", "").replace("<br>", "")
