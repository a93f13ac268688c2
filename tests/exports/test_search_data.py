"""The search data: what a case's page shows and nothing else, in scripts that no text can break out of."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import date
from functools import cache
from typing import Any

import pytest

from site_builder.exports import search_data
from site_builder.exports.search_data import shard_of
from site_builder.model.case import Case
from site_builder.pages.case import case_page
from site_builder.pages.edition_index import index
from site_builder.pages.shared import Link, Prose
from site_builder.render.markdown import markdown
from site_builder.text.plain import plain, spaced
from site_builder.views.edition import Edition
from tests.pages.test_site import real
from tests.support.sites import build, squeezed
from tests.support.town import edition_of, town

ELSEWHERE = ("deadlines", "linked", "visits", "uncounted")
"""Parts of a page that are made from other records, or from the rules."""


@cache
def edition(audience: str = "office") -> Edition:
    return real(audience)


def read(shown: Edition) -> dict[str, Any]:
    """The data by the name under which each script gives them."""
    found = {}
    for file in search_data.files(shown):
        match = re.fullmatch(r'sidan\.take\("([a-z0-9-]+)",(.*)\);\n', file.data.decode("utf-8"))
        assert match, file.path
        found[match[1]] = json.loads(match[2])
    return found


def cases_of(data: dict[str, Any]) -> dict[str, list[Any]]:
    shards = (data[name] for name, *_ in data["manifest"]["shards"] if name != "site")
    return {entry[0]: entry for shard in shards for entry in shard["entries"]}


def shown_by(part: Any) -> Iterator[Prose | Link | str]:
    """The register's texts, the names and the plain words in a part of a page."""
    if isinstance(part, Prose | Link | str):
        yield part
    elif isinstance(part, tuple):
        for item in part:
            yield from shown_by(item)
    elif is_dataclass(part):
        for field in fields(part):
            yield from shown_by(getattr(part, field.name))


def page_of(shown: Edition, case: Case) -> tuple[set[str], set[str], set[str]]:
    """The texts, the names and the plain words on a case's page."""
    page = case_page(index(shown), case)
    parts = list(shown_by(tuple(getattr(page, f.name) for f in fields(page) if f.name not in ELSEWHERE)))
    texts = {part.text for part in parts if isinstance(part, Prose)}
    words = {part for part in parts if isinstance(part, str)} | {row.case.text for row in page.linked}
    return texts, {part.text for part in parts if isinstance(part, Link)}, words


@pytest.mark.parametrize("audience", ["office", "village:shimen"])
@pytest.mark.parametrize("as_of", [date(2025, 10, 17), date(2025, 8, 20)], ids=str)
def test_an_entry_says_what_the_page_shows_and_nothing_else(audience: str, as_of: date) -> None:
    shown = edition_of(edition().register, audience, as_of)
    entries = cases_of(read(shown))
    assert entries.keys() == {case.id for case in shown.cases}
    name_of = shown.register.town.name_of
    for case in shown.cases:
        texts, names, words = page_of(shown, case)
        said, named = set(entries[case.id][13].split("\n")), {name_of(id) for id in entries[case.id][11]}
        lines = {
            line
            for text in texts
            for line in (spaced(text), plain(text), *spaced(text).split("\n"), *plain(text).split("\n"))
        }
        assert said <= lines | names | words, case.id
        assert named <= names, case.id
        missing = [
            text
            for text in texts
            if not (is_counted(text) or {*spaced(text).split("\n")} <= said or {*plain(text).split("\n")} <= said)
        ]
        assert [text for text in missing if text not in labels(shown)] == [], case.id
        people = {name_of(id) for id in (*shown.register.town.people, *shown.register.town.units)}
        assert names & people <= named, case.id


def is_counted(text: str) -> bool:
    """A number of people or an amount: not searched for."""
    return re.fullmatch(r"[\d,.]+", text) is not None


def labels(shown: Edition) -> set[str]:
    """The words of the spec: not the register's own."""
    values = shown.register.spec.enums.values()
    return {label.of(shown.language) for group in values for label in group.values()}


@pytest.mark.parametrize(
    "body",
    [
        ("# 经过\n\n甲户与乙户\n相邻。\n", "经过\n甲户与乙户相邻。"),
        ("- 一\n- 二\n  续\n1. 三\n", "一\n二续\n三"),
        ("| 日期 | 情况 |\n|---|:-:|\n| 9月 | 已 **看** |\n", "日期\n情况\n9月\n已 看"),
        ("关于**排水**沟，`P1`说~~不~~行，见[附件](a.md)", "关于排水沟，P1说不行，见附件"),
        ("> 引用\n> 两行\n\n```\n原样\n```\n", "引用\n两行\n原样"),
        ("word\nwrap　 宽\n", "word wrap 宽"),
        ("2 * 3 * 4，\\*不强调\\*", "2 * 3 * 4，*不强调*"),
        ("", ""),
    ],
)
def test_markdown_is_searched_as_it_is_read(body: tuple[str, str]) -> None:
    markdown, text = body
    assert plain(markdown) == text


def test_the_bodies_of_the_demonstration_are_searched_as_they_are_shown() -> None:
    for case in edition().cases:
        rendered = re.sub("<[^>]*>", "", str(markdown(case.body, {}, "", "", "")))
        assert squeezed(plain(case.body)) == squeezed(html.unescape(rendered)), case.id


@pytest.mark.parametrize(
    ("id", "shard"),
    [
        ("QTL-2025-0001", "2025-0"),
        ("QTL-2025-0314", "2025-1"),
        ("QTL-2025-9001", "2025-36"),
        ("QTLA-2025-0250", "2025-1"),
        ("2024-7", "2024-0"),
        ("QTL-1", "other"),
        ("A-3025-1", "other"),
        ("QTL-2025", "other"),
        ("X-2025-A", "other"),
        ("QTL-2025-123456789", "2025-1827"),
    ],
)
def test_a_shard_follows_from_the_number_alone(id: str, shard: str) -> None:
    assert shard_of(id) == shard


def test_a_changed_case_touches_one_shard() -> None:
    builder = town().case("QTL-2024-0001", found_on="2024-05-06").case("QTL-2025-0001").case("QTL-2025-0300")
    before = builder.register()
    changed = replace(before.cases[2], title="改了标题")
    after = replace(before, cases=(*before.cases[:2], changed))
    scripts = [
        {file.path: file.data for file in search_data.files(edition_of(register))} for register in (before, after)
    ]
    assert scripts[0].keys() == scripts[1].keys()
    differing = {path for path, data in scripts[0].items() if scripts[1][path] != data}
    assert differing == {"search/2025-1.js"}


def test_the_manifest_names_every_shard_the_newest_first() -> None:
    shown = town().case("QTL-2023-0001", found_on="2023-05-08").case("QTL-2025-0300").case("QTL-2025-0001").edition()
    data = read(shown)
    listed = data["manifest"]["shards"]
    assert [name for name, *_ in listed] == ["2025-1", "site", "2025-0", "2023-0"]
    assert all(len(data[name]["entries"]) == count for name, count, _ in listed)
    assert {file.path for file in search_data.files(shown)} == {"search/manifest.js", *(path for *_, path in listed)}


def test_no_text_ends_a_script_or_a_line_of_it() -> None:
    hostile = "</script><img src=x onerror=alert(1)>&amp;\u2028\u2029\u0085"
    case = town().case(title="标题").register().cases[0]
    register = replace(town().register(), cases=(replace(case, title=hostile, problem=hostile),))
    for file in search_data.files(edition_of(register)):
        text = file.data.decode("utf-8")
        assert not re.search("[<>&\u0085\u2028\u2029]", text)
        assert text.count("\n") == 1
    assert cases_of(read(edition_of(register)))[case.id][1] == hostile


def test_nobody_finds_what_is_not_shown_to_them() -> None:
    builder = (
        town().case(title="只给镇里", access="office", problem="镇里才知道").case(title="村里可看", problem="村里知道")
        .case(title="邻村", village="shimen", grid="shimen-01", problem="邻村的事")
        .case(access="sealed", status="sealed", title="密封件", problem=None, kind="petition", level="town", category="other",
              petition={"class": "检举控告类"},
              events=[("2025-09-16", "seal", "desk", {"handed_to": "county", "handed_on": "2025-09-16"})])
        .visit("V-2025-0001", cases=["QTL-2025-0001", "QTL-2025-0004"], instructions="领导批示")
    )  # fmt: skip
    office, village = (
        b"".join(file.data for file in search_data.files(builder.edition(audience))).decode("utf-8")
        for audience in ("office", "village:chachong")
    )
    assert "只给镇里" in office and "领导批示" in office and "密封件" not in office and "QTL-2025-0004" not in office
    assert "村里可看" in village
    for hidden in (
        "只给镇里",
        "镇里才知道",
        "邻村",
        "领导批示",
        "QTL-2025-0001",
        "QTL-2025-0003",
        "QTL-2025-0004",
        "石门村",
        "密封",
    ):
        assert hidden not in village, hidden
    board = [path for path in build(builder.edition("board")) if "search" in path and not path.startswith("static/")]
    assert board == []


def test_an_empty_register_has_search_data() -> None:
    data = read(town().edition())
    assert [name for name, *_ in data["manifest"]["shards"]] == ["site"]
