"""attachments/⟨case⟩/⟨file⟩: the files that belong to the cases, those that this audience gets."""

from __future__ import annotations

from collections.abc import Container, Iterator
from functools import partial

from site_builder.model.case import Case
from site_builder.pages.edition_index import index
from site_builder.pages.part import ALL, Input, Part, files_in
from site_builder.render.page import File
from site_builder.views.edition import Edition
from site_builder.views.pictures import given_files, stand_for_files

AUDIENCES = ("office", "village", "board")


def files(edition: Edition) -> Iterator[File]:
    return files_in(parts_about(edition, ALL))


def parts_about(edition: Edition, about: Container[str]) -> Iterator[Part]:
    """A case's files are made with its page, so that a picture is decoded once."""
    known = index(edition)
    for case in edition.cases:
        if case.attachments and case.id in about:
            stands = known.stands_for(case)
            inputs: tuple[Input, ...] = (stands, *stand_for_files(edition.register, case))
            yield Part(f"attachments {case.id}", partial(_files, edition, case), inputs, case.id)


def _files(edition: Edition, case: Case) -> Iterator[File]:
    for given in given_files(edition.register, case, edition.as_of):
        if given.data is not None:
            yield File(given.path, given.data)
