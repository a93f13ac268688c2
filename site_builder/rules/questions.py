"""What a move asks of the person who makes it: the fields of its event, and what must stand in the case."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from site_builder.model.case import Case
from site_builder.model.history import LEVELS
from site_builder.rules.evidence import has, is_needed
from site_builder.rules.workflow import LEVEL_MOVES
from site_builder.spec import Field, Move, Spec

TASKS = "tasks"


@dataclass(frozen=True, slots=True)
class Question:
    """One value. `path` is dotted (`notice_on`, `powers.know`, `risk.level`); `in_case` says that it stands in the
    case and not in the event. A group of keys is asked for key by key."""

    path: str
    field: Field
    is_needed: bool
    in_case: bool = False


def questions(case: Case, move: Move, spec: Spec, given: Mapping[str, Any]) -> Iterator[Question]:
    """Every value a move of this case may carry, in the order of the spec; `given` are those already known, by path."""
    for name, need in move.fields.items():
        needed = is_needed(need, case, given) or (name == _last_hope(move, given))
        started = any(path.startswith(name + ".") for path in given)
        yield from leaves(name, spec.event_field(name), needed or started, spec)
    for path in move.case:
        if path != TASKS:
            for question in leaves(path, spec.case_field(path), not has(case, path), spec):
                yield Question(question.path, question.field, question.is_needed, in_case=True)


def only_answers(case: Case, move: Move) -> dict[str, str]:
    """The fields of a move that can have one value only: the risk as it stands, one level up or down (C214, C236)."""
    found = {}
    if "risk_from" in move.fields and case.risk is not None:
        found["risk_from"] = case.risk.level
    to = LEVELS.index(case.level) + LEVEL_MOVES.get(move.code, 0)
    if "to_level" in move.fields and 0 <= to < len(LEVELS):
        found["to_level"] = LEVELS[to]
    return found


def needs_task(case: Case, move: Move) -> bool:
    """True where a move must give out a task: none is there, or the case is opened again (C220, C232)."""
    return TASKS in move.case and (not case.tasks or move.code == "reopen")


def leaves(path: str, field: Field, needed: bool, spec: Spec) -> Iterator[Question]:
    """A field itself, or the keys of its group."""
    if field.type.kind != "block":
        yield Question(path, field, needed)
        return
    for name, inner in spec.blocks[field.type.name].fields.items():
        yield from leaves(f"{path}.{name}", inner, needed and inner.need, spec)


def _last_hope(move: Move, given: Mapping[str, Any]) -> str:
    """Of fields of which one must be given, the last, where none is; it stands for all of them."""
    return move.one_of[-1] if move.one_of and not any(name in given for name in move.one_of) else ""
