"""The meeting as it is printed and reached, and one's own page as one comes to it, in a real browser from a folder."""

from __future__ import annotations

import re
from contextlib import nullcontext
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from site_builder.pages import meeting, people, person, site_of, village
from site_builder.render.render import render
from site_builder.render.theme import load_theme
from site_builder.spec import Language
from site_builder.views.edition import Edition
from tests.browser.test_site import Opened
from tests.pages.test_site import real
from tests.support.paper import A4, sheets, size, words
from tests.support.serving import serving
from tests.support.town import AS_OF, edition_of


@cache
def edition(language: Language) -> Edition:
    return edition_of(real("office").register, as_of=AS_OF, language=language)


@pytest.fixture(scope="module", params=["zh", "en"])
def desk(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Language]:
    """The pages that these tests walk through, on disk."""
    shown, folder = edition(request.param), tmp_path_factory.mktemp(request.param)
    theme = load_theme("default", None, site_of(shown))
    pages = (page for kind in (meeting, person, people, village) for page in kind.pages(shown))
    for file in (*theme.static, *(render(page, theme) for page in pages)):
        (folder / file.path).parent.mkdir(parents=True, exist_ok=True)
        (folder / file.path).write_bytes(file.data)
    return folder, request.param


def printed(chromium: Any, folder: Path, path: str) -> Path:
    target = folder / f"{path}.pdf"
    opened = Opened(chromium, folder)
    opened.go(f"{path}.html").page.pdf(path=target, prefer_css_page_size=True)
    opened.context.close()
    return target


def test_a_meeting_prints_on_a4_with_room_to_write(chromium: Any, desk: tuple[Path, Language]) -> None:
    """Whose it is on every sheet, its number, and under each matter a line for the decision, the person and the day."""
    folder, language = desk
    pdf = printed(chromium, folder, "meetings/last/town")
    found, total = sheets(pdf), 11
    assert size(pdf) == A4
    head = {"zh": "青檀岭镇 2025-W41 镇联席会议", "en": "青檀岭镇 2025-W41 joint meeting"}[language]
    for number, sheet in enumerate(found, 1):
        assert head in sheet.strip().splitlines()[0]
        assert re.search(rf"— ?{number} ?—", sheet.replace("\u2002", " "))
    text = "\n".join(found)
    decided, who, by = {"zh": ("决定：", "责任人：", "时限："), "en": ("Decided:", "Who:", "By:")}[language]
    assert (text.count(decided), text.count(who), text.count(by)) == (total, total, total)
    first = {"zh": ("时间", "地点", "主持", "记录"), "en": ("Time:", "Place:", "Chair:", "Minutes:")}[language]
    assert all(word in found[0] for word in first)


def test_the_type_area_of_a_meeting_is_kept(chromium: Any, desk: tuple[Path, Language]) -> None:
    """GB/T 9704 upright: 156 × 225 mm; the number 7 mm below it, outside on odd and even sheets."""
    folder, _ = desk
    for page, found in enumerate(words(printed(chromium, folder, "meetings/last/town"))):
        left, right = (28, 26) if page % 2 == 0 else (26, 28)
        inside = [w for w in found if w[3] < 297 - 35 + 1]
        assert min(w[0] for w in inside) >= left - 0.5
        assert max(w[2] for w in inside) <= 210 - right + 0.5
        assert min(w[1] for w in inside) >= 34, "the box of a line reaches above its characters"
        number = next(w for w in found if w[1] > 297 - 35 and w[4] == str(page + 1))
        assert (number[0] > 150) if page % 2 == 0 else (number[2] < 60)


def test_a_matter_is_not_torn_apart_by_the_end_of_a_sheet(chromium: Any, desk: tuple[Path, Language]) -> None:
    folder, language = desk
    shown = edition(language)
    context = next(p.context for p in meeting.pages(shown) if p.path == "meetings/last/town.html")
    found = ["".join(w[4] for w in page) for page in words(printed(chromium, folder, "meetings/last/town"))]
    for section in context.sections:
        for item in section.matters:
            with_title = {n for n, sheet in enumerate(found) if f"{item.number}{item.title}" in sheet}
            last = {n for n, sheet in enumerate(found) if item.case.text in sheet}
            assert with_title & last, item.title


def test_on_a_screen_the_lines_for_the_pen_are_not_there(chromium: Any, desk: tuple[Path, Language]) -> None:
    folder, _ = desk
    opened = Opened(chromium, folder, java_script_enabled=False).go("meetings/town.html")
    assert not opened.page.locator(".ink").first.is_visible()
    assert opened.page.locator(".agenda h3").count() == 8
    opened.context.close()


@pytest.mark.parametrize("over", ["folder", "server"])
def test_one_walks_from_a_village_to_its_meeting_and_from_the_people_to_ones_page(
    chromium: Any, desk: tuple[Path, Language], over: str
) -> None:  # fmt: skip
    folder, language = desk
    opened = Opened(chromium, folder, java_script_enabled=False)
    with serving(folder) if over == "server" else nullcontext(folder.as_uri()) as address:
        opened.page.goto(f"{address}/villages/shimen.html")
        walk(opened, language)
    assert opened.said == []
    assert [url for url in opened.asked if not url.startswith(address)] == []
    opened.context.close()


def walk(opened: Opened, language: Language) -> None:
    name = {"zh": "周例会", "en": "weekly meeting"}[language]
    opened.page.locator("main header").get_by_text(name, exact=True).click()
    assert opened.page.locator("h1").inner_text() == f"2025-W42 {name}"
    opened.page.locator("nav.browse a[href$='last/shimen.html']").click()
    assert opened.page.locator("h1").inner_text() == f"2025-W41 {name}"
    opened.page.locator("nav.navigation a[href$='people/index.html']").click()
    opened.page.get_by_text("聂来传", exact=True).first.click()
    assert opened.page.locator("h1").inner_text() == "聂来传"
    assert "sidan task done QTL-2025-0010 T1" in opened.page.locator("#soon").inner_text()
