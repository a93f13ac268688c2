"""The table of moves, pair by pair and field by field, against a copy of it written by hand (domain §8.4).

Design §9, 6: every pair that is not in the table and every missing piece of evidence fails, in plain words.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from typing import Any

import pytest

from site_builder.model.case import Case, Event
from site_builder.model.register import Register
from site_builder.rules import evidence, workflow
from site_builder.spec import Move, Type, default_spec
from tests.rules.harness import AS_OF, base_register, checked

SPEC = default_spec()
START = date(2025, 9, 1)
IN_HAND = "registered triaged assigned accepted working objected"
OPEN = f"{IN_HAND} suspended replied followed_up review rereview"
FROM = {
    "settle_on_spot": "registered",
    "triage": "registered",
    "seal": "registered",
    "assign": "triaged",
    "start_urgent": "registered triaged",
    "ratify": OPEN,
    "accept": "triaged assigned",
    "not_accept": "triaged",
    "object": "assigned",
    "return": "objected",
    "work": "assigned accepted",
    "progress": "accepted working replied followed_up",
    "mediate": "working",
    "hearing": "accepted working review rereview",
    "deliberate": "working",
    "decide": OPEN,
    "extend": "assigned accepted working replied followed_up",
    "regrade": OPEN,
    "raise": "registered triaged assigned accepted working replied followed_up",
    "hand_down": "registered triaged assigned accepted working",
    "hand_over": OPEN,
    "transfer": "registered triaged assigned accepted working",
    "feedback": "assigned accepted working replied followed_up",
    "notify": OPEN,
    "reply": "accepted working",
    "follow_up": "replied followed_up",
    "close": "followed_up",
    "reopen": "closed transferred withdrawn review",
    "merge": "registered triaged assigned accepted working",
    "withdraw": "registered triaged assigned accepted working replied followed_up objected suspended",
    "suspend": "assigned accepted working",
    "resume": "suspended",
    "review_open": "replied followed_up closed",
    "review_answer": "review",
    "review_close": "review",
    "rereview_open": "review replied followed_up closed",
    "rereview_close": "rereview",
    "supervise": OPEN,
}
PATHS = {
    "registered": "register",
    "triaged": "register triage",
    "assigned": "register triage assign",
    "accepted": "register triage accept",
    "working": "register triage assign work",
    "objected": "register triage assign object",
    "suspended": "register triage assign suspend",
    "replied": "register triage assign work reply",
    "followed_up": "register triage assign work reply follow_up",
    "closed": "register triage assign work reply follow_up close",
    "review": "register triage assign work reply review_open",
    "rereview": "register triage assign work reply review_open review_answer rereview_open",
    "terminated": "register triage assign work reply review_open review_answer rereview_open rereview_close",
    "not_accepted": "register triage not_accept",
    "transferred": "register transfer",
    "returned": "register triage assign object return",
    "withdrawn": "register withdraw",
    "merged": "register merge",
    "sealed": "register seal",
}
WHO = {
    "petition_desk": "desk",
    "leader": "deputy",
    "branch_secretary": "secretary",
    "mediator": "mediator",
    "supervision": "supervisor",
    "grid_worker": "grid-worker-2",
    "unit_head": "forestry-head",
    "superior": "county-government",
}
"""Somebody who holds one post and nothing else."""


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Register:
    found = checked(base_register(), AS_OF, tmp_path_factory.mktemp("register")).register
    assert found is not None
    return found


def _value(type_: Type) -> Any:
    match type_.kind:
        case "date":
            return START + timedelta(days=30)
        case "enum":
            return next(iter(SPEC.enums[type_.name]))
        case "flag":
            return True
        case "integer" | "number":
            return 1
        case "week":
            return "2025-W41"
        case "list":
            return ("P1", "P2")
        case "block":
            return dict.fromkeys(SPEC.blocks[type_.name].fields, "9月22日监督委员会回访")
    return "一段写明情况的说明文字"


def _fields(move: Move) -> dict[str, Any]:
    names = [name for name, need in move.fields.items() if need != "optional"] + list(move.one_of[:1])
    return {name: _value(SPEC.event_fields[name].type) for name in names}


@cache
def _event(index: int, code: str) -> Event:
    fields = _fields(SPEC.moves[code])
    return Event(index=index, on=START + timedelta(days=index), move=code, by="desk", fields=fields)


def _case(register: Register, path: str) -> Case:
    """A petition in the town that has come along a path of moves."""
    events = tuple(_event(index, code) for index, code in enumerate(path.split()))
    return replace(register.case_by_id["QTL-2025-0002"], id="QTL-2025-9999", outcome=None, events=events)


def _codes(rule: Any, case: Case, register: Register) -> list[tuple[str, dict[str, Any]]]:
    alone = Register(register.town, (case,), (), register.spec)
    return [(f.code, dict(f.values)) for f in rule(case, alone, AS_OF)]


def test_the_table_here_names_every_move_and_status() -> None:
    assert {"register", *FROM} == set(SPEC.moves)
    assert set(PATHS) == set(SPEC.statuses)


@pytest.mark.parametrize("status", PATHS)
def test_a_path_leads_where_it_says(status: str, register: Register) -> None:
    case = _case(register, PATHS[status])
    history = Register(register.town, (case,), (), SPEC).history(case)
    assert history.steps[-1].after == status
    assert all(step.legal for step in history.steps)


@pytest.mark.parametrize("code", FROM)
@pytest.mark.parametrize("status", PATHS)
def test_a_move_is_refused_where_the_table_has_none(status: str, code: str, register: Register) -> None:
    case = _case(register, f"{PATHS[status]} {code}")
    refused = "C211" in [found for found, _ in _codes(workflow.legality, case, register)]
    assert refused == (status not in FROM[code].split())


@pytest.mark.parametrize("code", SPEC.moves)
def test_every_missing_piece_of_evidence_is_found(code: str, register: Register) -> None:
    move = SPEC.moves[code]
    whole = _case(register, "register")
    event = Event(index=0, on=START, move=code, by="desk", fields=_fields(move))
    needed = [name for name in move.fields if name in event.fields and name not in move.one_of]
    for name in needed:
        fields = {n: v for n, v in event.fields.items() if n != name}
        case = replace(whole, events=(replace(event, fields=fields),))
        found = [v["field"] for c, v in _codes(evidence.fields, case, register) if c == "C218"]
        if move.fields[name] == "required_if_meeting":
            assert found in ([name], []), "asked for where the basis is the weekly meeting"
        else:
            assert found == [name]
    complete = replace(whole, events=(event,))
    assert "C218" not in [c for c, _ in _codes(evidence.fields, complete, register)]


@pytest.mark.parametrize("code", SPEC.moves)
def test_a_move_is_made_by_those_the_table_names(code: str, register: Register) -> None:
    move = SPEC.moves[code]
    level = "town" if not move.levels or "town" in move.levels else "village"
    allowed = move.who_above if move.who_above and level == "town" else move.who
    for post, who in WHO.items():
        event = replace(_event(0, code), by=who, fields={}, on=date(2025, 9, 22))
        base = register.case_by_id["QTL-2025-0002"]
        stored = {"raise": "county", "hand_down": "village"}.get(code, level)
        case = replace(
            base, id="QTL-2025-9999", level=stored, lead_unit=None, lead_post=None, tasks=(), events=(event,)
        )
        refused = "C223" in [c for c, _ in _codes(workflow.authority, case, register)]
        assert refused == (post not in allowed), f"{code} by {post} at the level {level}"
