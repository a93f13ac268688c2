"""One official paper of a case, to be printed on A4, finished in ink, sealed and handed over."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Annotated, Any

from site_builder.model.case import Case, Task
from site_builder.model.clocks import Deadline
from site_builder.model.history import task_due, task_owner
from site_builder.model.papers import Offer, last_event, offers
from site_builder.pages.edition_index import Index, index
from site_builder.pages.part import ALL, Part, pages_in
from site_builder.pages.shared import Day, Flag, Link, Value, paper_path
from site_builder.render.filters import long_date
from site_builder.render.page import Page
from site_builder.render.site import Door
from site_builder.spec import Field, parse_anchor
from site_builder.spec.papers import PaperField, papers
from site_builder.spec.texts import texts
from site_builder.views.edition import Edition

TEMPLATE = "paper.html"
AUDIENCES = ("office",)
NAVIGATION: tuple[Door, ...] = ()


@dataclass(frozen=True, slots=True)
class Said:
    """Something a paper says, or leaves blank for ink."""

    name: Annotated[str, "Its name, by which a sentence has a hole for it."]
    label: Annotated[str, "What it is."]
    text: Annotated[str, "What the record says, or empty."]
    lines: Annotated[int, "How many lines are left for ink where it is empty."]
    is_date: Annotated[bool, "True for a day."]


@dataclass(frozen=True, slots=True)
class AnsweredPoint:
    """A point raised and its answer."""

    what: Annotated[str, "The point."]
    answer: Annotated[str, "The answer, or empty."]


@dataclass(frozen=True, slots=True)
class PaperInstalment:
    """One instalment that was agreed on."""

    due: Annotated[date, "The due day."]
    amount: Annotated[Decimal, "The amount in yuan."]


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperPage:
    code: Annotated[str, "The paper's code; its text is papers/⟨code⟩.html."]
    title: Annotated[str, "What is written over it."]
    case: Annotated[Link, "The case."]
    organ: Annotated[str, "Who signs it."]
    basis: Annotated[str, "Its legal basis, or empty."]
    fields: Annotated[tuple[Said, ...], "What it says; `filled` puts it into a sentence."]
    points: Annotated[tuple[AnsweredPoint, ...], "Points raised, with their answers."]
    parties: Annotated[tuple[str, ...], "The codes of the parties; their names are written in ink."]
    instalments: Annotated[tuple[PaperInstalment, ...], "The instalments agreed on."]
    objection: Annotated[int, "In how many working days a unit may object that the matter is not its own."]


CONTEXT = PaperPage


def pages(edition: Edition) -> Iterator[Page]:
    return pages_in(parts_about(edition, ALL))


def parts_about(edition: Edition, about: Container[str]) -> Iterator[Part]:
    """The papers of a case are made from its file and from those that it names or that name it."""
    known = index(edition)
    for case in edition.cases:
        if case.id not in about:
            continue
        inputs = (known.stands_for(case), known.used)
        yield Part(f"papers {case.id}", partial(_pages, known, case), inputs, case.id)


def _pages(known: Index, case: Case) -> Iterator[Page]:
    found = offers(case, known.register, known.as_of)
    for offer in found:
        yield paper_page(known, case, offer, found)


def paper_page(known: Index, case: Case, offer: Offer, others: tuple[Offer, ...]) -> Page:
    """The page of one paper. `others` are all the papers of the case."""
    paper = offer.paper
    teller = _Teller(known, case, offer, others)
    fields = tuple(map(teller.said, paper.fields))
    told = {field.name: field.text for field in fields}
    context = PaperPage(
        code=paper.code,
        title=known.word(paper.title).format(**told),
        case=known.case(case.id),
        organ=teller.organ(),
        basis=paper.basis,
        fields=fields,
        points=tuple(
            AnsweredPoint(p.what, (p.answer or "") if p.answered_on is None or known.known_day(p.answered_on) else "")
            for p in case.points
        ),
        parties=case.parties,
        instalments=tuple(PaperInstalment(i.due, i.amount_yuan) for i in case.instalments),
        objection=known.spec.clocks["objection"].limit,
    )
    return Page(paper_path(case.id, paper.code), TEMPLATE, context)


class _Teller:
    """Says what a source of papers.yaml says of one case."""

    def __init__(self, known: Index, case: Case, offer: Offer, others: tuple[Offer, ...]) -> None:
        self.known = known
        self.case = case
        self.offer = offer
        self.others = others

    def said(self, field: PaperField) -> Said:
        text = field.value or next(filter(None, map(self._source, field.sources)), "")
        return Said(field.name, self.known.word(field.label), text, field.lines, field.is_date)

    def organ(self) -> str:
        if self.offer.paper.signed == "unit":
            return self.known.town.name_of(self.case.lead_unit) if self.case.lead_unit else ""
        return self.known.word(papers().organ).format(town=self.known.town.name)

    def _source(self, source: str) -> str:
        kind, _, rest = source.partition(".")
        spec, case = self.known.spec, self.case
        if source == "papers":
            delivered = (offer.paper.label for offer in self.others if offer.paper.is_delivered)
            return self.known.comma.join(map(self.known.word, delivered))
        if source == "points":
            return self._listed(point.what for point in case.points)
        if source == "tasks":
            return self._listed(map(self._task, self._open_tasks()))
        if kind in ("case", "petition", "order"):
            record = case if kind == "case" else getattr(case, kind)
            fields = spec.records["case"].fields if kind == "case" else spec.blocks[kind].fields
            return self._text(fields[rest], getattr(record, rest)) if record else ""
        if kind == "made":
            return self._of_event(self.offer.made, rest)
        if kind.startswith("event:"):
            return self._of_event(last_event(case.known_on(self.known.as_of), (parse_anchor(kind),)), rest)
        return self._of_clock(kind.removeprefix("clock:"), rest)

    def _open_tasks(self) -> Iterator[Task]:
        for task in self.case.tasks:
            if task.assigned_on <= self.known.as_of and not self.known.known_day(task.done):
                yield task

    def _task(self, task: Task) -> str:
        as_of, marks = self.known.as_of, texts("marks")[self.known.language]
        owner = self.known.town.name_of(task_owner(self.case, task, as_of))
        told = marks["comma_long"].join((owner, self._day(task_due(self.case, task, as_of))))
        return task.what + marks["aside"].format(what=told)

    def _listed(self, items: Iterable[str]) -> str:
        """`1. …；2. …`, or the one there is."""
        found = list(items)
        semicolon = texts("marks")[self.known.language]["semicolon"]
        return semicolon.join(f"{n}. {item}" for n, item in enumerate(found, 1)) if len(found) > 1 else "".join(found)

    def _of_event(self, event: Any, path: str) -> str:
        """What an event says: a field of it, or a field of a block of it."""
        if event is None:
            return ""
        name, _, inner = path.partition(".")
        if name == "on":
            return self._day(event.on)
        value = event.fields.get(name)
        field = self.known.spec.event_field(name) if value is not None else None
        if inner and field is not None:
            value, field = value.get(inner), self.known.spec.blocks[field.type.name].fields[inner]
        return self._text(field, value) if field is not None else ""

    def _of_clock(self, code: str, what: str) -> str:
        clock = self.known.spec.clocks[code]
        route = self.case.petition.route if self.case.petition else None
        if (clock.kinds and self.case.kind not in clock.kinds) or (clock.routes and route not in clock.routes):
            return ""
        deadline: Deadline | None = next((d for d in self.known.deadlines(self.case) if d.code == code), None)
        match what:
            case "limit":
                return str(deadline.limit if deadline else clock.limit)
            case "extension":
                return str(clock.extension_days)
            case "due":
                return self._day(deadline.due if deadline else None)
            case "first_due":
                return self._day(deadline.original_due if deadline else None)
        return self._day(deadline.due if deadline and deadline.extended_days else None)

    def _day(self, day: date | None) -> str:
        return long_date(day, self.known.language) if day else ""

    def _text(self, field: Field, value: Any) -> str:
        """A value of the record in words. A person is named by the post, which is what a paper is about."""
        if value is None or value == ():
            return ""
        if field.type.kind == "person":
            return self.known.posts_on(value, self.known.as_of) or self.known.town.name_of(value)
        shown = self.known.values(field.type, value, self.case.village)
        return self.known.comma.join(map(self._plain, shown))

    def _plain(self, value: Value) -> str:
        if isinstance(value, Day):
            return self._day(value.on)
        assert not isinstance(value, Flag)
        return value.text
