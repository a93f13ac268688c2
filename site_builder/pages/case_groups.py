"""The values of one field of the cases, such as their categories, with how many cases have each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

from site_builder.pages.edition_index import index
from site_builder.pages.page_type import CASEWORK
from site_builder.pages.shared import GROUPS, Link, group_index_path
from site_builder.render.page import Page
from site_builder.render.site import Door
from site_builder.views.edition import Edition

TEMPLATE = "case_groups.html"
AUDIENCES = CASEWORK
MERGES = True
NAVIGATION: tuple[Door, ...] = ()


@dataclass(frozen=True, slots=True)
class GroupRow:
    """One value."""

    value: Annotated[Link, "The value, and the list of its cases."]
    open: Annotated[int, "Open cases."]
    total: Annotated[int, "All cases."]


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseGroupsPage:
    field: Annotated[str, "The field's label."]
    rows: Annotated[tuple[GroupRow, ...], "The values that some case has, in the order of the spec."]
    total: Annotated[int, "All cases."]
    open: Annotated[int, "All open cases."]
    groups: Annotated[tuple[Link, ...], "The lists of cases by one of their fields."]


CONTEXT = CaseGroupsPage


def pages(edition: Edition) -> Iterator[Page]:
    known = index(edition)
    for group in GROUPS:
        rows = tuple(
            GroupRow(known.group(group, code), sum(known.rows[case.id].is_open for case in cases), len(cases))
            for code, cases in known.grouped[group].items()
        )
        if rows:
            context = CaseGroupsPage(
                field=known.field(group),
                rows=rows,
                total=len(edition.cases),
                open=sum(row.is_open for row in known.rows.values()),
                groups=known.group_links,
            )
            yield Page(group_index_path(group), TEMPLATE, context)
