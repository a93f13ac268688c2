"""How many of the duties that fell due in a period were met on their day, clock by clock (domain notes §4.3).

The cohort is what fell due, so that a duty that was never met counts against the rate too. What is no longer asked,
and what has its day still before it, is not in it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from site_builder.model.active import active
from site_builder.model.clocks import OVERDUE, DeadlineState, deadlines
from site_builder.model.figures import Rate
from site_builder.model.four_lists import TOWN
from site_builder.model.register import Register

MET: tuple[DeadlineState, ...] = ("met",)
LATE: tuple[DeadlineState, ...] = ("met_late",)


@dataclass(frozen=True, slots=True)
class OnTime:
    """Met on time, of all that fell due; `late` were met late, `open` are overdue still."""

    rate: Rate
    late: int
    open: int


@dataclass(frozen=True, slots=True)
class Punctuality:
    """By scope, which is a village's id or `town`: each clock of which anything fell due, in the order of the spec, and
    the duties of all clocks together, without the targets that are a local custom."""

    clocks: dict[str, tuple[tuple[str, OnTime], ...]]
    duties: dict[str, OnTime]


def on_time(register: Register, since: date, as_of: date) -> Punctuality:
    """What fell due from `since` to `as_of`, both inclusive, and how it stood on `as_of`."""
    counts: dict[str, Counter[tuple[str, DeadlineState]]] = {
        scope: Counter() for scope in (*register.town.villages, TOWN)
    }
    for history in active(register, since, as_of):
        for deadline in deadlines(history.case, register, as_of):
            if deadline.nature != "window" and since <= deadline.due <= as_of:
                state = deadline.state(as_of)
                counts[history.case.village][deadline.code, state] += 1
                counts[TOWN][deadline.code, state] += 1
    clocks = register.spec.clocks
    duties = [code for code, clock in clocks.items() if clock.nature == "duty"]
    by_clock = {
        scope: tuple((code, found) for code in clocks if (found := _sum(states, [code], as_of)).rate.den)
        for scope, states in counts.items()
    }
    return Punctuality(by_clock, {scope: _sum(states, duties, as_of) for scope, states in counts.items()})


def _sum(counts: Counter[tuple[str, DeadlineState]], codes: Iterable[str], as_of: date) -> OnTime:
    met, late, waiting = (
        sum(counts[code, state] for code in codes for state in states) for states in (MET, LATE, OVERDUE)
    )
    return OnTime(Rate(met, met + late + waiting, "due-in-period", as_of), late, waiting)
