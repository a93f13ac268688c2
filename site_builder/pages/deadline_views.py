"""A deadline as pages show it: how it stands, why it falls on its day, whom the ladder calls and when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from site_builder.model.calendar import MissingYear
from site_builder.model.case import Case
from site_builder.model.clocks import Deadline, called_at, explain
from site_builder.model.counting import CountedDay
from site_builder.pages.edition_index import Index
from site_builder.pages.shared import Link, Tag
from site_builder.views.reasons import reason_of


@dataclass(frozen=True, slots=True)
class Why:
    """Why a day is the due day, in the parts of a sentence."""

    form: Annotated[str, "counted, same_day, or given where the record gives the day."]
    start: Annotated[date, "The day it starts from."]
    due: Annotated[date, "The due day."]
    limit: Annotated[int, "The limit; 0 where the record gives the day."]
    unit: Annotated[str, "The limit's unit, in words."]
    extended: Annotated[int, "Days or units added by extensions."]
    extended_unit: Annotated[str, "The unit of the extension, in words."]
    original_due: Annotated[date, "The due day without extensions."]
    merged_from: Annotated[Link | None, "The file merged into this one whose earlier clock it is."]


@dataclass(frozen=True, slots=True)
class Run:
    """Days in a row that are counted, or that are left out for one reason."""

    first: Annotated[date, "The first day."]
    last: Annotated[date, "The last day."]
    count_from: Annotated[int | None, "The number the first day counts as; None where it does not count."]
    count_to: Annotated[int | None, "The number the last day counts as."]
    reason: Annotated[str, "Why the days do not count, or empty."]


@dataclass(frozen=True, slots=True)
class RungView:
    """One rung of the ladder: from its day on it calls these people, never only the handler."""

    name: Annotated[str, "The rung: near, due today, overdue, three times overdue; in words."]
    on: Annotated[date, "Its day."]
    reached: Annotated[bool, "True from that day on."]
    posts: Annotated[tuple[str, ...], "The posts that must act, in words."]
    people: Annotated[tuple[Link, ...], "Who holds them now, or stands in."]


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlineView:
    """One duty, right or target, and why it falls on its day."""

    name: Annotated[str, "What falls due."]
    tag: Annotated[Tag, "How it stands."]
    nature: Annotated[str, "Duty, right or target, in words."]
    due: Annotated[date, "The due day."]
    days: Annotated[int, "Calendar days left; negative when it is overdue."]
    runs_on: Annotated[bool, "True while something is still to be done."]
    why: Annotated[Why, "Why it is that day, in a sentence."]
    stopped_on: Annotated[date | None, "The day it was met."]
    working_target: Annotated[date | None, "The last working day before a due day that is a rest day."]
    civil_code: Annotated[date | None, "The working day after it, by analogy with article 203 of the Civil Code."]
    basis: Annotated[str, "The legal basis."]
    responsible: Annotated[Link | None, "Who must see to it."]
    runs: Annotated[tuple[Run, ...], "The days from start to due, in runs; none where the record gives the day."]
    ladder: Annotated[tuple[RungView, ...], "The rungs of the ladder while it runs; none once it is met."]


def deadline_view(known: Index, case: Case, deadline: Deadline) -> DeadlineView:
    """A deadline of a case, with every day of it."""
    is_rest_day = deadline.working_target is not None and deadline.working_target != deadline.due
    return DeadlineView(
        name=known.deadline_name(deadline),
        tag=known.deadline_tag(deadline),
        nature=known.label("deadline_nature", deadline.nature),
        due=deadline.due,
        days=(deadline.due - known.as_of).days,
        runs_on=deadline.is_running(known.as_of),
        why=why(known, deadline),
        stopped_on=None if deadline.ended else deadline.stopped_on,
        working_target=deadline.working_target if is_rest_day else None,
        civil_code=deadline.civil_code_203 if is_rest_day else None,
        basis=deadline.basis,
        responsible=known.who(deadline.responsible) if deadline.responsible else None,
        runs=_runs(known, deadline) if deadline.unit != "date" else (),
        ladder=tuple(_ladder(known, case, deadline)),
    )


def why(known: Index, deadline: Deadline) -> Why:
    """Why a deadline falls on its day."""
    given = deadline.unit == "date"
    return Why(
        form="given" if given else "counted" if deadline.limit else "same_day",
        start=deadline.start,
        due=deadline.due,
        limit=deadline.limit,
        unit=known.label("clock_unit", deadline.unit),
        extended=deadline.extended_days,
        extended_unit=known.label("clock_unit", "day" if given else deadline.unit),
        original_due=deadline.original_due,
        merged_from=known.case(deadline.merged_from) if deadline.merged_from else None,
    )


def _ladder(known: Index, case: Case, deadline: Deadline) -> Iterator[RungView]:
    if not deadline.is_running(known.as_of):
        return
    days = dict(deadline.rungs)
    for rung in known.spec.ladder:
        if rung.code in days:
            yield RungView(
                known.word(rung.label),
                days[rung.code],
                days[rung.code] <= known.as_of,
                tuple(known.label("ladder_post", post) for post in rung.posts[deadline.level]),
                tuple(known.who(id) for id in called_at(rung.code, deadline, case, known.register, known.as_of)),
            )


def _runs(known: Index, deadline: Deadline) -> tuple[Run, ...]:
    """The explanation of a due day with neighbouring days put together."""
    try:
        days = explain(deadline, known.register.calendar)
    except MissingYear:
        return ()
    runs: list[Run] = []
    for day in days:
        reason = reason_of(day, known.spec, known.language)
        if runs and _continues(runs[-1], day, reason):
            runs[-1] = Run(runs[-1].first, day.on, runs[-1].count_from, day.number, reason)
        else:
            runs.append(Run(day.on, day.on, day.number, day.number, reason))
    return tuple(runs)


def _continues(run: Run, day: CountedDay, reason: str) -> bool:
    same_kind = (run.count_to is None) == (day.number is None) and run.reason == reason
    return same_kind and (day.on - run.last).days == 1
