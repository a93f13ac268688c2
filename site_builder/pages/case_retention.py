"""How long the papers of a matter that has ended are kept, on its own page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from site_builder.model.case import Case
from site_builder.model.retention import retention
from site_builder.pages.edition_index import Index
from site_builder.pages.shared import Tag
from site_builder.spec.retention import retention_spec
from site_builder.views.retention import WORDS, held_in_words, state_of

_SHAPES = {"due": "due", "held": "paused", "kept": "running"}


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionView:
    """Until when a matter is kept."""

    period: Annotated[str, "Which period it is, in words."]
    years: Annotated[int, "How many years, from the end of the year in which it ended."]
    ended_on: Annotated[date, "The day it ended."]
    until: Annotated[date, "The last day it is kept."]
    tag: Annotated[Tag, "Kept, due for disposal, or held."]
    holds: Annotated[tuple[str, ...], "What holds its disposal, in words."]
    basis: Annotated[str, "Where the period comes from."]


def last_day_kept(known: Index, case: Case) -> int:
    """The last day on which a matter that has ended is kept, as a number (`date.toordinal`); 0 for any other."""
    found = retention(case, known.register, known.as_of)
    return found.until.toordinal() if found is not None else 0


def retention_view(known: Index, case: Case) -> RetentionView | None:
    """For the office, once the matter has ended."""
    if known.edition.audience.kind != "office":
        return None
    found = retention(case, known.register, known.as_of)
    if found is None:
        return None
    state = state_of(found, known.as_of)
    return RetentionView(
        period=known.word(found.period.label),
        years=found.years,
        ended_on=found.ended_on,
        until=found.until,
        tag=Tag(WORDS[known.language][state], _SHAPES[state]),
        holds=tuple(held_in_words(held, known.register, known.language) for held in found.holds),
        basis=retention_spec().basis,
    )
