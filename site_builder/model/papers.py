"""Which official papers a case has, or has to have, on a day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from site_builder.model.case import Case, Event
from site_builder.model.clocks import deadlines
from site_builder.model.register import Register
from site_builder.spec import Anchor
from site_builder.spec.papers import Paper, papers


@dataclass(frozen=True, slots=True)
class Offer:
    """A paper of a case. `made` is the event after which it says what that says; None while it is still due."""

    paper: Paper
    made: Event | None


def offers(case: Case, register: Register, as_of: date) -> tuple[Offer, ...]:
    """The papers of a case as known on a day, in the order of the spec.

    None of a sealed case, and none long after the matter has ended.
    """
    state = register.history(case).on(as_of)
    spec = papers()
    if state is None or case.is_sealed:
        return ()
    if not register.spec.is_open(state.status) and state.since and (as_of - state.since).days > spec.kept_days:
        return ()
    found: list[Offer] = []
    for paper in spec.papers.values():
        if not _applies(paper, case, state.level):
            continue
        made = last_event(case.known_on(as_of), paper.made)
        if made is not None or _is_due(paper, case, register, as_of, state.status, found):
            found.append(Offer(paper, made))
    return tuple(found)


def _applies(paper: Paper, case: Case, level: str) -> bool:
    route = case.petition.route if case.petition else None
    return (
        (not paper.kinds or case.kind in paper.kinds)
        and (not paper.levels or level in paper.levels)
        and (not paper.routes or route in paper.routes)
    )


def _is_due(paper: Paper, case: Case, register: Register, as_of: date, status: str, others: Iterable[Offer]) -> bool:
    known = case.known_on(as_of)
    ended = max((event.index for event in known if event.move in paper.unless), default=-1)
    due = paper.due
    brought_up = last_event(known, due.events)
    return (
        (status in due.statuses and ended < 0)
        or (brought_up is not None and brought_up.index > ended)
        or (due.with_papers and any(offer.paper.is_delivered for offer in others))
        or (bool(due.near) and _is_near(due.near, case, register, as_of))
    )


def _is_near(codes: frozenset[str], case: Case, register: Register, as_of: date) -> bool:
    """True where one of the clocks is near its day or past it."""
    return any(d.code in codes and d.rung(as_of) is not None for d in deadlines(case, register, as_of))


def last_event(events: Iterable[Event], anchors: Iterable[Anchor]) -> Event | None:
    """The last of the events that one of the anchors means; with a field, only one that has it."""
    found = None
    for event in events:
        for anchor in anchors:
            if event.move == anchor.name and _says(event, anchor):
                found = event
    return found


def _says(event: Event, anchor: Anchor) -> bool:
    if anchor.field and event.fields.get(anchor.field) is None:
        return False
    return not anchor.where or event.text(anchor.where) in anchor.values
