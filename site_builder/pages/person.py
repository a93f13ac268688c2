"""One page per person on duty: what to do next, in order; the posts held. Never a score.

Source: domain notes §8.9.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from site_builder.model.case import Case
from site_builder.model.clocks import must_act
from site_builder.model.people import Person
from site_builder.pages.edition_index import Index, index
from site_builder.pages.page_type import CASEWORK
from site_builder.pages.shared import CaseRow, DueRow, Link, person_calendar, person_path
from site_builder.render.page import Page
from site_builder.render.site import Door
from site_builder.views.edition import Edition

TEMPLATE = "person.html"
AUDIENCES = CASEWORK
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
    overdue: Annotated[tuple[DueRow, ...], "What the person must do and is past its day."]
    soon: Annotated[tuple[DueRow, ...], "What falls due soon."]
    later: Annotated[tuple[DueRow, ...], "Tasks, follow-ups and other duties that fall due later."]
    press: Annotated[tuple[DueRow, ...], "What others must do and the ladder now puts before this person."]
    calendar: Annotated[str, "The calendar of what falls due for the person, from the site's root."]
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
        self.own: dict[str, list[DueRow]] = {}
        self.press: dict[str, list[DueRow]] = {}
        self.leads: dict[str, list[Case]] = {}
        self.leader_of: dict[str, list[Case]] = {}
        for case in known.cases.values():
            if not known.rows[case.id].is_open:
                continue
            self._deadlines(known, case)
            lead = known.states[case.id].lead_post
            if lead:
                self.leads.setdefault(lead, []).append(case)
            for leader in dict.fromkeys((case.lead_party, case.lead_admin)):
                if leader:
                    self.leader_of.setdefault(leader, []).append(case)

    def _deadlines(self, known: Index, case: Case) -> None:
        for deadline in known.running(case):
            row = known.due_row(case, deadline)
            if deadline.responsible:
                self.own.setdefault(deadline.responsible, []).append(row)
            if deadline.rung(known.as_of) is None:
                continue
            for id in must_act(deadline, case, known.register, known.as_of):
                if id != deadline.responsible:
                    self.press.setdefault(id, []).append(row)


def _person(known: Index, duties: _Duties, person: Person) -> PersonPage:
    headed = person.headed_on(known.as_of)
    own = _in_order(row for id in (person.id, *headed) for row in duties.own.get(id, ()))
    return PersonPage(
        name=person.name,
        summary=known.posts_on(person.id, known.as_of),
        posts=tuple(_posts(known, person)),
        elder=known.comma.join(known.label("elder_kind", kind) for kind in person.elder),
        retired_from=known.label("retired_from", person.retired_from) if person.retired_from else "",
        days=SOON,
        overdue=tuple(row for row in own if row.days < 0),
        soon=tuple(row for row in own if 0 <= row.days <= SOON),
        later=tuple(row for row in own if row.days > SOON),
        press=_in_order(row for row in duties.press.get(person.id, ()) if row not in own),
        calendar=person_calendar(person.id),
        leads=known.open_rows(duties.leads.get(person.id, ())),
        leader_of=known.open_rows(duties.leader_of.get(person.id, ())),
    )


def _in_order(rows: Iterator[DueRow]) -> tuple[DueRow, ...]:
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
