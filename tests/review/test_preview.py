"""The preview of a change: the pages of a reviewer, before and after side by side."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from site_builder.pages import all_pages, page_types
from site_builder.spec import Language
from site_builder.views.change.preview import Preview, preview
from tests.browser.test_site import Opened
from tests.pages.test_site import plain
from tests.review.test_diff_written import HOSTILE, told_change
from tests.support.accessible import violations
from tests.support.changes import AS_OF, ONE, WORKING, Changed, more
from tests.support.sites import Site, broken_links, build, elements, faults, html, main_text, squeezed
from tests.support.town import case_path

PAGES = ("index.html", f"cases/{ONE}.html", "cases/QTL-2025-0003.html", "cases/QTL-2025-0004.html")


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Changed:
    town = Changed(tmp_path_factory.mktemp("preview") / "town")
    told_change(town)
    return town


def edition(town: Changed, language: Language = "zh") -> Preview:
    return preview(town.view("HEAD", language), is_draft=False)


@pytest.fixture(scope="module", params=["zh", "en"])
def site(town: Changed, request: pytest.FixtureRequest) -> Site:
    return build(edition(town, request.param))


def test_it_has_a_home_and_a_page_for_each_case_and_nothing_else(site: Site, town: Changed) -> None:
    assert {path for path, _ in html(site)} == {*PAGES, "cases/QTL-2025-0002.html"}
    assert [kind.TEMPLATE for kind in page_types(edition(town))] == ["change.html", "change_case.html"]


def test_every_page_is_well_formed_and_every_link_leads_somewhere(site: Site) -> None:
    assert [fault for path, text in html(site) for fault in faults(path, text)] == []
    assert broken_links(site) == []
    assert not any(element.tag == "script" for _, text in html(site) for element in elements(text))


def test_its_contexts_are_frozen_and_plain(town: Changed) -> None:
    for page in all_pages(edition(town)):
        plain(page.context)
        hash(page.context)


def test_home_tells_what_moved_what_follows_and_what_to_look_at(town: Changed) -> None:
    shown = main_text(build(edition(town))["index.html"])
    for words in ("记录消失：QTL-2025-0003", "1件将上公示栏：QTL-2025-0001", "延期；办理进展；知悉范围、公示摘要", "3＋0＋0－0＝3",
                  "2＋1＋0－1＝2", "以前各周也随之改变", "化解率", "H905"):  # fmt: skip
        assert squeezed(words) in shown


def test_a_case_is_shown_before_and_after_with_what_is_new_marked_by_a_word(town: Changed) -> None:
    page = build(edition(town))[f"cases/{ONE}.html"].decode()
    tree = list(elements(page))
    sides = [e for e in tree if e.get("class") == "side"]
    assert len(sides) == 6
    before, after = ("".join(side.itertext()) for side in sides[4:])
    assert "延期" not in before
    assert "延期" in after
    for number, is_new in ((1, False), (5, False), (6, True), (7, True)):
        (event,) = [e for e in tree if e.get("id") == f"after-event-{number}"]
        assert ("新增" in "".join(event.itertext())) == is_new
    (row,) = [e for e in tree if e.tag == "tr" and "知悉范围" in "".join(e.itertext())]
    assert row.get("class") == "differs"
    assert squeezed("知悉范围 有变 改动前 镇和本村 改动后 可上公示栏") == squeezed("".join(row.itertext()))


def test_hostile_texts_stay_texts(tmp_path: Path) -> None:
    town = Changed(tmp_path / "town").start((ONE, WORKING))
    town.put(
        (
            ONE,
            more(
                WORKING,
                ("2025-10-14", "progress", "mediator", {"what": HOSTILE[1]}),
                title=HOSTILE[0],
                problem=HOSTILE[2],
            ),
        )
    )
    site = build(preview(town.view(), is_draft=True))
    assert [fault for path, text in html(site) for fault in faults(path, text)] == []
    assert not any(element.tag in ("script", "img") for _, text in html(site) for element in elements(text))


def test_the_command_publishes_it_and_takes_it_back(tmp_path: Path, sidan: Any) -> None:
    town = Changed(tmp_path / "town").start((ONE, WORKING), ("QTL-2025-0002", {"title": "二"}))
    town.put((ONE, more(WORKING, title="排水沟纠纷")), ("QTL-2025-0002", {"title": "三"}))
    arguments = ("-C", str(town.folder), "build", "--changed-since", "base", "--as-of", str(AS_OF))
    ran = sidan(*arguments)
    out = town.folder / "preview"
    assert ran.code == 0
    assert {p.relative_to(out).as_posix() for p in out.rglob("*.html")} == {
        "index.html",
        f"cases/{ONE}.html",
        "cases/QTL-2025-0002.html",
    }
    assert 'class="draft"' not in (out / "index.html").read_text(encoding="utf-8")
    assert not (town.folder / "site").exists()
    town.put(("QTL-2025-0002", {"title": "二"}))
    town.write({case_path(ONE): town.text(case_path(ONE)).replace("first_handler: worker", "first_handler: desk")})
    ran = sidan(*arguments)
    assert ran.code == 0
    assert "每页注明草稿" in ran.err
    pages = list(out.rglob("*.html"))
    assert {page.name for page in pages} == {"index.html", f"{ONE}.html"}
    assert all('class="draft"' in page.read_text(encoding="utf-8") for page in pages)


# in a real browser


@pytest.fixture(scope="module")
def folder(town: Changed, tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("site")
    for path, data in build(edition(town)).items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(data)
    return root


@pytest.fixture(params=[(320, "light"), (390, "dark"), (1280, "light"), (1280, "dark")], ids=str)
def opened(chromium: Any, folder: Path, request: pytest.FixtureRequest) -> Iterator[Opened]:
    width, scheme = request.param
    opened = Opened(chromium, folder, viewport={"width": width, "height": 800}, color_scheme=scheme, bypass_csp=True)
    yield opened
    opened.context.close()


def test_it_fits_is_quiet_and_axe_finds_nothing(opened: Opened) -> None:
    width = opened.page.viewport_size["width"]
    for path in PAGES:
        opened.go(path).page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
        assert opened.page.evaluate("document.documentElement.scrollWidth") <= width, path
        assert violations(opened.page) == [], path
    assert opened.said == []
    assert [url for url in opened.asked if not url.startswith(opened.folder.as_uri())] == []


def test_before_and_after_stand_side_by_side_and_on_a_phone_one_under_the_other(opened: Opened) -> None:
    opened.go(f"cases/{ONE}.html")
    first, second = (opened.page.locator(".sides").last.locator(".side").nth(n).bounding_box() for n in (0, 1))
    if opened.page.viewport_size["width"] >= 1280:
        assert first["y"] == second["y"]
        assert first["x"] + first["width"] <= second["x"]
    else:
        assert first["y"] + first["height"] <= second["y"]


def test_it_prints_on_a4_without_navigation(chromium: Any, folder: Path) -> None:
    opened = Opened(chromium, folder, viewport={"width": 665, "height": 900})
    opened.page.emulate_media(media="print")
    for path in PAGES:
        opened.go(path)
        assert not opened.page.locator("nav.navigation").is_visible()
        assert opened.page.evaluate("document.documentElement.scrollWidth") <= 665, path
    opened.context.close()
