"""Problem → task → measure → owner, and what the weekly meeting decided (T4xx)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from site_builder.model.case import Case, Event, Task
from site_builder.model.history import task_due
from site_builder.model.register import Register
from site_builder.model.weeks import LABEL, Week
from site_builder.rules.rule import CaseRule
from site_builder.text.finding import Finding, Related, Term, finding

IN_HAND = ("assigned", "accepted", "working")
GIVES_OUT = ("assign", "start_urgent")
"""The moves that give out tasks."""
_NUMBER = re.compile(r"T[1-9]\d{0,2}")


def joined(case: Case, register: Register, as_of: date) -> Iterator[Finding]:
    """E11: from the assignment on there is a task, a measure for each, and one who answers for it."""
    record = case.record
    for event in case.events:
        if (
            event.move in GIVES_OUT
            and not event.ledger
            and case.tasks
            and all(task.assigned_on > event.on for task in case.tasks)
        ):
            first = min(range(len(case.tasks)), key=lambda i: case.tasks[i].assigned_on)
            related = Related(record.at("tasks", first, "assigned_on"), "task")
            yield finding(
                "T401",
                record.at("events", event.index, "on"),
                related=(related,),
                move=Term("move", event.move),
                on=event.on,
                first=case.tasks[first].assigned_on,
            )
            break
    for index, task in enumerate(case.tasks):
        if not task.measures:
            yield finding("T402", record.at("tasks", index, "id"), task=task.id)
        for number, helper in enumerate(task.helpers):
            if helper == task.owner:
                related = Related(record.at("tasks", index, "owner"), "owner")
                at = record.at("tasks", index, "helpers", number)
                yield finding("T403", at, "task", related=(related,), who=register.town.name_of(helper))
    for index, helper in enumerate(case.helpers):
        for name in ("lead_unit", "lead_post"):
            if helper == getattr(case, name):
                related = Related(record.at(name), "lead")
                who = register.town.name_of(helper)
                yield finding(
                    "T403",
                    record.at("helpers", index),
                    related=(related,),
                    who=who,
                    field=Term("field", name),
                )


def leads(case: Case, register: Register, as_of: date) -> Iterator[Finding]:
    """One unit and one person answer for a case, and those who lead it hold a leading post (党政同责)."""
    record, town = case.record, register.town
    if case.lead_unit in town.people:
        at = record.at("lead_unit")
        yield finding("T416", at, "unit", field="lead_unit", who=town.name_of(case.lead_unit or ""))
    if case.lead_post in town.units:
        at = record.at("lead_post")
        yield finding("T416", at, "person", field="lead_post", who=town.name_of(case.lead_post or ""))
    for name in ("lead_party", "lead_admin"):
        person = town.people.get(getattr(case, name) or "")
        if person is None or any(
            post.post == "leader" or (post.post == "branch_secretary" and post.village == case.village)
            for post in person.posts
        ):
            continue
        yield finding("T416", record.at(name), field=name, label=Term("field", name), who=person.name)


def numbers(case: Case, register: Register, as_of: date) -> Iterator[Finding]:
    """Tasks are called T1, T2 …, each once."""
    seen: dict[str, int] = {}
    for index, task in enumerate(case.tasks):
        at = ("tasks", index, "id")
        if task.id in seen:
            first = Related(case.record.at("tasks", seen[task.id], "id"), "first")
            yield finding("T404", case.record.at(*at), related=(first,), task=task.id, free=_free(case))
        elif not _NUMBER.fullmatch(task.id):
            yield finding("T404", case.record.at(*at), "form", task=task.id, free=_free(case))
        seen.setdefault(task.id, index)


def _free(case: Case) -> str:
    """The first task number that is not in use."""
    taken = {task.id for task in case.tasks}
    return next(f"T{n}" for n in range(1, len(taken) + 2) if f"T{n}" not in taken)


def task_dates(case: Case, register: Register, as_of: date) -> Iterator[Finding]:
    """A task's dates stand in the order of life: found, assigned, due, done."""
    record = case.record
    for index, task in enumerate(case.tasks):
        yield from _measures(case, index, task)
        done = task.done or task.assigned_on
        if case.found_on <= task.assigned_on <= min(task.due, done):
            continue
        keys = ("tasks", index)
        assigned = Related(record.at(*keys, "assigned_on"), "assigned")
        if task.due < task.assigned_on:
            yield finding("T405", record.at(*keys, "due"), related=(assigned,), due=task.due, assigned=task.assigned_on)
        if task.assigned_on < case.found_on:
            found = Related(record.at("found_on"), "found")
            at = record.at(*keys, "assigned_on")
            yield finding("T405", at, "found", related=(found,), assigned=task.assigned_on, found=case.found_on)
        if task.done is not None and task.done < task.assigned_on:
            yield finding(
                "T405",
                record.at(*keys, "done"),
                "done",
                related=(assigned,),
                done=task.done,
                assigned=task.assigned_on,
            )


def _measures(case: Case, index: int, task: Task) -> Iterator[Finding]:
    record = case.record
    limit = task_due(case, task, date.max)
    for number, measure in enumerate(task.measures):
        keys = ("tasks", index, "measures", number)
        if task.done is not None and measure.done is None:
            done = Related(record.at("tasks", index, "done"), "done")
            yield finding("T406", record.at(*keys, "what"), related=(done,), task=task.id, number=number + 1)
        elif task.done is not None and measure.done is not None and measure.done > task.done:
            done = Related(record.at("tasks", index, "done"), "done")
            yield finding(
                "T406",
                record.at(*keys, "done"),
                "later",
                related=(done,),
                task=task.id,
                measure=measure.done,
                done=task.done,
            )
        if measure.start is not None and measure.done is not None and measure.done < measure.start:
            start = Related(record.at(*keys, "start"), "start")
            yield finding(
                "T405",
                record.at(*keys, "done"),
                "measure",
                related=(start,),
                done=measure.done,
                start=measure.start,
            )
        if measure.by > limit:
            due = Related(record.at("tasks", index, "due"), "due")
            yield finding("T415", record.at(*keys, "by"), related=(due,), by=measure.by, task=task.id, due=limit)


def vague(case: Case, register: Register, as_of: date) -> Iterator[Finding]:
    """W03: done when? In words that somebody else can check."""
    for index, task in enumerate(case.tasks):
        word = next((w for w in register.spec.words.vague if w in task.done_when), None)
        if word is not None:
            yield finding("T407", case.record.at("tasks", index, "done_when"), word=word, task=task.id)


def meetings(case: Case, register: Register, as_of: date) -> Iterator[Finding]:
    """Week labels name weeks that exist, and meetings that can have been meant."""
    for index, task in enumerate(case.tasks):
        label = task.assigned_by or ""
        if not LABEL.fullmatch(label):
            continue
        at = ("tasks", index, "assigned_by")
        week = Week.find(label)
        if week is None:
            yield _no_such_week(case, at, label)
        elif week.monday > task.assigned_on:
            own = str(Week.of(task.assigned_on))
            related = Related(case.record.at("tasks", index, "assigned_on"), "assigned")
            yield finding(
                "T408", case.record.at(*at), "task", related=(related,), week=label, assigned=task.assigned_on, own=own
            )
    for event in case.events:
        if (label := event.text("meeting") or "") and LABEL.fullmatch(label):
            yield from _meeting(case, event, label)


def _meeting(case: Case, event: Event, label: str) -> Iterator[Finding]:
    """What a meeting decided is written in its week or the week after."""
    week, own = Week.find(label), Week.of(event.on)
    if week is None:
        yield _no_such_week(case, ("events", event.index, "meeting"), label)
    elif week not in (own, own.previous):
        related = Related(case.record.at("events", event.index, "on"), "event")
        at = case.record.at("events", event.index, "meeting")
        yield finding("T408", at, "other", related=(related,), week=label, event=event.on, own=str(own))


def _no_such_week(case: Case, keys: tuple[str | int, ...], label: str) -> Finding:
    year = int(label[:4])
    last = Week.of(date(year, 12, 28)).number if 1 <= year <= 9999 else 52
    return finding("T408", case.record.at(*keys), week=label, year=label[:4], weeks=last)


def decided(case: Case, register: Register, as_of: date) -> Iterator[Finding]:
    """E12: a case in hand has an open task with a date, or what the meeting decided instead."""
    if case.status not in IN_HAND or not case.tasks or any(task.done is None for task in case.tasks):
        return
    last_done = max(task.done for task in case.tasks if task.done)
    advanced = [e.on for e in case.events if register.spec.moves[e.move].counts == "advanced"]
    since = max([last_done, *advanced])
    if any(event.move in ("decide", "raise") and event.on >= since for event in case.events):
        return
    index = max(range(len(case.tasks)), key=lambda i: case.tasks[i].done or date.min)
    related = Related(case.record.at("tasks", index, "done"), "last")
    yield finding(
        "T409",
        case.record.at("status"),
        related=(related,),
        status=Term("status", case.status),
        last=last_done,
    )


def extensions(case: Case, register: Register, as_of: date) -> Iterator[Finding]:
    """A task that is extended exists, and its new day is later than the one before."""
    current = {task.id: task.due for task in case.tasks}
    for event in case.events:
        name = event.text("task")
        if event.move != "extend" or name is None:
            continue
        if name not in current:
            tasks = tuple(current) or ("—",)
            yield finding("T410", case.record.at("events", event.index, "task"), task=name, tasks=tasks)
            continue
        due = event.day("due")
        if due is not None and due <= current[name]:
            at = case.record.at("events", event.index, "due")
            yield finding("T411", at, task=name, due=due, former=current[name])
        elif due is not None:
            current[name] = due


def instalments(case: Case, register: Register, as_of: date) -> Iterator[Finding]:
    """Instalments stand in order of their days and do not come to more than is at stake."""
    record = case.record
    for index, instalment in enumerate(case.instalments[1:], 1):
        former = case.instalments[index - 1]
        if instalment.due < former.due:
            related = Related(record.at("instalments", index - 1, "due"), "former")
            at = record.at("instalments", index, "due")
            yield finding("T412", at, related=(related,), due=instalment.due, former=former.due)
    total = sum((instalment.amount_yuan for instalment in case.instalments), Decimal(0))
    if case.amount_yuan is not None and total > case.amount_yuan:
        related = Related(record.at("amount_yuan"), "amount")
        at = record.at("instalments", len(case.instalments) - 1, "amount_yuan")
        yield finding("T413", at, related=(related,), total=str(total), amount=str(case.amount_yuan))


def urgent(case: Case, register: Register, as_of: date) -> Iterator[Finding]:
    """E13: an urgent matter is started at once; it does not wait for the weekly meeting."""
    if case.urgent is None:
        return
    for event in case.events:
        if event.move in ("start_urgent", "settle_on_spot", "reply", "withdraw", "merge", "transfer"):
            return
        if event.move in ("assign", "accept", "work"):
            related = Related(case.record.at_key("urgent"), "urgent")
            at = case.record.at("events", event.index, "move")
            yield finding("T414", at, related=(related,), move=Term("move", event.move))
            return


CASE_RULES: tuple[CaseRule, ...] = (
    joined, leads, numbers, task_dates, vague, meetings, decided, extensions, instalments, urgent,
)  # fmt: skip
