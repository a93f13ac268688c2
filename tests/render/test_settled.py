"""What a template says is the same whether its macros are called or set in, whatever their names are used for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from jinja2 import nodes

from site_builder.render.page import Page
from site_builder.render.problem import ThemeProblem
from site_builder.render.render import render
from site_builder.render.settled import Settler
from site_builder.render.site import Site
from site_builder.render.theme import Theme, load_theme
from tests.render.test_theme import put

SITE = Site(town="青檀岭镇", audience="office", as_of=date(2025, 10, 17))
PARTS = """
{% macro link(to, word="页") -%}
<a href="{{ site.root }}{{ to }}"{{ site.own }}>{{ word }}</a>{{ words.separator }}
{%- endmacro %}
{% macro early(of) %}[{{ late(of) }}]{% endmacro %}
{% macro late(of) %}{% if of %}<{{ of }}>{% else %}{{ words.nothing }}{% endif %}{% endmacro %}
{% macro tree(of, depth=0) %}{{ depth }}{% if of %}{{ tree(of[1:], depth + 1) }}{% endif %}{% endmacro %}
{% macro row(of) %}{% for one in of %}{{ late(one) }}{% if not loop.last %}, {% endif %}{% endfor %}{% endmacro %}
{% macro frame(kind) %}<div class="{{ kind }}">{{ caller() }}</div>{% endmacro %}
{% macro mark(n, mark="") %}{% if not n %}0{% elif mark %}{{ mark }}{% elif n == "x" %}{{ late(n) }}{% else %}1{% endif %}{% endmacro %}
{% macro greedy(title) %}{{ varargs|length }}{% endmacro %}
{% macro asks() %}{{ title }}{% endmacro %}
"""
NAMES = "link, early, late, tree, row, frame, mark, greedy, asks"
TEMPLATES = {
    "a call": "{{ link('x') }}{{ link('x', title) }}",
    "a call that names what it gives": "{{ link(word='w', to='x') }}",
    "one macro calls a later one": "{{ early(title) }}{{ early('') }}",
    "a macro that calls itself": "{{ tree(title) }}",
    "what stands between": "{{ row(title) }}{{ row('') }}",
    "a loop of its own in a loop": "{% for of in title %}{{ row(of) }}{{ loop.index }}{{ loop.last }}{% endfor %}",
    "what a call wraps": "{% call frame('a') %}{{ link(title) }}{% endcall %}",
    "a wrapped name that the macro has too": "{% set kind = 'mine' %}{% call frame(title) %}{{ kind }}{% endcall %}",
    "a name given another meaning": "{% for site in title %}{{ late(site) }}{% endfor %}{{ link('x') }}",
    "a macro's name given another meaning": "{% set late = title %}{{ late }}{{ early(title) }}",
    "a parameter that is a name outside": "{% set to = 'outer' %}{{ link(to) }}{{ to }}{% set word = 'w' %}{{ link('x') }}{{ word }}",
    "a macro in an expression": "{{ (link('x') if title else late('y'))|e }}{% set kept = late(title) %}{{ kept }}",
    "more than it asks for": "{{ greedy('a', 'b', 'c') }}",
    "a macro that asks for the page": "{{ asks() }}",
    "a macro of the page itself": "{% macro own(a) %}{{ late(a) }}{{ link(a) }}{% endmacro %}{{ own(title) }}",
    "one or the other": "{{ mark('') }}{{ mark(title) }}{{ mark('x') }}{{ mark(title, '!') }}",
    "words": "{{ words.separator }}{{ words['nothing'] }}{{ words.case.late|fill(n=title|length) }}",
    "special characters": "{{ late('<&>') }}{{ late(words.separator ~ title) }}",
}


@dataclass(frozen=True)
class Title:
    title: str


def page(root: Path, text: str, layout: str = "") -> str:
    put(root, "parts/p.html", PARTS)
    put(root, "layouts/l.html", layout)
    put(root, "pages/x.html", f'{{% from "parts/p.html" import {NAMES} with context %}}{text}')
    theme: Theme = load_theme("own", root, SITE)
    return render(Page("cases/x.html", "x.html", Title("<甲>&乙")), theme).data.decode()


@pytest.mark.parametrize("text", TEMPLATES.values(), ids=TEMPLATES)
@pytest.mark.parametrize("in_block", [False, True], ids=["alone", "in a block"])
def test_a_page_says_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, in_block: bool) -> None:
    if in_block:
        text = '{% extends "layouts/l.html" %}{% block content %}' + text + "{% endblock %}"
    layout = "<main>{% block content %}{% endblock %}</main>"
    settled = page(tmp_path, text, layout)
    monkeypatch.setattr(Settler, "settle", lambda *_: None)
    assert settled == page(tmp_path, text, layout)


def test_what_a_layout_names_is_the_layouts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    layout = "{% macro late(of) %}layout{{ of }}{% endmacro %}<main>{% block content %}{% endblock %}</main>"
    text = '{% extends "layouts/l.html" %}{% block content %}{{ late(title) }}{{ early(title) }}{% endblock %}'
    settled = page(tmp_path, text, layout)
    monkeypatch.setattr(Settler, "settle", lambda *_: None)
    assert settled == page(tmp_path, text, layout)


def test_a_misspelt_name_in_a_macro_stops_the_page_still(tmp_path: Path) -> None:
    with pytest.raises(ThemeProblem, match="nothin"):
        page(tmp_path, "{% macro m(a) %}{{ words.nothin }}{{ a }}{% endmacro %}{{ m(title) }}")


def test_the_shipped_pages_call_hardly_anything() -> None:
    """A case's page is set without calls, but for facts within facts; otherwise nothing above is worth its while."""
    theme = load_theme("default", None, SITE)
    environment = theme.environment
    assert environment.loader is not None
    tree = environment.parse(environment.loader.get_source(environment, "pages/case.html")[0], "pages/case.html")
    Settler(environment, {"words": theme.words}).settle(tree, "pages/case.html")
    called = {call.node.name for call in tree.find_all(nodes.Call) if isinstance(call.node, nodes.Name)}
    assert called <= {"facts", "days_left", "tag"}
