"""A copy of a case that may leave the office: an allow-list of what it holds, and no personal data in it.

What is not named in `spec/outward.yaml` is not there. Every text passes one mask; who did something is told by the
post of that day. Source: design §9, 14; domain notes §6.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from site_builder.model.case import Case, Event
from site_builder.model.known import as_known
from site_builder.model.register import Register
from site_builder.spec import Field, Language
from site_builder.spec.outward import outward_spec
from site_builder.spec.texts import texts
from site_builder.text.finding import Term
from site_builder.text.masked import masked
from site_builder.views.change.values import NO, YES, details, opened
from site_builder.views.posts import Posts

_FLAGS = {YES: "flag_yes", NO: "flag_no"}


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that was done: the day, what, by which post, and what it says."""

    on: date
    move: str
    post: str
    says: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Outward:
    """The copy. `hidden` is how often something was masked."""

    id: str
    title: str
    town: str
    as_of: date
    facts: tuple[tuple[str, str], ...]
    problem: str
    body: str
    points: tuple[tuple[str, str, date | None], ...]
    steps: tuple[Step, ...]
    hidden: int


def outward(case: Case, register: Register, as_of: date, language: Language) -> Outward:
    """The copy of a case as it was known on a day, which is one on which the register knows it."""
    return _Copier(register, as_of, language).copy(as_known(register.history(case), as_of))


class _Copier:
    def __init__(self, register: Register, as_of: date, language: Language) -> None:
        self.town = register.town
        self.spec = register.spec
        self.as_of = as_of
        self.language = language
        self.names = [person.name for person in register.town.people.values()]
        self.posts = Posts(register.town, register.spec, language)
        self.hidden = 0

    def copy(self, case: Case) -> Outward:
        facts = tuple(self._facts(case))
        points = tuple((self._text(p.what), self._text(p.answer or ""), p.answered_on) for p in case.points)
        steps = tuple(self._steps(case.events))
        title, problem, body = self._text(case.title), self._text(case.problem or ""), self._text(case.body.strip())
        return Outward(case.id, title, self.town.name, self.as_of, facts, problem, body, points, steps, self.hidden)

    def _text(self, text: str) -> str:
        shown, count = masked(text, self.names)
        self.hidden += count
        return shown

    def _facts(self, case: Case) -> Iterator[tuple[str, str]]:
        for block, names in outward_spec().blocks.items():
            if block == "case":
                yield from self._told(self.spec.records["case"].fields, names, opened(case))
            elif (own := getattr(case, block)) is not None:
                yield from self._told(self.spec.blocks[block].fields, names, opened(own))

    def _told(
        self, fields: Mapping[str, Field], names: tuple[str, ...], values: Mapping[str, Any]
    ) -> Iterator[tuple[str, str]]:
        """The fields that are shown, label and value in words."""
        wanted = {name: fields[name] for name in names if name in fields}
        for detail in details(self.spec, wanted, values, self.town):
            values_ = detail.told.value if isinstance(detail.told.value, tuple) else (detail.told.value,)
            words = map(self._word, values_)
            label = " / ".join(label.of(self.language) for label in detail.labels)
            yield label, self._text(texts("marks")[self.language]["comma"].join(words))

    def _word(self, value: object) -> str:
        if isinstance(value, Term) and value in _FLAGS:
            return texts("outward")[self.language][_FLAGS[value]]
        return self.spec.label(value, self.language) if isinstance(value, Term) else str(value)

    def _steps(self, events: tuple[Event, ...]) -> Iterator[Step]:
        for event in events:
            if event.move in outward_spec().moves_left_out:
                continue
            says = tuple(self._told(self.spec.event_fields, outward_spec().event_fields, event.fields))
            yield Step(event.on, self.spec.moves[event.move].label.of(self.language), self._post(event), says)

    def _post(self, event: Event) -> str:
        """The post of a person, the name of a unit."""
        if event.by in self.town.units:
            return self.town.name_of(event.by)
        return self.posts.on(event.by, event.on)
