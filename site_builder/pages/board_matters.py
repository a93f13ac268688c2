"""The common matters on the notice board, each by the text that was written for it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from site_builder.pages.attachment_views import AttachmentView, attachment_views
from site_builder.pages.edition_index import index
from site_builder.pages.shared import Tag
from site_builder.render.page import Page
from site_builder.render.site import Door
from site_builder.views.edition import Edition

TEMPLATE = "board_matters.html"
AUDIENCES = ("board",)
NAVIGATION = (Door(20, "matters", "matters.html"),)


@dataclass(frozen=True, slots=True)
class Matter:
    """One matter. It has no number: a number would tell how many others there are."""

    summary: Annotated[str, "The text written for the board."]
    village: Annotated[str, "The village."]
    kind: Annotated[str, "Kind of matter, in words."]
    status: Annotated[Tag, "Status on the day."]
    found_on: Annotated[date, "The day it was found or received."]
    pictures: Annotated[tuple[AttachmentView, ...], "The pictures that were put on the board with it."]


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardMattersPage:
    matters: Annotated[tuple[Matter, ...], "The matters, the latest first."]


CONTEXT = BoardMattersPage


def pages(edition: Edition) -> Iterator[Page]:
    known = index(edition)
    matters = [
        Matter(
            summary=case.public_summary or "",
            village=known.town.name_of(case.village),
            kind=known.label("kind", case.kind),
            status=known.status(case),
            found_on=case.found_on,
            pictures=attachment_views(known, case),
        )
        for case in edition.cases
    ]
    matters.sort(key=lambda matter: (-matter.found_on.toordinal(), matter.village, matter.summary))
    yield Page("matters.html", TEMPLATE, BoardMattersPage(matters=tuple(matters)))
