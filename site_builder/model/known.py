"""A case's record as the register knew it on a day: what came later is not in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from site_builder.model.case import Case, Instalment, Measure, Petition, Point, Risk, Task
from site_builder.model.history import History, before_hand_overs, risk_level, task_owner

_SAID_BY = {"extend": "extend", "review": "review_open", "rereview": "rereview_open", "hearing_days": "hearing"}
"""Copies in the petition block that are not dates, each with the move that says it."""
_RESULT_OF = {"review": "review_answer", "rereview": "rereview_close"}
"""The blocks whose result comes later than they do."""


def as_known(history: History, day: date) -> Case:
    """The case with what was known at the end of a day. The day is one on which the register knows the case.

    What has no history (title, problem, parties, body) is as it is written now. A risk level that was changed
    later loses its reason, which belongs to the later level.
    """
    case, state = history.case, history.on(day)
    assert state is not None
    events = case.events if history.last <= day else case.known_on(day)
    moves = {event.move for event in events}
    links = case.links
    known: dict[str, Any] = {
        "status": state.status,
        "level": state.level,
        "lead_post": state.lead_post,
        "lead_party": before_hand_overs(case, case.lead_party, day),
        "lead_admin": before_hand_overs(case, case.lead_admin, day),
        "risk": _risk(case, day),
        "urgent": case.urgent if case.urgent and case.urgent.reported_at.date() <= day else None,
        "petition": _petition(case.petition, moves, day),
        "order": case.order if case.order and case.order.received_on <= day else None,
        "points": tuple([_point(point, day) for point in case.points]),
        "tasks": tuple([_task(case, task, day) for task in case.tasks if task.assigned_on <= day]),
        "instalments": tuple([_instalment(one, day) for one in case.instalments]),
        "outcome": state.outcome,
        "links": links if links.duplicates is None or "merge" in moves else replace(links, duplicates=None),
        "attachments": tuple([one for one in case.attachments if one.is_known(day)]),
        "hold": case.hold if case.hold and case.hold.since <= day else None,
        "pii_reviewed": _past(case.pii_reviewed, day),
        "events": events,
    }
    changed = {name: value for name, value in known.items() if value != getattr(case, name)}
    return replace(case, **changed) if changed else case


def _past(on: date | None, day: date) -> date | None:
    """A date that the day can know, otherwise None."""
    return on if on is not None and on <= day else None


def _risk(case: Case, day: date) -> Risk | None:
    level = risk_level(case, day)
    if case.risk is None or level is None:
        return None
    later = any(event.move == "regrade" and event.known_on > day for event in case.events)
    return Risk(level, "") if later else case.risk


def _point(point: Point, day: date) -> Point:
    if point.answered_on is None or point.answered_on <= day:
        return point
    return replace(point, answered_on=None, answer=None)


def _task(case: Case, task: Task, day: date) -> Task:
    owner, done = task_owner(case, task, day), _past(task.done, day)
    measures = tuple([_measure(measure, day) for measure in task.measures])
    if owner == task.owner and done == task.done and measures == task.measures:
        return task
    return replace(task, owner=owner, done=done, measures=measures)


def _measure(measure: Measure, day: date) -> Measure:
    return measure if measure.done is None or measure.done <= day else replace(measure, done=None)


def _instalment(one: Instalment, day: date) -> Instalment:
    return one if one.paid_on is None or one.paid_on <= day else replace(one, paid_on=None)


def _petition(petition: Petition | None, happened: set[str], day: date) -> Petition | None:
    if petition is None:
        return None
    mirrors = dict(_mirrors(petition, happened, day))
    return petition if mirrors == petition.mirrors else replace(petition, mirrors=mirrors)


def _mirrors(petition: Petition, happened: set[str], day: date) -> Iterator[tuple[str, Any]]:
    """The copies of what the events say, as far as the day knows."""
    for name, value in petition.mirrors.items():
        if isinstance(value, date):
            if value <= day:
                yield name, value
        elif _SAID_BY[name] in happened:
            without = name in _RESULT_OF and _RESULT_OF[name] not in happened
            yield name, {**value, "result": None} if without else value
