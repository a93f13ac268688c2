"""What a weekly meeting has to talk about, made from the clocks: each matter once, with all that asks for a word on it.

A village's meeting has the matters that the village and its grids hold; the town's joint meeting has those held by the
town and above, and a village's where the ladder calls somebody of the town. Every open matter is on one of the two.
Source: domain notes §5, §8.5–8.7; design §4, §9 (12).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from site_builder.model.calendar import MissingYear, later
from site_builder.model.case import Case, Event
from site_builder.model.clocks import deadlines
from site_builder.model.counting import Counting
from site_builder.model.deadline import Deadline
from site_builder.model.due import DueItem, due
from site_builder.model.four_lists import TOWN, DecisionRow, FourLists, four_lists
from site_builder.model.history import LEVELS, History, State, risk_level
from site_builder.model.on_duty import TOWN_LEVELS, VILLAGE_POSTS
from site_builder.model.register import Register
from site_builder.model.timetable import on_duty
from site_builder.model.weeks import Week
from site_builder.rules.deadlines import standstill
from site_builder.rules.joint import TRIES, failed_mediations
from site_builder.text.finding import Term
from site_builder.views.next_step import NextStep, next_step

Kind = Literal[
    "ratify", "reopened", "triage", "assign", "new", "raised", "raised_on", "overdue", "due", "stalled", "raise", "follow_up", "close",
    "return", "review", "performance", "visit", "going_on", "points",
]  # fmt: skip
Section = Literal[
    "urgent", "new", "raised", "raised_on", "overdue", "due", "stalled", "raise", "confirm", "review", "visits", "rest"
]
SECTIONS: dict[Section, tuple[Kind, ...]] = {
    "urgent": ("ratify",),
    "new": ("reopened", "triage", "assign", "new"),
    "raised": ("raised", "raised_on"),
    "overdue": ("overdue",),
    "due": ("due",),
    "stalled": ("stalled",),
    "raise": ("raise",),
    "confirm": ("follow_up", "close", "return"),
    "review": ("review",),
    "visits": ("performance", "visit"),
    "rest": ("going_on", "points"),
}
"""The parts of the agenda in their order; a matter stands in the first that has a reason for it."""
_SECTION_OF = {kind: section for section, kinds in SECTIONS.items() for kind in kinds}
GRAVE = "重大"
TO_VISIT = ("较大", GRAVE)
"""The levels of risk at which a leader goes to see (《信访工作条例》第十八条)."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a matter is on the agenda.

    `on` is the day it is about, `number` days or how many, `code` a reason for raising or a level of risk, `event`
    what happened, `deadlines` what is or falls due, `people` whose step it is.
    """

    kind: Kind
    on: date | None = None
    number: int = 0
    code: str = ""
    event: Event | None = None
    deadlines: tuple[Deadline, ...] = ()
    people: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Item:
    """One matter, with all its reasons, the one that puts it where it stands first."""

    case: Case
    state: State
    reasons: tuple[Reason, ...]

    @property
    def section(self) -> Section:
        return _SECTION_OF[self.reasons[0].kind]

    @property
    def sort_key(self) -> tuple[date, str]:
        days = (deadline.due for deadline in self.reasons[0].deadlines)
        return (min(days, default=date.max), self.case.id)


@dataclass(frozen=True, slots=True)
class Agenda:
    """The agenda of one meeting of a village or the town.

    It is as of `day`: the day of the meeting, or the day asked for where that is earlier. `off` is the holiday on
    which the meeting's day falls. `recorded` is what the register says the meeting decided, as of the day asked for.
    """

    week: Week
    scope: str
    day: date
    meeting: date
    off: Term | None
    former: date
    next: date
    lists: FourLists
    items: tuple[Item, ...]
    decisions: tuple[DecisionRow, ...]
    recorded: tuple[tuple[Case, Event], ...]
    above: tuple[Case, ...]
    invited: tuple[str, ...]

    def section(self, section: Section) -> tuple[Item, ...]:
        return tuple(item for item in self.items if item.section == section)


def agendas(register: Register, week: Week, as_of: date, scopes: Iterable[str]) -> dict[str, Agenda]:
    """The agenda of one week's meeting for each scope, a village's id or `town`."""
    whole = _Whole(register, week, as_of, tuple(scopes))
    return {scope: whole.agenda(scope) for scope in whole.lists}


class _Whole:
    """One pass over the register for the meetings of one week."""

    def __init__(self, register: Register, week: Week, as_of: date, scopes: tuple[str, ...]) -> None:
        self.register = register
        self.week = week
        self.as_of = as_of
        self.meeting = week.day(register.settings.meeting)
        self.day = min(as_of, self.meeting)
        self.former, self.next = _former_meeting(register, self.meeting), _next_meeting(register, self.meeting)
        self.lists = four_lists(register, week, self.day, scopes)
        self.visited = {case for visit in register.visits if visit.on <= self.day for case in visit.cases}
        self.due: dict[str, list[DueItem]] = {}
        for item in due(register, self.day, (self.next - self.day).days):
            self.due.setdefault(item.case.id, []).append(item)
        known = ((case, register.state(case, self.day)) for case in register.known_cases(self.day))
        self.known = tuple((case, state) for case, state in known if state is not None)
        items = (self._item(case, state) for case, state in self.known)
        self.items = {item.case.id: item for item in items if item is not None}
        self.recorded = tuple(self._recorded())
        self.levels = {case.id: state.level for case, state in self.known}

    def agenda(self, scope: str) -> Agenda:
        mine = [item for item in self.items.values() if self._is_for(item.case, item, scope)]
        rank = {section: number for number, section in enumerate(SECTIONS)}
        lists = self.lists[scope]
        return Agenda(
            week=self.week,
            scope=scope,
            day=self.day,
            meeting=self.meeting,
            off=_off(self.register, self.meeting),
            former=self.former,
            next=self.next,
            lists=lists,
            items=tuple(sorted(mine, key=lambda item: (rank[item.section], *item.sort_key))),
            decisions=tuple(row for row in lists.decisions if self._is_for(row.case, None, scope)),
            recorded=tuple(
                (case, event)
                for case, event, in_town in self.recorded
                if (in_town if scope == TOWN else case.village == scope and not in_town)
            ),
            above=tuple(
                case
                for case, state in self.known
                if case.village == scope and state.level in TOWN_LEVELS and self._is_open(state)
            ),
            invited=invited(self.register, scope, self.meeting),
        )

    def _is_for(self, case: Case, item: Item | None, scope: str) -> bool:
        """Whose meeting a matter belongs to: whoever holds it, and the town where the ladder calls it."""
        in_town = self.levels[case.id] in TOWN_LEVELS
        if scope != TOWN:
            return case.village == scope and not in_town
        return in_town or (item is not None and any(self._calls_town(one) for one in self.due.get(case.id, ())))

    def _calls_town(self, item: DueItem) -> bool:
        people = self.register.town.people
        called = (people[id] for id in item.people if id in people)
        return item.is_overdue and any(p.village is None for person in called for p in person.posts_on(self.day))

    def _recorded(self) -> Iterator[tuple[Case, Event, bool]]:
        """What the register says the week's meetings decided, ratified or assigned; whether it was the town's."""
        label = str(self.week)
        for case, _ in self.known:
            for step in self.register.history(case).steps if label in case.meetings else ():
                if step.event.text("meeting") == label and step.event.known_on <= self.as_of:
                    yield case, step.event, step.level_before in TOWN_LEVELS

    # why a matter is there

    def _is_open(self, state: State) -> bool:
        return self.register.spec.is_open(state.status)

    def _item(self, case: Case, state: State) -> Item | None:
        is_open = self._is_open(state)
        reasons = tuple(self._reasons(self.register.history(case), state) if is_open else self._performance(state))
        return Item(case, state, reasons) if reasons else None

    def _reasons(self, history: History, state: State) -> Iterator[Reason]:
        case = history.case
        items = [item for item in self.due.get(case.id, ()) if item.deadline.code != "ratify"]  # `_urgent` has it
        step = next_step(case, self.register, self.day)
        asked = {item.deadline.code for item in items}
        found = [
            *self._urgent(case),
            *self._new(history, step),
            *self._raised(history),
            *_due("overdue", (item for item in items if item.is_overdue)),
            *_due("due", (item for item in items if not item.is_overdue)),
            *self._stalled(case),
            *self._to_raise(case, state),
            *_step(step, asked),
            *(() if "review" in asked or "rereview" in asked else self._review(case, state)),
            *self._performance(state),
            *self._to_visit(case, state),
        ]
        yield from found or self._going_on(case)
        open_points = sum(
            point.answer is None or (point.answered_on is not None and point.answered_on > self.day)
            for point in case.points
        )
        if open_points:
            yield Reason("points", number=open_points)

    def _urgent(self, case: Case) -> Iterator[Reason]:
        """Started at once and not ratified before this meeting (《信访工作条例》第二十五条)."""
        known = case.known_on(self.day)
        started = next((event for event in known if event.move == "start_urgent"), None)
        ratified = next((event for event in known if event.move == "ratify"), None)
        if started and (ratified is None or ratified.text("meeting") == str(self.week)):
            yield Reason("ratify", on=started.on, event=started)

    def _new(self, history: History, step: NextStep | None) -> Iterator[Reason]:
        """Opened again or found since the last meeting, or still without triage or assignment."""
        reopened = [s.event for s in history.steps if s.event.move == "reopen" and self._is_fresh(s.event)]
        if reopened:
            yield Reason("reopened", on=reopened[-1].on, event=reopened[-1])
        if step is not None and step.move.code == "triage":
            yield Reason("triage", on=history.case.found_on, people=step.people)
        elif step is not None and step.move.code == "assign":
            yield Reason("assign", on=history.case.found_on, people=step.people)
        elif self.former < history.known_from <= self.day and not reopened and history.case.urgent is None:
            yield Reason("new", on=history.case.found_on)

    def _raised(self, history: History) -> Iterator[Reason]:
        raised = [s.event for s in history.steps if s.event.move == "raise" and self._is_fresh(s.event)]
        if raised:
            kind: Kind = "raised_on" if raised[-1].text("to_level") == LEVELS[-1] else "raised"
            yield Reason(kind, on=raised[-1].on, code=raised[-1].text("reason_raised") or "", event=raised[-1])

    def _is_fresh(self, event: Event) -> bool:
        return self.former < event.known_on <= self.day

    def _stalled(self, case: Case) -> Iterator[Reason]:
        last = standstill(case, self.register, self.day)
        if last is not None:
            yield Reason("stalled", on=last.on, number=(self.day - last.on).days, event=last)

    def _to_raise(self, case: Case, state: State) -> Iterator[Reason]:
        """Signs that a matter is beyond the village (domain notes §8.5); what it lacks in power nobody can compute."""
        if state.level in TOWN_LEVELS or self.register.spec.statuses[state.status].stage != "hand":
            return
        if risk_level(case, self.day) == GRAVE:
            yield Reason("raise", code="重大风险")
        if len(failed_mediations(case.known_on(self.day))) >= TRIES:
            yield Reason("raise", code="三次调解未成")

    def _review(self, case: Case, state: State) -> Iterator[Reason]:
        """A review that runs, and the right to ask for another one."""
        if state.status not in ("review", "rereview"):
            return
        known = deadlines(case, self.register, self.day)
        rights = tuple(d for d in known if d.nature == "window" and d.state(self.day) == "open")
        running = tuple(d for d in known if d.code in ("review", "rereview") and d.is_running(self.day))
        yield Reason("review", deadlines=running or rights)

    def _performance(self, state: State) -> Iterator[Reason]:
        """An agreement whose day of performance lies between the last meeting and the next (domain notes §3.10)."""
        kept_by = state.outcome.performed_by if state.outcome else None
        if kept_by is not None and self.former < kept_by <= self.next:
            yield Reason("performance", on=kept_by)

    def _to_visit(self, case: Case, state: State) -> Iterator[Reason]:
        """A grave matter of the town that no leader has gone to see yet."""
        risk = risk_level(case, self.day)
        if state.level in TOWN_LEVELS and risk in TO_VISIT and case.id not in self.visited:
            leaders = on_duty(self.register).holding(("lead_party", "lead_admin"), case, state, self.day)
            yield Reason("visit", code=risk or "", people=leaders)

    def _going_on(self, case: Case) -> Iterator[Reason]:
        running = (d for d in deadlines(case, self.register, self.day) if d.is_running(self.day))
        yield Reason("going_on", deadlines=tuple(d for d in running if d.nature != "window"))


def _due(kind: Kind, items: Iterable[DueItem]) -> Iterator[Reason]:
    found = tuple(item.deadline for item in items)
    if found:
        yield Reason(kind, deadlines=found)


def _step(step: NextStep | None, asked: set[str]) -> Iterator[Reason]:
    """A reply to follow up, a case to close, an objection whose answer is to be recorded, unless a deadline already
    before the meeting asks for the same."""
    match step.move.code if step and step.move.code not in asked else "":
        case "follow_up" | "close" | "return" as kind:
            assert step is not None
            yield Reason(kind, people=step.people)


# the days of meetings


def _off(register: Register, meeting: date) -> Term | None:
    """The holiday on which a meeting's day falls; None where the meeting is held, or nobody knows the holidays."""
    try:
        return _meetings(register).skips(meeting)
    except MissingYear:
        return None


def _next_meeting(register: Register, meeting: date) -> date:
    try:
        return _meetings(register).after(meeting, 1)
    except MissingYear:
        return later(meeting, 7)


def _former_meeting(register: Register, meeting: date) -> date:
    """The meeting before; holidays of more than eight weeks there are none."""
    days = (meeting - timedelta(days=7 * weeks) for weeks in range(1, 9))
    return next((day for day in days if _off(register, day) is None), meeting - timedelta(days=7))


def _meetings(register: Register) -> Counting:
    return Counting("meeting", register.calendar, register.settings.meeting)


def invited(register: Register, scope: str, day: date) -> tuple[str, ...]:
    """Who comes to a meeting: a village's officers and grid workers; the town's leaders, petition desk and heads of
    units, and the villages' secretaries."""
    town, people = register.town, on_duty(register)
    if scope != TOWN:
        officers = [id for post in VILLAGE_POSTS for id in people.holders(post, day, scope)]
        workers = [grid.worker_on(day) for grid in town.villages[scope].grids]
        return tuple(dict.fromkeys([*officers, *(id for id in workers if id)]))
    leaders = people.holders("leader", day)
    desk = people.holders("petition_desk", day)
    heads = [
        person.id
        for person in town.people.values()
        for unit in person.headed_on(day)
        if unit in town.units and town.units[unit].level == "town"
    ]
    secretaries = [id for village in town.villages for id in people.holders("branch_secretary", day, village)]
    return tuple(dict.fromkeys([*leaders, *desk, *heads, *secretaries]))
