"""The table of moves: what a file is called, in what order and by whom moves are made, where they lead."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from site_builder.model.case import Case, Event, Outcome
from site_builder.model.history import LEVELS, NEW, Step
from site_builder.model.on_duty import TOWN_LEVELS
from site_builder.model.register import Register
from site_builder.rules import evidence, from_ledger, joint, outcomes
from site_builder.rules.authority import HANDLING, handlers, may, posts_anywhere, posts_of
from site_builder.rules.rule import CaseRule, RegisterRule
from site_builder.spec import Move, Spec
from site_builder.text.finding import Finding, Related, Term, finding
from site_builder.text.place import Place

LEVEL_MOVES = {"raise": 1, "hand_down": -1}
FOUR_EYES = ("follow_up", "close")
"""The moves that check the work of others (E14)."""
DONE_FIELDS = (
    "handed_on", "notice_on", "consent_on", "refused_on", "published_on", "notified_on", "told_on", "to_on",
    "opinion_on", "delivered_on", "rights_told_on", "asked_on", "reply_on",
)  # fmt: skip
"""Dates in events that say what has happened; the others may lie ahead."""


def identity(case: Case, register: Register, as_of: date) -> Iterator[Finding]:
    """E01: id, file name, folder and year agree."""
    record = case.record
    folder, name = record.path.split("/")[-2:]
    if name != f"{case.id}.md":
        yield finding("C201", record.at("id"), id=case.id, name=name)
    town, _, rest = case.id.partition("-")
    year, _, number = rest.partition("-")
    wanted = f"{register.town.id}-{case.registered_on.year}-{number if _is_number(number) else '0001'}"
    if town != register.town.id or not _is_number(number):
        yield finding("C202", record.at("id"), id=case.id, wanted=wanted, town=register.town.name)
    elif year != str(case.registered_on.year):
        related = Related(record.at("registered_on"), "registered")
        yield finding(
            "C202",
            record.at("id"),
            "year",
            related=(related,),
            id=case.id,
            wanted=wanted,
            registered=case.registered_on,
        )
    if folder not in register.town.villages:
        yield finding("C203", record.at("village"), "folder", folder=folder, village=case.village)
    elif folder != case.village:
        yield finding("C203", record.at("village"), folder=folder, village=case.village)


def _is_number(text: str) -> bool:
    return len(text) == 4 and text.isdigit() and text != "0000"


def dates(case: Case, register: Register, as_of: date) -> Iterator[Finding]:
    """E03: events in order of date, none before the matter was found."""
    record, found = case.record, case.found_on
    if case.registered_on < found:
        related = Related(record.at("found_on"), "found")
        yield finding(
            "C204",
            record.at("registered_on"),
            "registered",
            related=(related,),
            event=case.registered_on,
            found=found,
        )
    before: Event | None = None
    for event in case.events:
        if event.on < found:
            related = Related(record.at("found_on"), "found")
            yield finding(
                "C204",
                record.at("events", event.index, "on"),
                related=(related,),
                event=event.on,
                found=found,
            )
        elif early := _day_before(event, found):
            name, day = early
            related = Related(record.at("found_on"), "found")
            at = record.at("events", event.index, name)
            yield finding("C204", at, "field", related=(related,), field=Term("field", name), event=day, found=found)
        if before is not None and event.on < before.on:
            former = Related(record.at("events", before.index, "on"), "former")
            at = record.at("events", event.index, "on")
            yield finding("C205", at, related=(former,), event=event.on, former=before.on)
        if event.entered_on is not None and event.entered_on < event.on:
            at = record.at("events", event.index, "entered_on")
            yield finding("C206", at, entered=event.entered_on, event=event.on)
        if event.corrects is not None and event.corrects > event.index:
            at = record.at("events", event.index, "corrects")
            yield finding("C208", at, number=event.corrects, own=event.index + 1)
        before = event


def _day_before(event: Event, found: date) -> tuple[str, date] | None:
    for name, value in event.fields.items():
        if isinstance(value, date) and value < found:
            return name, value
    return None


def future(register: Register, as_of: date) -> Iterator[Finding]:
    """Nothing has happened after today. Where much has, the day asked for is plainly past."""
    found = [late for case in register.cases if (late := first_after(case, as_of))]
    if len(found) <= max(3, len(register.cases) // 10):
        for place, name, day in found:
            yield finding(
                "C207",
                place,
                "" if name == "on" else "field",
                field=Term("field", name),
                day=day,
                as_of=as_of,
            )


def first_after(case: Case, as_of: date) -> tuple[Place, str, date] | None:
    """The first date of a case that says something happened after a day: its place, its field, the date."""
    if case.is_ahead(as_of) is False:
        return None
    record = case.record
    for event in case.events:
        if event.on > as_of:
            return record.at("events", event.index, "on"), "on", event.on
        for name in DONE_FIELDS:
            if (day := event.day(name)) is not None and day > as_of:
                return record.at("events", event.index, name), name, day
    for i, point in enumerate(case.points):
        if point.answered_on is not None and point.answered_on > as_of:
            return record.at("points", i, "answered_on"), "answered_on", point.answered_on
    for i, task in enumerate(case.tasks):
        if task.done is not None and task.done > as_of:
            return record.at("tasks", i, "done"), "done", task.done
        for j, measure in enumerate(task.measures):
            if measure.done is not None and measure.done > as_of:
                return record.at("tasks", i, "measures", j, "done"), "done", measure.done
    for i, instalment in enumerate(case.instalments):
        if instalment.paid_on is not None and instalment.paid_on > as_of:
            return record.at("instalments", i, "paid_on"), "paid_on", instalment.paid_on
    for i, attachment in enumerate(case.attachments):
        if attachment.added_on is not None and attachment.added_on > as_of:
            return record.at("attachments", i, "added_on"), "added_on", attachment.added_on
    return None


def registration(case: Case, register: Register, as_of: date) -> Iterator[Finding]:
    """The first event registers the case, on the day it says."""
    record, first = case.record, case.events[0]
    if first.move != "register":
        yield finding("C209", record.at("events", 0, "move"), move=Term("move", first.move))
    elif first.on != case.registered_on:
        related = Related(record.at("events", 0, "on"), "event")
        at = record.at("registered_on")
        yield finding("C210", at, related=(related,), registered=case.registered_on, event=first.on)


def legality(case: Case, register: Register, as_of: date) -> Iterator[Finding]:
    """E03: every move is in the table, from where the case stood, at the level and for the kind it is for."""
    spec = register.spec
    steps = register.history(case).steps
    for step in steps:
        move = spec.moves[step.event.move]
        if not step.legal and step.before != NEW:
            yield _illegal(case, step, spec)
        if move.levels and step.level_before not in move.levels:
            levels = tuple(Term("level", level) for level in LEVELS if level in move.levels)
            yield finding(
                "C212", case.record.at("events", step.event.index, "move"),
                move=Term("move", move.code), level=Term("level", step.level_before), levels=levels,
            )  # fmt: skip
        if move.kinds and case.kind not in move.kinds:
            kinds = tuple(Term("kind", kind) for kind in sorted(move.kinds))
            at = case.record.at("events", step.event.index, "move")
            yield finding("C213", at, move=Term("move", move.code), kind=Term("kind", case.kind), kinds=kinds)


def _illegal(case: Case, step: Step, spec: Spec) -> Finding:
    event = step.event
    at = case.record.at("events", event.index, "move")
    if event.move == "register":
        return finding("C211", at, "again", related=(Related(case.record.at("events", 0, "on"), "first"),))
    allowed = tuple(
        Term("move", m.code)
        for m in spec.moves.values()
        if step.before in m.sources and m.code != event.move and (not m.kinds or case.kind in m.kinds)
    )
    variant = "reply" if event.move == "reply" else "" if allowed else "ended"
    return finding(
        "C211",
        at,
        variant,
        move=Term("move", event.move),
        status=Term("status", step.before),
        allowed=allowed,
    )


def levels(case: Case, register: Register, as_of: date) -> Iterator[Finding]:
    """Up or down one level at a time (design §3); the stored level is where the last of these moves led."""
    moved = [event for event in case.events if event.move in LEVEL_MOVES and event.text("to_level")]
    if not moved:
        return
    last = moved[-1].text("to_level") or ""
    if last != case.level:
        related = Related(case.record.at("events", moved[-1].index, "to_level"), "moved")
        yield finding(
            "C216",
            case.record.at("level"),
            related=(related,),
            stored=Term("level", case.level),
            derived=Term("level", last),
            write=last,
        )
    before: str | None = None
    for event in moved:
        to = event.text("to_level") or ""
        came_from = LEVELS.index(to) - LEVEL_MOVES[event.move]
        if not 0 <= came_from < len(LEVELS) or before not in (None, LEVELS[came_from]):
            yield _skipped(case, event, before, to)
        before = to


def _skipped(case: Case, event: Event, before: str | None, to: str) -> Finding:
    at = case.record.at("events", event.index, "to_level")
    move, target = Term("move", event.move), Term("level", to)
    wanted = LEVELS.index(before) + LEVEL_MOVES[event.move] if before else -1
    if before is None or not 0 <= wanted < len(LEVELS):
        return finding("C214", at, "end", move=move, to=target)
    next_ = LEVELS[wanted]
    return finding(
        "C214",
        at,
        move=move,
        before=Term("level", before),
        to=target,
        wanted=Term("level", next_),
        write=next_,
    )


def derived(case: Case, register: Register, as_of: date) -> Iterator[Finding]:
    """Stored status and outcome are what the events say."""
    record, steps = case.record, register.history(case).steps
    last = steps[-1]
    if last.after != NEW and case.status != last.after:
        changed = next((s for s in reversed(steps) if s.after != s.before), last)
        related = Related(record.at("events", changed.event.index, "move"), "event")
        yield finding(
            "C215",
            record.at("status"),
            related=(related,),
            stored=Term("status", case.status),
            derived=Term("status", last.after),
            write=last.after,
        )
    yield from _outcome(case, register)


def _outcome(case: Case, register: Register) -> Iterator[Finding]:
    state = register.history(case).on(date.max)
    said = state.outcome if state else None
    record = case.record
    if said is None and case.outcome is not None:
        yield finding("C217", record.at_key("outcome"), "early")
    elif said is not None and case.outcome is None:
        yield finding("C217", record.at("status"), "missing", result=said.result)
    elif said is not None and case.outcome is not None:
        for name in Outcome.__dataclass_fields__:
            stored, wanted = getattr(case.outcome, name), getattr(said, name)
            if stored != wanted:
                at = record.at("outcome", name)
                yield finding("C217", at, field=name, stored=_shown(stored), wanted=_shown(wanted))


def _shown(value: Any) -> str:
    return "—" if value is None else str(value)


def authority(case: Case, register: Register, as_of: date) -> Iterator[Finding]:
    """Whoever made a move held, on that day, a post that may make it, in that village or above. Of what a ledger says
    it is not asked: often it names nobody."""
    town = register.town
    for step in register.history(case).steps:
        event, move = step.event, register.spec.moves[step.event.move]
        if event.ledger:
            continue
        allowed = who_may(move, step.level_before)
        if not may(town, event.by, case, event.on, allowed):
            yield _unauthorised(case, register, step, allowed)
        approver = event.text("approved_by")
        if approver and not may(town, approver, case, event.on, ("leader", "branch_secretary")):
            at = case.record.at("events", event.index, "approved_by")
            yield finding("C223", at, "approver", who=town.name_of(approver), on=event.on)


def who_may(move: Move, level: str) -> tuple[str, ...]:
    """The posts that may make a move at a level."""
    return move.who_above if move.who_above and level in TOWN_LEVELS else move.who


def _unauthorised(case: Case, register: Register, step: Step, allowed: tuple[str, ...]) -> Finding:
    event, town = step.event, register.town
    held = posts_of(town, event.by, case, event.on)
    elsewhere = posts_anywhere(town, event.by, event.on)
    move = register.spec.moves[event.move]
    if not held.isdisjoint(move.who):
        variant, shown = "level", held & set(move.who)
    elif held - {"lead"} or not elsewhere:
        variant, shown = "" if held else "none", held
    else:
        variant, shown = "elsewhere", elsewhere
    return finding(
        "C223", case.record.at("events", event.index, "by"), variant,
        who=town.name_of(event.by), on=event.on, held=_actors(sorted(shown)), allowed=_actors(allowed),
        move=Term("move", event.move), village=town.name_of(case.village),
        level=Term("level", step.level_before),
    )  # fmt: skip


def _actors(codes: list[str] | tuple[str, ...]) -> tuple[Term, ...]:
    return tuple(Term("actor", code) for code in codes)


def four_eyes(case: Case, register: Register, as_of: date) -> Iterator[Finding]:
    """E14: who follows up or closes is not who handled."""
    for event in case.events:
        if event.move not in FOUR_EYES or event.ledger or event.by not in handlers(case, event.index):
            continue
        acted = next((e for e in case.events[: event.index] if e.by == event.by and e.move in HANDLING), None)
        place = case.record.at("events", acted.index, "by") if acted else case.record.at("lead_post")
        yield finding(
            "C224", case.record.at("events", event.index, "by"),
            "follow_up" if event.move == "follow_up" else "",
            related=(Related(place, "handled"),), who=register.town.name_of(event.by),
        )  # fmt: skip


CASE_RULES: tuple[CaseRule, ...] = (
    identity, dates, registration, legality, levels, derived, authority, four_eyes,
    *evidence.CASE_RULES, *outcomes.CASE_RULES, *joint.CASE_RULES, *from_ledger.CASE_RULES,
)  # fmt: skip
REGISTER_RULES: tuple[RegisterRule, ...] = (future,)
