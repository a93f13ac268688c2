"""One case of a change, before and after side by side: its facts, deadlines, tasks and all that happened."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

from site_builder.model.case import Case
from site_builder.pages.case import CasePage, TaskView, case_page
from site_builder.pages.change import fate_tag
from site_builder.pages.change_views import LineView, line_view, within
from site_builder.pages.deadline_views import DeadlineView
from site_builder.pages.edition_index import index
from site_builder.pages.findings import FindingRow, finding_row
from site_builder.pages.page_type import REVIEW
from site_builder.pages.shared import Fact, Tag, case_path
from site_builder.render.page import Page
from site_builder.render.site import Door
from site_builder.views.change.lines import Lines
from site_builder.views.change.moved import ChangedCase
from site_builder.views.change.preview import Preview
from site_builder.views.edition import Edition

TEMPLATE = "change_case.html"
AUDIENCES = REVIEW
NAVIGATION: tuple[Door, ...] = ()


@dataclass(frozen=True, slots=True)
class FactPair:
    """One field before and after."""

    label: Annotated[str, "The field, with its block before it."]
    before: Annotated[Fact | None, "Its value before the change, where it had one."]
    after: Annotated[Fact | None, "Its value after the change, where it has one."]
    differs: Annotated[bool, "True where the two are not the same."]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeCasePage:
    id: Annotated[str, "The case's number."]
    title: Annotated[str, "Its title."]
    fate: Annotated[Tag, "New, changed or gone."]
    digest: Annotated[str, "What moved, in a few words."]
    lines: Annotated[tuple[LineView, ...], "Everything that moved."]
    findings: Annotated[tuple[FindingRow, ...], "The findings in this case, errors first."]
    before: Annotated[CasePage | None, "The case before the change, where there was one on the day."]
    after: Annotated[CasePage | None, "The case after the change, where there is one on the day."]
    pairs: Annotated[tuple[FactPair, ...], "Its facts before and after, in one list."]
    new_events: Annotated[tuple[int, ...], "The numbers of the events that the change adds."]
    edited_events: Annotated[tuple[int, ...], "The numbers of events that were there and were edited."]
    moved_tasks: Annotated[tuple[str, ...], "The numbers of the tasks that are not the same on both sides."]
    moved_deadlines: Annotated[tuple[str, ...], "The names of the deadlines that are not the same on both sides."]
    source: Annotated[str, "The path of the case's file in the register."]


CONTEXT = ChangeCasePage


def pages(edition: Edition) -> Iterator[Page]:
    assert isinstance(edition, Preview)
    lines = Lines(edition.change)
    paths = {case_path(case.id) for case in edition.change.cases}
    for case in edition.change.cases:
        context = edition.change.veil.over(_page(case, edition, lines))
        yield Page(case_path(case.id), TEMPLATE, within(context, paths))


def _page(case: ChangedCase, edition: Preview, lines: Lines) -> ChangeCasePage:
    before = _side(edition.former, case.path_before or case.path, case.id) if case.fate != "new" else None
    after = _side(edition, case.path, case.id) if case.fate != "gone" else None
    found = [f for f in edition.change.findings if f.finding.place.path in (case.path, case.path_before)]
    return ChangeCasePage(
        id=case.id,
        title=case.title,
        fate=fate_tag(case, lines),
        digest=lines.digest(case),
        lines=tuple(line_view(line, edition) for line in lines.case(case)),
        findings=tuple(finding_row(one, index(edition)) for one in found),
        before=before,
        after=after,
        pairs=tuple(_pairs(before, after)),
        new_events=tuple(event.number for event in case.events),
        edited_events=tuple(edit.number for edit in case.history),
        moved_tasks=_differing(_tasks(before), _tasks(after)),
        moved_deadlines=_differing(_deadlines(before), _deadlines(after)),
        source=case.path,
    )


def _side(edition: Edition, path: str, id: str) -> CasePage | None:
    known = index(edition)
    case: Case | None = known.cases.get(id)
    return case_page(known, case) if case is not None and case.path == path else None


def _facts(page: CasePage | None) -> dict[str, Fact]:
    """All facts of a side by name; the fields of a block carry its heading."""
    if page is None:
        return {}
    return {
        f"{group.heading} · {fact.label}" if group.heading else fact.label: fact
        for group in page.summary
        for fact in group.facts
    }


def _pairs(before: CasePage | None, after: CasePage | None) -> Iterator[FactPair]:
    was, now = _facts(before), _facts(after)
    for label in (*now, *(label for label in was if label not in now)):
        old, new = was.get(label), now.get(label)
        yield FactPair(label, old, new, before is not None and after is not None and old != new)


def _tasks(page: CasePage | None) -> dict[str, TaskView]:
    return {task.number: task for task in page.tasks} if page else {}


def _deadlines(page: CasePage | None) -> dict[str, tuple[DeadlineView, ...]]:
    if page is None:
        return {}
    names = dict.fromkeys(row.name for row in page.deadlines)
    return {name: tuple(row for row in page.deadlines if row.name == name) for name in names}


def _differing(was: dict[str, TaskView] | dict[str, tuple[DeadlineView, ...]], now: object) -> tuple[str, ...]:
    assert isinstance(now, dict)
    return tuple(name for name in {**was, **now} if was.get(name) != now.get(name))
