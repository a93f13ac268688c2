"""What the intake form asks, in which order and when; and the numbers it may give out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from site_builder.spec import Block, Field, Label, Spec, Type

TICKED = "yes"
"""The answer of a question that is ticked."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question: a field of the case by its path (`risk.level`), or `by`, or `body`.

    `when` names other questions with the answers that bring this one up; `label` and `hint`, where given,
    stand before those of the field. `ahead`: a date that may lie in the future.
    """

    path: str
    when: tuple[tuple[str, tuple[str, ...]], ...]
    need: bool
    ahead: bool
    label: Label | None
    hint: Label | None


@dataclass(frozen=True, slots=True)
class Begins:
    """Where a case of a kind begins."""

    level: str
    access: str


@dataclass(frozen=True, slots=True)
class Intake:
    """intake.yaml. `numbers` are the first and the last that the form may give out."""

    sections: tuple[tuple[Label, tuple[Question, ...]], ...]
    begins: dict[str, Begins]
    numbers: tuple[int, int]
    body: Label

    def begin(self, kind: str) -> Begins:
        """Where a case of this kind begins."""
        return self.begins.get(kind) or self.begins["else"]

    def next_number(self, taken: Iterable[int]) -> int:
        """The number after the highest one that was not given out by a form; where those are full, the first free."""
        first, last = self.numbers
        known = set(taken)
        number = max((n for n in known if not first <= n <= last), default=0) + 1
        if number < first:
            return number
        return next(n for n in range(1, max(known) + 2) if n not in known)


@cache
def intake() -> Intake:
    """The form as the program ships it."""
    text = files(__package__).joinpath("intake.yaml").read_text(encoding="utf-8")
    raw: dict[str, Any] = yaml.load(text, Loader=yaml.CSafeLoader)
    return Intake(
        tuple((_label(part), tuple(map(_question, part["fields"]))) for part in raw["sections"]),
        {kind: Begins(row["level"], row["access"]) for kind, row in raw["begins"].items()},
        (raw["numbers"]["from"], raw["numbers"]["to"]),
        _label(raw["body"]),
    )


def _label(row: dict[str, Any]) -> Label:
    return Label(row["zh"], row["en"])


def _question(row: dict[str, Any]) -> Question:
    return Question(
        path=row["field"],
        when=tuple((name, tuple(answers)) for name, answers in row.get("when", {}).items()),
        need=row.get("need", False),
        ahead=row.get("ahead", False),
        label=_label(row) if "zh" in row else None,
        hint=_label(row["hint"]) if "hint" in row else None,
    )


def field_asked(spec: Spec, path: str) -> Field:
    """The field of the case that a question fills. Raises KeyError for a path that the spec does not have."""
    if path == "body":
        return Field("body", Type("paragraph"), intake().body)
    if path == "by":
        return spec.blocks["event"].fields["by"]
    return spec.case_field(path)


def block_of(spec: Spec, type_: Type) -> Block:
    """The fields of a block, or of each item of a list of blocks. Raises KeyError for any other type."""
    return spec.blocks[type_.item.name if type_.item else type_.name]


def is_needed(question: Question, field: Field) -> bool:
    """True where a question that is asked must be answered; a block that nothing brings up may be left out whole."""
    return question.need or (field.need and ("." not in question.path or bool(question.when)))
