"""What follows from a change for the register: two registers on the same day, each asked the same."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Set
from dataclasses import dataclass
from datetime import date

from site_builder.model.change import CaseChange
from site_builder.model.figures import Headline, headline
from site_builder.model.four_lists import TOWN
from site_builder.model.weeks import Week
from site_builder.views.change.due_moved import due_moved
from site_builder.views.change.lists_moved import Registers, WeekMoved, week_moved, without
from site_builder.views.change.moved import DueMoved
from site_builder.views.change.past_weeks import past_weeks


@dataclass(frozen=True, slots=True)
class FigureMoved:
    """One figure of the town's report sentence. `code` is that of `sidan stats --format json`."""

    code: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Effects:
    """What follows for the register on the day. `past` are weeks that are over and whose lists change; `elsewhere` are
    deadlines of cases that the change does not touch, with their case."""

    week: WeekMoved
    past: tuple[WeekMoved, ...]
    elsewhere: tuple[tuple[str, DueMoved], ...]
    since: date
    figures: tuple[FigureMoved, ...]


def effects(registers: Registers, changes: Iterable[CaseChange], as_of: date, sealed: Set[str]) -> Effects:
    """What a change does to the register on a day. Rows of `sealed` cases, by id, are not named."""
    before, after = registers
    changes = tuple(changes)
    week = Week.of(as_of)
    scopes = tuple(dict.fromkeys((TOWN, *after.town.villages, *before.town.villages)))
    since = as_of.replace(month=1, day=1)
    return Effects(
        without(week_moved(registers, week, as_of, scopes), sealed),
        tuple(without(w, sealed) for w in past_weeks(registers, changes, week, as_of, scopes)),
        tuple(_elsewhere(registers, changes, as_of)),
        since,
        tuple(_figures(headline(before, since, as_of), headline(after, since, as_of))),
    )


# cases that the change does not touch


def _elsewhere(registers: Registers, changes: tuple[CaseChange, ...], as_of: date) -> Iterator[tuple[str, DueMoved]]:
    """Deadlines that move because the settings or the posts do, or because another file is merged."""
    before, after = registers
    merges = any(event.move == "merge" for change in changes for event in change.added)
    if not merges and before.settings == after.settings and before.town == after.town:
        return
    touched = {change.id for change in changes}
    was = {case.path: case for case in before.shown_cases}
    for case in after.shown_cases:
        if case.id not in touched and case.path in was:
            for moved in due_moved(was[case.path], case, registers, as_of):
                yield case.id, moved


# figures


def _figures(old: Headline, new: Headline) -> Iterator[FigureMoved]:
    for code, read in FIGURES.items():
        if read(old) != read(new):
            yield FigureMoved(code, read(old), read(new))


def _rate(of: Headline) -> str:
    rate = of.disputes.rate
    count = f"{rate.num}/{rate.den}" if rate.den else rate.percent
    return count if rate.is_small else f"{rate.percent} ({count})"


FIGURES: dict[str, Callable[[Headline], str]] = {
    "visits": lambda h: str(h.visits),
    "petitions_promoted": lambda h: str(h.petitions_promoted),
    "orders": lambda h: str(h.orders),
    "disputes_found": lambda h: str(h.disputes.found),
    "disputes_settled": lambda h: str(h.disputes.settled),
    "disputes_partly": lambda h: str(h.disputes.partly),
    "disputes_unsettled": lambda h: str(h.disputes.unsettled),
    "disputes_open": lambda h: str(h.disputes.open),
    "disputes_excluded": lambda h: str(h.disputes.excluded),
    "rate": _rate,
}
