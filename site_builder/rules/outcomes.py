"""What a case came to: what “settled” means, what may not be left open, and what is opened again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from site_builder.model.case import ELSEWHERE, FAILED, PARTLY, SETTLED, Case, Event
from site_builder.model.register import Register
from site_builder.rules.rule import CaseRule
from site_builder.text.finding import Finding, Related, Term, finding

AGREED = ("书面", "口头")
MAY_COME_TO = {"reply": (SETTLED, PARTLY, FAILED, ELSEWHERE), "settle_on_spot": (SETTLED, PARTLY)}
"""What a reply may come to. The other results belong to transfer, withdraw, not_accept and merge."""
DESCRIBED = 10
"""So many characters describe a settlement (domain notes §8.6, E15)."""


def results(case: Case, register: Register, as_of: date) -> Iterator[Finding]:
    """E15: what “settled” means, and what follows when it is not."""
    for event in case.events:
        result = event.text("result")
        if event.move not in MAY_COME_TO or result is None:
            continue
        at = ("events", event.index, "result")
        described = len((event.text("what") or "").strip()) >= DESCRIBED
        told = event.day("rights_told_on") is not None or "paper" in event.fields
        if result not in MAY_COME_TO[event.move]:
            variant = "spot" if event.move == "settle_on_spot" else ""
            yield finding("C243", case.record.at(*at), variant, result=Term("result", result))
        elif event.ledger:
            continue
        elif result == SETTLED:
            agreed = event.text("agreement") in AGREED or event.text("opinion") is not None
            failed = _failed_mediation(case, event)
            if failed is not None and not agreed:
                place = case.record.at("events", failed.index, "mediation_result")
                yield finding("C227", case.record.at(*at), "failed", related=(Related(place, "failed"),), on=failed.on)
            elif not agreed and not described:
                yield finding("C227", case.record.at(*at))
        elif result == FAILED and not told:
            yield finding("C229", case.record.at(*at))
        elif result == ELSEWHERE and not told and not described:
            yield finding("C229", case.record.at(*at), "elsewhere")


def _failed_mediation(case: Case, reply: Event) -> Event | None:
    """The last mediation before a reply, where it failed (《人民调解法》第二十六条)."""
    sessions = [event for event in case.events[: reply.index] if event.move == "mediate"]
    return sessions[-1] if sessions and sessions[-1].text("mediation_result") == "未成" else None


def last_result(case: Case) -> Event | None:
    """The reply that stands: the last one, unless the case was opened again after it."""
    for event in reversed(case.events):
        if event.move in MAY_COME_TO:
            return event
        if event.move == "reopen":
            return None
    return None


def standing_reply(case: Case, register: Register, as_of: date) -> Iterator[Finding]:
    """E15: partly settled means that a task is open. A full reply answers every point (design §9, 7)."""
    reply = last_result(case)
    if reply is None or reply.ledger:
        return
    record, at = case.record, ("events", reply.index, "result")
    if reply.text("result") == PARTLY:
        waiting = case.status in ("replied", "followed_up", "closed")
        if waiting and all(task.done is not None for task in case.tasks):
            yield finding("C228", record.at(*at), "closed" if case.status == "closed" else "")
        return
    for index, point in enumerate(case.points):
        if point.answer and point.answered_on is not None and point.answered_on <= reply.on:
            continue
        keys, related = ("points", index), (Related(record.at(*at), "reply"),)
        if not point.answer:
            yield finding("C230", record.at(*keys, "what"), related=related, number=index + 1)
        elif point.answered_on is None:
            yield finding("C230", record.at(*keys, "answer"), "undated", related=related, number=index + 1)
        else:
            yield finding(
                "C230",
                record.at(*keys, "answered_on"),
                "later",
                related=related,
                number=index + 1,
                answered=point.answered_on,
                on=reply.on,
            )


def closing(case: Case, register: Register, as_of: date) -> Iterator[Finding]:
    """Nothing is left open when a case is closed: tasks, instalments, what was agreed, a bad answer."""
    for event in case.events:
        if event.move != "close":
            continue
        reopened = any(e.move in ("reopen", "review_open") for e in case.events[event.index :])
        if not reopened:
            yield from _left_open(case, event)
        follow_up = next((e for e in reversed(case.events[: event.index]) if e.move == "follow_up"), None)
        if follow_up is not None:
            yield from _unkept(case, event, follow_up)


def _left_open(case: Case, close: Event) -> Iterator[Finding]:
    record, at = case.record, ("events", close.index, "on")
    for index, task in enumerate(case.tasks):
        if task.done is None or task.done > close.on:
            related = Related(record.at("tasks", index, "id"), "task")
            yield finding("C225", record.at(*at), related=(related,), task=task.id, what=task.what, on=close.on)
    for index, instalment in enumerate(case.instalments):
        if instalment.due <= close.on and (instalment.paid_on is None or instalment.paid_on > close.on):
            related = Related(record.at("instalments", index, "due"), "instalment")
            yield finding(
                "C225",
                record.at(*at),
                "instalment",
                related=(related,),
                due=instalment.due,
                number=index + 1,
                on=close.on,
            )


def _unkept(case: Case, close: Event, follow_up: Event) -> Iterator[Finding]:
    record, at = case.record, ("events", close.index, "on")
    if follow_up.fields.get("performed") is False and not _is_scheduled(case, close):
        related = Related(record.at("events", follow_up.index, "performed"), "unkept")
        yield finding("C225", record.at(*at), "performance", related=(related,), on=follow_up.on)
    if follow_up.text("satisfaction") == "不满意" and not any(task.assigned_on >= follow_up.on for task in case.tasks):
        related = Related(record.at("events", follow_up.index, "satisfaction"), "answer")
        yield finding("C226", record.at(*at), related=(related,), on=follow_up.on)


def _is_scheduled(case: Case, close: Event) -> bool:
    """True where what was agreed is to be kept on some day after the closing."""
    reply = next((e for e in reversed(case.events[: close.index]) if e.move in MAY_COME_TO), None)
    performed_by = reply.day("performed_by") if reply else None
    return (performed_by is not None and performed_by > close.on) or any(
        instalment.due > close.on for instalment in case.instalments
    )


def promotions(case: Case, register: Register, as_of: date) -> Iterator[Finding]:
    """A visit that moved a case forward was made before, and names the case."""
    for event in case.events:
        visit = register.visit_by_id.get(event.text("promoted_by") or "")
        if visit is None:
            continue
        at = ("events", event.index, "promoted_by")
        if visit.on > event.on:
            related = Related(visit.record.at("on"), "visit_on")
            yield finding(
                "C231", case.record.at(*at), "later", related=(related,), visit=visit.id, on=visit.on, event=event.on
            )
        if case.id not in visit.cases:
            related = Related(visit.record.at("cases"), "visit")
            yield finding("C231", case.record.at(*at), related=(related,), visit=visit.id, case=case.id)


def reopening(case: Case, register: Register, as_of: date) -> Iterator[Finding]:
    """A reopened case has a fresh task."""
    for event in case.events:
        if event.move == "reopen" and case.tasks and not any(task.assigned_on >= event.on for task in case.tasks):
            last = max(range(len(case.tasks)), key=lambda i: case.tasks[i].assigned_on)
            related = Related(case.record.at("tasks", last, "assigned_on"), "task")
            at = case.record.at("events", event.index, "on")
            yield finding("C232", at, related=(related,), on=event.on, last=case.tasks[last].assigned_on)


CASE_RULES: tuple[CaseRule, ...] = (results, standing_reply, closing, promotions, reopening)
