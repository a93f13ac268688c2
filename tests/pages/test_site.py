"""A whole site: every page well-formed, every link inside it good, nothing that a browser would refuse."""

from __future__ import annotations

import re
from dataclasses import FrozenInstanceError, fields, is_dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from site_builder.checking import check
from site_builder.model.register import Register
from site_builder.pages import PAGE_TYPES, all_pages, page_types
from site_builder.views.edition import Edition
from tests.support.sites import Site, broken_links, build, faults, html, sampled
from tests.support.town import AS_OF, edition_of, town

ROOT = Path(__file__).parents[2]
AUDIENCES = ("office", "village:chachong", "board")


def small(audience: str, language: Any = "zh") -> Edition:
    builder = (
        town()
        .case(title="<script>alert(1)</script>", body="# 标题\n\n{{ 7*7 }} <b>\n\n| 甲 | 乙 |\n|---|---|\n| 1 | 2 |\n")
        .case(grid="chachong-02", urgent={"why": "断水", "reported_to": "desk", "reported_at": "2025-09-15 08:30"})
        .case(village="shimen", grid="shimen-01", access="office", links={"related": ["QTL-2025-0001"]})
        .case(kind="service", category="road", access="board", public_summary="村道已经通车。")
        .case(access="sealed", status="sealed", title="密封事项", problem=None, kind="petition", level="town",
              category="other", petition={"class": "检举控告类"},
              events=[("2025-09-16", "seal", "desk", {"handed_to": "county", "handed_on": "2025-09-16"})])
        .visit("V-2025-0001", cases=["QTL-2025-0001"], instructions="限期办结\n并回访")
    )  # fmt: skip
    return builder.edition(audience, language=language)


def real(audience: str) -> Edition:
    return edition_of(demonstration(), audience)


@cache
def demonstration() -> Register:
    """The register of the repository."""
    register = check(ROOT, AS_OF).register
    assert register is not None
    return register


@pytest.fixture(scope="module", params=[(a, lang) for a in AUDIENCES for lang in ("zh", "en")], ids=" ".join)
def site(request: pytest.FixtureRequest) -> Site:
    audience, language = request.param
    return build(small(audience, language))


@pytest.fixture(scope="module", params=AUDIENCES)
def real_site(request: pytest.FixtureRequest) -> Site:
    return build(real(request.param))


def test_every_page_is_well_formed_and_harmless(site: Site) -> None:
    assert [fault for path, text in html(site) for fault in faults(path, text)] == []


def test_every_link_leads_somewhere(site: Site) -> None:
    assert broken_links(site) == []


def test_the_demonstration_register_is_well_formed_too(real_site: Site) -> None:
    assert [fault for path, text in html(sampled(real_site, 24)) for fault in faults(path, text)] == []
    assert broken_links(real_site) == []


def test_every_link_works_from_a_folder(site: Site) -> None:
    for path, text in html(site):
        for quoted in text.split('href="')[1:]:
            address = quoted.split('"')[0]
            outside = address.startswith(("http:", "https:", "mailto:", "tel:", "#"))
            assert outside or re.split("[?#]", address)[0].endswith(
                (".html", ".css", ".svg", ".ics", ".atom", ".sqlite", ".csv", ".xlsx", ".json", ".xml")
            ), (path, address)
            assert not address.startswith("/"), (path, address)


def test_a_context_is_frozen_and_plain() -> None:
    for page in all_pages(small("office")):
        plain(page.context)
        hash(page.context)


def plain(value: Any) -> None:
    if is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            plain(getattr(value, field.name))
        if fields(value):
            with pytest.raises((FrozenInstanceError, TypeError, AttributeError)):
                setattr(value, fields(value)[0].name, None)
    elif isinstance(value, tuple):
        for item in value:
            plain(item)
    else:
        assert value is None or type(value).__name__ in {"str", "int", "bool", "date", "Decimal", "float"}, type(value)


def test_the_same_edition_gives_the_same_bytes() -> None:
    assert build(small("office")) == build(small("office"))


def test_each_type_says_who_gets_its_pages() -> None:
    for kind in PAGE_TYPES:
        assert set(kind.AUDIENCES) <= {"office", "village", "board", "review", "county"}
        assert kind.AUDIENCES


def test_the_board_gets_its_own_pages_only() -> None:
    assert [kind.TEMPLATE for kind in page_types(small("board"))] == [
        "board.html",
        "board_matters.html",
        "not_found.html",
    ]
    assert [path for path in build(small("board")) if path.endswith(".html")] == [
        "index.html",
        "matters.html",
        "404.html",
    ]


def test_an_empty_register_has_a_site() -> None:
    for audience in AUDIENCES:
        site = build(town().edition(audience))
        assert [fault for path, text in html(site) for fault in faults(path, text)] == []
        assert "index.html" in site


def test_the_day_before_everything_has_a_site() -> None:
    site = build(edition_of(town().case().register(), as_of=date(2025, 9, 1)))
    assert not any(path.startswith("cases/QTL") for path in site)
