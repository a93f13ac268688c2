"""A change as data. The shape is described in docs/diff.md and is only ever added to (`version`)."""

from __future__ import annotations

import json
from typing import Any

from site_builder.reports.findings import finding_object
from site_builder.reports.shapes import flow_object
from site_builder.spec.api import VERSION
from site_builder.views.change.change import Change
from site_builder.views.change.effects import Effects
from site_builder.views.change.lists_moved import Row, ScopeMoved, WeekMoved
from site_builder.views.change.moved import (
    AddedEvent,
    ChangedCase,
    ChangedVisit,
    Detail,
    DueMoved,
    HistoryEdit,
    Moved,
    TextEdit,
    Told,
)


def change_json(change: Change) -> str:
    """The whole of it: codes, ids and days as `YYYY-MM-DD`; sentences only in findings."""
    return json.dumps(change_object(change), ensure_ascii=False, indent=2) + "\n"


def change_object(change: Change) -> dict[str, Any]:
    span = change.span
    return {
        "version": VERSION,
        "base": span.base,
        "start": span.start,
        "head": span.head or None,
        "commits": span.commits,
        "ahead": span.ahead,
        "as_of": str(change.as_of),
        "summary": {
            "new": change.count("new"),
            "changed": change.count("changed"),
            "gone": change.count("gone"),
            "visits": len(change.visits),
            "sealed": change.sealed,
            "errors": change.errors,
            "warnings": len(change.findings) - change.errors,
            "other_warnings": change.other_warnings,
            "findings_in_sealed": change.covered,
        },
        "look": [{"kind": look.kind, "n": look.n, "names": list(look.names)} for look in change.looks],
        "findings": [finding_object(one) for one in change.findings],
        "cases": [_case(case) for case in change.cases],
        "visits": [_visit(visit) for visit in change.visits],
        "effects": _effects(change.effects) if change.effects else None,
    }


def _case(case: ChangedCase) -> dict[str, Any]:
    return {
        "id": case.id,
        "title": case.title,
        "village": case.village,
        "fate": case.fate,
        "path": case.path,
        "path_before": case.path_before or None,
        "status": case.status,
        "summary": _details(case.summary),
        "moved": [_moved(moved) for moved in case.moved],
        "events": [_event(event) for event in case.events],
        "history": [_history(edit) for edit in case.history],
        "due": [_due(due) for due in case.due],
        "texts": [_text(text) for text in case.texts],
        "shown_to": list(case.shown_to),
        "hidden_from": list(case.hidden_from),
        "files": list(case.files),
    }


def _visit(visit: ChangedVisit) -> dict[str, Any]:
    return {
        "id": visit.id,
        "on": str(visit.on),
        "leader": visit.leader,
        "fate": visit.fate,
        "moved": [_moved(moved) for moved in visit.moved],
        "texts": [_text(text) for text in visit.texts],
    }


def _moved(moved: Moved) -> dict[str, Any]:
    return {
        "path": moved.path,
        "mark": moved.mark,
        "before": _told(moved.before),
        "after": _told(moved.after),
        "details": _details(moved.details),
    }


def _details(details: tuple[Detail, ...]) -> dict[str, Any]:
    return {detail.path: _told(detail.told) for detail in details}


def _told(told: Told | None) -> str | list[str] | None:
    if told is None:
        return None
    return list(told.code) if isinstance(told.code, tuple) else told.code


def _event(event: AddedEvent) -> dict[str, Any]:
    return {
        "number": event.number,
        "on": str(event.on),
        "move": event.move,
        "by": event.by,
        "status": event.status,
        "level": event.level,
        "evidence": _details(event.evidence),
        "note": event.note,
        "entered_on": str(event.entered_on) if event.entered_on else None,
        "late_entry": event.is_late_entry,
        "corrects": event.corrects,
        "ledger": event.ledger,
    }


def _history(edit: HistoryEdit) -> dict[str, Any]:
    return {
        "kind": edit.kind,
        "number": edit.number,
        "on": str(edit.on),
        "move": edit.move,
        "fields": [_moved(moved) for moved in edit.fields],
        "taken_out": edit.taken_out,
    }


def _due(due: DueMoved) -> dict[str, Any]:
    return {
        "code": due.code,
        "subject": due.subject,
        "fate": due.fate,
        "before": str(due.before) if due.before else None,
        "after": str(due.after) if due.after else None,
        "state": due.state,
        "stopped_on": str(due.stopped_on) if due.stopped_on else None,
        "reasons": [
            {"kind": r.kind, "days": r.days, "events": list(r.events), "since": str(r.since) if r.since else None,
             "merged_from": r.merged_from or None}
            for r in due.reasons
        ],
    }  # fmt: skip


def _text(text: TextEdit) -> dict[str, Any]:
    return {
        "path": text.path,
        "taken_out": text.taken_out,
        "pieces": [{"op": piece.op, "text": piece.text} for piece in text.pieces],
    }


def _effects(effects: Effects) -> dict[str, Any]:
    return {
        "week": _week(effects.week, with_flow=True),
        "past": [_week(week, with_flow=False) for week in effects.past],
        "elsewhere": [{"case": id, **_due(moved)} for id, moved in effects.elsewhere],
        "figures_from": str(effects.since),
        "figures": {f.code: {"before": f.before, "after": f.after} for f in effects.figures},
    }


def _week(week: WeekMoved, with_flow: bool) -> dict[str, Any]:
    return {
        "week": week.week,
        "since": str(week.since),
        "until": str(week.until),
        "scopes": [_scope(scope, with_flow) for scope in week.scopes],
    }


def _scope(scope: ScopeMoved, with_flow: bool) -> dict[str, Any]:
    before, after = scope.flow
    sizes = {one.code: {"before": one.size[0], "after": one.size[1]} for one in scope.lists} if with_flow else {}
    flow = {"flow": {"before": flow_object(before), "after": flow_object(after)}, "sizes": sizes} if with_flow else {}
    lists = {
        one.code: {
            "in": [_row(row) for row in one.came],
            "out": [_row(row) for row in one.went],
            "altered": [_row(row) for row in one.changed],
        }
        for one in scope.lists
    }
    return {"scope": scope.scope, **flow, "lists": lists}


def _row(row: Row) -> dict[str, Any]:
    return {"case": row.case, "number": row.number or None, "clock": row.clock or None, "event": row.event}
