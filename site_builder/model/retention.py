"""Until when the papers of a matter that has ended are kept, and what holds their disposal.

It is the matter that is kept and disposed of: its papers, the book with the names of its parties, copies of it. The
record in the register names nobody and stays, so that past weeks and figures stay what they were.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from site_builder.model.case import Case
from site_builder.model.clocks import deadlines
from site_builder.model.history import State, risk_level
from site_builder.model.kept import kept
from site_builder.model.register import Register
from site_builder.spec.retention import Period, retention_spec


@dataclass(frozen=True, slots=True)
class Held:
    """Something that holds disposal: `code` is one of the spec's holds. `why` is the reason that a record gives,
    `until` its last day where it has one, `case` the linked matter that is open."""

    code: str
    why: str = ""
    until: date | None = None
    case: str = ""


@dataclass(frozen=True, slots=True)
class Retention:
    """How long one matter is kept: `years` from the end of the year in which it ended, `until` the last day."""

    case: Case
    period: Period
    years: int
    ended_on: date
    until: date
    holds: tuple[Held, ...]

    def is_over(self, day: date) -> bool:
        """True once its time has passed, held or not."""
        return day > self.until

    def is_due(self, day: date) -> bool:
        """True where it is due for disposal."""
        return self.is_over(day) and not self.holds


def retention(case: Case, register: Register, as_of: date) -> Retention | None:
    """How long a matter that has ended is kept, as known on a day; None for one that is open, unknown or sealed."""
    state = register.history(case).on(as_of)
    if case.is_sealed or state is None or register.spec.is_open(state.status) or state.since is None:
        return None
    period = next(period for period in retention_spec().periods if _fits(period, case, state, as_of))
    years = register.settings.retention.get(period.code, period.years)
    until = date(state.since.year + years, 12, 31)
    return Retention(case, period, years, state.since, until, tuple(_holds(case, register, as_of)))


def all_retention(register: Register, as_of: date, among: Iterable[Case] | None = None) -> tuple[Retention, ...]:
    """Every matter that has ended, or those among some, those due first come first; by last day and id."""
    cases = register.known_cases(as_of) if among is None else among
    found = (retention(case, register, as_of) for case in cases)
    return tuple(sorted((one for one in found if one), key=lambda one: (one.until, one.case.id)))


def _fits(period: Period, case: Case, state: State, as_of: date) -> bool:
    agreement = state.outcome.agreement if state.outcome else None
    return (
        (not period.kinds or case.kind in period.kinds)
        and (not period.statuses or state.status in period.statuses)
        and (not period.risks or risk_level(case, as_of) in period.risks)
        and (not period.agreements or agreement in period.agreements)
        and (not period.moves or any(event.move in period.moves for event in case.known_on(as_of)))
        and (not period.of_order or case.order is not None)
    )


def _holds(case: Case, register: Register, as_of: date) -> Iterator[Held]:
    hold = case.hold
    if hold and hold.since <= as_of and (hold.until is None or as_of <= hold.until):
        yield Held("record", hold.reason, hold.until)
    for id in kept(register, _linked).get(case.id, ()):
        other = register.case_by_id.get(id)
        state = register.history(other).on(as_of) if other and not other.is_sealed else None
        if state is not None and register.spec.is_open(state.status):
            yield Held("linked", case=id)
    if any(one.paid_on is None or one.paid_on > as_of for one in case.instalments):
        yield Held("instalment")
    windows = (d for d in deadlines(case, register, as_of) if d.nature == "window" and d.code.startswith("ask_"))
    for deadline in windows:
        if deadline.state(as_of) == "open":
            yield Held("review", until=deadline.due)


def _linked(register: Register) -> dict[str, tuple[str, ...]]:
    """For each matter, those that it is merged with, takes up again, or is taken up again by."""
    found: dict[str, dict[str, None]] = {}
    for case in register.cases:
        for other in (case.links.duplicates, case.links.reopens):
            if other:
                found.setdefault(case.id, {})[other] = None
                found.setdefault(other, {})[case.id] = None
    return {id: tuple(others) for id, others in found.items()}
