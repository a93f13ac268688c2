"""Reads the deadlines of a case, once for each stretch of days in which nothing new becomes known."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import zip_longest

from site_builder.model.calendar import ONE_DAY, MissingYear, later
from site_builder.model.case import Case, Instalment, Task
from site_builder.model.counting import Counting, Pause
from site_builder.model.deadline import Deadline, ladder_days
from site_builder.model.history import History, State, Step, first_level, steps, task_due, task_owner
from site_builder.model.kept import kept
from site_builder.model.on_duty import TOWN_LEVELS, OnDuty
from site_builder.model.register import Register
from site_builder.spec import Anchor, Clock
from site_builder.text.finding import Term

HEARING = Term("day_reason", "hearing")
SUSPENDED = Term("day_reason", "suspended")
AGREED = "达成"


@dataclass(frozen=True, slots=True)
class Uncounted:
    """A clock that cannot be counted, because it needs the holidays of a year that nobody has given."""

    code: str
    case_id: str
    year: int
    start: date
    event: int | None


@dataclass(frozen=True, slots=True)
class Part:
    """The deadlines of one case between two days on which something about it became known."""

    all: tuple[Deadline, ...] = ()
    running: tuple[Deadline, ...] = ()
    uncounted: tuple[Uncounted, ...] = ()


class Timetable:
    """The deadlines of one case on every day."""

    __slots__ = ("_days", "_parts", "_reader")

    def __init__(self, reader: _Reader) -> None:
        self._reader = reader
        self._days = reader.days()
        self._parts: list[Part | None] = [None] * len(self._days)

    @property
    def last(self) -> date:
        """The last day on which something becomes known."""
        return self._days[-1] if self._days else date.min

    def on(self, day: date) -> Part:
        """What stands on a day. Nothing, before the case was known."""
        index = bisect_right(self._days, day) - 1
        if index < 0:
            return Part()
        part = self._parts[index]
        if part is None:
            part = self._reader.part(self._days[index], self._parts[index - 1] if index else None)
            self._parts[index] = part
        return part


class _Shared:
    """What the timetables of one register have in common."""

    def __init__(self, register: Register) -> None:
        meeting = register.settings.meeting
        units = ("day", "working_day", "meeting")
        self.on_duty = OnDuty(register.town)
        self.counting = {unit: Counting(unit, register.calendar, meeting) for unit in units}
        self.timetables: dict[int, tuple[Case, Timetable]] = {}
        self.merges: dict[str, list[tuple[Case, Step]]] = {}
        for case in register.cases:
            if not case.has_made("merge"):
                continue
            for step in register.history(case).steps:
                if step.event.move == "merge":
                    main = step.event.text("into") or case.links.duplicates
                    if main and main != case.id:
                        self.merges.setdefault(main, []).append((case, step))


def on_duty(register: Register) -> OnDuty:
    """Who holds which post, worked out once a register."""
    return kept(register, _Shared).on_duty


def timetable(case: Case, register: Register) -> Timetable:
    """The timetable of a case, made once a register."""
    shared = kept(register, _Shared)
    known = shared.timetables.get(id(case))
    if known is None or known[0] is not case:  # a register sent to another process has new ids
        known = (case, Timetable(_Reader(case, register, shared)))
        shared.timetables[id(case)] = known
    return known[1]


def forget(case: Case, register: Register) -> None:
    """Take from memory what was fetched and worked out of a stored case; it comes again when it is asked for."""
    kept(register, _Shared).timetables.pop(id(case), None)
    register.forget(case)


class _Reader:
    """What the deadlines of one case are read from."""

    def __init__(self, case: Case, register: Register, shared: _Shared) -> None:
        self.case = case
        self.register = register
        self.spec = register.spec
        self.calendar = register.calendar
        self.shared = shared
        history = register.history(case)
        self.history = history if history.case is case else History(case, register.spec)

    def days(self) -> list[date]:
        """The days on which something becomes known that a deadline may depend on."""
        since = self.history.known_from
        found = {since, *self.shared.on_duty.changes(since, self.history.ended_on(date.max) or date.max)}
        for case in (self.case, *self._merged_cases()):
            found.add(case.found_on)
            if case.order:
                found.add(case.order.received_on)
            for event in case.events:
                found.add(event.known_on)
                found.update(value for value in event.fields.values() if type(value) is date)
            for task in case.tasks:
                found.update((task.assigned_on, task.done or task.assigned_on))
            found.update(instalment.paid_on for instalment in case.instalments if instalment.paid_on)
        return sorted(day for day in found if day >= since)

    def _merged_cases(self) -> Iterator[Case]:
        """The files merged into this one, and those merged into them."""
        waiting, seen = [self.case.id], {self.case.id}
        while waiting:
            for case, _ in self.shared.merges.get(waiting.pop(), ()):
                if case.id not in seen:
                    seen.add(case.id)
                    waiting.append(case.id)
                    yield case

    def part(self, as_of: date, before: Part | None) -> Part:
        """The deadlines on a day; what has not changed since `before` is kept from it."""
        same = {deadline: deadline for deadline in before.all} if before else {}
        clocks, unread = _AsOf(self, as_of).read()
        known = tuple(sorted((same.get(d, d) for d in clocks), key=_order))
        waiting = tuple(d for d in known if d.nature != "window" and d.is_running(as_of))
        return Part(known, waiting, tuple(unread))

    def known_steps(self, case: Case, as_of: date) -> tuple[Step, ...]:
        """What is known of a case on a day, as it looked on that day."""
        history = self.history if case is self.case else self.register.history(case)
        known = tuple(step for step in history.steps if step.event.known_on <= as_of)
        if known == history.steps[: len(known)]:
            return known
        return steps(case, self.spec, tuple(step.event for step in known))


def _order(deadline: Deadline) -> tuple[date, str, str, date, str]:
    return (deadline.due, deadline.code, deadline.subject, deadline.start, deadline.merged_from or "")


@dataclass(frozen=True, slots=True)
class _Hit:
    """An anchor that is met: its day, and the place of its event in the course (-1: before all events)."""

    day: date
    position: int


@dataclass(slots=True)
class _Course:
    """What is known of a matter on a day. Clocks start in the first `own` steps, those of `case` itself; the
    rest are the main file's, since it was merged."""

    case: Case
    steps: tuple[Step, ...]
    own: int
    merged_on: date | None = None
    places: dict[str, list[int]] = field(init=False)
    first_level: str = field(init=False)
    held_since: date | None = field(init=False)

    def __post_init__(self) -> None:
        self.places = {}
        for position, step in enumerate(self.steps):
            self.places.setdefault(step.event.move, []).append(position)
        self.first_level = first_level(self.case)
        self.held_since = self._held_since()

    def _held_since(self) -> date | None:
        """The day a competent organ first had the matter: receipt, or the day it was raised to the town."""
        if self.first_level in TOWN_LEVELS:
            return self.case.order.received_on if self.case.order else self.case.found_on
        own = self.steps[: self.own]
        return next((step.event.on for step in own if step.level_after in TOWN_LEVELS), None)

    def level_at(self, position: int) -> str:
        return self.steps[position].level_after if position >= 0 else self.first_level

    def hits(self, anchor: Anchor, as_of: date, first: int = 0) -> Iterator[_Hit]:
        """Where an anchor is met from a place in the course on, as far as a day knows."""
        for position in self.places.get(anchor.name, ()):
            event = self.steps[position].event
            if position < first or (anchor.where and event.text(anchor.where) not in anchor.values):
                continue
            day = event.day(anchor.field) if anchor.field else event.on
            if day is not None and day <= as_of:
                yield _Hit(day, position)

    def fact(self, anchor: Anchor) -> date | None:
        """The day of something that is not an event."""
        match anchor.name:
            case "found":
                return self.case.found_on
            case "order":
                return self.case.order.received_on if self.case.order else None
            case "received_by_organ":
                return self.held_since
        return None


Read = tuple[list[Deadline], list[Uncounted]]


class _AsOf:
    """The deadlines of one case on one day."""

    def __init__(self, reader: _Reader, as_of: date) -> None:
        self.reader = reader
        self.case = reader.case
        self.spec = reader.spec
        self.shared = reader.shared
        self.as_of = as_of
        self.known = reader.known_steps(reader.case, as_of)
        state = reader.history.on(as_of)
        assert state is not None
        self.state: State = state
        self.ended_on = reader.history.ended_on(as_of)

    def read(self) -> Read:
        found, unread = self._clocks(_Course(self.case, self.known, len(self.known)))
        for course in self._merged(self.case.id, self.known, frozenset((self.case.id,))):
            joined, more = self._clocks(course)
            found = _joined(found, joined, course.merged_on)
            unread += more
        return [*found, *self._tasks(), *self._instalments()], unread

    def _merged(self, main: str, known: tuple[Step, ...], seen: frozenset[str]) -> Iterator[_Course]:
        """The files merged into this one, each going on as the main file goes on."""
        for case, merge in self.shared.merges.get(main, ()):
            if case.id in seen or merge.event.known_on > self.as_of:
                continue
            mine = self.reader.known_steps(case, self.as_of)
            mine = tuple(step for step in mine if step.event.index <= merge.event.index)
            whole = mine + tuple(step for step in known if step.event.on >= merge.event.on)
            yield _Course(case, whole, len(mine), merge.event.on)
            yield from self._merged(case.id, whole, seen | {case.id})

    # which clocks run, and from when

    def _clocks(self, course: _Course) -> Read:
        found: list[Deadline] = []
        unread: list[Uncounted] = []
        for clock in self.spec.clocks.values():
            if not self._applies(clock, course):
                continue
            for start, following in self._starts(clock, course):
                try:
                    deadline = self._run(clock, course, start, following)
                except MissingYear as missing:
                    unread.append(self._uncounted(clock, course, start, missing.year))
                except OverflowError:
                    unread.append(self._uncounted(clock, course, start, date.max.year + 1))
                else:
                    found += [deadline] if deadline else []
        return found, unread

    def _uncounted(self, clock: Clock, course: _Course, start: _Hit, year: int) -> Uncounted:
        return Uncounted(clock.code, self.case.id, year, start.day, self._index(course, start.position))

    def _applies(self, clock: Clock, course: _Course) -> bool:
        case = course.case
        petition = case.petition
        return (
            (not clock.kinds or case.kind in clock.kinds)
            and (not clock.needs or getattr(case, clock.needs) is not None)
            and (not clock.routes or (petition is not None and petition.route in clock.routes))
            and (not clock.procedures or _procedure(case) in clock.procedures)
            and (clock.binds != "organ" or course.held_since is not None)
            and (course.merged_on is None or not clock.levels or self.state.level in clock.levels)
        )

    def _starts(self, clock: Clock, course: _Course) -> list[tuple[_Hit, _Hit | None]]:
        """The starts of a clock in the order of the record; with each, the one that takes its place."""
        found = []
        for anchor in clock.start:
            if anchor.is_event:
                found += [hit for hit in course.hits(anchor, self.as_of) if hit.position < course.own]
            elif (day := course.fact(anchor)) is not None and day <= self.as_of:
                found.append(_Hit(day, -1))
        if clock.levels:
            found = [hit for hit in found if course.level_at(hit.position) in clock.levels]
        if clock.binds == "organ" and course.held_since is not None:
            found = [replace(hit, day=max(hit.day, course.held_since)) for hit in found]
        found.sort(key=lambda hit: (hit.position, hit.day))
        if clock.restart == "latest":
            return list(zip_longest(found, found[1:]))
        return [(hit, None) for hit in (found[:1] if clock.restart == "once" else found)]

    # what stops it

    def _run(self, clock: Clock, course: _Course, start: _Hit, following: _Hit | None) -> Deadline | None:
        stop = self._stop(clock, course, start)
        if following is not None and (stop is None or stop.position > following.position):
            return None
        waived_on = self._waived_on(clock, course, start)
        if waived_on is not None and stop is not None and stop.day <= waived_on:
            waived_on = None
        ended = False
        end = self._end(clock, course, start)
        if end is not None and waived_on is None and (stop is None or end.position < stop.position):
            if clock.nature == "window":
                stop, waived_on = None, end.day
            else:
                stop, ended = end, True
        if course.merged_on is not None:
            rested_before = stop is not None and stop.position < course.own
            if rested_before or (waived_on is not None and waived_on <= course.merged_on):
                return None
        return self._deadline(clock, course, start, stop, ended, waived_on)

    def _stop(self, clock: Clock, course: _Course, start: _Hit) -> _Hit | None:
        """The first day the clock is stopped by what it names. An event stops what began before it or, by one
        of its own dates, what it began itself."""
        found = []
        for anchor in clock.stop:
            first = start.position if anchor.field else start.position + 1
            found += [
                hit
                for hit in course.hits(anchor, self.as_of, first)
                if hit.day >= start.day or hit.position == start.position
            ]
        return min(found, key=lambda hit: (hit.day, hit.position), default=None)

    def _waived_on(self, clock: Clock, course: _Course, start: _Hit) -> date | None:
        if clock.waived_if:
            block, _, name = clock.waived_if.partition(".")
            if getattr(getattr(course.case, block), name):
                return start.day
        hits = (hit for a in clock.waived_by for hit in course.hits(a, self.as_of, start.position + 1))
        return min((*(hit.day for hit in hits), *self._untold(clock, course, start)), default=None)

    def _untold(self, clock: Clock, course: _Course, start: _Hit) -> Iterator[date]:
        """The days of which a ledger says that a duty was done, or the case ended, but not when the duty was done."""
        dated = {anchor.name: anchor.field for anchor in clock.stop if anchor.field}
        for step in course.steps[start.position + 1 :] if clock.nature != "window" else ():
            event = step.event
            name = dated.get(event.move)
            stops = event.day(name) is None if name else not self.spec.is_open(step.after)
            if event.ledger and stops:
                yield event.on

    def _end(self, clock: Clock, course: _Course, start: _Hit) -> _Hit | None:
        """The end of the case after the start. Where the ending event stops the clock by one of its own
        dates, that date decides; a right goes on after a closing."""
        dated = {anchor.name: anchor.field for anchor in clock.stop if anchor.field}
        for position in range(start.position + 1, len(course.steps)):
            step = course.steps[position]
            was_open = step.before not in self.spec.statuses or self.spec.is_open(step.before)
            if self.spec.is_open(step.after) or not was_open:
                continue
            if (course.merged_on is not None and position == course.own - 1) or (
                clock.nature == "window" and step.after == "closed"
            ):
                continue
            if step.event.day(dated.get(step.event.move, "")) is None:
                return _Hit(step.event.on, position)
        if course.merged_on is not None and self.ended_on is not None and self.ended_on <= course.merged_on:
            return _Hit(course.merged_on, len(course.steps))
        return None

    # how long it runs

    def _deadline(
        self,
        clock: Clock,
        course: _Course,
        start: _Hit,
        stop: _Hit | None,
        ended: bool,
        waived_on: date | None,
    ) -> Deadline | None:
        paused: tuple[Pause, ...] = ()
        extended: list[tuple[int, int]] = []
        if clock.unit == "date":
            given = self._given(clock, course, start)
            if given is None:
                return None
            original = counted = given
        else:
            paused = self._pauses(clock, course, stop)
            counting = self.shared.counting[clock.unit]
            original = counted = counting.after(start.day, clock.limit, paused)
            extended = self._extensions(clock, course, start, stop, original)
            if extended:
                counted = counting.after(start.day, clock.limit + sum(n for n, _ in extended), paused)
            paused = tuple(pause for pause in paused if pause.since <= counted and pause.until > start.day)
        extended_days = sum(n for n, _ in extended)
        moved = clock.roll == "next_working_day"
        due = self.reader.calendar.next_working_day(counted) if moved else counted
        total = clock.limit + extended_days
        level = self._level(clock)
        indices = (self._index(course, position) for _, position in extended)
        return Deadline(
            code=clock.code,
            case_id=self.case.id,
            subject="",
            label=Term("clock", clock.code),
            what="",
            start=start.day,
            limit=0 if clock.unit == "date" else clock.limit,
            unit=clock.unit,
            original_due=original,
            counted_due=counted,
            due=due,
            working_target=self._working_target(due),
            civil_code_203=self._rolled(due),
            extended_days=extended_days,
            extended_by=tuple(index for index in indices if index is not None),
            pauses=paused,
            stopped_on=stop.day if stop else None,
            stopped_by=self._index(course, stop.position) if stop else None,
            ended=ended,
            waived_on=waived_on,
            nature=clock.nature,
            basis=clock.basis,
            level=level,
            acts=clock.acts,
            responsible=self._responsible(clock, course, start, level),
            rungs=self._rungs(clock, start.day, due, total, paused),
            event=self._index(course, start.position),
            merged_from=None if course.merged_on is None else course.case.id,
        )

    def _index(self, course: _Course, position: int) -> int | None:
        """The number of an event of the course in this case's own record."""
        if not 0 <= position < len(course.steps):
            return None
        index = course.steps[position].event.index
        own = course.merged_on is None or position >= course.own
        return index if own else None

    def _given(self, clock: Clock, course: _Course, start: _Hit) -> date | None:
        """The date that the record gives for a clock whose limit is one."""
        if clock.date is not None and clock.date.is_event:
            return course.steps[start.position].event.day(clock.date.field)
        return course.case.order.due_on if course.case.order else None

    def _working_target(self, due: date) -> date | None:
        try:
            return self.reader.calendar.last_working_day_on_or_before(due)
        except MissingYear:
            return None

    def _rolled(self, due: date) -> date | None:
        try:
            rolled = self.reader.calendar.next_working_day(due)
        except (MissingYear, OverflowError):
            return None
        return rolled if rolled != due else None

    def _extensions(
        self, clock: Clock, course: _Course, start: _Hit, stop: _Hit | None, original: date
    ) -> list[tuple[int, int]]:
        """The days and place of each extension that counts: no more, and none longer, than the cap."""
        found: list[tuple[int, int]] = []
        for position in course.places.get("extend", ()):
            event = course.steps[position].event
            if event.fields.get("task") is not None or position <= start.position:
                continue
            if len(found) == clock.extension_times or (stop is not None and stop.day < event.on):
                break
            due = event.day("due")
            days = event.fields.get("days") or ((due - original).days if due else 0)
            if days > 0:
                found.append((min(days, clock.extension_days), position))
        return found

    def _pauses(self, clock: Clock, course: _Course, stop: _Hit | None) -> tuple[Pause, ...]:
        if not clock.pauses:
            return ()
        found = pauses(course.steps, self.spec.clocks["suspension"].limit)
        return tuple(p for p in found if p.kind in clock.pauses and (stop is None or p.since <= stop.day))

    # who must act, and when

    def _rungs(
        self, clock: Clock, start: date, due: date, total: int, paused: tuple[Pause, ...]
    ) -> tuple[tuple[str, date], ...]:
        if clock.nature == "window":
            return ()
        counted = None if clock.unit == "date" else (self.shared.counting[clock.unit], total, paused)
        return ladder_days(self.spec.ladder, start, due, counted)

    def _level(self, clock: Clock) -> str:
        """The level that answers: a statutory clock is never shown against a village or a grid."""
        if clock.binds == "organ" and self.state.level not in TOWN_LEVELS:
            return TOWN_LEVELS[0]
        return self.state.level

    def _responsible(self, clock: Clock, course: _Course, start: _Hit, level: str) -> str | None:
        if clock.acts == "nobody":
            return None
        if clock.acts == "organ" and start.position >= 0:
            return course.steps[start.position].event.text("organ")
        lead = "lead" if level == self.state.level else "lead_admin"
        post = lead if clock.acts in ("lead", "organ") else clock.acts
        state = self.state if self.state.level == level else replace(self.state, level=level)
        people = self.shared.on_duty.holding((post,), self.case, state, self.as_of)
        preferred = (self.state.lead_post, self.case.first_handler, *people)
        return next((id for id in preferred if id in people), None)

    # tasks and instalments

    def _tasks(self) -> Iterator[Deadline]:
        clock = self.spec.clocks["task"]
        for task in self.case.tasks:
            if task.assigned_on > self.as_of:
                continue
            moves = [step.event for step in self.known if step.event.move == "extend"]
            moved = tuple(event.index for event in moves if event.text("task") == task.id)
            due = task_due(self.case, task, self.as_of) if moved else task.due
            owner = task_owner(self.case, task, self.as_of)
            yield self._listed(clock, task.id, task.what, task.assigned_on, task, due, owner, moved)

    def _instalments(self) -> Iterator[Deadline]:
        """Instalments stand from the day the agreement is known."""
        if not self.case.instalments:
            return
        agreed = next((step.event.on for step in self.known if _agrees(step)), None)
        if agreed is None and any(_agrees(step) for step in self.reader.history.steps):
            return
        clock = self.spec.clocks["instalment"]
        course = _Course(self.case, self.known, 0)
        for number, instalment in enumerate(self.case.instalments, 1):
            start = min(agreed or self.case.registered_on, instalment.due)
            owner = self._responsible(clock, course, _Hit(start, -1), self.state.level)
            what = f"{instalment.amount_yuan:f}"
            yield self._listed(clock, f"I{number}", what, start, instalment, instalment.due, owner, ())

    def _listed(
        self,
        clock: Clock,
        subject: str,
        what: str,
        start: date,
        item: Task | Instalment,
        due: date,
        responsible: str | None,
        moved: tuple[int, ...],
    ) -> Deadline:
        """A deadline that the record lists with its own day."""
        done = item.done if isinstance(item, Task) else item.paid_on
        done = done if done and done <= self.as_of else None
        return Deadline(
            code=clock.code,
            case_id=self.case.id,
            subject=subject,
            label=Term("clock", clock.code),
            what=what,
            start=start,
            limit=0,
            unit=clock.unit,
            original_due=item.due,
            counted_due=due,
            due=due,
            working_target=self._working_target(due),
            civil_code_203=self._rolled(due),
            extended_days=(due - item.due).days,
            extended_by=moved,
            pauses=(),
            stopped_on=done or self.ended_on,
            stopped_by=None,
            ended=done is None and self.ended_on is not None,
            waived_on=None,
            nature=clock.nature,
            basis=clock.basis,
            level=self.state.level,
            acts=clock.acts,
            responsible=responsible,
            rungs=self._rungs(clock, start, due, 0, ()),
            event=None,
            merged_from=None,
        )


def _agrees(step: Step) -> bool:
    event = step.event
    return event.move in ("reply", "settle_on_spot") or event.text("mediation_result") == AGREED


def _procedure(case: Case) -> str | None:
    return (case.petition.procedure or "ordinary") if case.petition else None


def _joined(own: list[Deadline], merged: list[Deadline], merged_on: date | None) -> list[Deadline]:
    """Joining never makes an earlier deadline later: of two clocks of one kind that ran when the files were
    joined the one that is due first stays. A date given to either file stands for itself."""
    assert merged_on is not None
    for new in merged:
        rivals = [
            d
            for d in own
            if d.code == new.code
            and d.unit != "date"
            and d.waived_on is None
            and (d.stopped_on is None or d.stopped_on >= merged_on)
        ]
        if not any(d.due <= new.due for d in rivals):
            own = [d for d in own if d not in rivals]
            own.append(new)
    return own


def pauses(known: tuple[Step, ...], cap: int) -> tuple[Pause, ...]:
    """The suspensions and hearings among the events, in their order; none longer than `cap` days.

    A suspension ends on the day before the matter is taken up again, or on the day until which it was
    granted: after that the clock runs on by itself.
    """
    found = []
    for position, step in enumerate(known):
        event = step.event
        if event.move == "suspend":
            last = later(event.on, cap - 1)
            after = (s.event.on for s in known[position + 1 :] if s.event.move in ("resume", "suspend"))
            resumed = next(after, None)
            until = min(event.day("until") or last, last, resumed - ONE_DAY if resumed else last)
            ground = event.text("reason_suspended")
            reason = Term("suspend_reason", ground) if ground else SUSPENDED
            found.append(Pause(event.on, until, "suspended", reason, event.index))
        elif event.move == "hearing":
            days = min(int(event.fields.get("days") or 0), cap)
            found.append(Pause(event.on, later(event.on, days - 1), "hearing", HEARING, event.index))
    return tuple(pause for pause in found if pause.until >= pause.since)
