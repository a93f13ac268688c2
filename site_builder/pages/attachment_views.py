"""The attachments of a case, as its pages and its data show them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from site_builder.model.case import Case
from site_builder.pages.edition_index import Index
from site_builder.pages.shared import Prose
from site_builder.views.pictures import Given, given_files


@dataclass(frozen=True, slots=True)
class AttachmentView:
    """One attachment that this audience gets."""

    what: Annotated[Prose, "What it shows."]
    file: Annotated[str, "Its name in the site."]
    path: Annotated[str, "Where it lies, from the site's root; empty where it cannot be shown."]
    is_picture: Annotated[bool, "True for a picture that a browser shows."]
    form: Annotated[str, "What it is: jpg, png, pdf, docx, xlsx, txt or csv; empty where it cannot be shown."]
    kilobytes: Annotated[int, "Its size, rounded up; 0 where it cannot be shown."]
    added_on: Annotated[date | None, "The day it was added."]
    reader: Annotated[str, "Who may have it, in words; empty on the board."]


def attachment_views(known: Index, case: Case) -> tuple[AttachmentView, ...]:
    """Those that the edition's day knows. Raises verdicts.register.Changed."""
    return tuple(_view(known, one) for one in given_files(known.register, case, known.as_of))


def _view(known: Index, given: Given) -> AttachmentView:
    is_there, is_board = given.data is not None, known.edition.audience.kind == "board"
    return AttachmentView(
        what=known.prose(given.attachment.what),
        file=given.attachment.file,
        path=given.path if is_there else "",
        is_picture=is_there and given.form.is_picture,
        form=given.form.name if is_there else "",
        kilobytes=-(-len(given.data) // 1024) if given.data is not None else 0,
        added_on=given.attachment.added_on,
        reader="" if is_board else known.label("attachment_audience", given.attachment.audience),
    )
