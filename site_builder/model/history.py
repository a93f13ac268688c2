"""What a case was on any day, from its events alone."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from site_builder.model.calendar import later
from site_builder.model.case import PARTLY, SETTLED, Case, Event, Outcome, Task
from site_builder.spec import Move, Spec

LEVELS = ("grid", "village", "town", "county")
NEW, REGISTERED = "new", "registered"
ANSWERED = ("replied", "followed_up")
"""From here only a partly settled matter is replied to again."""


@dataclass(frozen=True, slots=True)
class Step:
    """One event and what it did. `legal` is false where the table has no such move from `before`."""

    event: Event
    before: str
    after: str
    level_before: str
    level_after: str
    legal: bool


@dataclass(frozen=True, slots=True)
class State:
    """A case on one day. `since` is the day on which it came into its status."""

    status: str
    level: str
    lead_post: str | None
    outcome: Outcome | None
    since: date | None


@dataclass(frozen=True, slots=True)
class Turn:
    """What one day did to a case, each 0 or 1. A case may be received and end on the same day."""

    on: date
    received: int
    reopened: int
    settled: int
    ended: int


def target(move: Move, before: str, previous: str, event: Event) -> str:
    """The status a move leads to (domain notes §8.4)."""
    for name, status in move.to_if:
        if event.fields.get(name) is not None:
            return status
    if move.to == "same":
        return before
    if move.to == "previous":
        return before if previous == NEW else previous
    return move.to


def steps(case: Case, spec: Spec, events: tuple[Event, ...] | None = None) -> tuple[Step, ...]:
    """The events in order, each with the status and level before and after it."""
    found: list[Step] = []
    status, previous, level = NEW, NEW, first_level(case)
    result: str | None = None
    for event in case.events if events is None else events:
        move = spec.moves[event.move]
        after = target(move, status, previous, event)
        if after == NEW:
            after = REGISTERED  # something was done, so there is a case; that it was not registered is C209
        legal = is_open_from(move, status, result) or (event.ledger and _may_tell(move, status, spec))
        level_after = event.text("to_level") or level
        found.append(Step(event, status, after, level, level_after, legal))
        if after != status:
            previous = status
        status, level = after, level_after
        result = event.text("result") or result
    return tuple(found)


def _may_tell(move: Move, status: str, spec: Spec) -> bool:
    """True where a ledger may tell a move of an open case: it leaves out steps, but it goes forward."""
    order = list(spec.statuses)
    forward = move.to == "same" or (status in order and order.index(move.to) > order.index(status))
    return move.from_ledger and forward and status in order and spec.is_open(status)


def is_open_from(move: Move, status: str, result: str | None) -> bool:
    """True where the table has the move from a status; only a partly settled matter is replied to again."""
    return status in move.sources and (status not in ANSWERED or move.code != "reply" or result == PARTLY)


def open_moves(case: Case, spec: Spec) -> tuple[Move, ...]:
    """The moves that may be made next in a case, in the order of the table (domain notes §8.4)."""
    return open_after(steps(case, spec), case, spec)


def open_after(made: tuple[Step, ...], case: Case, spec: Spec) -> tuple[Move, ...]:
    """As `open_moves`, after these steps of the case alone; none before the first."""
    if not made:
        return ()
    status, level = made[-1].after, made[-1].level_after
    result = next((told for step in reversed(made) if (told := step.event.text("result"))), None)
    return tuple(
        move for move in spec.moves.values() if is_open_from(move, status, result) and move.is_for(case.kind, level)
    )


def first_level(case: Case) -> str:
    """The level that first held the case: the stored level, walked back over every raise and hand-down."""
    level = case.level
    for event in reversed(case.events):
        if event.move == "raise" and level in LEVELS[1:]:
            level = LEVELS[LEVELS.index(level) - 1]
        elif event.move == "hand_down" and level in LEVELS[:-1]:
            level = LEVELS[LEVELS.index(level) + 1]
    return level


RESULT_OF = {"transfer": "转送", "withdraw": "撤回", "not_accept": "不予受理", "merge": "并案"}


def outcome_after(outcome: Outcome | None, event: Event) -> Outcome | None:
    """The outcome once an event has happened (domain notes §8.2, `outcome`)."""
    fields = event.fields
    if event.move in ("reply", "settle_on_spot") and "result" in fields:
        return Outcome(
            result=fields["result"],
            agreement=fields.get("agreement"),
            opinion=fields.get("opinion"),
            performed_by=fields.get("performed_by"),
            promoted_by=fields.get("promoted_by"),
        )
    if event.move in RESULT_OF:
        return Outcome(result=RESULT_OF[event.move])
    if event.move == "reopen":
        return None
    if event.move == "close" and outcome and fields.get("promoted_by"):
        return replace(outcome, promoted_by=fields["promoted_by"])
    return outcome


class History:
    """One case through time. Made once a case; every question takes the day it is asked for.

    An event counts from the day it is known (`Event.known_on`), so a list once made stays as it was
    when a late entry (补录) arrives. Source: design §4, "computed as of".
    """

    __slots__ = ("_days", "_states", "case", "spec", "steps")

    def __init__(self, case: Case, spec: Spec) -> None:
        self.case = case
        self.spec = spec
        self.steps = steps(case, spec)
        days = sorted({event.known_on for event in case.events})
        ordered = all(a.known_on <= b.known_on for a, b in zip(case.events, case.events[1:], strict=False))
        self._days = days
        self._states = self._fold_in_order() if ordered else tuple(self._fold(day) for day in days)

    def _fold_in_order(self) -> tuple[State, ...]:
        """The state at the end of each day, for events that are known in the order they happened."""
        states: dict[date, State] = {}
        state = self._new()
        for step in self.steps:
            state = self._after(state, step)
            states[step.event.known_on] = state
        return tuple(states.values())

    def _fold(self, day: date) -> State:
        state = self._new()
        for step in steps(self.case, self.spec, self.case.known_on(day)):
            state = self._after(state, step)
        return state

    @staticmethod
    def _after(state: State, step: Step) -> State:
        event = step.event
        lead = state.lead_post
        if event.move == "hand_over" and lead == event.text("from_person"):
            lead = event.text("to_person")
        since = event.on if step.after != step.before else state.since
        return State(step.after, step.level_after, lead, outcome_after(state.outcome, event), since)

    def _new(self) -> State:
        """The case before its first event."""
        lead = before_hand_overs(self.case, self.case.lead_post, after=None)
        return State(NEW, first_level(self.case), lead, None, None)

    def on(self, day: date) -> State | None:
        """The state at the end of a day; None before the case was registered."""
        index = bisect_right(self._days, day)
        return self._states[index - 1] if index else None

    def events_between(self, since: date, until: date) -> tuple[Event, ...]:
        """The events that became known from `since` to `until`, both inclusive, in the order of the record."""
        return tuple(event for event in self.case.events if since <= event.known_on <= until)

    def steps_between(self, since: date, until: date) -> tuple[Step, ...]:
        """As `events_between`, with what each event did."""
        return tuple(step for step in self.steps if since <= step.event.known_on <= until)

    def turns(self) -> Iterator[Turn]:
        """The days on which the case came in, came back, was settled or went out, in order."""
        received, was_open, was_settled = 1, False, False
        for day, state in zip(self._days, self._states, strict=True):
            is_open = self.spec.is_open(state.status)
            is_settled = state.outcome is not None and state.outcome.result == SETTLED
            reopened = not received and is_open and not was_open
            ended = not is_open and (was_open or bool(received))
            settled = is_settled and not was_settled
            if received or reopened or ended or settled:
                yield Turn(day, received, int(reopened), int(settled), int(ended))
            received, was_open, was_settled = 0, is_open, is_settled

    def crossings(self, since: date, until: date) -> tuple[int, int]:
        """How often the case came back (ended → open) and went out (open → ended) in the days given."""
        turns = [turn for turn in self.turns() if since <= turn.on <= until]
        return sum(turn.reopened for turn in turns), sum(turn.ended for turn in turns)

    @property
    def known_from(self) -> date:
        """The day from which the case counts at all."""
        return self._days[0] if self._days else self.case.registered_on

    @property
    def last(self) -> date:
        """The last day on which an event became known."""
        return self._days[-1] if self._days else self.case.registered_on

    def ended_on(self, day: date) -> date | None:
        """The day on which the case ended, as known on `day`; None while it is open."""
        state = self.on(day)
        if state is None or self.spec.is_open(state.status):
            return None
        return state.since


def before_hand_overs(case: Case, person: str | None, after: date | None) -> str | None:
    """Who held a duty before the hand-overs later than `after` (None: before all of them)."""
    for event in reversed(case.events):
        if event.move != "hand_over" or (after is not None and event.known_on <= after):
            continue
        if person == event.text("to_person"):
            person = event.text("from_person")
    return person


def risk_level(case: Case, as_of: date) -> str | None:
    """The risk level as known on a day: the stored one, walked back over later regrades."""
    level = case.risk.level if case.risk else None
    for event in reversed(case.events):
        if event.move == "regrade" and event.known_on > as_of:
            level = event.text("risk_from")
    return level


def task_due(case: Case, task: Task, as_of: date) -> date:
    """When a task falls due as known on a day: its own date, moved by the extensions granted until then."""
    due = task.due
    for event in case.events:
        if event.move == "extend" and event.text("task") == task.id and event.known_on <= as_of:
            due = event.day("due") or later(due, event.fields.get("days") or 0)
    return due


def task_owner(case: Case, task: Task, as_of: date) -> str:
    """Who answers for a task on a day. A task names its present owner; hand-overs are walked back."""
    return before_hand_overs(case, task.owner, after=as_of) or task.owner
