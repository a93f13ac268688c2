"""One case as JSON values: a row of the list of cases, and all of it. Keys: spec/api.yaml."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from site_builder.model.case import Case, Event
from site_builder.model.clocks import Deadline
from site_builder.model.four_lists import task_rows
from site_builder.model.history import Step, risk_level, steps
from site_builder.model.kept import kept
from site_builder.model.known import as_known
from site_builder.pages.attachment_views import AttachmentView, attachment_views
from site_builder.pages.edition_index import Index, index
from site_builder.pages.shared import case_data, case_path
from site_builder.reports.record_object import Records, plain
from site_builder.spec.api import VERSION
from site_builder.views.edition import Edition

Json = dict[str, Any]


def case_row(known: Index, case: Case) -> Json:
    """A case in the list of cases."""
    history, state = known.register.history(case), known.states[case.id]
    running = known.running(case)
    return {
        "id": case.id,
        "title": case.title,
        "kind": case.kind,
        "category": case.category,
        "village": case.village,
        "grid": case.grid,
        "source": case.source,
        "access": case.access,
        "status": state.status,
        "level": state.level,
        "found_on": str(case.found_on),
        "registered_on": str(case.registered_on),
        "updated_on": str(updated_on(known, case)),
        "problem": case.problem,
        "lead_unit": case.lead_unit,
        "lead_post": state.lead_post,
        "result": state.outcome.result if state.outcome else None,
        "ended_on": plain(history.ended_on(known.as_of)),
        "next_due": str(running[0].due) if running else None,
        "overdue": sum(deadline.due < known.as_of for deadline in running),
        "urgent": case.urgent is not None,
        "file": case_data(case.id),
        "page": case_path(case.id),
    }


def case_object(known: Index, case: Case, shape: Records) -> Json:
    """All of a case, as the edition's day knows it."""
    record = records(known.edition)[case.id]
    return {
        "version": VERSION,
        "id": case.id,
        "page": case_path(case.id),
        "source": case.path,
        "state": _state(known, case),
        "record": shape.object(record),
        "body": case.body or None,
        "deadlines": [_deadline(known, deadline) for deadline in known.deadlines(case)],
        "tasks": list(_tasks(known, case)),
        "steps": [_step(step) for step in steps_of(known, record)],
        "linked": [{"relation": how, "case": id} for id, how in known.relations(case).items() if id in known.cases],
        "attachments": [_attachment(view) for view in attachment_views(known, case)],
        "visits": list(known.visits_of.get(case.id, ())),
    }


def _attachment(view: AttachmentView) -> Json:
    return {
        "what": view.what.text,
        "name": view.file,
        "file": view.path or None,
        "form": view.form or None,
        "added_on": plain(view.added_on),
    }


def steps_of(known: Index, record: Case) -> tuple[Step, ...]:
    """What each event led to of those that the day knows; `record` is from `records`."""
    history = known.register.history(known.cases[record.id])
    return history.steps if record.events is history.case.events else steps(record, known.spec)


def records(edition: Edition) -> Mapping[str, Case]:
    """The cases of an edition as its day knows them, by id, without the ids of cases that it does not have."""
    return kept(edition, _Records)


class _Records(Mapping[str, Case]):
    """Each made when it is asked for: whoever tells of one case need not know of all."""

    def __init__(self, edition: Edition) -> None:
        self._known = index(edition)
        self._made: dict[str, Case] = {}

    def __getitem__(self, id: str) -> Case:
        found = self._made.get(id)
        if found is None:
            found = self._made[id] = record_of(self._known, self._known.cases[id])
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self._known.cases)

    def __len__(self) -> int:
        return len(self._known.cases)


def record_of(known: Index, case: Case) -> Case:
    """One case as `records` has it."""
    case, has = as_known(known.register.history(case), known.as_of), known.cases
    links = case.links
    others = (links.duplicates, links.reopens, *links.related, *(event.fields.get("into") for event in case.events))
    if all(id is None or id in has for id in others):
        return case
    links = replace(
        links,
        duplicates=links.duplicates if links.duplicates in has else None,
        reopens=links.reopens if links.reopens in has else None,
        related=tuple(id for id in links.related if id in has),
    )
    return replace(case, links=links, events=tuple(_without_hidden(event, has) for event in case.events))


def _without_hidden(event: Event, has: Container[str]) -> Event:
    if event.fields.get("into") is None or event.fields["into"] in has:
        return event
    return replace(event, fields={name: value for name, value in event.fields.items() if name != "into"})


def updated_on(known: Index, case: Case) -> date:
    """The last day, until the edition's, on which an event of the case became known."""
    return max(event.known_on for event in case.known_on(known.as_of))


def _state(known: Index, case: Case) -> Json:
    row, state = case_row(known, case), known.states[case.id]
    return {
        "status": state.status,
        "since": plain(state.since),
        "open": known.spec.is_open(state.status),
        "level": state.level,
        "risk": risk_level(case, known.as_of),
        **{name: row[name] for name in ("result", "ended_on", "next_due", "updated_on")},
    }


def _deadline(known: Index, deadline: Deadline) -> Json:
    return {
        "code": deadline.code,
        "subject": deadline.subject or None,
        "what": deadline.what or None,
        "nature": deadline.nature,
        "state": deadline.state(known.as_of),
        "start": str(deadline.start),
        "limit": deadline.limit,
        "unit": deadline.unit,
        "extended": deadline.extended_days,
        "original_due": str(deadline.original_due),
        "due": str(deadline.due),
        "working_target": plain(deadline.working_target),
        "stopped_on": plain(deadline.stopped_on),
        "responsible": deadline.responsible,
        "basis": deadline.basis,
        "merged_from": deadline.merged_from if deadline.merged_from in known.cases else None,
    }


def _tasks(known: Index, case: Case) -> Iterator[Json]:
    for row in task_rows(known.register.history(case), date.min, known.as_of):
        if row.task is not None:
            yield {
                "task": row.number,
                "owner": row.owner,
                "due": str(row.due),
                "extended_from": plain(row.extended_from),
                "done": plain(row.done),
                "progress": row.progress,
            }


def _step(step: Step) -> Json:
    event = step.event
    return {
        "number": event.index + 1,
        "on": str(event.on),
        "known_on": str(event.known_on),
        "late_entry": event.is_late_entry,
        "ledger": event.ledger,
        "move": event.move,
        "by": event.by,
        "status": step.after,
        "level": step.level_after,
    }
