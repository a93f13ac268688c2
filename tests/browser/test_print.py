"""What a browser prints: sheets of A4 on which every list is known by its head, and no row or column is lost."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from site_builder.checking import check
from site_builder.model.register import Register
from site_builder.pages import ledgers, paper, site_of, week
from site_builder.render.render import render
from site_builder.render.theme import load_theme
from site_builder.spec import Language
from tests.browser.test_site import Opened
from tests.pages.test_site import ROOT
from tests.support.paper import A4, sheets, size, words
from tests.support.town import AS_OF, edition_of

WIDE = ("ledgers/disputes.html", "ledgers/petitions.html")
LEDGERS = ("disputes", "petitions", "visits", "orders")
PAGES = (
    "weeks/2025-W42/town.html",
    "weeks/2025-W42/shimen.html",
    *(f"ledgers/{code}.html" for code in LEDGERS),
)


@cache
def _register() -> Register:
    register = check(ROOT, AS_OF).register
    assert register is not None
    return register


def print_pages(language: Language, chromium: Any, folder: Path, paths: tuple[str, ...]) -> Path:
    """The folder with the PDF of each page, as the browser prints it."""
    edition = edition_of(_register(), language=language)
    theme = load_theme("default", None, site_of(edition))
    pages = [page for kind in (week, ledgers) for page in kind.pages(edition) if page.path in paths]
    for file in (*theme.static, *(render(page, theme) for page in pages)):
        (folder / file.path).parent.mkdir(parents=True, exist_ok=True)
        (folder / file.path).write_bytes(file.data)
    opened = Opened(chromium, folder)
    for path in paths:
        opened.go(path).page.pdf(path=folder / path.replace(".html", ".pdf"), prefer_css_page_size=True)
    opened.context.close()
    return folder


@pytest.fixture(scope="module")
def printed(chromium: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return print_pages("zh", chromium, tmp_path_factory.mktemp("zh"), PAGES)


@pytest.fixture(scope="module")
def in_english(chromium: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return print_pages("en", chromium, tmp_path_factory.mktemp("en"), WIDE)


def pdfs(folder: Path, paths: tuple[str, ...] = PAGES) -> list[Path]:
    return [folder / path.replace(".html", ".pdf") for path in paths]


def test_every_sheet_is_a4_turned(printed: Path) -> None:
    assert {size(pdf) for pdf in pdfs(printed)} == {(A4[1], A4[0])}


def test_every_sheet_says_what_it_belongs_to_and_which_it_is(printed: Path) -> None:
    """Town, week or ledger, the number of the sheet and how many there are (design §4)."""
    for pdf in pdfs(printed):
        found = sheets(pdf)
        name = "2025-W42" if "weeks" in str(pdf) else ""
        for number, sheet in enumerate(found, 1):
            head = sheet.strip().splitlines()[0]
            assert f"青檀岭镇{'石门村' if 'shimen' in str(pdf) else ''}" in head
            assert name in head
            assert f"第{number}页 共{len(found)}页" in sheet, (pdf, number)


def test_a_list_that_goes_on_has_its_head_on_every_sheet(printed: Path) -> None:
    heads = {"问题清单": "问题概述", "任务清单": "完成标准", "措施清单": "责任岗位", "责任清单": "履责情况"}
    found = sheets(printed / "weeks/2025-W42/town.pdf")
    for title, column in heads.items():
        shown = [sheet for sheet in found if re.search(rf"{title} +青檀岭镇 2025-W42", sheet)]
        assert shown, title
        assert all(column in re.sub(r"\s", "", sheet) for sheet in shown)
    measures = [sheet for sheet in found if "措施清单" in sheet]
    assert len(measures) >= 2
    for code in LEDGERS:
        with_rows = [sheet for sheet in sheets(printed / f"ledgers/{code}.pdf") if re.search("QTL-|V-", sheet)]
        assert len(with_rows) >= 3
        assert all(re.search("台账 +青檀岭镇 截至2025年10月17日", sheet) for sheet in with_rows)


def test_the_type_area_is_kept(printed: Path) -> None:
    """GB/T 9704 for a turned sheet: 225 × 156 mm, odd and even sheets mirrored; the number 7 mm outside of it."""
    for page, found in enumerate(words(printed / "weeks/2025-W42/town.pdf")):
        top, bottom = (28, 26) if page % 2 == 0 else (26, 28)
        inside = [w for w in found if w[1] > top - 1 and w[3] < 210 - bottom + 1 and w[0] > 34]
        assert min(w[0] for w in inside) >= 34.5
        assert max(w[2] for w in inside) <= 260.5
        number = next(w for w in found if w[0] < 34 and w[4] == str(page + 1))
        assert 20 < number[2] <= 29
        assert (number[1] > 150) if page % 2 == 0 else (number[3] < 60)


def test_no_column_runs_off_the_sheet(printed: Path, in_english: Path) -> None:
    for pdf in (*pdfs(printed), *pdfs(in_english, WIDE)):
        for found in words(pdf):
            assert max(w[2] for w in found) <= 278, pdf


def test_sheets_are_numbered_in_english_too(in_english: Path) -> None:
    for pdf in pdfs(in_english, WIDE):
        found = sheets(pdf)
        assert all(f"Page {number} of {len(found)}" in sheet for number, sheet in enumerate(found, 1))


def test_every_row_of_a_ledger_is_on_paper_once(printed: Path, in_english: Path) -> None:
    disputes = [case.id for case in _register().cases if case.kind == "dispute"]
    for folder in (printed, in_english):
        text = "".join(w[4] for page in words(folder / "ledgers/disputes.pdf") for w in page)
        assert [id for id in disputes if text.count(id) != 1] == []


def test_lists_and_ledgers_end_with_a_place_to_sign(printed: Path) -> None:
    signs = {"weeks/2025-W42/shimen": "审核（村党组织书记）"}
    for path in (page.removesuffix(".html") for page in PAGES):
        last = sheets(printed / f"{path}.pdf")[-1]
        for word in ("填报单位", "填报岗位", signs.get(path, "审核（镇分管领导）"), "日期"):
            assert word in last, path


SHEETS = {"opinion": 2, "agreement": 2}
"""How many sheets a paper may need; all others fit on one."""


def test_papers_fit_on_a4(chromium: Any, tmp_path: Path) -> None:
    """Upright A4 with the type area of GB/T 9704; nothing that is there for the screen is printed."""
    edition = edition_of(_register())
    theme = load_theme("default", None, site_of(edition))
    pages = list(paper.pages(edition))
    assert {page.context.code for page in pages} >= {
        "acceptance",
        "transfer",
        "extension",
        "opinion",
        "agreement",
        "receipt",
    }
    for file in (*theme.static, *(render(page, theme) for page in pages)):
        (tmp_path / file.path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / file.path).write_bytes(file.data)
    opened = Opened(chromium, tmp_path)
    for page in pages:
        pdf = tmp_path / page.path.replace(".html", ".pdf")
        opened.go(page.path).page.pdf(path=pdf, prefer_css_page_size=True)
        found = sheets(pdf)
        assert size(pdf) == A4, page.path
        assert len(found) <= SHEETS.get(page.context.code, 1), page.path
        assert "印在A4纸上" not in found[0]
        assert "镇内使用" not in found[0]
        for words_ in words(pdf):
            inside = [w for w in words_ if w[3] < 297 - 34]
            assert min(w[0] for w in inside) >= 27.5
            assert max(w[2] for w in inside) <= 184.5, page.path
            assert min(w[1] for w in inside) >= 32  # a font reaches above its letters
    opened.context.close()
