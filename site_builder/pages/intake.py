"""The form that registers a case: it works from a folder, without a server, and gives out a valid case file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

from site_builder.pages.edition_index import Index, index
from site_builder.pages.intake_facts import IntakeFacts, facts
from site_builder.pages.page_type import CASEWORK
from site_builder.render.page import Page
from site_builder.render.site import Door
from site_builder.spec import Field
from site_builder.spec.intake import Question, field_asked, intake, is_needed
from site_builder.views.edition import Edition

TEMPLATE = "intake.html"
AUDIENCES = CASEWORK
MERGES = True
NAVIGATION = (Door(35, "intake", "intake.html"),)
_CONTROLS = {
    "enum": "select", "category": "select", "village": "select", "grid": "select", "person_or_unit": "select",
    "unit": "select", "date": "date", "datetime": "datetime-local", "integer": "number", "number": "decimal",
    "paragraph": "area", "list": "area",
}  # fmt: skip
LONG = 60
"""A text that may have more characters is asked for in a box of several lines."""
_TICKED = ("urgent", "pii_reviewed")
"""Questions that are answered by a tick, whatever the field holds."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer that can be chosen."""

    value: Annotated[str, "What is written into the file."]
    text: Annotated[str, "Its word, or the name of the person, unit or village."]


@dataclass(frozen=True, slots=True)
class Asked:
    """One question of the form."""

    name: Annotated[str, "The field: `title`, `risk.level`, `by`, `body`."]
    id: Annotated[str, "The id of its input."]
    label: Annotated[str, "The field's label."]
    hint: Annotated[str, "What to write, or empty."]
    control: Annotated[str, "select, radio, tick, line, area, number, decimal, date or datetime-local."]
    need: Annotated[bool, "True where it must be answered."]
    max: Annotated[int | None, "How many characters it may have, where that is limited."]
    choices: Annotated[tuple[Choice, ...], "The answers of a select or radio; grids and people are filled in later."]


@dataclass(frozen=True, slots=True)
class Section:
    """Questions under one heading."""

    title: Annotated[str, "The heading."]
    questions: Annotated[tuple[Asked, ...], "Its questions, in order."]


@dataclass(frozen=True, slots=True, kw_only=True)
class IntakePage:
    sections: Annotated[tuple[Section, ...], "The questions, in order."]
    facts: Annotated[IntakeFacts, "What the form's scripts must know of the register and its rules."]


CONTEXT = IntakePage


def pages(edition: Edition) -> Iterator[Page]:
    known = index(edition)
    sections = tuple(
        Section(known.word(title), tuple(_asked(known, question) for question in questions))
        for title, questions in intake().sections
    )
    yield Page("intake.html", TEMPLATE, IntakePage(sections=sections, facts=facts(known)))


def _asked(known: Index, question: Question) -> Asked:
    field = field_asked(known.spec, question.path)
    hint = question.hint or field.help
    return Asked(
        name=question.path,
        id="f-" + question.path.replace(".", "-").replace("_", "-"),
        label=known.word(question.label or field.label),
        hint=known.word(hint) if hint else "",
        control=_control(question, field),
        need=is_needed(question, field),
        max=field.max,
        choices=tuple(_choices(known, question, field)),
    )


def _control(question: Question, field: Field) -> str:
    if question.path in _TICKED:
        return "tick"
    if question.path in ("kind", "access"):
        return "radio"
    if field.max is not None and field.max > LONG:
        return "area"
    return _CONTROLS.get(field.type.kind, "line")


def _choices(known: Index, question: Question, field: Field) -> Iterator[Choice]:
    """The answers there are. Who may register and the grids depend on the village: the script fills them in."""
    match field.type.kind:
        case "enum" | "category":
            group = field.type.name or "category"
            yield from (Choice(code, known.label(group, code)) for code in known.spec.values(group))
        case "village":
            yield from (Choice(id, village.name) for id, village in known.villages.items())
        case "unit":
            above = (unit for unit in known.units.values() if unit.level in ("county", "city"))
            yield from (Choice(unit.id, unit.name) for unit in above)
        case "person_or_unit" if question.path != "by":
            yield from (Choice(id, person.name) for id, person in known.people.items())
            yield from (Choice(id, unit.name) for id, unit in known.units.items())
