"""The page shown where there is none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from site_builder.render.page import Page
from site_builder.render.site import Door
from site_builder.views.edition import Edition

TEMPLATE = "not_found.html"
AUDIENCES = ("office", "village", "board", "county")
NAVIGATION: tuple[Door, ...] = ()


@dataclass(frozen=True, slots=True)
class NotFoundPage:
    """Nothing: a server shows this page under any address, so it has no link that could lead astray."""


CONTEXT = NotFoundPage


def pages(edition: Edition) -> Iterator[Page]:
    yield Page("404.html", TEMPLATE, NotFoundPage())
