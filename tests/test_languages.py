"""Every shown word stands in a catalogue, in both languages; a word that is missing fails here."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import pytest
import yaml

from site_builder.settings import Settings, read_settings
from site_builder.spec import Field, Label, Spec, default_spec
from site_builder.spec.api import api
from site_builder.spec.database import database
from site_builder.spec.texts import texts
from site_builder.text.source import Source
from tests.conftest import REPOSITORY
from tests.pages.test_site import demonstration
from tests.support.sites import build, html, parse, sampled, text_of
from tests.support.town import edition_of, town

PACKAGE = REPOSITORY / "site_builder"
CHINESE = re.compile("[\u2e80-\u9fff\uff00-\uffef\u3000-\u303f]")
HOLE = re.compile(r"\{(\w+)\}")
SUBJECTS = sorted(path.stem for path in (PACKAGE / "spec" / "texts").glob("*.yaml"))

LOOKED_FOR = {
    "model/decode.py", "model/on_duty.py", "render/markdown.py", "render/pdf.py", "reports/workbook.py", "records/read.py",
    "records/yaml_reader.py", "rules/evidence.py", "rules/joint.py", "rules/petition.py", "rules/privacy.py", "settings.py",
    "text/dress.py", "text/formulas.py", "text/masked.py", "text/names.py", "text/personal_data.py", "text/plain.py", "writers/fixes.py", "writers/read_value.py", "writers/yaml_text.py",
}  # fmt: skip
"""Where Chinese is looked for in what people wrote, or names a font: it is never shown."""
IN_BOTH = {"reports/schema.py", "reports/api_schema.py", "reports/database_reference.py", "model/code_owners.py"}
"""Documents that are written in both languages at once."""

MESSAGES = (
    "cli/", "cluster.py", "gate.py", "ledgers/", "lsp/server.py", "output/", "render/", "reports/baseline.py", "serve/", "sources/", "writers/",
)  # fmt: skip
"""What a command says at its end, which is said in both languages at once. What `ledgers/` looks for in other people's
ledgers is Chinese, and `ledgers/words.py` is its catalogue."""


@cache
def rows(subject: str) -> dict[str, dict[str, str]]:
    text = (PACKAGE / "spec" / "texts" / f"{subject}.yaml").read_text(encoding="utf-8")
    loaded: dict[str, dict[str, str]] = yaml.safe_load(text)
    return loaded


# the catalogues


@pytest.mark.parametrize("subject", SUBJECTS)
def test_every_word_is_there_in_both_languages_with_the_same_holes(subject: str) -> None:
    for name, row in rows(subject).items():
        assert row.keys() == {"zh", "en"}, name
        assert all(isinstance(word, str) for word in row.values()), f"{name} needs quotes"
        assert set(HOLE.findall(row["zh"])) == set(HOLE.findall(row["en"])) or subject == "dates", name
        assert not CHINESE.search(row["en"]), name


def test_a_word_that_one_language_lacks_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yaml, "load", lambda *a, **k: {"left": {"zh": "还有 {n} 日"}})
    with pytest.raises(KeyError):
        texts.__wrapped__("deadlines")


@pytest.mark.parametrize("subject", SUBJECTS)
def test_every_word_is_used_somewhere(subject: str) -> None:
    """By its name, or by a name whose beginning is written where it is used (`day_` + a number)."""
    whole, begun = written()
    unused = [name for name in rows(subject) if name not in whole and not name.startswith(tuple(begun))]
    assert unused == []


@cache
def written() -> tuple[set[str], set[str]]:
    """The texts that stand in the program, and the beginnings of texts that are made up in it."""
    whole, begun = set[str](), set[str]()
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                whole.add(node.value)
            if isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
                start = str(node.values[0].value)
                begun |= {start} if re.fullmatch(r"[a-z]\w*_", start) else set()
    return whole, begun


def labels(spec: Spec) -> Iterator[tuple[str, Label]]:
    """Every label of the spec, with where it stands."""
    yield from ((f"{group}.{code}", label) for group, values in spec.enums.items() for code, label in values.items())
    fields = [*(block.fields for block in (*spec.records.values(), *spec.blocks.values())), spec.event_fields]
    fields += [*(d.fields for d in api().documents.values()), *(b.fields for b in api().blocks.values())]
    for own in fields:
        yield from told(own)
    for table in (*spec.lists.values(), *spec.around.values(), *spec.ledgers.values()):
        yield table.code, table.label
        yield from ((f"{table.code}.{name}", column.label) for name, column in table.columns.items())
    for shown in database().tables.values():
        yield shown.name, shown.label
        yield from ((f"{shown.name}.{name}", column.label) for name, column in shown.columns.items())
    yield from ((question.label.en, question.label) for question in database().questions)


def told(fields: dict[str, Field]) -> Iterator[tuple[str, Label]]:
    for field in fields.values():
        yield field.name, field.label
        if field.help is not None:
            yield f"{field.name} help", field.help


def test_every_label_of_the_spec_is_there_in_both_languages() -> None:
    wrong = [where for where, label in labels(default_spec()) if not label.zh or not label.en]
    assert wrong == []
    assert [where for where, label in labels(default_spec()) if CHINESE.search(label.en)] == []


# the program


def test_no_chinese_word_that_is_shown_stands_in_the_program() -> None:
    codes = {code for values in default_spec().enums.values() for code in values}
    wrong = []
    for path in sorted(PACKAGE.rglob("*.py")):
        name = path.relative_to(PACKAGE).as_posix()
        if name not in LOOKED_FOR | IN_BOTH and not name.startswith(MESSAGES):
            wrong += [f"{name}:{line}: {text[:60]}" for line, text in literals(path) if text not in codes]
    assert wrong == []


def literals(path: Path) -> Iterator[tuple[int, str]]:
    """The Chinese texts in a module, but those of its docstrings and of the help of a command, which is in both."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    passed = set[int]()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            passed.add(id(node.value))
        elif isinstance(node, ast.Call):
            passed |= {id(part) for key in node.keywords if key.arg == "help" for part in ast.walk(key.value)}
        elif (
            isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id == "COMMANDS"
        ):
            passed |= {id(part) for part in ast.walk(node.value)}
    for node in ast.walk(tree):
        shown = isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in passed
        if shown and CHINESE.search(node.value):
            yield node.lineno, node.value


def test_no_word_stands_in_a_script() -> None:
    for path in sorted((REPOSITORY / "themes").rglob("*.js")):
        text = re.sub(r"/\*.*?\*/|//[^\n]*", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        assert not re.search("[\u3400-\u9fff]", text), path.name


# the English site


@pytest.mark.parametrize("audience", ["office", "board"])
def test_an_english_site_speaks_english_and_says_which_words_are_the_registers(audience: str) -> None:
    """Chinese there is the register's own and marked so; outside of marks only names stand, in titles and sentences."""
    site = build(edition_of(demonstration(), audience, language="en"))
    names = {*own_names(demonstration().town), *(case.title for case in demonstration().cases)}
    own_texts = re.compile("|".join(re.escape(name) for name in sorted(names, key=len, reverse=True)))
    found: dict[str, str] = {}
    for path, page in html(sampled(site)):
        for text in unmarked(parse(page), False):
            if CHINESE.search(text) and CHINESE.search(own_texts.sub("", text)):
                found.setdefault(text.strip()[:80], path)
    assert found == {}


def own_names(of: Any) -> Iterator[str]:
    yield of.name
    for village in of.villages.values():
        yield village.name
        yield village.party_org
        for grid in village.grids:
            yield from (f"{village.name}{grid.name}", grid.name, grid.group)
    for person in of.people.values():
        yield person.name
        yield from (post.title for post in person.posts if post.title)
    yield from (unit.name for unit in of.units.values())


def unmarked(element: Element, is_marked: bool) -> Iterator[str]:
    """The texts and labels of a page that are not said to be Chinese."""
    lang = element.get("lang")
    is_marked = is_marked if lang is None else lang.startswith("zh")
    if isinstance(element.tag, str) and element.tag not in ("script", "code", "pre") and not is_marked:
        yield element.text or ""
        yield from (str(element.get(name) or "") for name in ("title", "aria-label", "alt", "placeholder"))
    for child in element:
        if isinstance(element.tag, str) and element.tag not in ("script", "code", "pre"):
            yield from unmarked(child, is_marked)
        if not is_marked:
            yield child.tail or ""


def test_dates_are_written_as_each_language_writes_them() -> None:
    for language, day in (("zh", "2025年9月15日"), ("en", "15 Sep 2025")):
        site = build(town().case().edition(language=language))  # type: ignore[arg-type]
        assert re.sub(r"\s", "", day) in text_of(site["cases/QTL-2025-0001.html"])


# a town's own words


def own(text: str) -> Settings:
    settings, findings = read_settings(Source("pyproject.toml", text.encode()))
    assert not findings, findings
    return settings


def test_a_town_renames_a_status_wherever_it_is_shown() -> None:
    settings = own(
        '[tool.sidan.labels]\n"status.registered" = "已入册"\n"movement.new" = {zh = "新来", en = "came in"}\n'
    )
    for language, status, movement in (("zh", "已入册", "新来"), ("en", "registered", "came in")):
        site = build(town(settings).case().edition(language=language))  # type: ignore[arg-type]
        assert status in text_of(site["cases/QTL-2025-0001.html"])
        assert re.sub(r"\s", "", movement) in text_of(site["weeks/2025-W38/chachong.html"])
        assert f'"{status}"' in site["api/labels.json"].decode() or language == "en"
