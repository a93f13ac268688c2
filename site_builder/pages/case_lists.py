"""Lists of cases: all, those of a village, those with one kind, category, status, level or source."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Annotated

from site_builder.model.case import Case
from site_builder.pages.edition_index import Index, index
from site_builder.pages.page_type import CASEWORK
from site_builder.pages.part import Part, pages_in
from site_builder.pages.shared import (
    GROUPS,
    CaseRow,
    Link,
    Pager,
    group_index_path,
    group_path,
    search_href,
    village_cases_path,
)
from site_builder.render.page import Page
from site_builder.render.site import Door
from site_builder.views.edition import Edition

TEMPLATE = "case_lists.html"
AUDIENCES = CASEWORK
NAVIGATION = (Door(30, "cases", "cases/index.html", ("papers", *GROUPS.values())),)
WHOLE = 500
"""A list of so many cases is still one page."""
PART = 200
"""How many cases stand on one page of a longer list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseListPage:
    field: Annotated[str, "The label of the field that the cases share, or empty for all cases."]
    value: Annotated[str, "The value they share, or empty."]
    above: Annotated[Link | None, "The page above: the field's values, or the village."]
    find: Annotated[str, "The search page with the list's filter set."]
    groups: Annotated[tuple[Link, ...], "The lists of cases by one of their fields."]
    total: Annotated[int, "How many cases the list has on all its pages."]
    open: Annotated[int, "How many of them are open."]
    rows: Annotated[tuple[CaseRow, ...], "The cases of this page, the latest found first."]
    pager: Annotated[Pager | None, "The list's pages, where it has more than one."]


CONTEXT = CaseListPage


def pages(edition: Edition) -> Iterator[Page]:
    return pages_in(parts(edition))


def parts(edition: Edition) -> Iterator[Part]:
    """A page of a list is made from its cases, from how many the list has, and from which lists there are."""
    known = index(edition)
    yield from _list(known, "cases/index.html", "", "", None, edition.cases, search_href(type="case"))
    for id in known.villages:
        name = known.village(id)
        find, cases = search_href(type="case", village=id), known.by_village[id]
        yield from _list(known, village_cases_path(id), known.field("village"), name.text, name, cases, find)
    for group in GROUPS:
        field = known.field(group)
        for code, cases in known.grouped[group].items():
            above = Link(group_index_path(group), field)
            find = search_href(type="case", **{group: code})
            yield from _list(known, group_path(group, code), field, known.label(group, code), above, cases, find)


def _list(
    known: Index, path: str, field: str, value: str, above: Link | None, cases: Iterable[Case], find: str
) -> Iterator[Part]:
    rows = known.rows_of(cases)
    parts = [rows] if len(rows) <= WHOLE else [rows[at : at + PART] for at in range(0, len(rows), PART)]
    paths = [path, *(f"{path.removesuffix('.html')}-{number}.html" for number in range(2, len(parts) + 1))]
    links = tuple(Link(href, str(number)) for number, href in enumerate(paths, 1))
    is_open = sum(row.is_open for row in rows)
    for number, (href, part) in enumerate(zip(paths, parts, strict=True), 1):
        context = CaseListPage(
            field=field,
            value=value,
            above=above,
            find=find,
            groups=known.group_links,
            total=len(rows),
            open=is_open,
            rows=part,
            pager=Pager(number, len(parts), links) if len(parts) > 1 else None,
        )
        inputs = (number, len(rows), is_open, known.used, *(known.stands_for(known.cases[row.id]) for row in part))
        yield Part(href, partial(_page, href, context), inputs)


def _page(href: str, context: CaseListPage) -> tuple[Page]:
    return (Page(href, TEMPLATE, context),)
