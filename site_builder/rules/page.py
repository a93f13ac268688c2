"""A rule's page: its words in two languages, its reason, its legal basis, its examples."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Any, Literal

import yaml

from site_builder.spec import Label, Language, Spec
from site_builder.spec.texts import texts
from site_builder.text.finding import Finding, Term, Value

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Sentences:
    message: Label
    help: Label | None


@dataclass(frozen=True, slots=True)
class RulePage:
    """One rule as its page tells it. `text` is the page's body: reason, wrong and right examples.

    `clock` is true for a rule whose findings come with the days alone, without anybody's edit.
    `fix` is true where what it finds has one right answer only, which `check --fix` writes.
    """

    code: str
    slug: str
    severity: Severity
    title: Label
    basis: str
    requirement: str
    clock: bool
    sentences: dict[str, Sentences]
    notes: dict[str, Label]
    text: str
    fix: bool = False


_FOLDER = files("site_builder.rules").joinpath("pages")


@cache
def page_names() -> dict[str, str]:
    """Code → file name, for every rule there is, in order of code."""
    return {name[:4]: name for name in sorted(p.name for p in _FOLDER.iterdir()) if name.endswith(".md")}


@cache
def rule_page(code: str) -> RulePage:
    """The page of one rule. Raises KeyError for a code that no rule has."""
    raw = _FOLDER.joinpath(page_names()[code]).read_text(encoding="utf-8")
    match = re.match(r"---\n(.*?)\n---\n(.*)", raw, re.DOTALL)
    if match is None:
        raise ValueError(f"{page_names()[code]}: no front matter")
    head: dict[str, Any] = yaml.load(match[1], Loader=yaml.CSafeLoader)
    sentences = {"": Sentences(_label(head["message"]), _label(head["help"]))}
    for name, row in head.get("variants", {}).items():
        help_text = _label(row["help"]) if "help" in row else sentences[""].help
        sentences[name] = Sentences(_label(row["message"]), help_text)
    return RulePage(
        code=head["code"],
        slug=head["slug"],
        severity=head["severity"],
        title=_label(head["title"]),
        basis=head.get("basis", ""),
        requirement=str(head.get("requirement", "")),
        clock=bool(head.get("clock", False)),
        sentences=sentences,
        notes={name: _label(row) for name, row in head.get("notes", {}).items()},
        text=match[2].strip("\n") + "\n",
        fix=head.get("fix", False),
    )


def _label(raw: dict[str, str]) -> Label:
    return Label(str(raw["zh"]), str(raw["en"]))


_UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffe\uffff\ud800-\udfff]")


def escape(text: str) -> str:
    """Control, bidirectional and invisible characters are shown as `\\u202e`, never sent to a terminal or page."""
    return _UNSAFE.sub(lambda m: f"\\x{ord(m[0]):02x}" if ord(m[0]) < 256 else f"\\u{ord(m[0]):04x}", text)


def show(value: Value, spec: Spec, language: Language) -> str:
    """A value as a reader sees it in a sentence."""
    if isinstance(value, Term):
        return escape(spec.label(value, language))
    if isinstance(value, tuple):
        return texts("marks")[language]["comma"].join(show(item, spec, language) for item in value)
    return escape(str(value))


@dataclass(frozen=True, slots=True)
class Spoken:
    """A finding in words."""

    finding: Finding
    severity: Severity
    message: str
    help: str
    notes: tuple[str, ...]

    @property
    def text(self) -> str:
        """What is wrong and, on a line of its own, what to do about it."""
        return f"{self.message}\n{self.help}" if self.help else self.message


def speak(finding: Finding, spec: Spec, language: Language) -> Spoken:
    """Fill the sentences of a finding's rule with its values."""
    page = rule_page(finding.code)
    sentences = page.sentences[finding.variant]
    values = {name: show(value, spec, language) for name, value in finding.values}
    message = sentences.message.of(language).format(**values)
    help_text = sentences.help.of(language).format(**values) if sentences.help else ""
    if finding.commit:
        message = texts("said")[language]["in_commit"].format(commit=finding.commit) + message
        help_text = help_text + texts("said")[language]["one_commit"]
    return Spoken(
        finding,
        page.severity,
        message,
        help_text,
        tuple(page.notes[related.note].of(language).format(**values) for related in finding.related),
    )


def speak_of_sealed(finding: Finding, language: Language) -> Spoken:
    """A finding in a sealed matter: the rule and the place, and nothing that the file holds."""
    page = rule_page(finding.code)
    return Spoken(
        replace(finding, values=(), related=()),
        page.severity,
        page.title.of(language) + texts("said")[language]["not_shown"],
        texts("said")[language]["see_page"].format(code=finding.code),
        (),
    )
