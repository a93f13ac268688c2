"""Where a theme's files come from, and what its templates cannot do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from site_builder.render.page import Page
from site_builder.render.problem import ThemeProblem
from site_builder.render.render import render
from site_builder.render.site import Door, Site
from site_builder.render.theme import load_theme

SITE = Site(town="青檀岭镇", audience="office", as_of=date(2025, 10, 17))


@dataclass(frozen=True)
class Nothing:
    pass


@dataclass(frozen=True)
class Title:
    title: str


def put(root: Path, name: str, text: str) -> None:
    path = root / "themes" / "own" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def test_a_registers_theme_replaces_what_it_has_and_keeps_the_rest(tmp_path: Path) -> None:
    put(
        tmp_path,
        "pages/not_found.html",
        '{% extends "!default/pages/not_found.html" %}{% block title %}无此页{% endblock %}',
    )
    theme = load_theme("own", tmp_path, SITE)
    page = render(Page("404.html", "not_found.html", Nothing()), theme).data.decode()
    assert "<title>无此页 · 青檀岭镇四单</title>" in page
    assert "地址可能写错了" in page


def test_a_theme_that_nobody_has(tmp_path: Path) -> None:
    with pytest.raises(ThemeProblem, match="no such theme"):
        load_theme("lost", tmp_path, SITE)


def test_a_theme_for_another_contract(tmp_path: Path) -> None:
    put(tmp_path, "theme.toml", "contract = 99\n")
    with pytest.raises(ThemeProblem, match="contract 99"):
        load_theme("own", tmp_path, SITE)


def test_a_theme_whose_settings_cannot_be_read(tmp_path: Path) -> None:
    put(tmp_path, "theme.toml", "contract = \n")
    with pytest.raises(ThemeProblem, match=r"own/theme\.toml.*cannot be read"):
        load_theme("own", tmp_path, SITE)


def test_a_town_renames_a_word() -> None:
    theme = load_theme("default", None, SITE, {"not_found.title": "查无此页"})
    assert "<h1>查无此页</h1>" in render(Page("404.html", "not_found.html", Nothing()), theme).data.decode()
    with pytest.raises(ThemeProblem, match=r"words.*not_found.title"):
        load_theme("default", None, SITE, {"not_found.titel": "x"})


def test_a_misspelt_name_stops_the_page(tmp_path: Path) -> None:
    put(tmp_path, "pages/x.html", "{% if titel %}{% endif %}")
    with pytest.raises(ThemeProblem, match=r"titel.*did you mean title"):
        render(Page("x.html", "x.html", Title("a")), load_theme("own", tmp_path, SITE))


def test_everything_is_escaped(tmp_path: Path) -> None:
    put(tmp_path, "pages/x.html", '<a title="{{ title }}">{{ title }}</a>')
    page = render(Page("x.html", "x.html", Title('"><script>{{ 1 }}')), load_theme("own", tmp_path, SITE))
    assert page.data == b'<a title="&#34;&gt;&lt;script&gt;{{ 1 }}">&#34;&gt;&lt;script&gt;{{ 1 }}</a>'


@pytest.mark.parametrize(
    "template",
    [
        "{{ title.__class__.__mro__ }}",
        "{{ ''.__class__.__base__.__subclasses__() }}",
        "{{ title['__class__'] }}",
        "{{ words.update({'a': 1}) }}",
        "{{ words['separator'].format(1) }}",
        "{{ '{0.__class__}'.format(title) }}",
        "{{ title.upper }}",
        "{{ words.items }}",
        "{{ words.site.get }}",
        "{% if title.format %}{% endif %}",
        "{{ site.at('x') }}",
        "{{ site.as_of.replace(2020) }}",
        "{% set f = site.at %}{{ f('x') }}",
        "{% macro m() %}{% endmacro %}{{ m._environment }}",
    ],
)
def test_a_template_reaches_nothing_but_its_context(tmp_path: Path, template: str) -> None:
    put(tmp_path, "pages/x.html", template)
    with pytest.raises(ThemeProblem):
        render(Page("x.html", "x.html", Title("a")), load_theme("own", tmp_path, SITE))


def test_a_template_may_ask_whether_a_field_is_there(tmp_path: Path) -> None:
    put(
        tmp_path,
        "pages/x.html",
        "{{ site.nothing is defined }} {{ site.town is defined }} {{ words.nowhere is defined }}",
    )
    page = render(Page("x.html", "x.html", Title("a")), load_theme("own", tmp_path, SITE))
    assert page.data == b"False True False"


@pytest.mark.parametrize("name", ["cycler", "lipsum", "range", "namespace", "joiner", "dict", "self.x"])
def test_there_are_no_global_names(tmp_path: Path, name: str) -> None:
    put(tmp_path, "pages/x.html", "{{ " + name + " }}")
    with pytest.raises(ThemeProblem):
        render(Page("x.html", "x.html", Title("a")), load_theme("own", tmp_path, SITE))


def test_a_file_is_named_by_what_is_in_it(tmp_path: Path) -> None:
    put(tmp_path, "static/site.css", "body {}")
    own = load_theme("own", tmp_path, SITE)
    again = load_theme("own", tmp_path, SITE)
    shipped = load_theme("default", None, SITE)
    assert own.static == again.static
    assert own.site.static["site.css"] != shipped.site.static["site.css"]
    assert own.site.static["icon.svg"] == shipped.site.static["icon.svg"]
    assert own.site.static["site.css"].startswith("static/site-") and own.site.static["site.css"].endswith(".css")


def test_a_page_knows_the_way_to_the_root_and_where_it_stands() -> None:
    doors = (Door(1, "home", "index.html"), Door(2, "cases", "cases/index.html", ("kinds",)))
    site = Site(town="x", audience="office", as_of=date(2025, 1, 1), navigation=doors)
    assert [site.at(path).root for path in ("index.html", "cases/A.html", "weeks/2025-W01/town.html")] == [
        "",
        "../",
        "../../",
    ]
    current = {
        path: [d.key for d in site.at(path).navigation if d.current]
        for path in ("index.html", "cases/A.html", "kinds/x.html", "404.html")
    }
    assert current == {
        "index.html": ["home"],
        "cases/A.html": ["cases"],
        "kinds/x.html": ["cases"],
        "404.html": [],
    }
