"""What the pages of one edition have in common, worked out once: names, states, deadlines and rows."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from typing import Any

from site_builder.model.active import active_cases
from site_builder.model.calendar import ONE_DAY
from site_builder.model.case import Case, Task, Visit
from site_builder.model.clocks import Deadline, deadlines, running
from site_builder.model.four_lists import TOWN, days_of, stage_of
from site_builder.model.history import State, task_due, task_owner
from site_builder.model.kept import kept
from site_builder.model.people import Grid, Person, Post, Unit, Village
from site_builder.model.weeks import LABEL, Week
from site_builder.pages.shared import (
    GROUPS,
    CaseRow,
    Day,
    DueRow,
    Fact,
    Flag,
    Link,
    OpenPoint,
    Prose,
    Tag,
    Value,
    case_path,
    grid_path,
    group_index_path,
    group_path,
    person_path,
    unit_path,
    village_path,
    week_path,
)
from site_builder.render.filters import number
from site_builder.spec import Field, Label, Type
from site_builder.spec.texts import texts
from site_builder.text.finding import Term
from site_builder.views.edition import Edition
from site_builder.views.posts import Posts

_ID = re.compile(r"[A-Z0-9][A-Z0-9-]{3,63}")


def index(edition: Edition) -> Index:
    """The index of an edition, made the first time it is asked for."""
    return kept(edition, Index)


class _Links(dict[str, Link]):
    """The links to some kind of page by id, each made the first time it is asked for: a case names a dozen."""

    def __init__(self, path: Callable[[str], str], known: Container[str], name_of: Callable[[str], str]) -> None:
        super().__init__()
        self._path = path
        self._known = known
        self._name_of = name_of

    def __missing__(self, id: str) -> Link:
        self[id] = link = Link(self._path(id) if id in self._known else "", self._name_of(id))
        return link


class Index:
    """Answers about one edition. Whatever it names has a page in the edition, or no address."""

    def __init__(self, edition: Edition) -> None:
        self.edition = edition
        self.register = edition.register
        self.spec = edition.register.spec
        self.town = edition.register.town
        self.as_of = edition.as_of
        self.language = edition.language
        self.gap = texts("marks")[edition.language]["space"]
        self.comma = texts("marks")[edition.language]["comma"]
        self.worker = self.spec.blocks["grid"].fields["worker"].label.of(edition.language)
        self._posts = Posts(self.town, self.spec, edition.language)
        self._labels: dict[tuple[str, str], str] = {}
        self._some_fields: dict[tuple[str, ...], Mapping[str, Field]] = {}
        self._orders: dict[int, tuple[Mapping[str, Field], dict[str, int]]] = {}
        self._week: tuple[Week, date, list[Case]] | None = None
        self._open_due: dict[str, tuple[Deadline, ...]] = {}

    # who and what this edition shows

    @cached_property
    def cases(self) -> dict[str, Case]:
        """The cases of the edition by id, in order of id."""
        return {case.id: case for case in self.edition.cases}

    @cached_property
    def states(self) -> dict[str, State]:
        """Each case's state on the day."""
        found = {}
        for case in self.edition.cases:
            state = self.register.state(case, self.as_of)
            assert state is not None
            found[case.id] = state
        return found

    @cached_property
    def villages(self) -> dict[str, Village]:
        """A village's own site has that village only."""
        own = self.edition.audience.village
        return {id: village for id, village in self.town.villages.items() if own is None or id == own}

    @cached_property
    def grids(self) -> dict[str, Grid]:
        return {grid.id: grid for village in self.villages.values() for grid in village.grids}

    @cached_property
    def units(self) -> dict[str, Unit]:
        """The units of the edition, but for those that are only named."""
        return {id: unit for id, unit in self.town.units.items() if id not in self.edition.guests}

    @cached_property
    def people(self) -> dict[str, Person]:
        """The people of the edition, but for those that are only named."""
        return {id: person for id, person in self.town.people.items() if id not in self.edition.guests}

    @cached_property
    def sealed(self) -> int:
        """How many sealed cases the register holds: for the office, and only as a number."""
        return self.register.sealed(self.as_of)

    # what pages are made from

    def stands_for(self, record: Case | Visit) -> bytes | None:
        """What stands for the file of a case or visit and for all others that can say anything about it; None where
        nobody knows, and whatever it enters is made each time."""
        groups = self.edition.groups
        return groups.get(record.path) if groups is not None else None

    @cached_property
    def used(self) -> str:
        """What stands for which lists and weeks there are to link to: what a page of one case depends on beside it."""
        codes = (f"{group}:{code}" for group, values in self.grouped.items() for code in values)
        weeks = self.edition.weeks
        told = " ".join((*codes, *(str(week) for week in (*weeks[:1], *weeks[-1:]))))
        return hashlib.blake2b(told.encode(), digest_size=16).hexdigest()  # it enters into each page

    def past_of(self, case: Case) -> str:
        """What git knows of a case's file, with the cases that its commits name and that have a page."""
        past = self.edition.past
        if past is None:
            return ""
        saved = past.saved.get(case.path, ())
        linked = [self.prose(one.subject).ids for one in saved]
        return repr((past.knowledge, past.folder, past.unsaved.get(case.path), saved, linked))

    def week_stands_for(self, week: Week, scope: str) -> tuple[bytes | str | int | None, ...]:
        """What the lists of a week are made from: the cases that were open or moved in it, in order."""
        if self._week is None or self._week[0] != week:
            since, until = days_of(self.register, week, self.as_of)
            self._week = week, until, active_cases(self.register, since - ONE_DAY, until)
        _, until, cases = self._week
        sealed = self.register.sealed(until, None if scope == TOWN else scope)
        own = (self.stands_for(case) for case in cases if scope in (TOWN, case.village))
        return (sealed, self.used, *own)

    # words and names

    def label(self, group: str, code: str) -> str:
        """The word of the spec for a value."""
        found = self._labels.get((group, code))
        if found is None:
            found = self._labels[group, code] = self.spec.label(Term(group, code), self.language)
        return found

    def word(self, label: Label) -> str:
        return label.of(self.language)

    def term(self, term: Term) -> str:
        return self.spec.label(term, self.language)

    def field(self, name: str, block: str = "") -> str:
        """The label of a field of a case or of one of its blocks."""
        fields = self.spec.blocks[block].fields if block else self.spec.records["case"].fields
        return self.word(fields[name].label)

    def case(self, id: str) -> Link:
        return Link(case_path(id) if id in self.cases else "", id)

    def village(self, id: str) -> Link:
        return self._village_links[id]

    def grid(self, id: str) -> Link:
        """A grid by its own name, without its village's."""
        return self._grid_links[id]

    def person(self, id: str) -> Link:
        return self._people_links[id]

    def unit(self, id: str) -> Link:
        return self._unit_links[id]

    @cached_property
    def _village_links(self) -> _Links:
        return _Links(village_path, self.villages, self.town.name_of)

    @cached_property
    def _grid_links(self) -> _Links:
        grids = self.town.grids
        return _Links(grid_path, self.grids, lambda id: grids[id].name if id in grids else id)

    @cached_property
    def _people_links(self) -> _Links:
        return _Links(person_path, self.people, self.town.name_of)

    @cached_property
    def _unit_links(self) -> _Links:
        return _Links(unit_path, self.units, self.town.name_of)

    def who(self, id: str) -> Link:
        """A person or a unit."""
        return self.unit(id) if id in self.town.units else self.person(id)

    def week(self, label: str, scope: str) -> Link:
        """A week's lists for a village or the town."""
        known = label in self.weeks and scope in self.edition.scopes
        return Link(week_path(label, scope) if known else "", label)

    @cached_property
    def weeks(self) -> frozenset[str]:
        """The labels of the weeks that have pages."""
        return frozenset(map(str, self.edition.weeks))

    @cached_property
    def this_week(self) -> Week:
        return Week.of(self.as_of)

    def group(self, group: str, code: str) -> Link:
        """The list of the cases with one value of a field; no address where no case has it."""
        return Link(group_path(group, code) if code in self.grouped[group] else "", self.label(group, code))

    def prose(self, text: str) -> Prose:
        """A text, with the case numbers in it that have a page."""
        found = _ID.findall(text)
        ids = dict.fromkeys(id for id in found if id in self.cases) if found else ()
        return Prose(text, tuple((id, case_path(id)) for id in ids))

    def post(self, post: Post) -> str:
        """A post in words: `茶冲村党组织书记`, `林业站单位负责人`, `分管副书记`."""
        return self._posts.one(post)

    def posts_on(self, id: str, day: date) -> str:
        """What somebody was on a day, in words, place by place; empty for a unit or without a post."""
        return self._posts.on(id, day)

    # what falls due

    def running(self, case: Case) -> tuple[Deadline, ...]:
        """The duties and targets of an open case that are not met, soonest first."""
        found = self._open_due.get(case.id)
        if found is None:
            is_open = self.spec.is_open(self.states[case.id].status)
            found = running(case, self.register, self.as_of) if is_open else ()
            self._open_due[case.id] = found
        return found

    def deadlines(self, case: Case) -> tuple[Deadline, ...]:
        """All of a case's deadlines, met ones too."""
        return deadlines(case, self.register, self.as_of)

    def deadline_name(self, deadline: Deadline) -> str:
        """What falls due, in words: the clock, or the task with its number."""
        name = self.term(deadline.label)
        if deadline.code == "task":
            return f"{deadline.subject} {deadline.what}"
        if deadline.code == "instalment":
            return f"{name} {deadline.subject}"
        return name

    def deadline_tag(self, deadline: Deadline) -> Tag:
        state = deadline.state(self.as_of)
        return Tag(self.label("deadline_state", state), state)

    @cached_property
    def due_rows(self) -> tuple[DueRow, ...]:
        """Everything that still asks for something, soonest first."""
        return self.due_rows_of(self.edition.cases)

    def due_rows_of(self, cases: Iterable[Case]) -> tuple[DueRow, ...]:
        """What still asks for something in some cases, soonest first."""
        found = [
            (deadline.due, case.id, deadline.code, deadline.subject, self.due_row(case, deadline))
            for case in cases
            for deadline in self.running(case)
        ]
        return tuple(row for *_, row in sorted(found, key=lambda item: item[:4]))

    def due_row(self, case: Case, deadline: Deadline) -> DueRow:
        return DueRow(
            case=self.case(case.id),
            title=case.title,
            village=self.village(case.village),
            what=self.deadline_name(deadline),
            due=deadline.due,
            tag=self.deadline_tag(deadline),
            days=(deadline.due - self.as_of).days,
            responsible=self.who(deadline.responsible) if deadline.responsible else None,
            nature=deadline.nature,
        )

    @cached_property
    def overdue(self) -> tuple[DueRow, ...]:
        return tuple(row for row in self.due_rows if row.days < 0)

    def due_within(self, days: int) -> tuple[DueRow, ...]:
        """What falls due from the day on, until so many days later."""
        return tuple(row for row in self.due_rows if 0 <= row.days <= days)

    # rows

    @cached_property
    def rows(self) -> dict[str, CaseRow]:
        return {case.id: self._row(case) for case in self.edition.cases}

    def _row(self, case: Case) -> CaseRow:
        state = self.states[case.id]
        next_due = next(iter(self.running(case)), None)
        tag = self.deadline_tag(next_due) if next_due else None
        lead = state.lead_post or case.lead_unit or case.first_handler
        return CaseRow(
            id=case.id,
            href=case_path(case.id),
            title=case.title,
            village=self.village(case.village),
            grid=self.grid(case.grid) if case.grid else None,
            kind=self.label("kind", case.kind),
            category=self.label("category", case.category),
            level=self.label("level", state.level),
            status=self.status(case),
            is_open=self.spec.is_open(state.status),
            urgent=case.urgent is not None,
            found_on=case.found_on,
            due=next_due.due if next_due else None,
            due_tag=tag if tag and tag.shape != "running" else None,
            responsible=self.who(lead) if lead else None,
        )

    def status(self, case: Case) -> Tag:
        state = self.states[case.id]
        return Tag(self.label("status", state.status), self.spec.statuses[state.status].stage)

    def stage(self, case: Case) -> str:
        """hand, verify, paused or ended; partly settled is still in hand."""
        return stage_of(self.spec, self.states[case.id])

    def rows_of(self, cases: Iterable[Case]) -> tuple[CaseRow, ...]:
        """Rows, the latest found first."""
        rows = [self.rows[case.id] for case in cases]
        return tuple(
            sorted(sorted(rows, key=lambda row: row.id, reverse=True), key=lambda row: row.found_on, reverse=True)
        )

    def open_rows(self, cases: Iterable[Case]) -> tuple[CaseRow, ...]:
        """Rows of the open cases, what falls due first at the top."""
        rows = [self.rows[case.id] for case in cases if self.rows[case.id].is_open]
        return tuple(sorted(rows, key=lambda row: (row.due or date.max, row.id)))

    def open_points(self, cases: Iterable[Case]) -> tuple[OpenPoint, ...]:
        """The points of open cases that have no answer, what falls due first at the top."""
        return tuple(
            OpenPoint(self.case(row.id), row.title, self.prose(point.what), row.responsible)
            for row in self.open_rows(cases)
            for point in self.cases[row.id].points
            if self.known_day(point.answered_on) is None
        )

    @cached_property
    def grouped(self) -> dict[str, dict[str, tuple[Case, ...]]]:
        """The cases by each field they are listed by, then by value, in the order of the spec."""
        found: dict[str, dict[str, list[Case]]] = {
            group: {code: [] for code in self.spec.values(group)} for group in GROUPS
        }
        for case in self.edition.cases:
            state = self.states[case.id]
            for group in GROUPS:
                value = getattr(state if group in ("status", "level") else case, group)
                found[group][value].append(case)
        return {
            group: {code: tuple(cases) for code, cases in values.items() if cases} for group, values in found.items()
        }

    @cached_property
    def group_links(self) -> tuple[Link, ...]:
        """The lists of cases by one of their fields, as far as any case has it."""
        return tuple(Link(group_index_path(group), self.field(group)) for group in GROUPS if self.grouped[group])

    @cached_property
    def by_village(self) -> dict[str, tuple[Case, ...]]:
        found: dict[str, list[Case]] = {id: [] for id in self.villages}
        for case in self.edition.cases:
            found.setdefault(case.village, []).append(case)
        return {id: tuple(cases) for id, cases in found.items()}

    @cached_property
    def by_grid(self) -> dict[str, tuple[Case, ...]]:
        found: dict[str, list[Case]] = {id: [] for id in self.grids}
        for case in self.edition.cases:
            if case.grid:
                found.setdefault(case.grid, []).append(case)
        return {id: tuple(cases) for id, cases in found.items()}

    @cached_property
    def open_tasks(self) -> dict[str, tuple[tuple[Case, Task, date], ...]]:
        """For each owner, the tasks that are not done in open cases, each with its due day, soonest first."""
        found: dict[str, list[tuple[Case, Task, date]]] = {}
        for case in self.edition.cases:
            if not self.rows[case.id].is_open:
                continue
            for task in case.tasks:
                if task.assigned_on <= self.as_of and not self.known_day(task.done):
                    owner = task_owner(case, task, self.as_of)
                    found.setdefault(owner, []).append((case, task, task_due(case, task, self.as_of)))
        return {owner: tuple(sorted(tasks, key=lambda t: (t[2], t[0].id, t[1].id))) for owner, tasks in found.items()}

    # values

    def known_day(self, day: date | None) -> date | None:
        """A date that the day can know, otherwise None."""
        return day if day is not None and day <= self.as_of else None

    def facts(self, fields: Mapping[str, Field], values: Mapping[str, Any], scope: str) -> tuple[Fact, ...]:
        """The facts of a block, in the order of the spec; what is not given is left out.

        `scope` is the village whose weekly pages a week leads to.
        """
        return tuple(self._facts(fields, values, scope))

    def _facts(self, fields: Mapping[str, Field], values: Mapping[str, Any], scope: str) -> Iterator[Fact]:
        if len(fields) <= len(values):
            given = [name for name in fields if values.get(name) is not None and values[name] != ()]
        else:
            given = [name for name, value in values.items() if value is not None and value != () and name in fields]
            if len(given) > 1:
                order = self._order_of(fields)
                given.sort(key=order.__getitem__)
        for name in given:
            field, value = fields[name], values[name]
            label = field.label.of(self.language)
            if field.type.kind == "block":
                yield Fact(label, facts=self.facts(self.spec.blocks[field.type.name].fields, value, scope))
            else:
                yield Fact(label, self.values(field.type, value, scope))

    def some_fields(self, *names: str) -> Mapping[str, Field]:
        """Some fields of a case, in this order."""
        found = self._some_fields.get(names)
        if found is None:
            top = self.spec.records["case"].fields
            found = self._some_fields[names] = {name: top[name] for name in names}
        return found

    def _order_of(self, fields: Mapping[str, Field]) -> dict[str, int]:
        """The place of each field among its like: a move names three of fifty, and is asked for by the thousand."""
        found = self._orders.get(id(fields))
        if found is None or found[0] is not fields:
            found = self._orders[id(fields)] = fields, {name: at for at, name in enumerate(fields)}
        return found[1]

    def values(self, type_: Type, value: Any, scope: str) -> tuple[Value, ...]:
        """A value of the register as a page shows it."""
        if type_.kind == "list":
            assert type_.item is not None
            return tuple(shown for item in value for shown in self.values(type_.item, item, scope))
        return (self._value(type_, value, scope),)

    def _value(self, type_: Type, value: Any, scope: str) -> Value:
        if not isinstance(value, str):  # most are texts
            return self._no_text(value)
        match type_.kind:
            case "enum" if type_.name in GROUPS:
                return self.group(type_.name, value)
            case "enum":
                return Prose(self.label(type_.name, value))
            case "category":
                return self.group("category", value)
            case "village":
                return self.village(value)
            case "grid":
                return self.grid(value)
            case "week":
                return self.week(value, scope)
            case "case":
                return self.case(value)
            case "person_or_week" if LABEL.fullmatch(value):
                return self.week(value, scope)
            case "person" | "unit" | "person_or_unit" | "person_or_week":
                return self.who(value)
        return self.prose(value)

    def _no_text(self, value: Any) -> Value:
        if isinstance(value, bool):
            return Flag(value)
        if isinstance(value, datetime):
            return Day(value.date(), f"{value:%H:%M}")
        if isinstance(value, date):
            return Day(value)
        if isinstance(value, int | Decimal):
            return Prose(number(value))
        return self.prose(value)

    # visits

    @cached_property
    def visits_of(self) -> dict[str, tuple[str, ...]]:
        """For each case, the ids of the leaders' visits that name it, as known on the day."""
        found: dict[str, list[str]] = {}
        for visit in self.register.visits:
            if visit.on <= self.as_of:
                for case in visit.cases:
                    found.setdefault(case, []).append(visit.id)
        return {case: tuple(ids) for case, ids in found.items()}

    # links that come back

    def relations(self, case: Case) -> dict[str, str]:
        """The cases that belong to a case, in both directions: for each id into, merged, reopens, reopened_by or related."""
        links = self.known_links(case)
        found: dict[str, str] = {}
        if links.duplicates:
            found[links.duplicates] = "into"
        for merged, on in self.register.merged_into.get(case.id, ()):
            if on <= self.as_of and merged.id in self.cases:
                found.setdefault(merged.id, "merged")
        if links.reopens:
            found.setdefault(links.reopens, "reopens")
        for id in self.pointed_at.get(case.id, ()):
            if self.cases[id].links.reopens == case.id:
                found.setdefault(id, "reopened_by")
        for id in (*links.related, *self.pointed_at.get(case.id, ())):
            found.setdefault(id, "related")
        return found

    @cached_property
    def pointed_at(self) -> dict[str, tuple[str, ...]]:
        """For each case, the cases whose own links lead to it."""
        found: dict[str, list[str]] = {}
        for case in self.edition.cases:
            links = self.known_links(case)
            for id in (links.duplicates, links.reopens, *links.related):
                if id and id != case.id:
                    found.setdefault(id, []).append(case.id)
        return {id: tuple(dict.fromkeys(ids)) for id, ids in found.items()}

    def known_links(self, case: Case) -> Any:
        """A case's links; the file it was merged into only once the merging is known."""
        if case.links.duplicates and not any(event.move == "merge" for event in case.known_on(self.as_of)):
            return replace(case.links, duplicates=None)
        return case.links


def month_start(day: date) -> date:
    return day.replace(day=1)


def year_start(day: date) -> date:
    return day.replace(month=1, day=1)
