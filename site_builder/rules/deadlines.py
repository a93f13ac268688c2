"""Deadlines kept, missed and moved (D5xx).

What the record itself shows to be late is an error, unless the event says why it was late; it is judged on
everything recorded, whatever the day. What is merely not done yet is a warning as of the day: the clock
never turns an unrelated change red.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from site_builder.model.calendar import MissingYear, later
from site_builder.model.case import Case, Event
from site_builder.model.clocks import Deadline, deadlines, must_act, running, uncounted
from site_builder.model.counting import Pause
from site_builder.model.four_lists import stage_of
from site_builder.model.history import task_due
from site_builder.model.on_duty import is_head
from site_builder.model.register import Register
from site_builder.model.weeks import Week
from site_builder.rules.rule import CaseRule
from site_builder.text.finding import Finding, Related, Term, Value, finding
from site_builder.text.place import Place

RECORDED = date.max
"""The day on which everything recorded is known."""
LATE = {
    "notice": "D501",
    "handle": "D502",
    "handle_simple": "D502",
    "objection": "D507",
    "urgent": "D514",
    "ask_review": "D517",
    "ask_rereview": "D518",
    "review": "D519",
    "rereview": "D519",
    "order": "D521",
}
OWED_TO_THE_END = ("notice", "urgent")
SOON_WORKING_DAYS = 3
LONGEST_HOLIDAY = 20
IDLE_DAYS = 14


# what was done late


def done_late(case: Case, register: Register, as_of: date) -> Iterator[Finding]:
    """E05–E07, E13: a clock stopped after its day. A customary target asks for a warning only (D513)."""
    for deadline in deadlines(case, register, RECORDED):
        if deadline.stopped_on is None or deadline.stopped_on <= deadline.due or deadline.waived_on:
            continue
        event = case.events[deadline.stopped_by] if deadline.stopped_by is not None else None
        if event is None or event.late_because is not None or event.ledger:
            continue
        code = LATE.get(deadline.code)
        if deadline.ended:
            if code and deadline.code in OWED_TO_THE_END:
                place = case.record.at("events", event.index, "move")
                yield _late(code, place, case, deadline, "never")
        elif code:
            yield _late(code, _stop_place(case, register, deadline, event), case, deadline)
        elif deadline.nature == "target":
            yield _late("D513", _stop_place(case, register, deadline, event), case, deadline)


def _late(code: str, place: Place, case: Case, deadline: Deadline, variant: str = "") -> Finding:
    assert deadline.stopped_on is not None
    return finding(
        code,
        place,
        variant,
        related=(Related(_start_place(case, deadline), "start"),),
        label=deadline.label,
        start=deadline.start,
        due=deadline.due,
        on=deadline.stopped_on,
        days=(deadline.stopped_on - deadline.due).days,
    )


def _stop_place(case: Case, register: Register, deadline: Deadline, event: Event) -> Place:
    """The date that stopped a clock: one of the event's own, or that of the event."""
    for anchor in register.spec.clocks[deadline.code].stop:
        if anchor.name == event.move and anchor.field and event.day(anchor.field) == deadline.stopped_on:
            return case.record.at("events", event.index, anchor.field)
    return case.record.at("events", event.index, "on")


def _start_place(case: Case, deadline: Deadline) -> Place:
    if deadline.event is not None:
        return case.record.at("events", deadline.event, "on")
    if case.order is not None and deadline.start == case.order.received_on:
        return case.record.at("order", "received_on")
    return case.record.at("found_on")


# extensions


def extensions(case: Case, register: Register, as_of: date) -> Iterator[Finding]:
    """E06: at most so many days, so often, told before the day it moves; a statutory one by the head."""
    clocks = [d for d in deadlines(case, register, RECORDED) if register.spec.clocks[d.code].extension_days]
    first: dict[str, Event] = {}
    for event in case.events:
        if event.move != "extend" or event.ledger or event.fields.get("task") is not None:
            continue
        ran = (d for d in clocks if (d.event or 0) < event.index and not _stopped_before(d, event))
        deadline = next(ran, None)
        if deadline is None:
            yield finding("D524", case.record.at("events", event.index, "move"))
            continue
        earlier = first.setdefault(deadline.uid, event)
        yield from _extension(case, register, deadline, event, earlier)


def _stopped_before(deadline: Deadline, event: Event) -> bool:
    return deadline.stopped_on is not None and deadline.stopped_on < event.on


def _extension(case: Case, register: Register, deadline: Deadline, event: Event, earlier: Event) -> Iterator[Finding]:
    clock = register.spec.clocks[deadline.code]
    label, original = deadline.label, deadline.original_due
    given = event.day("due")
    days = event.fields.get("days") or ((given - original).days if given else 0)
    named = "days" if event.fields.get("days") is not None else "due"
    if days > clock.extension_days:
        place = case.record.at("events", event.index, named)
        yield finding("D503", place, label=label, days=days, cap=clock.extension_days)
    elif days < 1:
        place = case.record.at("events", event.index, named)
        yield finding("D503", place, "none", label=label, cap=clock.extension_days)
    if earlier is not event and clock.extension_times == 1:
        before = Related(case.record.at("events", earlier.index, "on"), "first")
        place = case.record.at("events", event.index, "move")
        yield finding("D504", place, related=(before,), label=label, on=earlier.on)
    notified = event.day("notified_on")
    is_told_late = notified is not None and notified > original
    if is_told_late or event.on > original:
        start = Related(_start_place(case, deadline), "start")
        variant, name, on = ("", "notified_on", notified) if is_told_late else ("granted", "on", event.on)
        place = case.record.at("events", event.index, name)
        yield finding(
            "D505", place, variant, related=(start,), on=on or event.on, label=label, due=original, start=deadline.start
        )
    approver = event.text("approved_by")
    if clock.binds == "organ" and approver and _held_by(case, register, event) == "town":
        yield from _approved(case, register, event, approver)


def _approved(case: Case, register: Register, event: Event, approver: str) -> Iterator[Finding]:
    if not is_head(register.town.people.get(approver), event.on):
        place = case.record.at("events", event.index, "approved_by")
        yield finding("D506", place, who=register.town.name_of(approver), on=event.on)


def _held_by(case: Case, register: Register, event: Event) -> str:
    steps = register.history(case).steps
    level = next((step.level_before for step in steps if step.event is event), case.level)
    return "county" if level == "county" else "town"


def task_extensions(case: Case, register: Register, as_of: date) -> Iterator[Finding]:
    """A task's day is moved before it has passed, and the one who waits is told before."""
    tasks = {task.id: task for task in case.tasks}
    moved: dict[str, date] = {}
    for event in case.events:
        task = tasks.get(event.text("task") or "")
        if event.move != "extend" or task is None:
            continue
        due = moved.get(task.id, task.due)
        notified = event.day("notified_on")
        if notified is not None and notified > due and event.late_because is None:
            place = case.record.at("events", event.index, "notified_on")
            due_place = Related(case.record.at("tasks", case.tasks.index(task), "due"), "due")
            yield finding("D520", place, related=(due_place,), task=task.id, due=due, on=notified)
        moved[task.id] = task_due(case, task, event.known_on)


# objection and the year's holidays


def objection_limit(case: Case, register: Register, as_of: date) -> Iterator[Finding]:
    """E07: a limit written on the order is the one that the working days give."""
    if case.order is None or case.order.objection_by is None:
        return
    for deadline in deadlines(case, register, RECORDED):
        if deadline.code == "objection" and deadline.due != case.order.objection_by:
            yield finding(
                "D522",
                case.record.at("order", "objection_by"),
                related=(Related(case.record.at("order", "received_on"), "start"),),
                written=case.order.objection_by,
                due=deadline.due,
                limit=deadline.limit,
                start=deadline.start,
            )


def missing_year(case: Case, register: Register, as_of: date) -> Iterator[Finding]:
    """E07: no working day is counted in a year whose holidays nobody has given."""
    for clock in uncounted(case, register, RECORDED):
        if clock.event is not None:
            place = case.record.at("events", clock.event, "on")
        elif case.order is not None and clock.start == case.order.received_on:
            place = case.record.at("order", "received_on")
        else:
            place = case.record.at("found_on")
        yield finding("D508", place, label=Term("clock", clock.code), year=clock.year, start=clock.start)


# pauses


def pauses(case: Case, register: Register, as_of: date) -> Iterator[Finding]:
    """A pause is granted by a leader, told before it begins, within its cap, and alone in its days."""
    cap = register.spec.clocks["suspension"].limit
    known: list[Pause] = []
    for event in case.events:
        if event.move not in ("suspend", "hearing"):
            continue
        pause = _pause(case, event)
        if event.move == "suspend":
            yield from _granted(case, register, event)
        if pause.until < pause.since:
            if event.move == "suspend":
                place = case.record.at("events", event.index, "until")
                yield finding("D509", place, "until", until=pause.until, on=event.on)
            continue
        if (pause.until - pause.since).days >= cap:
            place = case.record.at("events", event.index, "until" if event.move == "suspend" else "days")
            yield finding("D509", place, "cap", days=(pause.until - pause.since).days + 1, cap=cap)
        other = next((p for p in known if p.since <= pause.until and pause.since <= p.until), None)
        if other is not None and other.event is not None:
            earlier = Related(case.record.at("events", other.event, "on"), "other")
            place = case.record.at("events", event.index, "on")
            values: dict[str, Value] = {"since": other.since, "until": other.until}
            yield finding("D509", place, "", related=(earlier,), on=event.on, **values)
        known.append(pause)


def _pause(case: Case, event: Event) -> Pause:
    """The days a pause takes as it is recorded, however many they are."""
    if event.move == "hearing":
        last = later(event.on, min(int(event.fields.get("days") or 0), 36_500) - 1)
    else:
        last = event.day("until") or event.on
        resumed = next((e.on for e in case.events[event.index + 1 :] if e.move == "resume"), None)
        if resumed is not None and event.on < resumed <= last:
            last = resumed - timedelta(days=1)
    return Pause(event.on, last, event.move, Term("move", event.move), event.index)


def _granted(case: Case, register: Register, event: Event) -> Iterator[Finding]:
    approver = event.text("approved_by")
    person = register.town.people.get(approver or "")
    if approver is not None and (person is None or all(post.post != "leader" for post in person.posts_on(event.on))):
        place = case.record.at("events", event.index, "approved_by")
        yield finding("D509", place, "approver", who=register.town.name_of(approver), on=event.on)
    notified = event.day("notified_on")
    if notified is not None and notified > event.on:
        place = case.record.at("events", event.index, "notified_on")
        yield finding("D509", place, "late", notified=notified, on=event.on)


# urgent matters


def urgent_report(case: Case, register: Register, as_of: date) -> Iterator[Finding]:
    """E13: an urgent matter is reported on the day it is found."""
    if case.urgent is None or case.urgent.reported_at.date() <= case.found_on:
        return
    started = next((event for event in case.events if event.move == "start_urgent"), None)
    if started is None or started.late_because is None:
        yield finding(
            "D515",
            case.record.at("urgent", "reported_at"),
            related=(Related(case.record.at("found_on"), "found"),),
            on=case.urgent.reported_at.date(),
            found=case.found_on,
        )


def ratified(case: Case, register: Register, as_of: date) -> Iterator[Finding]:
    """E13: what was started at once is ratified by the next weekly meeting."""
    for deadline in deadlines(case, register, RECORDED):
        if deadline.code != "ratify" or deadline.event is None:
            continue
        started = case.events[deadline.event]
        values: dict[str, Value] = {
            "due": deadline.due,
            "week": str(Week.of(deadline.due)),
            "start": started.on,
        }
        if deadline.stopped_by is not None and not deadline.ended:
            event = case.events[deadline.stopped_by]
            if _meeting(event) > Week.of(deadline.due) and event.late_because is None:
                place = case.record.at("events", event.index, "meeting")
                meeting = str(_meeting(event))
                begun = Related(case.record.at("events", started.index, "on"), "start")
                yield finding("D516", place, "", related=(begun,), meeting=meeting, **values)
        elif any(event.on > deadline.due for event in case.events):
            place = case.record.at("events", started.index, "move")
            yield finding("D516", place, "none", related=(), **values)


def _meeting(event: Event) -> Week:
    return Week.find(event.text("meeting") or "") or Week.of(event.on)


# as of the day


def overdue(case: Case, register: Register, as_of: date) -> Iterator[Finding]:
    """W01: a duty or target whose day has passed, or comes within three working days."""
    if case.is_sealed:
        return
    unratified = {f.code for f in ratified(case, register, as_of)}
    for deadline in running(case, register, as_of):
        if deadline.code == "ratify" and unratified:
            continue
        left = (deadline.due - as_of).days
        who = tuple(register.town.name_of(id) for id in must_act(deadline, case, register, as_of))
        values: dict[str, Value] = {"label": deadline.label, "due": deadline.due, "who": who}
        values |= {"days": abs(left), "subject": deadline.subject}
        if left < 0:
            yield finding("D510", _place(case, deadline), _kind(deadline), related=(), **values)
        elif _is_soon(register, as_of, deadline.due):
            today = "item_today" if deadline.subject else "today"
            variant = _kind(deadline) if left else today
            yield finding("D511", _place(case, deadline), variant, related=(), **values)


def _kind(deadline: Deadline) -> str:
    if deadline.code in ("task", "instalment"):
        return deadline.code
    return "target" if deadline.nature == "target" else ""


def _place(case: Case, deadline: Deadline) -> Place:
    """Where the record gives the day, or where the counting starts."""
    if deadline.code == "task":
        index = next(i for i, task in enumerate(case.tasks) if task.id == deadline.subject)
        return case.record.at("tasks", index, "due")
    if deadline.code == "instalment":
        return case.record.at("instalments", int(deadline.subject[1:]) - 1, "due")
    if deadline.code == "order":
        return case.record.at("order", "due_on")
    return _start_place(case, deadline)


def _is_soon(register: Register, as_of: date, due: date) -> bool:
    days = (due - as_of).days
    if days > LONGEST_HOLIDAY:
        return False
    try:
        return register.calendar.working_days_between(as_of, due) <= SOON_WORKING_DAYS
    except MissingYear:
        return days <= SOON_WORKING_DAYS


def idle(case: Case, register: Register, as_of: date) -> Iterator[Finding]:
    """W01: in hand, nothing moved over two weekly meetings, and no task that still has time."""
    last = None if case.is_sealed else standstill(case, register, as_of)
    if last is not None:
        yield finding("D512", case.record.at("events", last.index, "on"), days=(as_of - last.on).days, last=last.on)


def standstill(case: Case, register: Register, as_of: date) -> Event | None:
    """The last event that moved a case in hand, where that was more than two weekly meetings ago and no task has
    time left; otherwise None."""
    history = register.history(case)
    state = history.on(as_of)
    if state is None or stage_of(history.spec, state) != "hand":
        return None
    moves = register.spec.moves
    known = case.known_on(as_of)
    moved = [event for event in known if moves[event.move].counts != "none"]
    last = max(moved, key=lambda event: (event.on, event.index), default=known[0])
    waiting = any(
        task.assigned_on <= as_of and not (task.done and task.done <= as_of) and task_due(case, task, as_of) >= as_of
        for task in case.tasks
    )
    return last if (as_of - last.on).days > IDLE_DAYS and not waiting else None


CASE_RULES: tuple[CaseRule, ...] = (
    done_late,
    extensions,
    task_extensions,
    objection_limit,
    missing_year,
    pauses,
    urgent_report,
    ratified,
    overdue,
    idle,
)
