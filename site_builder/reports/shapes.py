"""The machine shapes: a week, the figures, what falls due as JSON values. What each holds is in spec/api.yaml."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from site_builder.model.due import DueItem
from site_builder.model.figures import (
    Headline,
    Rate,
    Reconciled,
    disputes,
    headline,
    reconciled,
    satisfaction,
    settled_at,
)
from site_builder.model.flows import Period, monthly
from site_builder.model.four_lists import MOVEMENTS, TOWN, Flow, FourLists, TaskRow, flow
from site_builder.model.on_time import OnTime, on_time
from site_builder.model.register import Register
from site_builder.spec.api import VERSION
from site_builder.views.headline import sentence


def flow_object(flow: Flow) -> dict[str, int]:
    names = ("opening", "received", "reopened", "ended", "closing", "in_hand", "waiting", "paused", "sealed")
    return {name: getattr(flow, name) for name in names}


def due_object(item: DueItem, as_of: date) -> dict[str, Any]:
    """One thing that falls due, by its codes and ids."""
    deadline = item.deadline
    return {
        "case": item.case.id,
        "title": item.case.title,
        "village": item.case.village,
        "code": deadline.code,
        "subject": item.subject,
        "what": deadline.what,
        "due": str(item.due),
        "days": (item.due - as_of).days,
        "working_target": _day(deadline.working_target),
        "state": item.state,
        "rung": item.rung,
        "nature": deadline.nature,
        "basis": deadline.basis,
        "responsible": deadline.responsible,
        "people": list(item.people),
    }


def due_document(items: Iterable[DueItem], as_of: date, within: int) -> dict[str, Any]:
    """What falls due within so many days."""
    return {
        "version": VERSION,
        "as_of": str(as_of),
        "within": within,
        "items": [due_object(item, as_of) for item in items],
    }


def _task_object(row: TaskRow) -> dict[str, Any]:
    return {
        "case": row.case.id,
        "task": row.number,
        "what": row.what,
        "assigned_on": str(row.assigned_on),
        "assigned_by": row.assigned_by,
        "done_when": row.done_when,
        "due": str(row.due),
        "done": _day(row.done),
        "progress": row.progress,
        "days_left": row.days_left,
        "owner": row.owner,
    }


def _day(day: date | None) -> str | None:
    return str(day) if day else None


def week_object(lists: FourLists, register: Register) -> dict[str, Any]:
    """One week of one village or the town."""
    villages = register.town.villages if lists.scope == TOWN else (lists.scope,)
    flows = flow(register, lists.since, lists.as_of)
    return {
        "version": VERSION,
        "week": str(lists.week),
        "scope": lists.scope,
        "since": str(lists.since),
        "as_of": str(lists.as_of),
        "meeting": str(lists.meeting),
        "flow": flow_object(lists.flow),
        "by_village": {id: flow_object(flows[id]) for id in villages},
        "movements": {movement: [case.id for case in lists.movement(movement)] for movement in MOVEMENTS},
        "settled_on_spot": [case.id for case in lists.settled_on_spot],
        "advanced": [case.id for case in lists.advanced],
        "overdue": [due_object(item, lists.as_of) for item in lists.overdue],
        "warnings": [due_object(item, lists.as_of) for item in lists.warnings],
        "urgent": [
            {
                "case": row.case.id,
                "started_on": str(row.started.on),
                "ratified_on": _day(row.ratified.on if row.ratified else None),
                "meeting": row.ratified.text("meeting") if row.ratified else None,
            }
            for row in lists.urgent
        ],
        "raised": [
            {
                "case": row.case.id,
                "on": str(row.event.on),
                "to": row.event.text("to_level"),
                "why": row.event.text("why"),
            }
            for row in lists.raised
        ],
        "decisions": [
            {
                "case": row.case.id,
                "task": row.number,
                "what": row.what,
                "owner": row.owner,
                "due": str(row.due),
                "fate": row.fate,
                "done": _day(row.done),
                "new_due": _day(row.new_due),
            }
            for row in lists.decisions
        ],
        "problems": [
            {
                "case": row.case.id,
                "village": row.case.village,
                "grid": row.case.grid,
                "problem": row.case.problem,
                "category": row.case.category,
                "risk": row.risk,
                "urgent": row.urgent,
                "movement": row.movement,
                "status": row.status,
                "level": row.level,
            }
            for row in lists.problems
        ],
        "tasks": [_task_object(row) for row in lists.tasks],
        "measures": [
            {
                "case": row.row.case.id,
                "task": row.row.number,
                "what": row.measure.what,
                "who": row.measure.who,
                "by": str(row.measure.by),
                "done": _day(row.done),
            }
            for row in lists.measures
        ],
        "responsibilities": [
            {
                "case": row.row.case.id,
                "task": row.row.number,
                "lead_unit": row.row.case.lead_unit,
                "lead_party": row.row.case.lead_party,
                "lead_admin": row.row.case.lead_admin,
                "lead": row.lead,
                "owner": row.row.owner,
                "due": str(row.row.due),
                "checked_by": row.checked_by,
                "checked_on": _day(row.checked_on),
            }
            for row in lists.responsibilities
        ],
        "late_entries": [
            {"case": case.id, "on": str(event.on), "entered_on": _day(event.entered_on), "move": event.move}
            for case, event in lists.late_entries
        ],
        "taken_over": lists.taken_over,
    }


def rate_object(rate: Rate) -> dict[str, Any]:
    return {"num": rate.num, "den": rate.den, "cohort": rate.cohort, "as_of": str(rate.as_of)}


def figures_object(register: Register, since: date, as_of: date) -> dict[str, Any]:
    """The figures of a period (design §5): the headline, and the counts that reconcile."""
    head: Headline = headline(register, since, as_of)
    d = head.disputes
    answers = satisfaction(register, since, as_of)
    found, rows = disputes(register, since, as_of), reconciled(register, since, as_of)
    return {
        "version": VERSION,
        "from": str(since),
        "as_of": str(as_of),
        "visits": head.visits,
        "petitions_promoted": head.petitions_promoted,
        "orders": head.orders,
        "disputes_found": d.found,
        "disputes_settled": d.settled,
        "disputes_partly": d.partly,
        "disputes_unsettled": d.unsettled,
        "disputes_open": d.open,
        "disputes_excluded": d.excluded,
        "rate": rate_object(d.rate),
        "sentence": sentence(head, "zh"),
        "settled_at": settled_at(register, since, as_of)[TOWN],
        "satisfaction": {
            "满意": answers.satisfied,
            "基本满意": answers.fairly,
            "不满意": answers.dissatisfied,
            "未评价": answers.no_answer,
            "联系不上": answers.not_reached,
            "rate": rate_object(answers.rate),
        },
        "reconciled": {scope: reconciled_object(rows[scope]) for scope in (TOWN, *register.town.villages)},
        "months": {f"{month.since:%Y-%m}": _month(month) for month in monthly(register, since, as_of)[TOWN]},
        "on_time": {code: _on_time(of) for code, of in on_time(register, since, as_of).clocks[TOWN]},
        "disputes_by_village": {village: rate_object(found[village].rate) for village in register.town.villages},
    }


def _on_time(of: OnTime) -> dict[str, Any]:
    return {"rate": rate_object(of.rate), "late": of.late, "open": of.open}


def _month(month: Period) -> dict[str, int]:
    names = ("opening", "received", "reopened", "settled", "ended", "closing")
    return {name: getattr(month, name) for name in names}


def reconciled_object(counts: Reconciled) -> dict[str, int]:
    """The counts of a period, which add up."""
    names = ("closed", "closed_on_time", "closed_late", "overdue_in_hand", "extended", "returned", "handed_on")
    return {**flow_object(counts.flow), **{name: getattr(counts, name) for name in names}}
