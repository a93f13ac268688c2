"""What a type of export is: a module that says who gets its files and makes them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from site_builder.render.page import File
from site_builder.views.edition import Edition


class ExportType(Protocol):
    """AUDIENCES are the kinds of audience that get these files; `files` makes them from what the edition shows.

    A type that can say what its files are made from has `parts(edition)` as well (`pages.part`), or `parts_about(edition,
    about)` for what tells of one case or week, which together are the same; one without may have MERGES, which its only
    part has.
    """

    @property
    def AUDIENCES(self) -> tuple[str, ...]: ...

    def files(self, edition: Edition) -> Iterator[File]: ...
