"""One page per case: what it is, what is due and why, what was asked and answered, and all that happened.

Everything is shown as the register knew it on the edition's day: a date, an answer or an event that came
later is not there yet. On its last day the page holds every value of the record.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Annotated, Any

from site_builder.model.case import Case, Event, Measure, Visit
from site_builder.model.clocks import uncounted
from site_builder.model.four_lists import TaskRow, task_rows
from site_builder.model.history import Step, before_hand_overs, risk_level, steps
from site_builder.pages.attachment_views import AttachmentView, attachment_views
from site_builder.pages.case_file import CaseFile, case_file
from site_builder.pages.case_papers import PaperRow, paper_rows
from site_builder.pages.case_retention import RetentionView, last_day_kept, retention_view
from site_builder.pages.deadline_views import DeadlineView, deadline_view
from site_builder.pages.edition_index import Index, index
from site_builder.pages.page_type import CASEWORK
from site_builder.pages.part import ALL, Part, pages_in
from site_builder.pages.shared import Fact, Link, Prose, Tag, Value, case_data, case_path, visit_href
from site_builder.render.page import Page
from site_builder.render.site import Door
from site_builder.views.edition import Edition
from site_builder.views.noted import note_ahead
from site_builder.views.pictures import stand_for_files

TEMPLATE = "case.html"
AUDIENCES = CASEWORK
NAVIGATION: tuple[Door, ...] = ()

_PLACE = ("village", "grid", "kind", "category", "source", "level", "access")
_DATES = ("found_on", "registered_on", "people_affected", "amount_yuan", "parties")
_WHO = ("first_handler", "lead_unit", "lead_post", "lead_party", "lead_admin", "helpers", "copies")


@dataclass(frozen=True, slots=True)
class FactGroup:
    """Facts under a heading."""

    heading: Annotated[str, "The heading, or empty for the first group."]
    facts: Annotated[tuple[Fact, ...], "The facts."]


@dataclass(frozen=True, slots=True)
class UncountedView:
    """A clock that cannot be counted for want of a holiday calendar."""

    name: Annotated[str, "The clock."]
    year: Annotated[int, "The year whose holidays are not known."]


@dataclass(frozen=True, slots=True)
class PointView:
    """A point raised, and its answer."""

    what: Annotated[Prose, "The point."]
    answer: Annotated[Prose | None, "The answer, once it is given."]
    answered_on: Annotated[date | None, "The day of the answer."]


@dataclass(frozen=True, slots=True)
class MeasureView:
    """One measure of a task."""

    what: Annotated[Prose, "The measure."]
    who: Annotated[Link, "Who carries it out."]
    way: Annotated[str, "The way, in words, or empty."]
    basis: Annotated[Prose | None, "Its legal or other basis."]
    start: Annotated[date | None, "The first day."]
    by: Annotated[date, "The day by which it is to be done."]
    done: Annotated[date | None, "The day it was done."]
    progress: Annotated[str, "done, in_progress, not_started, overdue or dropped."]
    evidence: Annotated[Prose | None, "The evidence."]


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskView:
    """One task with its measures."""

    number: Annotated[str, "The task's number."]
    what: Annotated[Prose, "The task."]
    done_when: Annotated[Prose, "How one can tell that it is done."]
    progress: Annotated[str, "done, in_progress, not_started, extended, overdue or dropped."]
    due: Annotated[date, "The due day, as it stands."]
    extended_from: Annotated[date | None, "The former due day, where it was extended."]
    days: Annotated[int | None, "Calendar days left; None when it is over."]
    done: Annotated[date | None, "The day it was done."]
    assigned_on: Annotated[date, "The day it was assigned."]
    assigned_by: Annotated[Value | None, "The weekly meeting or the person that assigned it."]
    owner: Annotated[Link, "Who answers for it."]
    helpers: Annotated[tuple[Link, ...], "Who helps."]
    measures: Annotated[tuple[MeasureView, ...], "Its measures."]
    measures_done: Annotated[int, "How many of them are done."]


@dataclass(frozen=True, slots=True)
class InstalmentView:
    """One instalment of an agreement."""

    number: Annotated[int, "Its number, from 1."]
    due: Annotated[date, "The due day."]
    amount: Annotated[Decimal, "The amount in yuan."]
    paid_on: Annotated[date | None, "The day it was paid."]
    tag: Annotated[Tag | None, "How it stands."]


@dataclass(frozen=True, slots=True)
class SessionView:
    """One mediation session."""

    number: Annotated[int, "Its number, from 1."]
    on: Annotated[date, "The day."]
    by: Annotated[Link, "Who mediated."]
    present: Annotated[tuple[str, ...], "Who was present, by code or role."]
    consent: Annotated[bool, "True when both sides consented."]
    result: Annotated[str, "How it went, in words."]
    next: Annotated[Prose | None, "The next step."]
    place: Annotated[str, "The place, or empty."]


@dataclass(frozen=True, slots=True)
class VoteView:
    """One deliberation of the villagers."""

    on: Annotated[date, "The day."]
    eligible: Annotated[int, "How many had a vote."]
    attended: Annotated[int, "How many came."]
    votes_for: Annotated[int, "Votes for."]
    against: Annotated[int, "Votes against."]
    abstain: Annotated[int, "Abstentions."]
    resolution: Annotated[Prose, "What was resolved."]
    published_on: Annotated[date | None, "The day the resolution was published."]


@dataclass(frozen=True, slots=True)
class PowerView:
    """One of the four powers: to know, to take part, to decide, to supervise."""

    name: Annotated[str, "The power's name."]
    evidence: Annotated[Prose | None, "Its evidence, as the closing names it."]
    so_far: Annotated[tuple[tuple[date, str], ...], "Before the closing: the events that speak for it."]


@dataclass(frozen=True, slots=True)
class LinkedCase:
    """A case that belongs to this one."""

    relation: Annotated[str, "into, merged, reopens, reopened_by or related."]
    case: Annotated[Link, "Its number and page."]
    title: Annotated[str, "Its title, where the edition has it."]
    status: Annotated[Tag | None, "Its status, where the edition has it."]


@dataclass(frozen=True, slots=True)
class VisitView:
    """A leader's visit at which the case was raised."""

    visit: Annotated[Link, "The visit's number, and its line in the ledger."]
    on: Annotated[date, "The day."]
    mode: Annotated[str, "Reception, visit or appointment, in words."]
    leader: Annotated[Link, "The leader."]
    place: Annotated[str, "The place."]
    instructions: Annotated[Prose | None, "What the leader asked for."]


@dataclass(frozen=True, slots=True, kw_only=True)
class EventView:
    """One event of the record."""

    number: Annotated[int, "Its number in the record, from 1."]
    on: Annotated[date, "The day it happened."]
    move: Annotated[str, "The move, in words."]
    status: Annotated[Tag | None, "The status it led to, where it led to another one."]
    level: Annotated[str, "The level it led to, in words, where it led to another one."]
    by: Annotated[Link, "Who made it."]
    post: Annotated[str, "What that person was on the day, in words."]
    facts: Annotated[tuple[Fact, ...], "What the move carries."]
    note: Annotated[Prose | None, "A note."]
    entered_on: Annotated[date | None, "The day it was written down, where that is given."]
    late: Annotated[bool, "True when it was written down later than it happened."]
    ledger: Annotated[bool, "True for what a ledger kept before says, without evidence."]
    corrects: Annotated[int | None, "The number of the event it corrects."]
    late_because: Annotated[Prose | None, "Why it is late."]


@dataclass(frozen=True, slots=True, kw_only=True)
class CasePage:
    """One case, as its page shows it."""

    id: Annotated[str, "The case's number."]
    title: Annotated[str, "Its title."]
    village: Annotated[Link, "Its village."]
    grid: Annotated[Link | None, "Its grid."]
    kind: Annotated[str, "Kind of case, in words."]
    category: Annotated[str, "Category, in words."]
    level: Annotated[str, "The level that holds it, in words."]
    status: Annotated[Tag, "Status on the day."]
    since: Annotated[date | None, "The day from which it has that status."]
    risk: Annotated[str, "The risk level on the day, or empty."]
    is_urgent: Annotated[bool, "True for an urgent matter."]
    late: Annotated[int, "How many duties and targets are past their day."]
    problem: Annotated[Prose | None, "The problem in a sentence."]
    public_summary: Annotated[Prose | None, "The text for the notice board."]
    summary: Annotated[tuple[FactGroup, ...], "The summary list, in groups."]
    body: Annotated[Prose | None, "The case's text, in Markdown."]
    unshown: Annotated[str, "Why its text cannot be shown: slow, large, deep or failed; mostly empty."] = ""
    deadlines: Annotated[
        tuple[DeadlineView, ...],
        "What is still to be done first, then what was and rights that lapse, each by due day.",
    ]
    uncounted: Annotated[tuple[UncountedView, ...], "Clocks that cannot be counted."]
    points: Annotated[tuple[PointView, ...], "Points raised, with their answers."]
    tasks: Annotated[tuple[TaskView, ...], "Tasks with their measures."]
    sessions: Annotated[tuple[SessionView, ...], "Mediation sessions."]
    votes: Annotated[tuple[VoteView, ...], "Deliberations."]
    instalments: Annotated[tuple[InstalmentView, ...], "Instalments."]
    paid: Annotated[Decimal, "How much of the instalments is paid."]
    promised: Annotated[Decimal, "How much they are together."]
    powers: Annotated[tuple[PowerView, ...], "The four powers."]
    linked: Annotated[tuple[LinkedCase, ...], "Linked cases, in both directions."]
    visits: Annotated[tuple[VisitView, ...], "Leaders' visits at which it was raised."]
    papers: Annotated[tuple[PaperRow, ...], "Official papers that are due or were made, for the office."]
    retention: Annotated[RetentionView | None, "Until when it is kept, for the office, once it has ended."]
    attachments: Annotated[tuple[AttachmentView, ...], "The files that belong to it and that this audience gets."]
    events: Annotated[tuple[EventView, ...], "All that happened, in the order of the record."]
    data_file: Annotated[str, "All of the case as JSON, from the site's root."]
    file: Annotated[CaseFile, "The case's file: its changes, and how to edit it."]


CONTEXT = CasePage


def pages(edition: Edition) -> Iterator[Page]:
    return pages_in(parts_about(edition, ALL))


def parts_about(edition: Edition, about: Container[str]) -> Iterator[Part]:
    """A case's page is made from its file, from those that it names or that name it, from its attachments, from what git
    knows of it, and from what can be linked."""
    known = index(edition)
    for case in edition.cases:
        if case.id not in about:
            continue
        own = (known.stands_for(case), *stand_for_files(edition.register, case))
        inputs = (*own, known.used, known.past_of(case))
        yield Part(f"case {case.id}", partial(_page, known, case), inputs, case.id)


def _page(known: Index, case: Case) -> tuple[Page]:
    if known.edition.audience.kind == "office":
        note_ahead(known.edition, "retention", case, partial(last_day_kept, known))
    return (Page(case_path(case.id), TEMPLATE, case_page(known, case)),)


def without_text(page: Page, why: str) -> Page:
    """The page of a case whose text cannot be shown, which says so in its place."""
    return replace(page, context=replace(page.context, body=None, unshown=why))


def case_page(known: Index, case: Case) -> CasePage:
    """Everything that the page of one case shows."""
    state = known.states[case.id]
    events = case.known_on(known.as_of)
    made = _steps(known, case, events)
    instalments = tuple(_instalments(known, case))
    return CasePage(
        id=case.id,
        title=case.title,
        village=known.village(case.village),
        grid=known.grid(case.grid) if case.grid else None,
        kind=known.label("kind", case.kind),
        category=known.label("category", case.category),
        level=known.label("level", state.level),
        status=known.status(case),
        since=state.since,
        risk=_risk(known, case),
        is_urgent=case.urgent is not None,
        late=sum(1 for deadline in known.running(case) if deadline.due < known.as_of),
        problem=known.prose(case.problem) if case.problem else None,
        public_summary=known.prose(case.public_summary) if case.public_summary else None,
        summary=tuple(group for group in _fact_groups(known, case) if group.facts),
        body=known.prose(case.body) if case.body.strip() else None,
        deadlines=tuple(
            sorted((deadline_view(known, case, d) for d in known.deadlines(case)), key=lambda d: not d.runs_on)
        ),
        uncounted=tuple(
            UncountedView(known.label("clock", row.code), row.year)
            for row in uncounted(case, known.register, known.as_of)
        ),
        points=tuple(_points(known, case)),
        tasks=tuple(_tasks(known, case)),
        sessions=tuple(_sessions(known, events)),
        votes=tuple(_votes(known, events)),
        instalments=instalments,
        paid=sum((row.amount for row in instalments if row.paid_on), Decimal()),
        promised=sum((row.amount for row in instalments), Decimal()),
        powers=tuple(_powers(known, case, events)),
        linked=tuple(_linked(known, case)),
        visits=tuple(_visits(known, case)),
        papers=tuple(paper_rows(known, case)),
        retention=retention_view(known, case),
        attachments=attachment_views(known, case),
        events=tuple(_events(known, case, made)),
        data_file=case_data(case.id),
        file=case_file(known, case, made),
    )


# the summary list


def _fact_groups(known: Index, case: Case) -> Iterator[FactGroup]:
    state = known.states[case.id]
    values = {name: getattr(case, name) for name in (*_PLACE, *_DATES, *_WHO)} | {
        "pii_reviewed": case.pii_reviewed,
        "level": state.level,
        "lead_post": state.lead_post,
        "lead_party": before_hand_overs(case, case.lead_party, known.as_of),
        "lead_admin": before_hand_overs(case, case.lead_admin, known.as_of),
    }

    def facts(names: tuple[str, ...]) -> tuple[Fact, ...]:
        return known.facts(known.some_fields(*names), values, case.village)

    def block(name: str, content: Mapping[str, Any]) -> FactGroup:
        return FactGroup(known.field(name), known.facts(known.spec.blocks[name].fields, content, case.village))

    yield FactGroup("", facts(_PLACE))
    yield FactGroup("", facts(_DATES))
    yield FactGroup("", facts(_WHO))
    if case.risk:
        changed = any(event.move == "regrade" and event.known_on > known.as_of for event in case.events)
        yield block("risk", {"level": risk_level(case, known.as_of), "reason": None if changed else case.risk.reason})
    if case.urgent and case.urgent.reported_at.date() <= known.as_of:
        yield block("urgent", _values(case.urgent))
    if case.petition:
        own = {name: value for name, value in _values(case.petition).items() if name != "mirrors"}
        own["class"] = own.pop("class_")
        yield block("petition", own | _mirrors(known, case))
    if case.ledger:
        yield block("ledger", _values(case.ledger))
    if case.order and case.order.received_on <= known.as_of:
        own = _values(case.order)
        yield block("order", {"from": own.pop("from_unit"), **own})
    if state.outcome:
        yield block("outcome", _values(state.outcome))
    if case.hold and case.hold.since <= known.as_of:
        yield block("hold", _values(case.hold))
    if known.known_day(case.pii_reviewed):
        yield FactGroup("", facts(("pii_reviewed",)))


def _values(record: Any) -> dict[str, Any]:
    """A dataclass as its own values, one level deep."""
    return {name: getattr(record, name) for name in record.__dataclass_fields__}


_MIRROR_MOVE = {
    "extend": "extend",
    "review": "review_open",
    "rereview": "rereview_open",
    "hearing_days": "hearing",
}


def _mirrors(known: Index, case: Case) -> dict[str, Any]:
    """The copies in the petition block of what the events say, as far as the day knows."""
    assert case.petition
    happened = {event.move for event in case.known_on(known.as_of)}
    found: dict[str, Any] = {}
    for name, value in case.petition.mirrors.items():
        if isinstance(value, date):
            found[name] = known.known_day(value)
        elif _MIRROR_MOVE.get(name) in happened:
            found[name] = value
    if "review" in found and "review_answer" not in happened:
        found["review"] = {**found["review"], "result": None}
    if "rereview" in found and "rereview_close" not in happened:
        found["rereview"] = {**found["rereview"], "result": None}
    return found


def _risk(known: Index, case: Case) -> str:
    level = risk_level(case, known.as_of)
    return known.label("risk", level) if level else ""


# points, tasks, sessions


def _points(known: Index, case: Case) -> Iterator[PointView]:
    for point in case.points:
        answered = known.known_day(point.answered_on)
        given = point.answer if answered or point.answered_on is None else None
        yield PointView(known.prose(point.what), known.prose(given) if given else None, answered)


def _tasks(known: Index, case: Case) -> Iterator[TaskView]:
    for row in task_rows(known.register.history(case), date.min, known.as_of):
        if row.task is not None:
            yield _task(known, case, row)


def _task(known: Index, case: Case, row: TaskRow) -> TaskView:
    task = row.task
    assert task is not None
    field = known.spec.blocks["task"].fields["assigned_by"]
    assigned_by = known.values(field.type, task.assigned_by, case.village) if task.assigned_by else (None,)
    measures = tuple(_measure(known, measure, row) for measure in task.measures)
    return TaskView(
        number=task.id,
        what=known.prose(task.what),
        done_when=known.prose(task.done_when),
        progress=row.progress,
        due=row.due,
        extended_from=row.extended_from,
        days=row.days_left,
        done=row.done,
        assigned_on=task.assigned_on,
        assigned_by=assigned_by[0],
        owner=known.who(row.owner),
        helpers=tuple(known.who(helper) for helper in task.helpers),
        measures=measures,
        measures_done=sum(measure.done is not None for measure in measures),
    )


def _measure(known: Index, measure: Measure, row: TaskRow) -> MeasureView:
    done = known.known_day(measure.done)
    return MeasureView(
        what=known.prose(measure.what),
        who=known.who(measure.who),
        way=known.label("measure_way", measure.way) if measure.way else "",
        basis=known.prose(measure.basis) if measure.basis else None,
        start=measure.start,
        by=measure.by,
        done=done,
        progress=_progress(known, measure, row, done),
        evidence=known.prose(measure.evidence) if measure.evidence else None,
    )


def _progress(known: Index, measure: Measure, row: TaskRow, done: date | None) -> str:
    if done is not None:
        return "done"
    if row.progress in ("done", "dropped"):
        return "dropped"
    if measure.by < known.as_of:
        return "overdue"
    return "in_progress" if known.known_day(measure.start) else "not_started"


def _instalments(known: Index, case: Case) -> Iterator[InstalmentView]:
    tags = {
        deadline.subject: known.deadline_tag(deadline)
        for deadline in known.deadlines(case)
        if deadline.code == "instalment"
    }
    for number, instalment in enumerate(case.instalments, 1):
        paid_on = known.known_day(instalment.paid_on)
        yield InstalmentView(number, instalment.due, instalment.amount_yuan, paid_on, tags.get(f"I{number}"))


def _sessions(known: Index, events: tuple[Event, ...]) -> Iterator[SessionView]:
    for number, event in enumerate((event for event in events if event.move == "mediate"), 1):
        following = event.text("next")
        yield SessionView(
            number,
            event.on,
            known.who(event.by),
            tuple(event.fields.get("present") or ()),
            bool(event.fields.get("consent")),
            known.label("mediation_result", event.text("mediation_result") or ""),
            known.prose(following) if following else None,
            event.text("place") or "",
        )


def _votes(known: Index, events: tuple[Event, ...]) -> Iterator[VoteView]:
    for event in events:
        if event.move == "deliberate":
            of = event.fields
            yield VoteView(
                event.on,
                of.get("eligible", 0),
                of.get("attended", 0),
                of.get("for", 0),
                of.get("against", 0),
                of.get("abstain", 0),
                known.prose(of.get("resolution", "")),
                known.known_day(of.get("published_on")),
            )


# the four powers (domain notes §1.3)

_SPEAKS_FOR = {
    "know": ("accept", "not_accept", "notify", "transfer", "raise", "extend"),
    "take_part": ("mediate", "hearing", "deliberate"),
    "decide": ("deliberate",),
    "supervise": ("follow_up",),
}


def _powers(known: Index, case: Case, events: tuple[Event, ...]) -> Iterator[PowerView]:
    """The four ticks: as the last closing names them while it stands, before that by what has happened."""
    closed = next((event for event in reversed(events) if event.move in ("close", "reopen")), None)
    named = closed.fields.get("powers") if closed and closed.move == "close" else None
    for name, field in known.spec.blocks["powers"].fields.items():
        if named:
            yield PowerView(known.word(field.label), known.prose(named[name]), ())
            continue
        spoken = [event for event in events if event.move in _SPEAKS_FOR[name]]
        if name == "decide":
            spoken += [
                e for e in events if e.move in ("reply", "settle_on_spot") and e.text("agreement") in ("书面", "口头")
            ]
        found = ((event.on, known.label("move", event.move)) for event in spoken)
        yield PowerView(known.word(field.label), None, tuple(dict.fromkeys(found)))


# what belongs to it


def _linked(known: Index, case: Case) -> Iterator[LinkedCase]:
    for id, relation in known.relations(case).items():
        other = known.rows.get(id)
        yield LinkedCase(relation, known.case(id), other.title if other else "", other.status if other else None)


def _visits(known: Index, case: Case) -> Iterator[VisitView]:
    for id in known.visits_of.get(case.id, ()):
        visit: Visit = known.register.visit_by_id[id]
        yield VisitView(
            Link(visit_href(id), id),
            visit.on,
            known.label("visit_mode", visit.mode),
            known.person(visit.leader),
            visit.place,
            known.prose(visit.instructions) if visit.instructions else None,
        )


# all that happened


def _events(known: Index, case: Case, made: tuple[Step, ...]) -> Iterator[EventView]:
    for step in made:
        event = step.event
        note, late_because = event.note, event.late_because
        yield EventView(
            number=event.index + 1,
            on=event.on,
            move=known.label("move", event.move),
            status=_status_after(known, step),
            level=known.label("level", step.level_after) if step.level_after != step.level_before else "",
            by=known.who(event.by),
            post=known.posts_on(event.by, event.on),
            facts=known.facts(known.spec.event_fields, event.fields, case.village),
            note=known.prose(note) if note else None,
            entered_on=event.entered_on,
            late=event.is_late_entry,
            ledger=event.ledger,
            corrects=event.corrects,
            late_because=known.prose(late_because) if late_because else None,
        )


def _steps(known: Index, case: Case, events: tuple[Event, ...]) -> tuple[Step, ...]:
    whole = known.register.history(case).steps
    return whole if len(events) == len(whole) else steps(case, known.spec, events)


def _status_after(known: Index, step: Step) -> Tag | None:
    if step.after == step.before:
        return None
    return Tag(known.label("status", step.after), known.spec.statuses[step.after].stage)
