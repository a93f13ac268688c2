"""The facts of a row → the events that a ledger can tell, each marked as such; nothing is added that it does not show.

Which moves a ledger can tell, and how far, is decision 21.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from site_builder.ledgers.facts import Facts, Remark
from site_builder.model.case import FAILED, PARTLY, SETTLED
from site_builder.spec.ledgers import ORDER

Lack = Literal["follow_up", "powers", "kept", "satisfied", "partly", "until", "outcome"]
REPLIES = ("settled_on", "replied_on", "opinion_on", "finished_on", "delivered_on")
"""The days of which one is the day of the reply, the first that is given."""
AWAY = {"transferred": "transfer", "withdrawn": "withdraw", "not_accepted": "not_accept"}
"""How a ledger may say that a matter left the town's hands, and the move that says so."""


@dataclass(frozen=True)
class Stage:
    """One event: its day, its move, who made it, what it carries."""

    on: date
    move: str
    by: str
    carries: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Ledger:
    """What is true of a whole ledger: `has` are the names of its columns, `until` the day up to which it ends cases.

    `by` answers for taking it over on the day `taken_on`.
    """

    kind: str
    has: frozenset[str]
    until: date | None
    by: str
    taken_on: date

    @property
    def ends_with_feedback(self) -> bool:
        """True for a ledger of orders in which the answer to the assigner is the end."""
        return self.kind == ORDER and self.has.isdisjoint(REPLIES)

    @property
    def knows_closing(self) -> bool:
        """True for a ledger that has a stage after being settled or finished."""
        return bool(self.has & {"closed_on", "closed_by"})


@dataclass
class Course:
    """The events of a row, and what it lacks to be closed. `wrong` refuses the row."""

    stages: list[Stage] = field(default_factory=list)
    lacks: list[Lack] = field(default_factory=list)
    wrong: list[Remark] = field(default_factory=list)


def course(facts: Facts, ledger: Ledger, kind: str, what: str) -> Course:
    """What a row tells, in order of days. `what` is the account of how the matter was settled."""
    found = Course()
    registered: date = facts.get("registered_on") or facts.get("found_on")
    found.stages.append(Stage(registered, "register", _who(facts, ledger, "first_handler")))
    if (on := facts.get("assigned_on")) and ledger.kind != ORDER:
        found.stages.append(Stage(on, "assign", ledger.by))
    notice = facts.get("notice_on")
    if on := facts.get("accepted_on"):
        found.stages.append(Stage(on, "accept", ledger.by, {"notice_on": notice} if notice else {}))
    state = facts.get("state")
    if state in ("merged", "returned"):
        found.wrong.append(Remark("", "", f"state_{state}"))
    elif state in AWAY:
        _away(found, facts, ledger, AWAY[state])
    else:
        _settled(found, facts, ledger, kind, what)
    found.wrong += _out_of_order(found.stages, facts)
    for stage in _beside(facts, ledger):
        found.stages.insert(_place(found.stages, stage), stage)
    return found


def _place(stages: list[Stage], stage: Stage) -> int:
    """After everything of the same day or earlier, but before the case ends."""
    ends = (*AWAY.values(), "close")
    return next((i for i, other in enumerate(stages) if other.on > stage.on or other.move in ends), len(stages))


def _who(facts: Facts, ledger: Ledger, name: str) -> str:
    """Who the row names; else the unit or person it makes responsible; else who takes the ledger over."""
    named: tuple[str | None, ...] = (facts.get(name), facts.get("lead_unit"), facts.get("lead_post"))
    return next((who for who in named if who), ledger.by)


def _beside(facts: Facts, ledger: Ledger) -> Iterator[Stage]:
    """What does not change the status: told of receipt, extended, fed back."""
    if (on := facts.get("notice_on")) and not facts.get("accepted_on"):
        yield Stage(on, "notify", ledger.by, {"about": "receipt"})
    if (on := facts.get("extended_on")) and facts.get("extended_days") and facts.get("accepted_on"):
        yield Stage(on, "extend", ledger.by, {"days": facts.get("extended_days"), "notified_on": on})
    if on := facts.get("feedback_on"):
        yield Stage(on, "feedback", _who(facts, ledger, "lead_post"))


def _away(found: Course, facts: Facts, ledger: Ledger, move: str) -> None:
    days = [facts.get(name) for name in ("finished_on", "replied_on", "settled_on", "closed_on")]
    on = next((day for day in days if day), None)
    if on is None:
        found.wrong.append(Remark("", "", "no_end_day"))
    elif ledger.until is None or on > ledger.until:
        found.lacks.append("until")
    else:
        found.stages.append(Stage(on, move, ledger.by))


def _settled(found: Course, facts: Facts, ledger: Ledger, kind: str, what: str) -> None:
    result, on = _result(facts), _replied_on(facts, ledger)
    if on is None:
        over = result not in (None, FAILED) or facts.get("state") in ("finished", "closed")
        if over or facts.get("followed_up_on") or facts.get("closed_on"):
            found.wrong.append(Remark("", "", "no_reply_day"))
        return
    if result is None and kind == "dispute":
        found.wrong.append(Remark("", "", "no_result"))
        return
    carried = {
        "result": result, "agreement": facts.get("agreement"), "opinion": facts.get("opinion"),
        "opinion_on": facts.get("opinion_on"), "delivered_on": facts.get("delivered_on"), "what": what or None,
    }  # fmt: skip
    carried = {name: value for name, value in carried.items() if value is not None}
    found.stages.append(Stage(on, "reply", _who(facts, ledger, "lead_post"), carried))
    if followed := facts.get("followed_up_on"):
        own = {"satisfaction": facts.get("satisfaction"), "performed": facts.get("performed")}
        by = facts.get("followed_up_by") or ledger.by
        found.stages.append(Stage(followed, "follow_up", by, {n: v for n, v in own.items() if v is not None}))
    _closed(found, facts, ledger, result, on)


def _result(facts: Facts) -> str | None:
    """What the matter came to; a day under 化解日期 says that it was settled."""
    result: str | None = facts.get("result")
    return result or (SETTLED if facts.get("settled_on") else None)


def _replied_on(facts: Facts, ledger: Ledger) -> date | None:
    day = next((day for name in REPLIES if (day := facts.get(name))), None)
    if day is None and ledger.has.isdisjoint(REPLIES) and facts.get("result") not in (None, FAILED):
        day = facts.get("closed_on")
    if day is None and ledger.ends_with_feedback:
        day = facts.get("feedback_on")
    return day


def _closed(found: Course, facts: Facts, ledger: Ledger, result: str | None, replied: date) -> None:
    """The closing, where the ledger says that the matter was closed and nothing speaks against it."""
    closed: date | None = facts.get("closed_on")
    if closed is None and (facts.get("state") == "closed" or not ledger.knows_closing) and facts.get("state") != "open":
        days = (*(facts.get(name) for name in (*REPLIES, "followed_up_on", "feedback_on")), replied)
        closed = max(day for day in days if day)
    if result == PARTLY:
        found.lacks.append("partly")
    elif result == FAILED and closed is None:
        found.lacks.append("outcome")
    if facts.get("performed") is False:
        found.lacks.append("kept")
    if facts.get("satisfaction") == "不满意":
        found.lacks.append("satisfied")
    if not found.lacks and closed is not None and ledger.until is not None and closed <= ledger.until:
        found.stages.append(Stage(closed, "close", facts.get("closed_by") or ledger.by))
        return
    if closed is not None and not found.lacks:
        found.lacks.append("until")
    if not facts.get("followed_up_on"):
        found.lacks.append("follow_up")
    found.lacks.append("powers")


def _out_of_order(stages: list[Stage], facts: Facts) -> Iterator[Remark]:
    """Days that contradict each other: the row is wrong somewhere, and nobody but the town knows where."""
    found: date = facts.get("found_on")
    before = Stage(found, "found", "")
    for stage in stages:
        if stage.on < before.on:
            values = {"first": before.move, "day": before.on, "then": stage.move, "other": stage.on}
            yield Remark("", "", "out_of_order", values)
        before = stage
    dated = [(name, day) for stage in stages for name, day in stage.carries.items() if isinstance(day, date)]
    dated += [(name, day) for name in ("notice_on", "extended_on", "feedback_on") if (day := facts.get(name))]
    for name, day in dict(dated).items():
        if day < found:
            yield Remark("", "", "before_found", {"field": name, "day": day, "found": found})
    delivered, dated_on = facts.get("delivered_on"), facts.get("opinion_on")
    if delivered and dated_on and delivered < dated_on:
        yield Remark(
            "", "", "out_of_order", {"first": "opinion_on", "day": dated_on, "then": "delivered_on", "other": delivered}
        )
