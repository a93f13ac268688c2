"""The figures: every rate with its numerator, denominator, cohort and day (design §5; domain notes §4.3)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from site_builder.model.active import active, active_cases
from site_builder.model.case import ELSEWHERE, FAILED, PARTLY, SETTLED, Case, Visit
from site_builder.model.clocks import deadlines
from site_builder.model.four_lists import TOWN, Flow, flow, stage_of
from site_builder.model.history import LEVELS, History, State
from site_builder.model.on_duty import is_head
from site_builder.model.register import Register

Cohort = Literal["opened-in-period", "due-in-period"]
COUNTED_MODES = ("visit", "appointment")
EXCLUDED = ("withdrawn", "merged", "not_accepted", "transferred", "returned")
SMALL = 5
_FATES = {SETTLED: "settled", PARTLY: "partly", FAILED: "unsettled", ELSEWHERE: "unsettled"}


@dataclass(frozen=True, slots=True)
class Rate:
    """`num` of `den`. Shown as a percentage only with both beside it; "—" when there is nothing to divide by."""

    num: int
    den: int
    cohort: Cohort
    as_of: date

    @property
    def percent(self) -> str:
        """`55.6%`, `100%`, or `—` for an empty denominator; one decimal, half up."""
        if self.den == 0:
            return "—"
        tenths = (self.num * 2000 + self.den) // (self.den * 2)
        return f"{tenths // 10}.{tenths % 10}%" if tenths % 10 else f"{tenths // 10}%"

    @property
    def is_small(self) -> bool:
        """Over fewer than five a percentage says nothing: the count alone is shown (design §9, 11)."""
        return self.den < SMALL


@dataclass(frozen=True, slots=True)
class Disputes:
    """Disputes by the day they were found. Partly settled is never settled."""

    found: int
    settled: int
    partly: int
    unsettled: int
    open: int
    excluded: int
    excluded_by: tuple[tuple[str, int], ...]
    rate: Rate


@dataclass(frozen=True, slots=True)
class Headline:
    """The figures of the town's report sentence, from `since` to `as_of`, both inclusive."""

    since: date
    as_of: date
    visits: int
    petitions_promoted: int
    orders: int
    disputes: Disputes


@dataclass(frozen=True, slots=True)
class Reconciled:
    """The reconciling counts of a period (design §9, 13)."""

    flow: Flow
    closed: int
    closed_on_time: int
    closed_late: int
    overdue_in_hand: int
    extended: int
    returned: int
    handed_on: int


@dataclass(frozen=True, slots=True)
class Satisfaction:
    """Answers to follow-ups, with those not reached apart (domain notes §3.10)."""

    satisfied: int
    fairly: int
    dissatisfied: int
    no_answer: int
    not_reached: int
    rate: Rate


def headline(register: Register, since: date, as_of: date) -> Headline:
    """The headline figures. A visit counts when the Party secretary or the mayor went down or invited;
    a petition counts once, when it was settled and its reply or closing names such a visit."""
    visits = {v.id for v in register.visits if since <= v.on <= as_of and _counts(register, v)}
    states = [(case, register.state(case, as_of)) for case in register.known_cases(as_of)]
    promoted = sum(case.kind == "petition" and _promoted(state, visits) for case, state in states)
    orders = sum(
        state is not None and state.status != "returned"
        for case, state in states
        if (on := case.ordered_on) and since <= on <= as_of
    )
    return Headline(since, as_of, len(visits), promoted, orders, disputes(register, since, as_of)[TOWN])


def _counts(register: Register, visit: Visit) -> bool:
    return visit.mode in COUNTED_MODES and is_head(register.town.people.get(visit.leader), visit.on)


def _promoted(state: State | None, visits: set[str]) -> bool:
    return (
        state is not None
        and state.outcome is not None
        and state.outcome.result == SETTLED
        and state.outcome.promoted_by in visits
    )


def disputes(register: Register, since: date, as_of: date) -> dict[str, Disputes]:
    """Disputes found from `since` to `as_of`, by what had become of them on `as_of`, by scope: each village, and `town`."""
    found: dict[str, Counter[str]] = {scope: Counter() for scope in (*register.town.villages, TOWN)}
    excluded: dict[str, Counter[str]] = {scope: Counter() for scope in found}
    for case in active_cases(register, since, as_of):
        if case.kind != "dispute" or not since <= case.found_on <= as_of:
            continue
        state = register.state(case, as_of)
        assert state is not None
        fate = _fate(state)
        for scope in (case.village, TOWN):
            found[scope][fate] += 1
            if fate == "excluded":
                excluded[scope][state.status] += 1
    return {scope: _disputes(fates, excluded[scope], as_of) for scope, fates in found.items()}


def _disputes(found: Counter[str], excluded: Counter[str], as_of: date) -> Disputes:
    total = found.total()
    return Disputes(
        found=total,
        settled=found["settled"],
        partly=found["partly"],
        unsettled=found["unsettled"],
        open=found["open"],
        excluded=found["excluded"],
        excluded_by=tuple((status, excluded[status]) for status in EXCLUDED if excluded[status]),
        rate=Rate(found["settled"], total - found["excluded"], "opened-in-period", as_of),
    )


def _fate(state: State) -> str:
    if state.status in EXCLUDED:
        return "excluded"
    return _FATES.get(state.outcome.result, "open") if state.outcome else "open"


def reconciled(register: Register, since: date, until: date) -> dict[str, Reconciled]:
    """The counts of a period, which add up: opening + received + reopened − ended = closing; by scope, as `disputes`."""
    flows = flow(register, since, until)
    counts: dict[str, Counter[str]] = {scope: Counter() for scope in flows}
    for history in active(register, since, until):
        found = tuple(_reconciled(history, register, since, until))
        counts[history.case.village].update(found)
        counts[TOWN].update(found)
    return {
        scope: Reconciled(flows[scope], **{name: found[name] for name in Reconciled.__slots__ if name != "flow"})
        for scope, found in counts.items()
    }


def _reconciled(history: History, register: Register, since: date, until: date) -> Iterator[str]:
    """The counts of a period in which a case is."""
    state = history.on(until)
    assert state is not None
    if any(event.move == "extend" for event in history.events_between(since, until)):
        yield "extended"
    ended_on = history.ended_on(until)
    if ended_on is None:
        if stage_of(history.spec, state) == "hand" and _is_overdue(history.case, register, until):
            yield "overdue_in_hand"
        return
    if not since <= ended_on <= until:
        return
    if state.status == "closed":
        yield "closed"
        yield "closed_late" if _was_late(history.case, register, until) else "closed_on_time"
    elif state.status == "returned":
        yield "returned"
    elif state.status in ("transferred", "not_accepted"):
        yield "handed_on"


def _is_overdue(case: Case, register: Register, day: date) -> bool:
    return any(d.is_overdue(day) for d in deadlines(case, register, day))


def _was_late(case: Case, register: Register, day: date) -> bool:
    """A duty met after its day. A customary target met late does not count against the closing."""
    return any(d.nature == "duty" and d.state(day) == "met_late" for d in deadlines(case, register, day))


def settled_at(register: Register, since: date, as_of: date) -> dict[str, dict[str, int]]:
    """How many cases found in the period were settled at which level (grid, village, town, county), by scope."""
    counts = {scope: dict.fromkeys(LEVELS, 0) for scope in (*register.town.villages, TOWN)}
    for case in active_cases(register, since, as_of):
        state = register.state(case, as_of)
        if state and state.outcome and state.outcome.result == SETTLED and since <= case.found_on <= as_of:
            level = _settling_level(register.histories[case.id], as_of)
            counts[case.village][level] += 1
            counts[TOWN][level] += 1
    return counts


def _settling_level(history: History, as_of: date) -> str:
    level = history.steps[0].level_before if history.steps else history.case.level
    for step in history.steps:
        if step.event.known_on <= as_of and step.event.move in ("reply", "settle_on_spot"):
            level = step.level_after
    return level


def satisfaction(register: Register, since: date, as_of: date) -> Satisfaction:
    """The last follow-up of each case in the period; a rate only over answers given."""
    last = []
    for case in register.known_cases(as_of):
        asked = [
            number for number, (on, move) in enumerate(case.happened) if move == "follow_up" and since <= on <= as_of
        ]
        if asked:
            last.append(case.events[asked[-1]].text("satisfaction"))
    counts = Counter(last)
    good = counts["满意"] + counts["基本满意"]
    return Satisfaction(
        counts["满意"], counts["基本满意"], counts["不满意"], counts["未评价"], counts["联系不上"],
        Rate(good, good + counts["不满意"], "opened-in-period", as_of),
    )  # fmt: skip
