"""One page per unit: its people on the day, its open tasks, the cases it leads or helps with."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from site_builder.model.case import Case
from site_builder.model.people import Unit
from site_builder.pages.edition_index import Index, index
from site_builder.pages.page_type import CASEWORK
from site_builder.pages.shared import CaseRow, Holder, Link, Prose, search_href, unit_path
from site_builder.render.page import Page
from site_builder.render.site import Door
from site_builder.views.edition import Edition

TEMPLATE = "unit.html"
AUDIENCES = CASEWORK
MERGES = True
NAVIGATION: tuple[Door, ...] = ()


@dataclass(frozen=True, slots=True)
class UnitTask:
    """A task of the unit that is not done."""

    case: Annotated[Link, "The case's number and page."]
    title: Annotated[str, "The case's title."]
    number: Annotated[str, "The task's number."]
    what: Annotated[Prose, "The task."]
    due: Annotated[date, "The due day, as it stands."]
    days: Annotated[int, "Calendar days left; negative when it is overdue."]


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitPage:
    name: Annotated[str, "The unit's name."]
    level: Annotated[str, "Its level, in words."]
    village: Annotated[Link | None, "Its village, for a village unit."]
    people: Annotated[tuple[Holder, ...], "Its people on the day."]
    find: Annotated[str, "The search page with the cases that name the unit."]
    tasks: Annotated[tuple[UnitTask, ...], "Its open tasks, what falls due first at the top."]
    leads: Annotated[tuple[CaseRow, ...], "Open cases it is responsible for."]
    helps: Annotated[tuple[CaseRow, ...], "Open cases it helps with."]


CONTEXT = UnitPage


def pages(edition: Edition) -> Iterator[Page]:
    known = index(edition)
    leads: dict[str, list[Case]] = {}
    helps: dict[str, list[Case]] = {}
    for case in edition.cases:
        if not known.rows[case.id].is_open:
            continue
        if case.lead_unit:
            leads.setdefault(case.lead_unit, []).append(case)
        for helper in dict.fromkeys((*case.helpers, *(id for task in case.tasks for id in task.helpers))):
            if helper != case.lead_unit:
                helps.setdefault(helper, []).append(case)
    for unit in known.units.values():
        yield Page(unit_path(unit.id), TEMPLATE, _unit(known, unit, leads.get(unit.id, []), helps.get(unit.id, [])))


def _unit(known: Index, unit: Unit, leads: list[Case], helps: list[Case]) -> UnitPage:
    return UnitPage(
        name=unit.name,
        level=known.label("unit_level", unit.level),
        village=known.village(unit.village) if unit.village else None,
        people=tuple(_members(known, unit)),
        find=search_href(type="case", person=unit.id),
        tasks=tuple(
            UnitTask(
                known.case(case.id),
                case.title,
                task.id,
                known.prose(task.what),
                due,
                (due - known.as_of).days,
            )
            for case, task, due in known.open_tasks.get(unit.id, ())
        ),
        leads=known.open_rows(leads),
        helps=known.open_rows(helps),
    )


def _members(known: Index, unit: Unit) -> Iterator[Holder]:
    for person in known.people.values():
        held = [known.label("post", post.post) for post in person.posts_on(known.as_of) if post.unit == unit.id]
        if held:
            yield Holder(known.person(person.id), known.comma.join(dict.fromkeys(held)))
