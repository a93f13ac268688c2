"""What a page type is: a module with a template, a context and the pages of an edition."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Protocol

from site_builder.render.page import Page
from site_builder.render.site import Door
from site_builder.views.edition import Edition


class PageType(Protocol):
    """TEMPLATE lies in a theme's `pages/`; CONTEXT says by its annotations what the template is given.

    AUDIENCES are the kinds of audience that get these pages; NAVIGATION is what they add to it. A type that can say
    what each of its pages is made from has `parts(edition)` as well (`part`), or `parts_about(edition, about)` for what
    tells of one case or week, which together are the same pages; one without may have MERGES, which its only part has.
    """

    @property
    def TEMPLATE(self) -> str: ...

    @property
    def CONTEXT(self) -> type[Any]: ...

    @property
    def AUDIENCES(self) -> tuple[str, ...]: ...

    @property
    def NAVIGATION(self) -> tuple[Door, ...]: ...

    def pages(self, edition: Edition) -> Iterator[Page]: ...


CASEWORK = ("office", "village")
"""Those who work on cases. The notice board has pages of its own."""
REVIEW = ("review",)
"""Those who look at a change before it is taken in: they get a site of their own, with that change alone."""
