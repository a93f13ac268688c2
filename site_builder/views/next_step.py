"""What leads a case on from where it stands, and who is to do it: the next step, and the moves that meet a deadline.

A step that checks the work of others is never laid before those who did it (design §9, 6).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from site_builder.model.case import Case
from site_builder.model.clocks import Deadline
from site_builder.model.four_lists import is_partly
from site_builder.model.history import Step, open_after, steps
from site_builder.model.register import Register
from site_builder.model.timetable import on_duty
from site_builder.rules.authority import handlers, may
from site_builder.rules.workflow import FOUR_EYES, who_may
from site_builder.spec import Move

_STEPS: dict[str, tuple[str, tuple[str, ...]]] = {
    "registered": ("triage", ("checker",)),
    "triaged": ("assign", ("chair", "lead_party", "lead_admin", "head")),
    "objected": ("return", ("petition_desk",)),
    "replied": ("follow_up", ("checker", "supervision", "petition_desk")),
    "followed_up": ("close", ("chair", "lead_party", "lead_admin", "head")),
}
"""The move that leads on from a status, and the posts of ladder.yaml it falls to, the first one that can make it."""
_LEADS_ON = {
    "registered": ("triage",),
    "triaged": ("assign", "accept"),
    "assigned": ("accept", "work"),
    "accepted": ("work", "reply"),
    "working": ("reply",),
    "objected": ("return",),
    "suspended": ("resume",),
    "replied": ("follow_up",),
    "followed_up": ("close",),
    "review": ("review_answer", "review_close"),
}
"""What leads on from a status, where what meets a deadline cannot be done yet."""
_NO_ANSWER = ("seal", "merge", "withdraw")
"""Moves that stop a clock but are no way to meet it."""


@dataclass(frozen=True, slots=True)
class NextStep:
    """The step that a case waits for, and whose it is; nobody's where no post can make it."""

    case: Case
    move: Move
    people: tuple[str, ...]


def made_by(case: Case, register: Register, day: date) -> tuple[Step, ...]:
    """The steps of a case known on a day."""
    whole = register.history(case).steps
    known = case.known_on(day)
    return whole if len(known) == len(whole) else steps(case, register.spec, known)


def next_step(case: Case, register: Register, day: date) -> NextStep | None:
    """The step that leads an open case on; None where its tasks and clocks say what is to be done.

    A matter in its grid is the grid worker's for the days of the grid's own clock, an urgent one is started by the
    clock of the day, and one that is partly settled goes on by its tasks.
    """
    state = register.history(case).on(day)
    if state is None or state.status not in _STEPS or is_partly(state):
        return None
    if state.status == "registered" and (state.level == "grid" or case.urgent is not None):
        return None
    code, posts = _STEPS[state.status]
    made = made_by(case, register, day)
    move = next((move for move in open_after(made, case, register.spec) if move.code == code), None)
    if move is None:
        return None
    for post in posts:
        holding = on_duty(register).holding((post,), case, state, day)
        people = tuple(id for id in holding if may_make(id, move, case, made, register, day))
        if people:
            return NextStep(case, move, people)
    return NextStep(case, move, ())


def may_make(who: str, move: Move, case: Case, made: tuple[Step, ...], register: Register, day: date) -> bool:
    """True for a person whose post allows a move on a day and whose own work it does not check."""
    if who not in register.town.people or not made:
        return False
    if not may(register.town, who, case, day, who_may(move, made[-1].level_after)):
        return False
    return move.code not in FOUR_EYES or who not in handlers(case, made[-1].event.index + 1)


def moves_that_meet(deadline: Deadline, case: Case, made: tuple[Step, ...], register: Register) -> tuple[Move, ...]:
    """The moves open now by which a clock is met; none for a task or an instalment, which the record itself meets."""
    if not made or deadline.code in ("task", "instalment"):
        return ()
    stops = register.spec.clocks[deadline.code].stop
    return _open(made, case, register, [a.name for a in stops if a.is_event and a.name not in _NO_ANSWER])


def moves_that_lead_on(case: Case, made: tuple[Step, ...], register: Register) -> tuple[Move, ...]:
    """The moves open now that bring a case nearer to its end, whoever makes them."""
    return _open(made, case, register, _LEADS_ON.get(made[-1].after, ())) if made else ()


def _open(made: tuple[Step, ...], case: Case, register: Register, names: Iterable[str]) -> tuple[Move, ...]:
    opened = {move.code: move for move in open_after(made, case, register.spec)}
    return tuple(opened[name] for name in dict.fromkeys(names) if name in opened)
