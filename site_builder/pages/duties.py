"""What somebody is to do, as pages show it: the duty, why its day, whom the ladder calls, and what to type.

A command is shown to whoever may run it; where nothing but the file can be edited, the place in it is named.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from site_builder.model.case import Case
from site_builder.model.clocks import Deadline, must_act
from site_builder.model.history import Step, task_owner
from site_builder.pages.deadline_views import Why, why
from site_builder.pages.edition_index import Index
from site_builder.pages.shared import Link, Prose, Tag
from site_builder.spec import Move
from site_builder.views.left_behind import Held
from site_builder.views.next_step import (
    NextStep,
    made_by,
    may_make,
    moves_that_lead_on,
    moves_that_meet,
    next_step,
)

SUPERVISE = "supervise"
SHOWN_ACTS = 3
"""Of several ways to meet a deadline so many are shown; the case's page has them all."""


@dataclass(frozen=True, slots=True)
class Act:
    """One thing that can be done."""

    kind: Annotated[str, "move, task, measure, answer, hand_over, or edit where only the file can be edited."]
    name: Annotated[str, "The move in words; empty for the other kinds."]
    command: Annotated[str, "What to type, or the place in the file."]


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """One thing that falls due, or has, as the one who must see to it reads it."""

    case: Annotated[Link, "The case's number and page."]
    title: Annotated[str, "The case's title."]
    village: Annotated[Link, "The village."]
    what: Annotated[str, "The clock's name, or the task's number and what is to be done."]
    due: Annotated[date, "The due day."]
    days: Annotated[int, "Calendar days left; negative when it is overdue."]
    tag: Annotated[Tag, "How it stands: the rung of the ladder that is reached."]
    why: Annotated[Why, "Why it is that day."]
    basis: Annotated[str, "The legal basis."]
    responsible: Annotated[Link | None, "Who must see to it."]
    posts: Annotated[tuple[str, ...], "The posts that the rung calls, in words; none below the first rung."]
    called: Annotated[tuple[Link, ...], "Who they are, besides the one who must see to it."]
    acts: Annotated[tuple[Act, ...], "What can be done about it."]


@dataclass(frozen=True, slots=True, kw_only=True)
class StepRow:
    """A case that waits for one step, without a day of its own."""

    case: Annotated[Link, "The case's number and page."]
    title: Annotated[str, "The case's title."]
    village: Annotated[Link, "The village."]
    status: Annotated[Tag, "Its status."]
    since: Annotated[date | None, "The day from which it has that status."]
    name: Annotated[str, "The step, in words."]
    acts: Annotated[tuple[Act, ...], "What to type."]
    people: Annotated[tuple[Link, ...], "Whose step it is."]


@dataclass(frozen=True, slots=True, kw_only=True)
class PointRow:
    """A point that was raised and has no answer yet."""

    case: Annotated[Link, "The case's number and page."]
    title: Annotated[str, "The case's title."]
    what: Annotated[Prose, "The point."]
    acts: Annotated[tuple[Act, ...], "What to type."]


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureRow:
    """A measure to carry out, in a task that somebody answers for."""

    case: Annotated[Link, "The case's number and page."]
    title: Annotated[str, "The case's title."]
    task: Annotated[str, "The number of its task."]
    what: Annotated[Prose, "The measure."]
    by: Annotated[date, "The day by which it is to be done."]
    days: Annotated[int, "Calendar days left; negative when it is overdue."]
    progress: Annotated[str, "overdue, in_progress or not_started."]
    owner: Annotated[Link, "Who answers for the task."]
    acts: Annotated[tuple[Act, ...], "What to type."]


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitRow:
    """Something in a case that others must do."""

    case: Annotated[Link, "The case's number and page."]
    title: Annotated[str, "The case's title."]
    what: Annotated[str, "What they must do."]
    due: Annotated[date | None, "By when, where there is a day."]
    days: Annotated[int | None, "Calendar days left, where there is a day."]
    tag: Annotated[Tag | None, "How that stands, where there is a day."]
    people: Annotated[tuple[Link, ...], "Who they are; nobody where it is for the parties to ask."]


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldRow:
    """A duty that must be handed over, since a post has ended or ends."""

    case: Annotated[Link, "The case's number and page."]
    title: Annotated[str, "The case's title."]
    duty: Annotated[str, "What the duty is, in words."]
    what: Annotated[str, "The task or measure, or empty."]
    off_from: Annotated[date, "The first day without a post that reaches the case."]
    left: Annotated[bool, "True where that day has come."]
    acts: Annotated[tuple[Act, ...], "What to type."]


def duty(known: Index, case: Case, deadline: Deadline, who: str = "", *, of_others: bool = False) -> Duty:
    """A deadline of a case; `who` is the person who reads it, to whom commands are fitted.

    `of_others`: it is in other hands, and the ladder puts it before the reader.
    """
    rung = deadline.rung(known.as_of)
    posts = next((row.posts[deadline.level] for row in known.spec.ladder if row.code == rung), ())
    called = must_act(deadline, case, known.register, known.as_of) if rung else ()
    return Duty(
        case=known.case(case.id),
        title=case.title,
        village=known.village(case.village),
        what=known.deadline_name(deadline),
        due=deadline.due,
        days=(deadline.due - known.as_of).days,
        tag=known.deadline_tag(deadline),
        why=why(known, deadline),
        basis=deadline.basis,
        responsible=known.who(deadline.responsible) if deadline.responsible else None,
        posts=tuple(known.label("ladder_post", post) for post in posts),
        called=tuple(known.who(id) for id in called if id != deadline.responsible),
        acts=tuple((_acts_beside if of_others else _acts)(known, case, deadline, who)),
    )


def _acts_beside(known: Index, case: Case, deadline: Deadline, who: str) -> Iterator[Act]:
    """What a reader can do about the duty of another: meet it too, where the post allows; past its day, supervise."""
    made = made_by(case, known.register, known.as_of)
    moves = moves_that_meet(deadline, case, made, known.register)
    if deadline.is_overdue(known.as_of):
        moves = (*moves, known.spec.moves[SUPERVISE])
    yield from move_acts(known, case, made, _own(known, case, made, moves, who), who)


def _acts(known: Index, case: Case, deadline: Deadline, who: str) -> Iterator[Act]:
    if deadline.code == "task":
        yield Act("task", "", f"sidan task done {case.id} {deadline.subject}")
    elif deadline.code == "instalment":
        yield Act("edit", "", f"{case.path} instalments {deadline.subject[1:]} paid_on")
    else:
        made = made_by(case, known.register, known.as_of)
        meeting = moves_that_meet(deadline, case, made, known.register)
        leading = moves_that_lead_on(case, made, known.register)
        own = (_own(known, case, made, moves, who) for moves in (meeting, leading))
        moves = next(filter(None, own), leading or meeting)
        yield from move_acts(known, case, made, moves[:SHOWN_ACTS], who)


def _own(known: Index, case: Case, made: tuple[Step, ...], moves: Iterable[Move], who: str) -> tuple[Move, ...]:
    """Those of the moves that the reader may make."""
    return tuple(move for move in moves if may_make(who, move, case, made, known.register, known.as_of))


def move_acts(known: Index, case: Case, made: tuple[Step, ...], moves: Iterable[Move], who: str) -> Iterator[Act]:
    """What to type for moves of a case; signed by the reader where he or she may make it."""
    for move in moves:
        by = f" --by {who}" if who and may_make(who, move, case, made, known.register, known.as_of) else ""
        yield Act("move", known.word(move.label), f"sidan move {case.id} {move.code}{by}")


def step_row(known: Index, step: NextStep, who: str = "") -> StepRow:
    """The next step of a case, as the one whose it is reads it."""
    case, made = step.case, made_by(step.case, known.register, known.as_of)
    return StepRow(
        case=known.case(case.id),
        title=case.title,
        village=known.village(case.village),
        status=known.status(case),
        since=known.states[case.id].since,
        name=known.word(step.move.label),
        acts=tuple(move_acts(known, case, made, (step.move,), who)),
        people=tuple(known.who(id) for id in step.people),
    )


def point_rows(known: Index, case: Case) -> Iterator[PointRow]:
    """The points of a case without an answer on the day."""
    for number, point in enumerate(case.points, 1):
        answered = point.answer is not None and (point.answered_on is None or point.answered_on <= known.as_of)
        if not answered:
            yield PointRow(
                case=known.case(case.id),
                title=case.title,
                what=known.prose(point.what),
                acts=(Act("answer", "", f"sidan answer {case.id} {number} …"),),
            )


def measure_rows(known: Index, case: Case, whose: Container[str]) -> Iterator[MeasureRow]:
    """The measures of a case's open tasks that fall to some people or units and are not done on the day."""
    for task in case.tasks:
        if task.assigned_on > known.as_of or known.known_day(task.done):
            continue
        for number, measure in enumerate(task.measures, 1):
            if measure.who not in whose or known.known_day(measure.done):
                continue
            started = "in_progress" if known.known_day(measure.start) else "not_started"
            yield MeasureRow(
                case=known.case(case.id),
                title=case.title,
                task=task.id,
                what=known.prose(measure.what),
                by=measure.by,
                days=(measure.by - known.as_of).days,
                progress="overdue" if measure.by < known.as_of else started,
                owner=known.who(task_owner(case, task, known.as_of)),
                acts=(Act("measure", "", f"sidan task done {case.id} {task.id} --measure {number}"),),
            )


def wait_rows(known: Index, case: Case, whose: Container[str]) -> Iterator[WaitRow]:
    """What others must do in a case that these people or units answer for, what has a day first."""
    waits = [deadline for deadline in known.running(case) if deadline.responsible not in whose]
    waits += [d for d in known.deadlines(case) if d.nature == "window" and d.state(known.as_of) == "open"]
    for deadline in waits:
        yield WaitRow(
            case=known.case(case.id),
            title=case.title,
            what=known.deadline_name(deadline),
            due=deadline.due,
            days=(deadline.due - known.as_of).days,
            tag=known.deadline_tag(deadline),
            people=(known.who(deadline.responsible),) if deadline.responsible else (),
        )
    step = undated_step(known, case)
    if step is not None and not any(id in whose for id in step.people):
        yield WaitRow(
            case=known.case(case.id),
            title=case.title,
            what=known.word(step.move.label),
            due=None,
            days=None,
            tag=None,
            people=tuple(known.who(id) for id in step.people),
        )


def undated_step(known: Index, case: Case) -> NextStep | None:
    """The next step of a case, unless a clock that runs asks for it already."""
    step = next_step(case, known.register, known.as_of)
    if step is not None and any(deadline.code == step.move.code for deadline in known.running(case)):
        return None
    return step


def held_row(known: Index, held: Held, who: str) -> HeldRow:
    """A duty somebody still has, and the command that hands the case over."""
    block = {"owner": "task", "who": "measure"}.get(held.duty, "task" if held.task else "")
    return HeldRow(
        case=known.case(held.case.id),
        title=held.case.title,
        duty=known.field(held.duty, block),
        what=f"{held.task} {held.what}".strip(),
        off_from=held.off_from,
        left=held.off_from <= known.as_of,
        acts=(Act("hand_over", "", f"sidan hand-over {held.case.id} --from {who} --to …"),),
    )
