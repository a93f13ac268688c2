"""Every type of page in a real browser, light and dark, on a phone and a desk: accessible, quiet, no wider than the screen.

A new type of page is among them by being in PAGE_TYPES. One browser, each page opened once.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from site_builder.pages import PAGE_TYPES
from tests.browser.test_site import Opened
from tests.support.accessible import violations
from tests.support.every_page import examples, sites

TEMPLATES = [kind.TEMPLATE for kind in PAGE_TYPES]
LOOKS = ((320, "light", "all but colours"), (1280, "light", "all"), (1280, "dark", "colours"))
"""Widths, schemes and what axe looks at: colours do not depend on the width, nothing else on the scheme."""
BETWEEN = (400, 768, 1024, 1600, 1920)


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Path]]:
    """For each type, by its template, a few pages on disk."""
    found: dict[str, list[Path]] = {}
    root = tmp_path_factory.mktemp("sites")
    for name, edition, site in sites(tmp_path_factory.mktemp("change")):
        for path, data in site.items():
            (root / name / path).parent.mkdir(parents=True, exist_ok=True)
            (root / name / path).write_bytes(data)
        for template, paths in examples(edition, site).items():
            found.setdefault(template, []).extend(root / name / path for path in paths)
    return found


@pytest.mark.parametrize("template", TEMPLATES)
def test_axe_finds_nothing_and_nothing_is_wider_than_the_screen(
    chromium: Any,
    pages: dict[str, list[Path]],
    template: str,
) -> None:
    assert pages.get(template), f"no site has a page of the type {template}; tests/support/every_page.py"
    for path in pages[template]:
        opened = Opened(chromium, path.parent, bypass_csp=True)
        page = opened.go(path.name).page
        assert page.locator("main h1").count() == 1
        page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
        for width, scheme, look in LOOKS:
            page.set_viewport_size({"width": width, "height": 800})
            page.emulate_media(color_scheme=scheme)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (path, width)
            assert violations(page, look) == [], (path, width, scheme)
        assert opened.said == []
        opened.context.close()


def test_no_page_is_wider_than_a_screen_between(chromium: Any, pages: dict[str, list[Path]]) -> None:
    opened = Opened(chromium, Path("/"))
    for path in (path for paths in pages.values() for path in paths):
        opened.page.goto(path.as_uri())
        for width in BETWEEN:
            opened.page.set_viewport_size({"width": width, "height": 900})
            assert opened.page.evaluate("document.documentElement.scrollWidth") <= width, (path, width)
    opened.context.close()
