"""A town's own colours, words, a template of it, and a whole theme, without touching the program; and what a slip in
them leads to: a sentence with the file and the line, never a traceback (themes/README.md)."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY, Ran
from tests.rules.harness import base_register
from tests.support.sites import broken_links, faults, html

HERE = Path(__file__).parent
AS_OF = ("--as-of", "2025-10-17")
Sidan = Callable[..., Ran]


@pytest.fixture
def town(tmp_path: Path) -> Path:
    """A register without a theme of its own."""
    for path, data in base_register().items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(data)
    (tmp_path / "pyproject.toml").write_text('[tool.sidan]\nlocale = "zh-CN"\n', encoding="utf-8")
    return tmp_path


def use(town: Path, theme: str, more: str = "") -> None:
    settings = f'[tool.sidan]\nlocale = "zh-CN"\ntheme = "{theme}"\n{more}'
    (town / "pyproject.toml").write_text(settings, encoding="utf-8")


def take(town: Path, theme: str) -> None:
    """One of the themes kept beside this test, put into the register."""
    shutil.copytree(HERE / theme, town / "themes" / theme)
    use(town, theme)


def write(town: Path, name: str, text: str) -> None:
    """A file of a theme called `own`, which the register uses."""
    path = town / "themes" / "own" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    use(town, "own")


def built(sidan: Sidan, town: Path) -> dict[str, bytes]:
    ran = sidan("-C", str(town), "build", *AS_OF)
    assert ran.code == 0, ran.err
    site = town / "site"
    return {path.relative_to(site).as_posix(): path.read_bytes() for path in site.rglob("*") if path.is_file()}


def styles(site: dict[str, bytes], name: str) -> str:
    """The stylesheet that the home page names: the one before it stays for pages that somebody has open."""
    (path,) = set(re.findall(rf"static/{name}-\w+\.css", site["index.html"].decode()))
    return site[path].decode()


def test_colours_words_and_a_block_of_a_page(sidan: Sidan, town: Path) -> None:
    plain = built(sidan, town)
    take(town, "qinghe")
    site = built(sidan, town)
    assert "--accent: #1f3f8f" in styles(site, "colours") and "--accent: #0b5a57" in styles(plain, "colours")
    assert styles(site, "site") == styles(plain, "site")
    home = site["index.html"].decode()
    assert "<h1>今日晨会</h1>" in home and 'class="morning"' in home
    assert "报告口径" in home, "the block it adds to is still there"
    assert "干部和单位" in site["people/index.html"].decode()
    assert site.keys() - {p for p in site if "static/" in p} == plain.keys() - {p for p in plain if "static/" in p}
    assert [fault for path, text in html(site) for fault in faults(path, text)] == []
    assert broken_links(site) == []


def test_a_whole_theme(sidan: Sidan, town: Path) -> None:
    take(town, "plain")
    site = built(sidan, town)
    pages = dict(html(site))
    assert all('class="plain-theme' in text for text in pages.values())
    assert not any('class="masthead"' in text for text in pages.values())
    assert "<ul>" in pages["index.html"] and 'class="figures"' not in pages["index.html"]
    assert 'class="facts"' in pages["cases/QTL-2025-0001.html"], "a page it lacks is the shipped one"
    assert [fault for path, text in pages.items() for fault in faults(path, text)] == []
    assert broken_links(site) == []


def test_a_single_word_without_a_theme(sidan: Sidan, town: Path) -> None:
    use(town, "default", '[tool.sidan.words]\n"navigation.people" = "干部"\n')
    assert ">干部</a>" in built(sidan, town)["index.html"].decode()


def test_english_has_words_of_its_own(sidan: Sidan, town: Path) -> None:
    take(town, "qinghe")
    ran = sidan("-C", str(town), "build", *AS_OF, "--lang", "en")
    assert ran.code == 0, ran.err
    assert "<h1>Today</h1>" in (town / "site" / "index.html").read_text(encoding="utf-8")


HOME = '{% extends "!default/pages/home.html" %}\n{% block report %}\n'
SLIPS = {
    "a name that no page has": (
        "pages/home.html", HOME + "{{ totls.overdue }}\n{% endblock %}",
        "themes/own/pages/home.html:3", "是不是 totals",
    ),
    "a field that a value has not": (
        "pages/home.html", HOME + "\n{{ totals.overdeu }}\n{% endblock %}",
        "themes/own/pages/home.html:4", "是不是 overdue",
    ),
    "a word that there is not": (
        "pages/home.html", HOME + "{{ words.home.titel }}\n{% endblock %}",
        "themes/own/pages/home.html:3", "是不是 title",
    ),
    "a tag that is not closed": (
        "pages/home.html", HOME + "{% if totals.overdue %}\n{% endblock %}",
        "themes/own/pages/home.html:4", "模板写法有错",
    ),
    "a slip in a part": (
        "parts/rows.html", "{% macro case_name( %}",
        "themes/own/parts/rows.html:1", "模板写法有错",
    ),
    "a part that lacks a macro": (
        "parts/rows.html", "{# empty #}",
        "themes/", "parts/rows.html",
    ),
    "something that a template may not do": (
        "pages/home.html", HOME + "{{ site.at('x') }}\n{% endblock %}",
        "themes/own/pages/home.html:3", "只能排版",
    ),
    "something that cannot be worked out": (
        "pages/home.html", HOME + "{{ 1 / totals.overdue * 0 + 1 / 0 }}\n{% endblock %}",
        "themes/own/pages/home.html:3", "算不出来",
    ),
    "a layout that there is not": (
        "pages/home.html", '{% extends "layouts/bare.html" %}',
        "themes/own/pages/home.html", "没有模板 layouts/bare.html",
    ),
    "a page that includes itself": (
        "pages/home.html", '{% include "pages/home.html" %}',
        "themes/own/pages/home.html", "算不出来",
    ),
    "a page whose name is misspelt": (
        "pages/hom.html", "x",
        "themes/own/pages/hom.html", "是不是 pages/home.html",
    ),
    "a catalogue of another language": ("words/zh.yaml", "a: b", "themes/own/words/zh.yaml", "是不是 words/zh-CN.yaml"),
    "a slip in the words": ("words/zh-CN.yaml", "home:\n  title: [", "themes/own/words/zh-CN.yaml:", "YAML"),
    "words that are no words": ("words/zh-CN.yaml", "- a", "themes/own/words/zh-CN.yaml", "名称: 词"),
    "a word where a group of words is": ("words/zh-CN.yaml", "home: 首页", "words/zh-CN.yaml", "home 是一组词"),
    "a word without its quotes": ("words/zh-CN.yaml", "urgent: yes", "words/zh-CN.yaml", "要加引号"),
    "a hole that nothing fills": ("words/zh-CN.yaml", 'home: {soon: "{days}天"}', "words/zh-CN.yaml", "可以写的有 {n}"),
    "another contract": ("theme.toml", "contract = 99\n", "themes/own/theme.toml", "contract = 1"),
    "settings that cannot be read": ("theme.toml", "contract =\n", "themes/own/theme.toml", "读不懂"),
}  # fmt: skip


@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_is_told_with_its_place_and_the_old_site_stays(sidan: Sidan, town: Path, slip: str) -> None:
    (town / "site").mkdir()
    name, text, place, hint = SLIPS[slip]
    write(town, name, text)
    ran = sidan("-C", str(town), "build", *AS_OF)
    assert ran.code == 3, ran.err
    assert place in ran.err and hint in ran.err, ran.err
    assert list((town / "site").iterdir()) == []


@pytest.mark.parametrize(
    ("line", "hint"),
    [('"navigation.peple" = "干部"', "是不是 navigation.people"), ('"home.soon" = "{x}天"', "可以写的有 {n}")],
)
def test_a_slip_in_the_settings_words(sidan: Sidan, town: Path, line: str, hint: str) -> None:
    use(town, "default", f"[tool.sidan.words]\n{line}\n")
    ran = sidan("-C", str(town), "build", *AS_OF)
    assert ran.code == 3 and "pyproject.toml" in ran.err and hint in ran.err


def test_a_theme_that_nobody_has(sidan: Sidan, town: Path) -> None:
    use(town, "qinhge")
    ran = sidan("-C", str(town), "build", *AS_OF)
    assert ran.code == 3 and "themes/qinhge/" in ran.err


def test_a_link_in_a_theme_leads_nowhere(sidan: Sidan, town: Path) -> None:
    write(town, "static/a.css", "")
    secret = town.parent / "secret.txt"
    secret.write_text("not for the site", encoding="utf-8")
    (town / "themes" / "own" / "static" / "b.css").symlink_to(secret)
    ran = sidan("-C", str(town), "build", *AS_OF)
    assert ran.code == 3 and "themes/own/static/b.css" in ran.err and "不是普通文件" in ran.err


def test_the_how_to_speaks_of_what_is_there() -> None:
    text = (REPOSITORY / "themes" / "README.md").read_text(encoding="utf-8")
    for name in re.findall(r"`((?:static|pages|layouts|words|parts)/[\w.-]+)`", text):
        assert (REPOSITORY / "themes" / "default" / name).exists(), name
    for path in re.findall(r"`(tests/themes/\w+)/?`", text):
        assert (REPOSITORY / path / "theme.toml").exists(), path
