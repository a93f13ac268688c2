"""What each move must carry, in its event and in the case, and what it may not."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from difflib import get_close_matches
from typing import Any

from site_builder.model.case import Case, Event
from site_builder.model.register import Register
from site_builder.rules.rule import CaseRule
from site_builder.spec import Move
from site_builder.text.finding import Finding, Related, Term, finding

SAYS_NOTHING = re.compile("已经?(?:落实|完成|保障|告知|参与|决策|监督)|(?:按|符合)规定|同上所述|见正文")


def fields(case: Case, register: Register, as_of: date) -> Iterator[Finding]:
    """E04: what a move needs stands in it or in the case; nothing else does. A ledger shows what it shows."""
    for event in case.events:
        move = register.spec.moves[event.move]
        for name, need in move.fields.items():
            if name not in event.fields and need != "optional" and not event.ledger:
                yield from _missing(case, event, name, need)
        for name in event.fields:
            if name not in move.fields:
                yield _foreign(case, event, move, name)
        if event.ledger:
            continue
        if move.one_of:
            yield from _one_of(case, event, move)
        for path in move.case:
            if not has(case, path):
                yield from _not_in_case(case, event, path)


def is_needed(need: str, case: Case, given: Mapping[str, Any]) -> bool:
    """True where a move of this case must carry a field (`need` as in moves.yaml), beside the fields `given`."""
    match need:
        case "required_if_petition":
            return case.kind == "petition"
        case "required_if_opinion":
            return _needs_opinion(case)
        case "required_if_meeting":
            return given.get("basis") == "周例会"
    return need == "required"


def _missing(case: Case, event: Event, name: str, need: str) -> Iterator[Finding]:
    if not is_needed(need, case, event.fields):
        return
    at = case.record.at("events", event.index, "move")
    values: dict[str, Any] = {
        "move": Term("move", event.move),
        "field": name,
        "label": Term("field", f"case.events.{name}"),
    }
    match need:
        case "required_if_petition":
            related = Related(case.record.at("kind"), "petition")
            yield finding("C218", at, "petition", related=(related,), **values)
        case "required_if_opinion":
            related = Related(case.record.at("petition", "route"), "route")
            yield finding("C218", at, "opinion", related=(related,), **values)
        case "required_if_meeting":
            yield finding("C218", case.record.at("events", event.index, "basis"), "meeting", **values)
        case _:
            yield finding("C218", at, **values)


def _needs_opinion(case: Case) -> bool:
    """Route 6 ends in a written opinion (《信访工作条例》第三十二条); the simple procedure needs none."""
    return case.petition is not None and case.petition.route == "6" and case.petition.procedure != "simple"


def _foreign(case: Case, event: Event, move: Move, name: str) -> Finding:
    at = case.record.at_key("events", event.index, name)
    free = [n for n in move.fields if n not in event.fields]
    close = get_close_matches(name, free, 1, 0.6)
    values: dict[str, Any] = {
        "field": name,
        "label": Term("field", f"case.events.{name}"),
        "move": Term("move", event.move),
    }
    if close:
        return finding("C219", at, "close", close=close[0], **values)
    if not free:
        return finding("C219", at, "none", **values)
    return finding("C219", at, allowed=tuple(free), **values)


def _one_of(case: Case, event: Event, move: Move) -> Iterator[Finding]:
    given = [name for name in move.one_of if name in event.fields]
    values: dict[str, Any] = {"move": Term("move", event.move), "fields": move.one_of}
    if not given:
        yield finding("C222", case.record.at("events", event.index, "move"), "none", **values)
    elif len(given) > 1:
        yield finding("C222", case.record.at("events", event.index, given[1]), **values)


def _not_in_case(case: Case, event: Event, path: str) -> Iterator[Finding]:
    if case.is_sealed and path == "problem":
        return
    at = case.record.at("events", event.index, "move")
    yield finding("C220", at, move=Term("move", event.move), field=path, label=Term("field", f"case.{path}"))


def has(case: Case, path: str) -> bool:
    """True where the case says something under a path like `petition.official_ref`."""
    value: Any = case
    for name in path.split("."):
        value = getattr(value, name, None)
        if value is None or value == ():
            return False
    return True


def flags(case: Case, register: Register, as_of: date) -> Iterator[Finding]:
    """Somebody asked whether he may, whether both agree, whether it is meant: the answer must be yes."""
    for event in case.events:
        at = ("events", event.index)
        if event.fields.get("recusal_checked") is False:
            yield finding("C221", case.record.at(*at, "recusal_checked"), move=Term("move", event.move))
        if event.fields.get("consent") is False:
            yield finding("C238", case.record.at(*at, "consent"))
        if event.fields.get("voluntary") is False:
            yield finding("C239", case.record.at(*at, "voluntary"))
        if event.fields.get("safety_risk") is True:
            yield finding("C239", case.record.at(*at, "safety_risk"), "risk")


def powers(case: Case, register: Register, as_of: date) -> Iterator[Finding]:
    """Each of the four powers is shown by something that somebody else can look up."""
    for event in case.events:
        given = event.fields.get("powers")
        if not isinstance(given, dict):
            continue
        for name, text in given.items():
            words = text.strip(" 。，,.！!")
            if len(words) < 4 or SAYS_NOTHING.fullmatch(words):
                at = case.record.at("events", event.index, "powers", name)
                yield finding("C242", at, power=Term("power", name), text=text)


CASE_RULES: tuple[CaseRule, ...] = (fields, flags, powers)
