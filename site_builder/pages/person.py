"""One page per person on duty: what to do next, in order, and how; what others owe; the posts held. Never a score.

Source: domain notes §8.9; design §9, 5–8.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from site_builder.model.case import Case
from site_builder.model.clocks import Deadline, must_act
from site_builder.model.history import before_hand_overs
from site_builder.model.people import Person
from site_builder.pages.duties import (
    Duty,
    HeldRow,
    MeasureRow,
    PointRow,
    StepRow,
    WaitRow,
    duty,
    held_row,
    measure_rows,
    point_rows,
    step_row,
    undated_step,
    wait_rows,
)
from site_builder.pages.edition_index import Index, index
from site_builder.pages.page_type import CASEWORK
from site_builder.pages.shared import CaseRow, Link, person_calendar, person_path, search_href
from site_builder.render.page import Page
from site_builder.render.site import Door
from site_builder.views.edition import Edition
from site_builder.views.left_behind import left_behind
from site_builder.views.next_step import NextStep

TEMPLATE = "person.html"
AUDIENCES = CASEWORK
MERGES = True
NAVIGATION: tuple[Door, ...] = ()
SOON = 7


@dataclass(frozen=True, slots=True)
class PostRow:
    """A post held, or a grid worked in."""

    post: Annotated[str, "The post, in words."]
    place: Annotated[Link | None, "Its unit, village or grid."]
    since: Annotated[date | None, "The first day, where it is given."]
    until: Annotated[date | None, "The last day, where there is one."]
    current: Annotated[bool, "True on the day."]


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonPage:
    name: Annotated[str, "The person's name."]
    summary: Annotated[str, "What the person is on the day, in words."]
    posts: Annotated[tuple[PostRow, ...], "Posts and grids, in the order of people.yaml and grids.yaml."]
    elder: Annotated[str, "The kinds of elder, in words, or empty."]
    retired_from: Annotated[str, "Where the person worked before, in words, or empty."]
    days: Annotated[int, "How many days ahead “due soon” looks."]
    held: Annotated[tuple[HeldRow, ...], "What is to be handed over, since a post has ended or ends soon."]
    overdue: Annotated[tuple[Duty, ...], "What the person must do and is past its day, the oldest first."]
    soon: Annotated[tuple[Duty, ...], "What falls due soon."]
    measures: Annotated[tuple[MeasureRow, ...], "Measures to carry out, by their day."]
    steps: Annotated[tuple[StepRow, ...], "Cases that wait for the person's step: to triage, assign, check or close."]
    points: Annotated[tuple[PointRow, ...], "Points without an answer in the cases the person answers for."]
    press: Annotated[tuple[Duty, ...], "What others must do and the ladder now puts before this person."]
    later: Annotated[tuple[Duty, ...], "Tasks, follow-ups and other duties that fall due later."]
    waiting: Annotated[tuple[WaitRow, ...], "What others must do in the cases the person answers for."]
    calendar: Annotated[str, "The calendar of what falls due for the person, from the site's root."]
    find: Annotated[str, "The search page with the cases that name the person."]
    leads: Annotated[tuple[CaseRow, ...], "Open cases the person answers for."]
    leader_of: Annotated[tuple[CaseRow, ...], "Open cases the person leads for the Party or the administration."]


CONTEXT = PersonPage


def pages(edition: Edition) -> Iterator[Page]:
    known = index(edition)
    duties = _Duties(known)
    for person in known.people.values():
        yield Page(person_path(person.id), TEMPLATE, _person(known, duties, person))


class _Duties:
    """Who must do what, in one pass over the open cases."""

    def __init__(self, known: Index) -> None:
        self.own: dict[str, list[tuple[Case, Deadline]]] = {}
        self.press: dict[str, list[tuple[Case, Deadline]]] = {}
        self.steps: dict[str, list[NextStep]] = {}
        self.measures: dict[str, list[Case]] = {}
        self.leads: dict[str, list[Case]] = {}
        self.leader_of: dict[str, list[Case]] = {}
        self.held = left_behind(known.register, known.as_of)
        for case in known.cases.values():
            if known.rows[case.id].is_open:
                self._case(known, case)

    def _case(self, known: Index, case: Case) -> None:
        self._deadlines(known, case)
        step = undated_step(known, case)
        for id in step.people if step else ():
            assert step is not None
            self.steps.setdefault(id, []).append(step)
        for id in dict.fromkeys(measure.who for task in case.tasks for measure in task.measures):
            self.measures.setdefault(id, []).append(case)
        lead = known.states[case.id].lead_post
        if lead:
            self.leads.setdefault(lead, []).append(case)
        named = (before_hand_overs(case, id, known.as_of) for id in (case.lead_party, case.lead_admin))
        for leader in dict.fromkeys(named):
            if leader:
                self.leader_of.setdefault(leader, []).append(case)

    def _deadlines(self, known: Index, case: Case) -> None:
        for deadline in known.running(case):
            if deadline.responsible:
                self.own.setdefault(deadline.responsible, []).append((case, deadline))
            if deadline.rung(known.as_of) is None:
                continue
            for id in must_act(deadline, case, known.register, known.as_of):
                if id != deadline.responsible:
                    self.press.setdefault(id, []).append((case, deadline))


def _person(known: Index, duties: _Duties, person: Person) -> PersonPage:
    mine = (person.id, *person.headed_on(known.as_of))
    own = _in_order(known, (pair for id in mine for pair in duties.own.get(id, ())), person.id)
    pressed = [pair for pair in duties.press.get(person.id, ()) if pair[1].responsible not in mine]
    leads = [case for id in mine for case in duties.leads.get(id, ())]
    measured = {case.id: case for id in mine for case in duties.measures.get(id, ())}
    measures = (row for case in measured.values() for row in measure_rows(known, case, mine))
    return PersonPage(
        name=person.name,
        summary=known.posts_on(person.id, known.as_of),
        posts=tuple(_posts(known, person)),
        elder=known.comma.join(known.label("elder_kind", kind) for kind in person.elder),
        retired_from=known.label("retired_from", person.retired_from) if person.retired_from else "",
        days=SOON,
        held=tuple(held_row(known, held, person.id) for held in duties.held.get(person.id, ())),
        overdue=tuple(row for row in own if row.days < 0),
        soon=tuple(row for row in own if 0 <= row.days <= SOON),
        measures=tuple(sorted(measures, key=lambda row: (row.by, row.case.text, row.task))),
        steps=tuple(step_row(known, step, person.id) for step in duties.steps.get(person.id, ())),
        points=tuple(row for case in leads for row in point_rows(known, case)),
        press=_in_order(known, pressed, person.id, of_others=True),
        later=tuple(row for row in own if row.days > SOON),
        waiting=tuple(row for case in leads for row in wait_rows(known, case, mine)),
        calendar=person_calendar(person.id),
        find=search_href(type="case", person=person.id),
        leads=known.open_rows(leads),
        leader_of=known.open_rows(duties.leader_of.get(person.id, ())),
    )


def _in_order(
    known: Index, pairs: Iterable[tuple[Case, Deadline]], who: str, *, of_others: bool = False
) -> tuple[Duty, ...]:
    """The duties before one reader, what falls due first at the top."""
    rows = (duty(known, case, deadline, who, of_others=of_others) for case, deadline in pairs)
    return tuple(sorted(rows, key=lambda row: (row.due, row.case.text, row.what)))


def _posts(known: Index, person: Person) -> Iterator[PostRow]:
    for post in person.posts:
        if post.since > known.as_of:
            continue
        place = known.unit(post.unit) if post.unit else known.village(post.village) if post.village else None
        held = post.title or known.label("post", post.post)
        yield PostRow(held, place, post.since, post.until, post.covers(known.as_of))
    for grid, term in known.town.grids_of.get(person.id, ()):
        if term.since <= known.as_of and grid.id in known.grids:
            since = term.since if term.since > date.min else None
            name = Link(known.grid(grid.id).href, known.town.name_of(grid.id))
            yield PostRow(known.worker, name, since, term.until, term.covers(known.as_of))
