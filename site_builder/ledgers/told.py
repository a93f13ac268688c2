"""Sentences about rows: what a remark says in one language, with numbers that belong to persons left out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from site_builder.ledgers.facts import Remark
from site_builder.ledgers.masks import Masks
from site_builder.ledgers.words import WORDS
from site_builder.rules.page import escape
from site_builder.spec import Label, Language, Spec
from site_builder.spec.ledgers import Ledgers
from site_builder.text.finding import Term

LONGEST = 40


class Teller:
    """Tells of rows in one language."""

    def __init__(self, spec: Spec, ledgers: Ledgers, language: Language) -> None:
        self.spec, self.ledgers, self.language = spec, ledgers, language
        self.words = WORDS[language]

    def sentence(self, remark: Remark) -> str:
        """What is wrong with a cell or a row, and what to write where that can be said."""
        sentence = self.words[remark.key].format(**{n: self._value(v) for n, v in remark.values.items()})
        if not remark.head:
            return sentence
        return self.words["says"].format(head=escape(remark.head), said=self.said(remark), sentence=sentence)

    def said(self, remark: Remark) -> str:
        """What the cell says, without numbers that belong to a person."""
        text = Masks().text(remark.said, ())
        return escape(text if len(text) <= LONGEST else text[: LONGEST - 1] + "…")

    def label(self, name: str) -> str:
        """A column's, a field's or a move's name in words."""
        if name in self.ledgers.columns:
            return self.ledgers.columns[name].label.of(self.language)
        if name in self.spec.moves:
            return self.spec.moves[name].label.of(self.language)
        return self.spec.label(Term("field", name), self.language)

    def value(self, column: str, value: str) -> str:
        """A value of a column that is a closed list, in words."""
        type_ = self.ledgers.columns[column].type
        return self.spec.label(Term(type_.name, value), self.language) if type_.kind == "enum" else value

    def together(self, names: Mapping[str, Any] | tuple[str, ...] | list[str]) -> str:
        return self.words["several"].join(escape(name) for name in names)

    def _value(self, value: Any) -> str:
        if isinstance(value, Label):
            return value.of(self.language)
        if isinstance(value, tuple):
            return self.together(value)
        if isinstance(value, str) and value.isascii() and value.replace("_", "").isalpha():
            return self.label("found_on" if value == "found" else value)
        return str(value) if isinstance(value, int | date) else escape(str(value))
