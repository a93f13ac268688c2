"""The weekly four lists (四清单) of a village or the town, as of the week's cut-off, from the events alone.

A week counts the events that became known after the former cut-off and until its own (design §4), so a
list that was once made stays the same when a late entry arrives. Columns: domain notes §3.6, §8.7.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, get_args

from site_builder.model.active import active
from site_builder.model.case import PARTLY, Case, Event, Measure, Task
from site_builder.model.due import DueItem, due
from site_builder.model.history import History, State, Step, risk_level, task_due, task_owner
from site_builder.model.on_duty import TOWN_LEVELS
from site_builder.model.register import Register
from site_builder.model.weeks import Week
from site_builder.spec import Spec

TOWN = "town"
WARNING_DAYS = 14

Movement = Literal[
    "new", "reopened", "replied", "closed", "transferred", "returned", "withdrawn", "merged", "not_accepted",
    "terminated", "review", "waiting", "paused", "carried",
]  # fmt: skip
MOVEMENTS: tuple[Movement, ...] = get_args(Movement)
Progress = Literal["not_started", "in_progress", "done", "extended", "overdue", "dropped"]
Fate = Literal["done", "moved", "not_done"]


@dataclass(frozen=True, slots=True)
class ProblemRow:
    """One case in the problem list. `movement` is what the week did to it."""

    case: Case
    status: str
    level: str
    risk: str | None
    movement: Movement
    urgent: bool
    late_entry: bool


@dataclass(frozen=True, slots=True)
class TaskRow:
    """One task, or an instalment past its day (`task` None), with how it stands at the cut-off.

    `days_left` counts calendar days; it is negative when the task is overdue and None when it is done.
    """

    case: Case
    task: Task | None
    number: str
    what: str
    done_when: str
    assigned_on: date
    assigned_by: str | None
    due: date
    done: date | None
    progress: Progress
    days_left: int | None
    owner: str
    extended_from: date | None


@dataclass(frozen=True, slots=True)
class MeasureRow:
    row: TaskRow
    measure: Measure
    done: date | None


@dataclass(frozen=True, slots=True)
class ResponsibilityRow:
    """Who answers for a task. `checked_by`, `checked_on`: who closed the case, and when."""

    row: TaskRow
    lead: str | None
    supervised: bool
    checked_by: str | None
    checked_on: date | None


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """A decision that stood at the former cut-off, and what became of it by this one."""

    case: Case
    number: str
    what: str
    owner: str
    due: date
    fate: Fate
    done: date | None
    new_due: date | None


@dataclass(frozen=True, slots=True)
class RaisedRow:
    case: Case
    event: Event


@dataclass(frozen=True, slots=True)
class UrgentRow:
    """An urgent matter started at once, and the meeting that ratified it (先行启动、追认)."""

    case: Case
    started: Event
    ratified: Event | None


@dataclass(frozen=True, slots=True)
class Flow:
    """Opening + received + reopened − ended = closing, in cases; sealed cases are counted apart."""

    opening: int
    received: int
    reopened: int
    ended: int
    closing: int
    in_hand: int
    waiting: int
    paused: int
    sealed: int

    @property
    def balances(self) -> bool:
        return self.opening + self.received + self.reopened - self.ended == self.closing


@dataclass(frozen=True, slots=True)
class FourLists:
    """One week of one village or of the town. `since`…`as_of` are the days it counts, both inclusive.

    `taken_over` counts the cases that came from a ledger this week and had ended before: they are history and have no
    row in the lists.
    """

    week: Week
    scope: str
    since: date
    as_of: date
    meeting: date
    flow: Flow
    settled_on_spot: tuple[Case, ...]
    advanced: tuple[Case, ...]
    overdue: tuple[DueItem, ...]
    problems: tuple[ProblemRow, ...]
    tasks: tuple[TaskRow, ...]
    measures: tuple[MeasureRow, ...]
    responsibilities: tuple[ResponsibilityRow, ...]
    decisions: tuple[DecisionRow, ...]
    raised: tuple[RaisedRow, ...]
    urgent: tuple[UrgentRow, ...]
    warnings: tuple[DueItem, ...]
    late_entries: tuple[tuple[Case, Event], ...]
    taken_over: int

    def movement(self, movement: Movement) -> tuple[Case, ...]:
        """The cases that the week moved in one way, in order of id."""
        return tuple(row.case for row in self.problems if row.movement == movement)


def cutoff(register: Register, week: Week) -> date:
    """The last day that a week's lists count (`[tool.sidan.week] cutoff`)."""
    return week.day(register.settings.cutoff)


def days_of(register: Register, week: Week, as_of: date) -> tuple[date, date]:
    """The first and last day that a week's lists count, both inclusive, as of a day in or after it."""
    return cutoff(register, week.previous) + timedelta(days=1), min(cutoff(register, week), as_of)


def first_week(register: Register) -> Week | None:
    """The week of the first event in the register, or None for an empty one."""
    days = [register.known_from(case) for case in register.cases]
    return Week.of(min(days)) if days else None


def four_lists(register: Register, week: Week, as_of: date, scopes: Iterable[str]) -> dict[str, FourLists]:
    """The lists of one week for each scope (a village's id, or `town`), as of its cut-off or `as_of` if earlier."""
    since, until = days_of(register, week, as_of)
    whole = _Whole(register, week, since, until)
    return {scope: whole.scope(scope) for scope in scopes}


class _Whole:
    """One pass over the register for one week; the villages are cut out of it."""

    def __init__(self, register: Register, week: Week, since: date, until: date) -> None:
        self.register = register
        self.week = week
        self.since = since
        self.until = until
        self.opening_day = since - timedelta(days=1)
        self.active = active(register, self.opening_day, until)
        self.histories = [h for h in self.active if self._shown(h)]
        self.taken_over = [h.case for h in self.active if h.events_between(since, until) and not self._shown(h)]
        self.problems = tuple(_problem(h, since, until) for h in self.histories)
        self.tasks = tuple(row for h in self.histories for row in task_rows(h, since, until))
        self.measures = tuple(_measures(self.tasks, until))
        self.responsibilities = tuple(map(self._responsibility, self.tasks))
        self.due = due(register, until, WARNING_DAYS)
        self.decisions = tuple(self._decisions())
        self.flow = flow(register, since, until)

    def _shown(self, history: History) -> bool:
        """A case is in the lists while it is open and in the week in which something moved, beyond what a ledger says
        of one that had ended before it was taken over."""
        state = history.on(self.until)
        assert state is not None
        moved = history.events_between(self.since, self.until)
        return history.spec.is_open(state.status) or any(not event.ledger for event in moved)

    def scope(self, scope: str) -> FourLists:
        def mine(case: Case) -> bool:
            return scope in (TOWN, case.village)

        histories = [h for h in self.histories if mine(h.case)]
        steps = [(h, step) for h in histories for step in h.steps_between(self.since, self.until)]
        return FourLists(
            week=self.week,
            scope=scope,
            since=self.since,
            as_of=self.until,
            meeting=self.week.day(self.register.settings.meeting),
            flow=self.flow[scope],
            settled_on_spot=_distinct(h.case for h, step in steps if step.event.move == "settle_on_spot"),
            advanced=_distinct(h.case for h, step in steps if h.spec.moves[step.event.move].counts == "advanced"),
            overdue=tuple(item for item in self.due if item.is_overdue and mine(item.case)),
            problems=tuple(row for row in self.problems if mine(row.case)),
            tasks=tuple(row for row in self.tasks if mine(row.case)),
            measures=tuple(row for row in self.measures if mine(row.row.case)),
            responsibilities=tuple(row for row in self.responsibilities if mine(row.row.case)),
            decisions=tuple(row for row in self.decisions if mine(row.case)),
            raised=tuple(
                RaisedRow(h.case, step.event)
                for h, step in steps
                if step.event.move == "raise" and step.level_after in TOWN_LEVELS
            ),
            urgent=tuple(_urgent(histories, self.since, self.until)),
            warnings=tuple(item for item in self.due if not item.is_overdue and mine(item.case)),
            late_entries=tuple((h.case, step.event) for h, step in steps if step.event.is_late_entry),
            taken_over=sum(map(mine, self.taken_over)),
        )

    def _responsibility(self, row: TaskRow) -> ResponsibilityRow:
        history = self.register.history(row.case)
        state = history.on(self.until)
        known = row.case.known_on(self.until)
        closed = next((event for event in reversed(known) if event.move == "close"), None)
        if state is None or state.status != "closed":
            closed = None
        return ResponsibilityRow(
            row,
            state.lead_post if state else None,
            any(event.move == "supervise" for event in known),
            closed.by if closed else None,
            closed.on if closed else None,
        )

    def _decisions(self) -> Iterator[DecisionRow]:
        """What the former week's lists asked for: each is done, moved or not done (design §9, 12)."""
        before = self.opening_day
        for history in self.active:
            case = history.case
            state = history.on(before)
            if state is None or not history.spec.is_open(state.status):
                continue
            now = history.on(self.until)
            ended = now is not None and not history.spec.is_open(now.status)
            for row in task_rows(history, before, before):
                if row.task is None or row.done is not None:
                    continue
                yield _decision(case, row, ended, self.until)
            yield from self._meeting_decisions(case)

    def _meeting_decisions(self, case: Case) -> Iterator[DecisionRow]:
        former = cutoff(self.register, self.week.previous.previous)
        for event in case.events:
            decision = event.text("decision")
            if event.move != "decide" or decision is None or not former < event.known_on <= self.opening_day:
                continue
            moves = self.register.spec.moves
            after = [e for e in case.events if self.opening_day < e.known_on <= self.until]
            done = next((e.on for e in after if moves[e.move].counts != "none"), None)
            owner = case.lead_post or case.first_handler
            due_on = self.week.day(self.register.settings.meeting)
            yield DecisionRow(case, "", decision, owner, due_on, "done" if done else "not_done", done, None)


def _decision(case: Case, row: TaskRow, ended: bool, until: date) -> DecisionRow:
    task = row.task
    assert task is not None
    done = task.done if task.done and task.done <= until else None
    new_due = task_due(case, task, until)
    fate: Fate = "done" if done else "moved" if ended or new_due > row.due else "not_done"
    return DecisionRow(
        case, row.number, row.what, row.owner, row.due, fate, done, new_due if new_due > row.due else None
    )


def _distinct(cases: Iterable[Case]) -> tuple[Case, ...]:
    return tuple({case.id: case for case in cases}.values())


def is_partly(state: State) -> bool:
    """Partly settled is never settled (design §5)."""
    return state.outcome is not None and state.outcome.result == PARTLY


def stage_of(spec: Spec, state: State) -> str:
    """`hand`, `verify`, `paused` or `ended`; a partly settled case stays in hand."""
    stage = spec.statuses[state.status].stage
    return "hand" if stage == "verify" and is_partly(state) else stage


def _problem(history: History, since: date, until: date) -> ProblemRow:
    case = history.case
    state = history.on(until)
    assert state is not None
    moved = history.steps_between(since, until)
    return ProblemRow(
        case,
        state.status,
        state.level,
        risk_level(case, until),
        _movement(history, state, moved, since),
        case.urgent is not None,
        any(step.event.is_late_entry for step in moved),
    )


def _movement(history: History, state: State, moved: tuple[Step, ...], since: date) -> Movement:
    ended = not history.spec.is_open(state.status)
    if ended:
        return next(movement for movement in MOVEMENTS if movement == state.status)
    if any(step.after == "working" and step.event.move == "reopen" for step in moved):
        return "reopened"
    if state.status in ("review", "rereview"):
        return "review"
    if any(step.event.move in ("reply", "settle_on_spot") for step in moved) and not is_partly(state):
        return "replied"
    if history.known_from >= since:
        return "new"
    stage = stage_of(history.spec, state)
    return "waiting" if stage == "verify" else "paused" if stage == "paused" else "carried"


def task_rows(history: History, since: date, until: date) -> Iterator[TaskRow]:
    """The tasks that stand at `until`, those done since `since` among them, and instalments past their day."""
    case = history.case
    state = history.on(until)
    if state is None:
        return
    ended = not history.spec.is_open(state.status)
    for task in case.tasks:
        if task.assigned_on > until:
            continue
        done = task.done if task.done and task.done <= until else None
        if (done and done < since) or (ended and not done and not history.events_between(since, until)):
            continue
        due_on = task_due(case, task, until)
        yield TaskRow(
            case=case,
            task=task,
            number=task.id,
            what=task.what,
            done_when=task.done_when,
            assigned_on=task.assigned_on,
            assigned_by=task.assigned_by,
            due=due_on,
            done=done,
            progress=_progress(task, due_on, done, ended, until),
            days_left=None if done or ended else (due_on - until).days,
            owner=task_owner(case, task, until),
            extended_from=task.due if due_on > task.due else None,
        )
    for number, instalment in enumerate(case.instalments, 1):
        unpaid = instalment.paid_on is None or instalment.paid_on > until
        if unpaid and instalment.due <= until and not ended:
            yield TaskRow(
                case=case,
                task=None,
                number=f"I{number}",
                what=f"{instalment.amount_yuan:f}",
                done_when="",
                assigned_on=instalment.due,
                assigned_by=None,
                due=instalment.due,
                done=None,
                progress="overdue" if instalment.due < until else "in_progress",
                days_left=(instalment.due - until).days,
                owner=state.lead_post or case.first_handler,
                extended_from=None,
            )


def _progress(task: Task, due_on: date, done: date | None, ended: bool, until: date) -> Progress:
    if done:
        return "done"
    if ended:
        return "dropped"
    if due_on < until:
        return "overdue"
    if due_on > task.due:
        return "extended"
    started = any((m.start and m.start <= until) or (m.done and m.done <= until) for m in task.measures)
    return "in_progress" if started else "not_started"


def _measures(tasks: tuple[TaskRow, ...], until: date) -> Iterator[MeasureRow]:
    for row in tasks:
        for measure in row.task.measures if row.task else ():
            yield MeasureRow(row, measure, measure.done if measure.done and measure.done <= until else None)


def _urgent(histories: list[History], since: date, until: date) -> Iterator[UrgentRow]:
    """Urgent matters started, or ratified, in the week."""
    for history in histories:
        known = history.case.known_on(until)
        started = next((event for event in known if event.move == "start_urgent"), None)
        if started is None:
            continue
        ratified = next((event for event in known if event.move == "ratify"), None)
        if started.known_on >= since or ratified is None or ratified.known_on >= since:
            yield UrgentRow(history.case, started, ratified)


def flow(register: Register, since: date, until: date) -> dict[str, Flow]:
    """What came in, went out and stayed from `since` to `until`, both inclusive, by scope: each village, and `town`."""
    counts: dict[str, Counter[str]] = {scope: Counter() for scope in (*register.town.villages, TOWN)}
    before = since - timedelta(days=1)
    for history in active(register, before, until):
        found = _flow(history, before, since, until)
        counts[history.case.village].update(found)
        counts[TOWN].update(found)
    return {
        scope: Flow(
            **{name: found[name] for name in Flow.__slots__ if name != "sealed"},
            sealed=register.sealed(until, None if scope == TOWN else scope),
        )
        for scope, found in counts.items()
    }


def _flow(history: History, before: date, since: date, until: date) -> dict[str, int]:
    was, now = history.on(before), history.on(until)
    assert now is not None
    comes, goes = history.crossings(since, until)
    is_open = int(history.spec.is_open(now.status))
    stage = {"hand": "in_hand", "verify": "waiting"}.get(stage_of(history.spec, now), "paused")
    return {
        "opening": int(was is not None and history.spec.is_open(was.status)),
        "received": int(was is None),
        "reopened": comes,
        "ended": goes,
        "closing": is_open,
        stage: is_open,
    }
