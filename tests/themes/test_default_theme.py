"""The shipped theme keeps the contract: templates, words, reference."""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
import yaml
from jinja2 import Environment, meta, nodes

from site_builder.pages import PAGE_TYPES
from site_builder.pages.page_type import PageType
from site_builder.render.shipped import shipped_themes
from site_builder.render.site import Site
from site_builder.render.theme import CONTRACT, environment, theme_folders
from site_builder.render.words import holes, leaves, read_words
from site_builder.spec.papers import papers

THEME = shipped_themes() / "default"
TEMPLATES = sorted(path.relative_to(THEME).as_posix() for path in THEME.rglob("*.html"))
PAPERS = [name for name in TEMPLATES if name.startswith("papers/")]
"""The papers are put into their page by name; they are given what it is given."""
BASE_NAMES = {"site", "words"}
CHINESE = re.compile("[\u2e80-\u9fff\uff00-\uffef\u3000-\u303f]")
LANGUAGES = ("zh-CN", "en")


def env() -> Environment:
    return environment(theme_folders("default", None), words("zh-CN"), "zh")


def words(language: str) -> dict[str, Any]:
    return read_words([THEME / "words" / f"{language}.yaml"])


def source(template: str) -> str:
    return (THEME / template).read_text(encoding="utf-8")


def included(template: str) -> set[str]:
    """A template and all that it extends, includes or imports."""
    found, waiting = set(), [template]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += PAPERS if name == "pages/paper.html" else []
            waiting += [other for other in meta.find_referenced_templates(env().parse(source(name))) if other]
    return found


def asked_for(template: str) -> set[str]:
    """The names a template asks its context for; Jinja counts imported macros among them."""
    tree = env().parse(source(template))
    imported = {
        name if isinstance(name, str) else name[1] for node in tree.find_all(nodes.FromImport) for name in node.names
    }
    macros = {node.name for node in tree.find_all(nodes.Macro)}
    return meta.find_undeclared_variables(tree) - imported - macros


def template_name(kind: PageType) -> str:
    return f"pages/{kind.TEMPLATE}"


def test_pages_and_page_types_match_one_to_one() -> None:
    assert sorted(map(template_name, PAGE_TYPES)) == [name for name in TEMPLATES if name.startswith("pages/")]
    for kind in PAGE_TYPES:
        module: Any = kind
        assert module.__name__.rpartition(".")[2] + ".html" == kind.TEMPLATE


def test_papers_and_their_templates_match_one_to_one() -> None:
    assert [f"papers/{code}.html" for code in sorted(papers().papers)] == PAPERS


@pytest.mark.parametrize("kind", PAGE_TYPES, ids=template_name)
def test_every_name_a_page_asks_for_is_given(kind: PageType) -> None:
    given = {field.name for field in fields(kind.CONTEXT)} | BASE_NAMES
    assert {(name, asked) for name in included(template_name(kind)) for asked in asked_for(name) - given} == set()


@pytest.mark.parametrize("kind", PAGE_TYPES, ids=template_name)
def test_every_name_a_page_is_given_is_used(kind: PageType) -> None:
    asked = {name for template in included(template_name(kind)) for name in asked_for(template)}
    assert {field.name for field in fields(kind.CONTEXT)} - asked == set()


@pytest.mark.parametrize("kind", PAGE_TYPES, ids=template_name)
def test_no_field_of_a_context_hides_a_base_name_or_a_macro(kind: PageType) -> None:
    taken = {*BASE_NAMES}
    for template in (template_name(kind), "layouts/base.html"):
        tree = env().parse(source(template))
        taken |= {
            name if isinstance(name, str) else name[1] for n in tree.find_all(nodes.FromImport) for name in n.names
        }
    assert {field.name for field in fields(kind.CONTEXT)} & taken == set()


@pytest.mark.parametrize("template", [name for name in TEMPLATES if not name.startswith(("pages/", "papers/"))])
def test_parts_and_layouts_ask_for_nothing_but_the_base_names(template: str) -> None:
    assert asked_for(template) <= BASE_NAMES


@pytest.mark.parametrize("template", TEMPLATES)
def test_macros_that_show_words_or_addresses_are_imported_with_context(template: str) -> None:
    tree = env().parse(source(template))
    for node in tree.find_all(nodes.FromImport):
        assert node.with_context, template
    assert not list(tree.find_all(nodes.Import))


@pytest.mark.parametrize("template", TEMPLATES)
def test_no_shown_word_stands_in_a_template(template: str) -> None:
    assert not CHINESE.search(source(template))


@pytest.mark.parametrize("template", TEMPLATES)
def test_no_style_script_or_outside_address_stands_in_a_template(template: str) -> None:
    text = source(template)
    assert not re.search(
        r"<style|style\s*=|<script(?![^>]*(?:\bsrc=|type=.application/json))|\son\w+\s*=|(?:src|href)=\"(?:[a-z]+:)?//",
        text,
        re.IGNORECASE,
    )
    assert not re.search(r"\|\s*(?:safe|tojson)\b|autoescape", text)
    assert not re.search(r"\s(?:href|src|id|class|title|value)=(?!\")", text), "an attribute without quotes"


def test_stylesheets_ask_nobody_for_anything() -> None:
    for path in (THEME / "static").rglob("*.css"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"@import|url\(|expression\(", text)
        assert "gradient" not in text
        assert not re.search(r":has\(|@container|color-mix|&[:. ]", text), "not known to old browsers"


NOT_ES5 = re.compile(
    r"=>|`|\b(?:let|const|class|async|await|import|export|of)\s+[\w({\[]|\.\.\.\w|"
    r"\.(?:includes|startsWith|endsWith|padStart|find|findIndex|closest|append|prepend|replaceWith|matches|from|assign)\("
)
REACHING = re.compile(
    r"\b(?:fetch|XMLHttpRequest|Worker|EventSource|WebSocket|eval|Function|innerHTML|outerHTML|insertAdjacentHTML)\b|document\.write"
)


@pytest.mark.parametrize("path", sorted((THEME / "static").rglob("*.js")), ids=lambda path: path.name)
def test_scripts_run_in_old_browsers_and_reach_nowhere(path: Path) -> None:
    code = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert NOT_ES5.findall(re.sub(r'"(?:[^"\\\n]|\\.)*"', '""', code)) == []
    assert REACHING.findall(code) == []
    assert '"use strict"' in code


def test_the_settings_name_the_contract() -> None:
    assert f"contract = {CONTRACT}" in (THEME / "theme.toml").read_text(encoding="utf-8")


# words


def test_all_languages_have_the_same_words_with_the_same_holes() -> None:
    catalogues = [{name: holes(word) for name, word in leaves(words(language))} for language in LANGUAGES]
    assert catalogues[0] == catalogues[1]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_is_text(language: str) -> None:
    for name, word in leaves(words(language)):
        for text in word.values() if isinstance(word, dict) else word if isinstance(word, list) else (word,):
            assert isinstance(text, str), f"{name}: {text!r} is not text; yes and no need quotes"


def test_english_words_are_english() -> None:
    assert not CHINESE.search((THEME / "words" / "en.yaml").read_text(encoding="utf-8"))


def chain(node: nodes.Node) -> tuple[str, ...] | None:
    """`words.a.b` as its names; a name chosen while rendering is `*`."""
    if isinstance(node, nodes.Name):
        return (node.name,)
    if isinstance(node, nodes.Getattr):
        before = chain(node.node)
        return (*before, node.attr) if before else None
    if isinstance(node, nodes.Getitem):
        before = chain(node.node)
        name = node.arg.value if isinstance(node.arg, nodes.Const) else "*"
        return (*before, str(name)) if before else None
    return None


def words_used() -> Iterator[tuple[str, ...]]:
    for template in TEMPLATES:
        for node in env().parse(source(template)).find_all((nodes.Getattr, nodes.Getitem)):
            names = chain(node)
            if names and names[0] == "words":
                yield names[1:]


def test_every_word_a_template_shows_is_in_the_catalogue() -> None:
    catalogue = words("zh-CN")
    for names in words_used():
        here: Any = catalogue
        for name in names:
            if name == "*":
                break
            assert isinstance(here, dict) and name in here, ".".join(names)
            here = here[name]


USED_BY_FILTERS = {"separator", "weekdays", "markdown.picture", "markdown.table"}


def test_every_word_in_the_catalogue_is_shown_somewhere() -> None:
    used = set(words_used())
    for name, _ in leaves(words("zh-CN")):
        names = tuple(name.split("."))
        shown = any(names[: len(u)] == u or (u[-1:] == ("*",) and names[: len(u) - 1] == u[:-1]) for u in used)
        assert shown or name in USED_BY_FILTERS, name


# the reference


def test_every_field_of_a_context_is_explained_in_a_sentence() -> None:
    for line in theme_reference().reference().splitlines():
        if line.startswith("| `") and line.count("|") == 4:
            name, meaning = line.split("|")[1].strip(), line.split("|")[3].strip()
            if "|" not in meaning and len(line.split("|")) == 5:
                assert meaning.endswith("."), name


def test_the_reference_is_current() -> None:
    text = (THEME / "README.md").read_text(encoding="utf-8")
    assert theme_reference().readme(text) == text, "run python tools/theme_reference.py"


def theme_reference() -> Any:
    path = Path(__file__).parents[2] / "tools" / "theme_reference.py"
    spec = importlib.util.spec_from_file_location("theme_reference", path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_site_given_to_templates_is_the_one_in_the_reference() -> None:
    text = (THEME / "README.md").read_text(encoding="utf-8")
    assert all(f"| `{field.name}` |" in text for field in fields(Site))


def test_catalogues_are_plain_yaml() -> None:
    for language in LANGUAGES:
        yaml.safe_load((THEME / "words" / f"{language}.yaml").read_text(encoding="utf-8"))
