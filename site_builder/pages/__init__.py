"""Edition → Pages: one module a type of page; all choosing, sorting and counting is done here."""

from __future__ import annotations

from collections.abc import Container, Iterator

from site_builder.model.weeks import Week
from site_builder.pages import (
    board,
    board_matters,
    case,
    case_groups,
    case_lists,
    change,
    change_case,
    county,
    county_matters,
    county_town,
    data,
    figures,
    findings,
    grid,
    home,
    intake,
    ledgers,
    meeting,
    not_found,
    paper,
    people,
    person,
    retention,
    search,
    unit,
    village,
    villages,
    week,
    weeks,
)
from site_builder.pages.page_type import CASEWORK, PageType
from site_builder.pages.part import ALL, Part, parts_in
from site_builder.pages.shared import DATA_PAGE, SEARCH
from site_builder.pages.subscriptions import ALL_EVENTS
from site_builder.render.page import Page
from site_builder.render.site import Site
from site_builder.views.edition import Edition

PAGE_TYPES: tuple[PageType, ...] = (
    home,
    intake,
    case,
    paper,
    case_lists,
    case_groups,
    villages,
    village,
    grid,
    people,
    person,
    unit,
    weeks,
    week,
    meeting,
    ledgers,
    retention,
    figures,
    findings,
    data,
    search,
    board,
    board_matters,
    change,
    change_case,
    county,
    county_matters,
    county_town,
    not_found,
)


def page_types(edition: Edition) -> tuple[PageType, ...]:
    """The types of page that the edition's audience gets."""
    return tuple(kind for kind in PAGE_TYPES if edition.audience.kind in kind.AUDIENCES)


def all_pages(edition: Edition) -> Iterator[Page]:
    """Every page of an edition, type by type."""
    for kind in page_types(edition):
        yield from kind.pages(edition)


def page_parts(edition: Edition, about: Container[str] = ALL) -> Iterator[Part]:
    """The pages of an edition in parts; of those about a case or a week only these."""
    for kind in page_types(edition):
        yield from parts_in(kind, edition, kind.pages, about)


def site_of(edition: Edition) -> Site:
    """What all pages of an edition are told about their site."""
    register = edition.register
    village = edition.audience.village
    doors = [door for kind in page_types(edition) for door in kind.NAVIGATION]
    return Site(
        town=register.town.name,
        audience=edition.audience.kind,
        place=register.town.name_of(village) if village else "",
        as_of=edition.as_of,
        week=str(Week.of(edition.as_of)),
        language=edition.language,
        draft=edition.draft,
        feed=ALL_EVENTS if edition.audience.kind in CASEWORK else "",
        data=DATA_PAGE if edition.audience.kind in CASEWORK else "",
        search=SEARCH if edition.audience.kind in search.AUDIENCES else "",
        navigation=tuple(sorted(doors, key=lambda door: door.order)),
    )
