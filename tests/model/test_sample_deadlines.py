"""The deadlines of the twenty-two sample cases, as the domain notes §9 give them for 2025-10-17."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

import pytest

from site_builder.checking import check
from site_builder.model.clocks import Deadline, deadlines, explain
from site_builder.model.due import due
from site_builder.model.register import Register

ROOT = Path(__file__).resolve().parents[2]
AS_OF = date(2025, 10, 17)
SAMPLES = [f"QTL-2025-{n:04}" for n in range(1, 23)]


@cache
def demonstration() -> Register:
    register = check(ROOT, AS_OF).register
    assert register is not None
    return register


def one(number: int, code: str, subject: str = "") -> Deadline:
    case = demonstration().case_by_id[f"QTL-2025-{number:04}"]
    (found,) = [d for d in deadlines(case, demonstration(), AS_OF) if (d.code, d.subject) == (code, subject)]
    return found


def test_only_0010_falls_due_in_the_next_fourteen_days() -> None:
    items = [item for item in due(demonstration(), AS_OF, 14) if item.case.id in SAMPLES]
    assert {(item.case.id, str(item.due)) for item in items} == {("QTL-2025-0010", "2025-10-24")}
    assert not any(item.is_overdue for item in items)


@pytest.mark.parametrize(
    ("number", "code", "subject", "day"),
    [
        (1, "mediation", "", "2025-10-15"),
        (1, "follow_up", "", "2025-10-09"),
        (3, "task", "T2", "2025-12-31"),
        (4, "notice", "", "2025-10-03"),
        (5, "order", "", "2025-10-13"),
        (6, "notice", "", "2025-10-07"),
        (7, "urgent", "", "2025-09-30"),
        (7, "ratify", "", "2025-10-10"),
        (8, "task", "T2", "2025-12-15"),
        (14, "notice", "", "2025-08-19"),
        (14, "handle", "", "2025-11-10"),
        (16, "notice", "", "2025-10-08"),
        (20, "objection", "", "2025-10-10"),
        (21, "ask_review", "", "2025-09-19"),
        (21, "review", "", "2025-10-12"),
        (21, "ask_rereview", "", "2025-11-10"),
    ],
)
def test_due_day(number: int, code: str, subject: str, day: str) -> None:
    assert str(one(number, code, subject).due) == day


def test_the_notes_beside_the_days() -> None:
    assert str(one(1, "follow_up").counted_due) == "2025-10-03"
    assert str(one(4, "notice").working_target) == "2025-09-30"
    assert str(one(14, "handle").original_due) == "2025-10-11"
    assert str(one(14, "handle").working_target) == "2025-11-10"
    assert str(one(16, "notice").stopped_on) == "2025-09-28"
    assert one(21, "ask_rereview").state(AS_OF) == "open"


def test_0022_has_its_new_task_and_no_new_month() -> None:
    assert one(22, "mediation").state(AS_OF) == "met"
    open_tasks = [
        str(d.due)
        for d in deadlines(demonstration().case_by_id["QTL-2025-0022"], demonstration(), AS_OF)
        if d.code == "task" and d.is_running(AS_OF)
    ]
    assert open_tasks == ["2025-11-05"]


def test_every_deadline_of_the_register_can_be_explained() -> None:
    """Design §9, 3: the counted days equal the limit, and each skipped day has its reason."""
    register = demonstration()
    for case in register.cases:
        for deadline in deadlines(case, register, AS_OF):
            days = explain(deadline, register.calendar)
            assert days[-1].on == deadline.due
            counted = sum(day.number is not None for day in days)
            assert deadline.unit == "date" or counted == deadline.limit + deadline.extended_days
            assert all(day.reason is not None for day in days if day.number is None)
