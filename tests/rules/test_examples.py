"""Every rule finds what its page marks, where it marks it, and nothing else."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

import site_builder
from site_builder.rules.checked import Checked
from site_builder.rules.page import page_names, rule_page, speak
from site_builder.spec import default_spec
from site_builder.text.finding import Finding
from tests.rules.conftest import Judge
from tests.rules.harness import (
    AS_OF,
    BadExample,
    Example,
    all_examples,
    base_names,
    base_register,
    checked,
    examples,
)

SOURCE = Path(site_builder.__file__).parent
REQUIREMENTS = [*(f"E{n:02}" for n in range(1, 16)), "W01", "W02", "W03", "W05", "W06"]
"""Domain notes §8.6. W04, a rate over few matters shown without its count, is about figures and not about
records; the tests of the figures keep it."""


def _severity(finding: Finding) -> str:
    return rule_page(finding.code).severity


def _told(result: Checked, findings: list[Finding]) -> str:
    said = []
    for finding in findings:
        spoken = speak(finding, result.spec, "zh")
        said.append(f"{finding.place}: {spoken.severity}[{finding.code}] {spoken.message}")
    return "\n".join(said) or "nothing"


def test_the_base_register_is_without_a_finding(tmp_path: Path) -> None:
    result = checked(base_register(), AS_OF, tmp_path)
    assert not result.findings, _told(result, list(result.findings))
    assert len(base_register()) == len(base_names()) + 2, "two bases have one id"
    assert result.cases == len(base_names()) - 1


@pytest.mark.parametrize("example", list(all_examples()), ids=lambda e: e.name)
def test_the_example_is_judged_as_it_is_marked(example: Example, judge: Judge) -> None:
    result = judge(example)
    keys = [f.sort_key for f in result.findings]
    assert len(set(keys)) == len(keys), "two findings have one place in the order, so the order is left to chance"
    left = list(result.findings)
    for mark in example.marks:
        hits = [
            f
            for f in result.findings
            if f.code == mark.code
            and (not mark.path or f.place.path == mark.path)
            and (not mark.line or f.place.line == mark.line)
            and (not mark.column or f.place.column == mark.column)
        ]
        assert hits, f"no {mark}; found:\n{_told(result, list(result.findings))}"
        left = [f for f in left if f not in hits]
    unmarked = [f for f in left if f.code == example.code or _severity(f) == "error"]
    assert not unmarked, f"not marked:\n{_told(result, unmarked)}"
    for finding in result.findings:
        for language in ("zh", "en"):
            spoken = speak(finding, result.spec, language)
            for sentence in (spoken.message, spoken.help, *spoken.notes):
                assert sentence.strip(), f"{finding.code}: an empty sentence in {language}"
                assert not re.search(r"\{\w+\}", sentence), f"{finding.code}: {sentence}"


@pytest.mark.parametrize("code", list(page_names()))
def test_a_page_has_a_wrong_and_a_right_example(code: str) -> None:
    kinds = {example.is_wrong for example in examples(code)}
    assert kinds == {True, False}


@pytest.mark.parametrize("code", list(page_names()))
def test_every_sentence_of_a_page_is_shown_by_an_example(code: str, judge: Judge) -> None:
    said = {f.variant for example in examples(code) for f in judge(example).findings if f.code == code}
    wanted = set(rule_page(code).sentences)
    if len(wanted) > 1:
        wanted -= {""}  # it may stand for the rule as a whole
    assert wanted - said == set(), "sentences that no example leads to"


@pytest.mark.parametrize("code", list(page_names()))
def test_a_page_is_in_order(code: str) -> None:
    page = rule_page(code)
    assert page.code == code
    assert page_names()[code] == f"{code}-{page.slug}.md"
    assert page.severity in ("error", "warning")
    assert "**Why** " in page.text
    for sentences in page.sentences.values():
        for label in (page.title, sentences.message, sentences.help):
            assert label is not None
            assert label.zh.strip()
            assert label.en.strip()
            assert set(_holes(label.zh)) == set(_holes(label.en)), f"{label.zh} / {label.en}"
            assert re.search(r"[\u4e00-\u9fff]", label.zh), label.zh
            assert len(re.findall(r"[\u4e00-\u9fff]", label.en)) < len(label.en) / 3, label.en
            assert not label.en.endswith("."), label.en
            assert not label.zh.endswith("。"), label.zh
    for note in page.notes.values():
        assert note.zh
        assert note.en


def _holes(text: str) -> list[str]:
    return re.findall(r"\{(\w+)", text)


def test_no_two_rules_say_the_same() -> None:
    for language in ("zh", "en"):
        said: dict[str, str] = {}
        for code in page_names():
            for variant, sentences in rule_page(code).sentences.items():
                message = sentences.message.of(language)
                assert message not in said, f"{code} {variant} says the same as {said[message]}: {message}"
                said[message] = f"{code} {variant}"


def test_every_code_has_one_page_and_every_page_a_code() -> None:
    raised = set()
    for file in SOURCE.rglob("*.py"):
        raised |= set(re.findall(r"[\"']([A-Z]\d{3})[\"']", file.read_text(encoding="utf-8")))
    files = sorted(p.name for p in (SOURCE / "rules" / "pages").glob("*.md"))
    assert len(files) == len(page_names()), "two pages for one code"
    assert sorted(raised) == sorted(page_names())


def test_every_requirement_is_kept_by_a_rule() -> None:
    named = {word for code in page_names() for word in re.findall(r"\b[EW]\d\d\b", rule_page(code).requirement)}
    assert sorted(named) == sorted(REQUIREMENTS)


def test_the_spec_names_every_term_that_a_rule_speaks_of() -> None:
    """The labels of the spec are there in both languages."""
    for values in default_spec().enums.values():
        for label in values.values():
            assert label.zh
            assert label.en


def test_the_harness_refuses_a_page_it_cannot_read() -> None:
    from tests.rules.harness import _parts

    with pytest.raises(BadExample):
        list(_parts("X000", "```case base=dispute\nid: A\n"))


@pytest.mark.parametrize("name", sorted(p.name for p in (SOURCE / "spec").glob("*.yaml")))
def test_no_comma_or_switch_word_has_spoilt_the_spec(name: str) -> None:
    """`{en: leader, Party}` is read as two keys and `on:` as true; both must be quoted."""
    waiting = [yaml.safe_load((SOURCE / "spec" / name).read_text(encoding="utf-8"))]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            assert all(isinstance(key, str | int) and not isinstance(key, bool) for key in value), value
            assert None not in value.values(), value
            waiting += value.values()
        elif isinstance(value, list):
            waiting += value
