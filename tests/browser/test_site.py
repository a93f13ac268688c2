"""The site in a real browser, opened from a folder: nothing asked of anybody, nothing out of its place, readable."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from site_builder.pages import page_types
from site_builder.views.edition import Edition
from tests.pages.test_site import real
from tests.support.sites import build

PAGES = (
    "index.html", "cases/index.html", "cases/QTL-2025-0001.html", "cases/QTL-2025-0003.html",
    "cases/QTL-2025-0014.html", "cases/QTL-2025-0015.html", "categories/index.html", "kinds/dispute.html",
    "villages/index.html", "villages/chachong.html", "grids/chachong-03.html", "people/index.html",
    "people/hua-genjia.html", "units/land.html", "404.html", "weeks/index.html", "weeks/2025-W42/town.html",
    "weeks/2025-W41/shimen.html", "ledgers/disputes.html", "ledgers/visits.html", "figures.html", "findings.html", "intake.html",
    "ledgers/retention.html", "data.html", "search.html", "people/nie-laichuan.html", "meetings/town.html", "meetings/last/shimen.html",
    "papers/QTL-2025-0014-transfer.html",
)  # fmt: skip


@pytest.fixture(scope="module")
def edition() -> Edition:
    return real("office")


@pytest.fixture(scope="module")
def folder(edition: Edition, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site on disk, as somebody would copy it to a share."""
    root = tmp_path_factory.mktemp("site")
    for path, data in build(edition).items():
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    return root


class Opened:
    """A page opened from the folder, with what it said and what it asked for."""

    def __init__(self, chromium: Any, folder: Path, **settings: Any) -> None:
        self.folder = folder
        self.context = chromium.new_context(**settings)
        self.page = self.context.new_page()
        self.page.set_default_timeout(10_000)
        self.said: list[str] = []
        self.asked: list[str] = []
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on("requestfailed", self._failed)

    def _failed(self, request: Any) -> None:
        if "ERR_ABORTED" not in (request.failure or ""):  # the next page was opened before this one was whole
            self.said.append(f"failed: {request.url}")

    def go(self, path: str) -> Opened:
        self.page.goto((self.folder / path).as_uri())
        return self


def test_every_type_of_page_is_looked_at(edition: Edition) -> None:
    left_out = [kind.TEMPLATE for kind in page_types(edition) if not {p.path for p in kind.pages(edition)} & {*PAGES}]
    assert left_out == []


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no-script"])
def test_pages_open_from_a_folder_quietly(chromium: Any, folder: Path, javascript: bool) -> None:
    opened = Opened(chromium, folder, java_script_enabled=javascript)
    for path in PAGES:
        opened.go(path)
        assert opened.page.locator("main h1").count() == 1
    assert opened.said == []
    assert [url for url in opened.asked if not url.startswith(folder.as_uri())] == []
    opened.context.close()


@pytest.mark.parametrize("width", [320, 800, 1280])
def test_no_page_is_wider_than_the_screen(chromium: Any, folder: Path, width: int) -> None:
    opened = Opened(chromium, folder, viewport={"width": width, "height": 800})
    for path in PAGES:
        opened.go(path).page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
        assert opened.page.evaluate("document.documentElement.scrollWidth") <= width, path
    opened.context.close()


def test_the_first_tab_leads_past_the_navigation(chromium: Any, folder: Path) -> None:
    opened = Opened(chromium, folder).go("cases/index.html")
    opened.page.keyboard.press("Tab")
    assert opened.page.evaluate("document.activeElement.className") == "skip"
    assert opened.page.evaluate("document.activeElement.getBoundingClientRect().left") >= 0
    opened.page.keyboard.press("Enter")
    assert opened.page.evaluate("document.activeElement.id") == "content"
    opened.context.close()


def test_a_wide_table_can_be_scrolled_by_keyboard(chromium: Any, folder: Path) -> None:
    opened = Opened(chromium, folder, viewport={"width": 320, "height": 800}).go("index.html")
    inside = opened.page.locator(".scroll:has(table.numbers)").first
    inside.focus()
    opened.page.keyboard.press("ArrowRight")
    for _ in range(
        100
    ):  # not `wait_for_function`: the page's policy forbids what that asks with, from the second time on
        if inside.evaluate("e => e.scrollLeft") > 0:
            break
        opened.page.wait_for_timeout(50)
    assert inside.evaluate("e => e.scrollLeft") > 0
    opened.context.close()


def test_one_can_walk_from_home_to_a_case_and_on(chromium: Any, folder: Path, edition: Edition) -> None:
    case, town = edition.register.case_by_id["QTL-2025-0001"], edition.register.town
    lead = town.name_of(case.lead_post or "")
    opened = Opened(chromium, folder, java_script_enabled=False).go("index.html")
    page = opened.page
    page.locator("nav.navigation").get_by_text("事项", exact=True).click()
    page.locator("table").get_by_text(case.title, exact=True).click()
    assert page.locator("h1").inner_text() == case.title
    page.locator("aside").get_by_text(lead, exact=True).first.click()
    assert page.locator("h1").inner_text() == lead
    page.go_back()
    page.locator("nav.trail").get_by_text(town.name_of(case.village), exact=True).click()
    page.locator("table").get_by_text(town.grids[case.grid or ""].name, exact=True).first.click()
    assert page.locator("h1").inner_text() == town.grids[case.grid or ""].name
    opened.context.close()


def test_print_has_no_navigation_and_fits_the_sheet(chromium: Any, folder: Path, tmp_path: Path) -> None:
    opened = Opened(chromium, folder, viewport={"width": 665, "height": 900})
    opened.page.emulate_media(media="print")
    for path in PAGES:
        if path.startswith(("weeks/2025", "ledgers/")):
            continue  # these are set on A4 landscape, see test_print.py
        opened.go(path)
        assert not opened.page.locator("nav.navigation").is_visible()
        assert opened.page.evaluate("document.documentElement.scrollWidth") <= 665, path
    opened.context.close()
