"""The weekly meeting of a village, or the town's joint meeting: its agenda, to be read aloud, written on and signed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated

from site_builder.model.case import Case, Event
from site_builder.model.four_lists import TOWN
from site_builder.model.weeks import Week
from site_builder.pages.duties import Duty, duty
from site_builder.pages.edition_index import Index, index
from site_builder.pages.page_type import CASEWORK
from site_builder.pages.shared import Holder, Link, Prose, Tag, meeting_path, week_path
from site_builder.render.page import Page
from site_builder.render.site import Door
from site_builder.views.agenda import SECTIONS, Agenda, Item, Reason, agendas
from site_builder.views.edition import Edition

TEMPLATE = "meeting.html"
AUDIENCES = CASEWORK
MERGES = True
NAVIGATION: tuple[Door, ...] = ()
_CODES = {"raised": "raise_reason", "raised_on": "raise_reason", "raise": "raise_reason", "visit": "risk"}
"""Which words the code of a reason belongs to."""
_SAID = {"ratify": "action", "reopened": "why", "raised": "why", "raised_on": "why"}
"""The field of an event in which it says what there is to say."""
_FATES = {"not_done": "not_started", "moved": "extended", "done": "done"}
"""What became of a decision, in the order in which a meeting asks, and its shape."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonView:
    """One reason why a matter is on the agenda."""

    kind: Annotated[str, "ratify, reopened, triage, assign, new, raised, overdue, due, stalled and so on; a word each."]
    on: Annotated[date | None, "The day it is about."]
    number: Annotated[int, "Days without progress, or how many points have no answer."]
    code: Annotated[str, "The reason for raising or the level of risk, in words, or empty."]
    move: Annotated[str, "What happened, in words, or empty."]
    level: Annotated[str, "The level it was raised to, in words, or empty."]
    what: Annotated[Prose | None, "What was done, or why."]
    by: Annotated[Link | None, "Who did it."]
    people: Annotated[tuple[Link, ...], "Whose step it is."]
    duties: Annotated[tuple[Duty, ...], "What is or falls due."]


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """What the register says the meeting decided."""

    case: Annotated[Link, "The case's number and page."]
    title: Annotated[str, "The case's title."]
    move: Annotated[str, "Decided, ratified or assigned, in words."]
    decided: Annotated[bool, "False where the meeting put down why it decided nothing."]
    what: Annotated[Prose | None, "What was decided, or why nothing was."]
    by: Annotated[Link, "Who put it down."]
    on: Annotated[date, "The day."]


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemView:
    """One matter on the agenda."""

    number: Annotated[int, "Its number, from 1 through the whole agenda."]
    case: Annotated[Link, "The case's number and page."]
    title: Annotated[str, "Its title."]
    problem: Annotated[Prose | None, "The problem in a sentence."]
    village: Annotated[Link, "Its village."]
    status: Annotated[Tag, "Its status."]
    is_urgent: Annotated[bool, "True for an urgent matter."]
    responsible: Annotated[Link, "Who answers for it now."]
    reasons: Annotated[tuple[ReasonView, ...], "Why it is on the agenda, the one that puts it where it stands first."]
    recorded: Annotated[tuple[Recorded, ...], "What the meeting decided about it, as far as that is on record."]


@dataclass(frozen=True, slots=True)
class SectionView:
    """A part of the agenda."""

    code: Annotated[str, "urgent, new, raised, overdue, due, stalled, raise, confirm, review, visits or rest."]
    matters: Annotated[tuple[ItemView, ...], "Its matters."]


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionView:
    """A decision that stood a week ago, and what became of it."""

    case: Annotated[Link, "The case's number and page."]
    title: Annotated[str, "The case's title."]
    number: Annotated[str, "The task's number, or empty for a decision of the meeting."]
    what: Annotated[Prose, "What was decided."]
    owner: Annotated[Link, "Who answers for it."]
    due: Annotated[date, "The day it was set for."]
    fate: Annotated[Tag, "Done, moved or not done."]
    past: Annotated[bool, "True where it is not done and its day has passed."]
    done: Annotated[date | None, "The day it was done."]
    new_due: Annotated[date | None, "The day it was moved to."]


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldAbove:
    """An open matter of a village that the town or above holds."""

    case: Annotated[Link, "The case's number and page."]
    title: Annotated[str, "The case's title."]
    status: Annotated[Tag, "Its status."]
    due: Annotated[date | None, "The next day on which something falls due."]


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingPage:
    place: Annotated[str, "The town, or the town and the village."]
    unit: Annotated[str, "Whose meeting it is: the village, or the town."]
    of_town: Annotated[bool, "True for the town's joint meeting."]
    week: Annotated[str, "The week's label, such as 2025-W42."]
    meeting: Annotated[date, "The day of the meeting."]
    day: Annotated[date, "The day as of which the agenda is made."]
    off: Annotated[str, "The holiday on which the meeting's day falls, or empty."]
    former: Annotated[date, "The day of the meeting before."]
    next: Annotated[date, "The day of the next meeting."]
    lists: Annotated[Link, "The week's four lists; no address where the week has none."]
    meetings: Annotated[tuple[Link, ...], "This week's meeting and the last one; the text is the week."]
    scopes: Annotated[tuple[Link, ...], "The same week's meetings of the town and the villages."]
    decisions: Annotated[tuple[DecisionView, ...], "Last week's decisions, those not done first."]
    fates: Annotated[tuple[int, int, int], "How many are not done, moved, done."]
    sections: Annotated[tuple[SectionView, ...], "The agenda, the parts that have matters."]
    total: Annotated[int, "How many matters there are."]
    recorded: Annotated[tuple[Recorded, ...], "Decisions on record about matters that are not on the agenda any more."]
    above: Annotated[tuple[HeldAbove, ...], "What of a village's open matters the town or above holds."]
    invited: Annotated[tuple[Holder, ...], "Who comes, with the posts of that day."]


CONTEXT = MeetingPage


def pages(edition: Edition) -> Iterator[Page]:
    this = Week.of(edition.as_of)
    weeks = (this, *(week for week in edition.weeks if week == this.previous))
    for week in weeks:
        found = agendas(edition.register, week, edition.as_of, edition.scopes)
        days = {agenda.day for agenda in found.values()}
        known = {day: index(edition if day == edition.as_of else replace(edition, as_of=day)) for day in days}
        for scope, agenda in found.items():
            context = _meeting(known[agenda.day], agenda, weeks, edition.scopes)
            yield Page(meeting_path(scope, former=week != this), TEMPLATE, context)


def _meeting(known: Index, agenda: Agenda, weeks: tuple[Week, ...], scopes: tuple[str, ...]) -> MeetingPage:
    town, scope = known.town, agenda.scope
    unit = town.name if scope == TOWN else town.name_of(scope)
    former = agenda.week != weeks[0]
    recorded: dict[str, list[Recorded]] = {}
    for case, event in agenda.recorded:
        recorded.setdefault(case.id, []).append(_recorded(known, case, event))
    on_it = {item.case.id for item in agenda.items}
    fates = [row.fate for row in agenda.decisions]
    return MeetingPage(
        place=unit if scope == TOWN else f"{town.name}{known.gap}{unit}",
        unit=unit,
        of_town=scope == TOWN,
        week=str(agenda.week),
        meeting=agenda.meeting,
        day=agenda.day,
        off=known.term(agenda.off) if agenda.off else "",
        former=agenda.former,
        next=agenda.next,
        lists=Link(week_path(str(agenda.week), scope) if str(agenda.week) in known.weeks else "", str(agenda.week)),
        meetings=tuple(Link(meeting_path(scope, former=week != weeks[0]), str(week)) for week in weeks),
        scopes=tuple(Link(meeting_path(s, former=former), town.name if s == TOWN else town.name_of(s)) for s in scopes),
        decisions=tuple(_decisions(known, agenda)),
        fates=(fates.count("not_done"), fates.count("moved"), fates.count("done")),
        sections=tuple(_sections(known, agenda, recorded)),
        total=len(agenda.items),
        recorded=tuple(one for id, all in recorded.items() if id not in on_it for one in all),
        above=tuple(_above(known, case) for case in agenda.above),
        invited=tuple(Holder(known.person(id), known.posts_on(id, agenda.meeting)) for id in agenda.invited),
    )


def _sections(known: Index, agenda: Agenda, recorded: dict[str, list[Recorded]]) -> Iterator[SectionView]:
    number = 0
    for code in SECTIONS:
        items = []
        for item in agenda.section(code):
            number += 1
            items.append(_item(known, item, number, tuple(recorded.get(item.case.id, ()))))
        if items:
            yield SectionView(code, tuple(items))


def _item(known: Index, item: Item, number: int, recorded: tuple[Recorded, ...]) -> ItemView:
    case = item.case
    return ItemView(
        number=number,
        case=known.case(case.id),
        title=case.title,
        problem=known.prose(case.problem) if case.problem and case.problem != case.title else None,
        village=known.village(case.village),
        status=known.status(case),
        is_urgent=case.urgent is not None,
        responsible=known.who(item.state.lead_post or case.lead_unit or case.first_handler),
        reasons=tuple(_reason(known, case, reason) for reason in item.reasons),
        recorded=recorded,
    )


def _reason(known: Index, case: Case, reason: Reason) -> ReasonView:
    event = reason.event
    said = event.text(_SAID.get(reason.kind, "")) if event else None
    level = event.text("to_level") if event else None
    return ReasonView(
        kind=reason.kind,
        on=reason.on,
        number=reason.number,
        code=known.label(_CODES[reason.kind], reason.code) if reason.code else "",
        move=known.label("move", event.move) if event else "",
        level=known.label("level", level) if level else "",
        what=known.prose(said) if said else None,
        by=known.who(event.by) if event else None,
        people=tuple(known.who(id) for id in reason.people),
        duties=tuple(duty(known, case, deadline) for deadline in reason.deadlines),
    )


def _recorded(known: Index, case: Case, event: Event) -> Recorded:
    said = event.text("decision") or event.text("none_because")
    return Recorded(
        case=known.case(case.id),
        title=case.title,
        move=known.label("move", event.move),
        decided=event.text("none_because") is None,
        what=known.prose(said) if said else None,
        by=known.who(event.by),
        on=event.on,
    )


def _above(known: Index, case: Case) -> HeldAbove:
    return HeldAbove(
        case=known.case(case.id),
        title=case.title,
        status=known.status(case),
        due=next((deadline.due for deadline in known.running(case)), None),
    )


def _decisions(known: Index, agenda: Agenda) -> Iterator[DecisionView]:
    """Those not done first, each kind by its day."""
    order = list(_FATES)
    for row in sorted(agenda.decisions, key=lambda row: (order.index(row.fate), row.due, row.case.id)):
        yield DecisionView(
            case=known.case(row.case.id),
            title=row.case.title,
            number=row.number,
            what=known.prose(row.what),
            owner=known.who(row.owner),
            due=row.due,
            fate=Tag(known.label("fate", row.fate), _FATES[row.fate]),
            past=row.fate == "not_done" and row.due < agenda.day,
            done=row.done,
            new_due=row.new_due,
        )
