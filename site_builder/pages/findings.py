"""What the validator found, for the office: place, sentence and what to do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Annotated

from site_builder.pages.edition_index import Index, index
from site_builder.pages.shared import Link, case_path
from site_builder.render.page import Page
from site_builder.render.site import Door
from site_builder.rules.page import Spoken, rule_page
from site_builder.views.edition import Edition

TEMPLATE = "findings.html"
AUDIENCES = ("office",)
FINDINGS = "findings.html"
NAVIGATION = (Door(80, "findings", FINDINGS),)


@dataclass(frozen=True, slots=True)
class FindingRow:
    """One finding."""

    code: Annotated[str, "The rule's code."]
    severity: Annotated[str, "error or warning."]
    place: Annotated[str, "path:line:column."]
    case: Annotated[Link | None, "The case it stands in, where that has a page."]
    message: Annotated[str, "What is wrong."]
    help: Annotated[str, "What to write instead."]
    basis: Annotated[str, "The legal basis, or empty."]


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingsPage:
    errors: Annotated[tuple[FindingRow, ...], "The errors, by place."]
    warnings: Annotated[tuple[FindingRow, ...], "The warnings, by place."]


CONTEXT = FindingsPage


def pages(edition: Edition) -> Iterator[Page]:
    known = index(edition)
    rows: dict[str, list[FindingRow]] = {"error": [], "warning": []}
    for spoken in edition.findings:
        rows[spoken.severity].append(finding_row(spoken, known))
    yield Page(FINDINGS, TEMPLATE, FindingsPage(errors=tuple(rows["error"]), warnings=tuple(rows["warning"])))


def finding_row(spoken: Spoken, known: Index) -> FindingRow:
    """A finding, with the case it stands in where that has a page."""
    place = spoken.finding.place
    id = PurePosixPath(place.path).stem
    case = Link(case_path(id), id) if id in known.cases else None
    basis = rule_page(spoken.finding.code).basis
    return FindingRow(spoken.finding.code, spoken.severity, str(place), case, spoken.message, spoken.help, basis)
