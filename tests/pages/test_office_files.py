"""Workbooks and CSV on the site: for whom, of which weeks and years, and that the pages lead to them."""

from __future__ import annotations

import csv
import io

import openpyxl

from site_builder.views.edition import Edition
from tests.support.sites import Site, build, text_of
from tests.support.town import town


def edition(audience: str) -> Edition:
    builder = (
        town()
        .case(found_on="2024-06-03", title="早年的事项")
        .case(problem="茶冲的事", access="village")
        .case(village="shimen", grid="shimen-01", problem="石门的事", access="office")
        .visit("V-2025-0001", cases=["QTL-2025-0002"])
    )
    return builder.edition(audience)


def office_files(site: Site) -> set[str]:
    return {path for path in site if path.endswith((".xlsx", ".csv"))}


def test_the_latest_weeks_and_every_years_ledgers_are_files() -> None:
    shown = edition("office")
    site = build(shown)
    weeks = {path for path in office_files(site) if path.startswith("weeks/")}
    assert len(shown.weeks) > 60
    assert weeks == {
        f"weeks/{week}/{scope}.{ending}"
        for week in shown.weeks[-8:]
        for scope in ("chachong", "shimen", "town")
        for ending in ("xlsx", "csv")
    }
    assert office_files(site) - weeks == {
        f"ledgers/{ledger}.{ending}"
        for ledger in ("disputes-2024", "disputes-2025", "visits-2025")
        for ending in ("xlsx", "csv")
    }


def test_pages_lead_to_the_files_or_name_the_command() -> None:
    site = build(edition("office"))
    late, early = site["weeks/2025-W42/shimen.html"].decode(), site["weeks/2025-W02/shimen.html"].decode()
    assert 'href="../../weeks/2025-W42/shimen.xlsx"' in late
    assert 'href="../../weeks/2025-W42/shimen.csv"' in late
    assert ".xlsx" not in early.replace("--format xlsx", "")
    assert "sidanweek2025-W02--villageshimen--formatxlsx" in text_of(early)
    ledger = site["ledgers/disputes.html"].decode()
    assert ledger.index("disputes-2025.xlsx") < ledger.index("disputes-2024.xlsx")


def test_a_years_ledger_has_that_years_rows_from_one() -> None:
    rows = list(csv.reader(io.StringIO(build(edition("office"))["ledgers/disputes-2025.csv"].decode("utf-8-sig"))))
    assert [row[:2] for row in rows[2:]] == [["1", "QTL-2025-0002"], ["2", "QTL-2025-0003"]]


def test_a_village_gets_its_own_lists_and_no_trace_of_the_rest() -> None:
    site = build(edition("village:chachong"))
    assert {path.rpartition("/")[2] for path in office_files(site)} == {"chachong.xlsx", "chachong.csv"}
    for path in office_files(site):
        if path.endswith(".xlsx"):
            sheets = openpyxl.load_workbook(io.BytesIO(site[path])).worksheets
            text = "".join(str(cell.value) for sheet in sheets for row in sheet.rows for cell in row)
        else:
            text = site[path].decode("utf-8-sig")
        assert "石门" not in text
        assert "0003" not in text


def test_the_board_gets_none() -> None:
    assert office_files(build(edition("board"))) == set()
