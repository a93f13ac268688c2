"""The official papers of a case, on its own page: those that have to be made now, and those that were made."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from site_builder.model.case import Case
from site_builder.model.papers import offers
from site_builder.pages import paper
from site_builder.pages.edition_index import Index
from site_builder.pages.shared import Link, paper_path


@dataclass(frozen=True, slots=True)
class PaperRow:
    """One paper of the case."""

    paper: Annotated[Link, "Its name, and the page to print."]
    basis: Annotated[str, "Its legal basis, or empty."]
    made_on: Annotated[date | None, "The day it was made, by the events; none while it is due."]


def paper_rows(known: Index, case: Case) -> Iterator[PaperRow]:
    """The papers of a case, for those who get their pages."""
    if known.edition.audience.kind not in paper.AUDIENCES:
        return
    for offer in offers(case, known.register, known.as_of):
        link = Link(paper_path(case.id, offer.paper.code), known.word(offer.paper.label))
        yield PaperRow(link, offer.paper.basis, offer.made.on if offer.made else None)
