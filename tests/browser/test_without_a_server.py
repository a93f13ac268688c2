"""Every type of page, of every audience, from a copied folder with the network off, without scripts, and over HTTP."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from site_builder.output.publish import publish
from site_builder.pages import PAGE_TYPES, page_types
from site_builder.render.page import File
from site_builder.views.change.preview import preview
from site_builder.views.edition import Edition
from tests.browser.test_site import Opened
from tests.pages.test_site import real
from tests.review.test_diff_written import told_change
from tests.support.changes import Changed
from tests.support.counties import county_of
from tests.support.every_page import LATER
from tests.support.serving import serving
from tests.support.sites import build, main_text, squeezed

AUDIENCES = ("office", "village:chachong", "board", "review", "county")
BY_SCRIPT = ("intake.html", "search.html")
"""Pages whose purpose is a script; they say so to who has none."""


@cache
def edition(audience: str, folder: Path) -> Edition:
    if audience == "county":
        return county_of(real("office").register, as_of=LATER)
    if audience != "review":
        return real(audience)
    changed = Changed(folder / "town")
    told_change(changed)
    return preview(changed.view("HEAD", "zh"), is_draft=False)


def typical(shown: Edition) -> dict[str, list[str]]:
    """For each type of page, by its template, its first page and the one with most in it."""
    found: dict[str, list[str]] = {}
    for kind in page_types(shown):
        pages = list(kind.pages(shown))
        if pages:
            fullest = max(pages, key=lambda page: len(repr(page.context)))
            found[kind.TEMPLATE] = list(dict.fromkeys((pages[0].path, fullest.path)))
    return found


@pytest.fixture(scope="module")
def towns(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("towns")


@pytest.fixture(scope="module", params=AUDIENCES)
def copied(
    request: pytest.FixtureRequest, towns: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, list[str]]:
    """A site published, copied as somebody would to a stick (`cp -rL`), and the first folder taken away."""
    shown = edition(request.param, towns)
    place = tmp_path_factory.mktemp("published")
    publish((File(path, data) for path, data in build(shown).items()), place / "site", "office")
    stick = tmp_path_factory.mktemp("U 盘") / "四单 100%#1"
    subprocess.run(["cp", "-rL", str(place / "site"), str(stick)], check=True)
    shutil.rmtree(place)
    return stick, [path for paths in typical(shown).values() for path in paths]


def test_no_type_of_page_is_left_out(towns: Path) -> None:
    shown = {template for audience in AUDIENCES for template in typical(edition(audience, towns))}
    assert shown == {kind.TEMPLATE for kind in PAGE_TYPES}


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no-script"])
def test_a_copied_folder_opens_with_the_network_off(
    chromium: Any, copied: tuple[Path, list[str]], javascript: bool
) -> None:
    folder, paths = copied
    opened = Opened(chromium, folder, java_script_enabled=javascript, offline=True)
    for path in paths:
        opened.go(path)
        assert opened.page.locator("main h1").count() == 1, path
        styled = opened.page.locator(".masthead").evaluate("e => getComputedStyle(e).display") if javascript else "flex"
        assert styled != "block", f"{path} has no style"
    assert opened.said == []
    assert [url for url in opened.asked if not url.startswith(folder.as_uri())] == []
    opened.context.close()


def test_without_scripts_there_is_as_much_to_read(chromium: Any, copied: tuple[Path, list[str]]) -> None:
    """What a reader sees with scripts, the file itself holds: none of it is made by them."""
    folder, paths = copied
    opened = Opened(chromium, folder, offline=True)
    for path in paths:
        if path not in BY_SCRIPT:
            opened.go(path)
            shown = squeezed(opened.page.locator("main").evaluate("e => e.textContent"))
            assert shown == main_text((folder / path).read_bytes()), path
    opened.context.close()


def test_a_form_that_needs_a_script_says_so_to_who_has_none(chromium: Any, copied: tuple[Path, list[str]]) -> None:
    folder, paths = copied
    opened = Opened(chromium, folder, java_script_enabled=False, offline=True)
    for path in BY_SCRIPT:
        if path in paths:
            assert "脚本" in opened.go(path).page.locator("main").inner_text()
    opened.context.close()


@pytest.fixture
def served(copied: tuple[Path, list[str]]) -> Iterator[str]:
    """The same folder from a plain web server."""
    with serving(copied[0]) as address:
        yield address


def test_a_plain_web_server_serves_it_as_well(chromium: Any, copied: tuple[Path, list[str]], served: str) -> None:
    opened = Opened(chromium, copied[0])
    answers: list[tuple[int, str]] = []
    opened.page.on("response", lambda response: answers.append((response.status, response.url)))
    for path in copied[1]:
        opened.page.goto(f"{served}/{path}")
        assert opened.page.locator("main h1").count() == 1, path
    assert [answer for answer in answers if answer[0] not in (200, 304)] == []
    assert opened.said == []
    assert [url for url in opened.asked if not url.startswith(served)] == []
    opened.context.close()
