"""The home page of a preview: which cases a change moves, what follows, and what a reviewer must look at."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

from site_builder.pages.change_views import LineView, line_view, within
from site_builder.pages.edition_index import index
from site_builder.pages.findings import FindingRow, finding_row
from site_builder.pages.page_type import REVIEW
from site_builder.pages.shared import Link, Tag, case_path
from site_builder.render.page import Page
from site_builder.render.site import Door
from site_builder.views.change.effects_lines import EffectLines, EffectTable
from site_builder.views.change.lines import Lines, span_line
from site_builder.views.change.moved import ChangedCase, ChangedVisit, Moved
from site_builder.views.change.preview import Preview
from site_builder.views.change.words import plural
from site_builder.views.edition import Edition

TEMPLATE = "change.html"
AUDIENCES = REVIEW
NAVIGATION = (Door(10, "home", "index.html", ("cases",)),)


@dataclass(frozen=True, slots=True)
class ChangedRow:
    """One case that the change moves."""

    case: Annotated[Link, "The case's number, and the page that shows it before and after."]
    title: Annotated[str, "Its title."]
    village: Annotated[str, "Its village."]
    fate: Annotated[Tag, "New, changed or gone."]
    before: Annotated[Tag | None, "Its status before the change, where it had one."]
    after: Annotated[Tag | None, "Its status after the change, where it has one."]
    digest: Annotated[str, "What moved, in a few words."]


@dataclass(frozen=True, slots=True)
class LookView:
    """One thing that a reviewer must look at."""

    text: Annotated[str, "The sentence."]
    loud: Annotated[bool, "True for what is out of the ordinary."]


@dataclass(frozen=True, slots=True)
class VisitChanged:
    """One leader's visit that the change moves."""

    name: Annotated[str, "Its number, its day and the leader."]
    fate: Annotated[Tag, "New, changed or gone."]
    lines: Annotated[tuple[LineView, ...], "What moved."]


@dataclass(frozen=True, slots=True)
class EffectRowView:
    """A number before and after; or a sentence, where both are empty."""

    name: Annotated[str, "What is counted, or the sentence."]
    before: Annotated[str, "Before the change, or empty."]
    after: Annotated[str, "After the change, or empty."]
    notes: Annotated[tuple[str, ...], "What more there is to say."]


@dataclass(frozen=True, slots=True)
class EffectView:
    """What follows from the change for one list of numbers."""

    title: Annotated[str, "Its heading."]
    rows: Annotated[tuple[EffectRowView, ...], "Its numbers before and after."]
    sentences: Annotated[tuple[str, ...], "What there is to say without numbers."]
    notes: Annotated[tuple[str, ...], "What stands under it."]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangePage:
    span: Annotated[tuple[str, ...], "From where to where, in sentences."]
    new: Annotated[int, "New cases."]
    changed: Annotated[int, "Changed cases."]
    gone: Annotated[int, "Cases that are gone."]
    sealed: Annotated[int, "Sealed cases that the change touches; nothing else of them is shown."]
    errors: Annotated[int, "Errors among the findings."]
    warnings: Annotated[int, "Warnings about what the change touches."]
    looks: Annotated[tuple[LookView, ...], "What a reviewer must look at."]
    findings: Annotated[tuple[FindingRow, ...], "The findings, errors first."]
    left: Annotated[tuple[str, ...], "Which findings are not listed, in sentences."]
    cases: Annotated[tuple[ChangedRow, ...], "The cases, by number."]
    visits: Annotated[tuple[VisitChanged, ...], "Leaders' visits."]
    effects: Annotated[tuple[EffectView, ...], "What follows for the week and the figures."]
    is_empty: Annotated[bool, "True where no record was changed."]


CONTEXT = ChangePage


def pages(edition: Edition) -> Iterator[Page]:
    assert isinstance(edition, Preview)
    change, lines, known = edition.change, Lines(edition.change), index(edition)
    paths = {case_path(case.id) for case in change.cases}
    left = [plural(lines.words["other_warnings"], change.other_warnings)] if change.other_warnings else []
    left += [plural(lines.words["covered_findings"], change.covered)] if change.covered else []
    context = ChangePage(
        span=tuple(span_line(lines)),
        new=change.count("new"),
        changed=change.count("changed"),
        gone=change.count("gone"),
        sealed=change.sealed,
        errors=change.errors,
        warnings=len(change.findings) - change.errors,
        looks=tuple(LookView(lines.look(look), look.is_loud) for look in change.looks),
        findings=tuple(finding_row(one, known) for one in change.findings),
        left=tuple(left),
        cases=tuple(_row(case, lines) for case in change.cases),
        visits=tuple(_visit(visit, lines, edition) for visit in change.visits),
        effects=tuple(_effect(table) for table in EffectLines(change).tables()),
        is_empty=change.is_empty,
    )
    yield Page("index.html", TEMPLATE, within(context, paths))


def fate_tag(case: ChangedCase | ChangedVisit, lines: Lines) -> Tag:
    """New, changed or gone, with its shape."""
    return Tag(lines.fate(case.fate), {"new": "added"}.get(case.fate, case.fate))


def _row(case: ChangedCase, lines: Lines) -> ChangedRow:
    moved: Moved | None = next((m for m in case.moved if m.path == "status"), None)
    before = str(moved.before.code) if moved and moved.before else case.status
    return ChangedRow(
        Link(case_path(case.id), case.id),
        case.title,
        lines.name(case.village),
        fate_tag(case, lines),
        _status(before, lines) if case.fate != "new" else None,
        _status(case.status, lines) if case.fate != "gone" else None,
        lines.digest(case),
    )


def _status(code: str, lines: Lines) -> Tag:
    return Tag(lines.term("status", code), lines.spec.statuses[code].stage)


def _visit(visit: ChangedVisit, lines: Lines, edition: Preview) -> VisitChanged:
    name = f"{visit.id} {visit.on} {lines.name(visit.leader)}"
    return VisitChanged(name, fate_tag(visit, lines), tuple(line_view(line, edition) for line in lines.visit(visit)))


def _effect(table: EffectTable) -> EffectView:
    rows = tuple(EffectRowView(r.name, r.before, r.after, r.notes) for r in table.rows if r.before or r.after)
    sentences = tuple(r.name for r in table.rows if not (r.before or r.after))
    return EffectView(table.title, rows, sentences, table.notes)
