"""What the commands `due` and `explain-deadline` print."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

from site_builder.model.due import due
from site_builder.model.register import Register
from site_builder.reports.deadlines import due_ics, due_json, due_text, explain_text
from tests.reports.test_icalendar import events_of
from tests.support.clockwork import case, register

DAY = date(2025, 10, 6)
AGREED = {"on": "2025-09-26", "move": "reply", "by": "mediator", "result": "化解", "agreement": "书面"}
SUSPENDED = {
    "on": "2025-09-17", "move": "suspend", "by": "desk", "reason_suspended": "鉴定", "until": "2025-09-18",
    "approved_by": "deputy", "notified_on": "2025-09-17",
}  # fmt: skip
TASK = {
    "id": "T1", "what": "恢复排水沟", "done_when": "有照片", "due": "2025-10-10", "assigned_on": "2025-09-19",
    "owner": "mediator",
}  # fmt: skip


def small_town() -> Register:
    """A dispute below its first rung but for the task, another long overdue, one sealed."""
    return register(
        [
            case("dispute", {"title": "院墙排水争议", "found_on": "2025-09-20", "tasks": [TASK]}),
            case("dispute", {"id": "QTL-2025-0002", "title": "地界争议", "found_on": "2025-08-20"}),
            case(
                "petition",
                {"id": "QTL-2025-0003", "title": "密封事项", "access": "sealed", "found_on": "2025-08-20"},
            ),
        ]
    )


def test_due_is_sorted_by_day_and_leaves_out_the_sealed() -> None:
    town = small_town()
    items = due(town, DAY, 14)
    assert [(item.case.id, item.deadline.code, str(item.due), item.state) for item in items] == [
        ("QTL-2025-0002", "mediation", "2025-09-19", "overdue"),
        ("QTL-2025-0001", "task", "2025-10-10", "near"),
        ("QTL-2025-0001", "mediation", "2025-10-20", "running"),
    ]
    assert [item.is_overdue for item in items] == [True, False, False]
    assert [item.people for item in items] == [
        ("secretary", "desk"),
        ("mediator", "secretary"),
        ("mediator",),
    ]


def test_within_counts_calendar_days_and_takes_the_last_one_in() -> None:
    town = small_town()
    assert {str(item.due) for item in due(town, DAY, 4)} == {"2025-09-19", "2025-10-10"}
    assert {str(item.due) for item in due(town, DAY, 3)} == {"2025-09-19"}


def test_a_right_is_nobodys_duty() -> None:
    order = {"from": "county", "ref": "1", "received_on": "2025-09-29"}
    assert not due(register([case("service", {"found_on": "2025-09-29", "order": order})]), DAY, 30)


def test_text() -> None:
    town = small_town()
    assert due_text(due(town, DAY, 14), town, DAY, 14, "zh") == (
        "2025-09-19 周五  逾期 17 日  逾期      QTL-2025-0002  调解                丙一、乙一  地界争议\n"
        "2025-10-10 周五  还有 4 日   临近到期  QTL-2025-0001  任务 T1 恢复排水沟  丙三、丙一  院墙排水争议\n"
        "2025-10-20 周一  还有 14 日  期限内    QTL-2025-0001  调解                丙三        院墙排水争议\n"
    )
    assert due_text((), town, DAY, 14, "en") == "Nothing falls due within 14 days.\n"
    assert "17 days overdue  overdue  QTL-2025-0002  mediation" in due_text(due(town, DAY, 0), town, DAY, 0, "en")


def test_json() -> None:
    town = small_town()
    data = json.loads(due_json(due(town, DAY, 4), DAY, 4))
    assert data["as_of"] == "2025-10-06"
    assert data["items"][1] == {
        "case": "QTL-2025-0001",
        "title": "院墙排水争议",
        "village": "chachong",
        "code": "task",
        "subject": "T1",
        "what": "恢复排水沟",
        "due": "2025-10-10",
        "days": 4,
        "working_target": "2025-10-10",
        "state": "near",
        "rung": "amber",
        "nature": "duty",
        "basis": "任务清单",
        "responsible": "mediator",
        "people": ["mediator", "secretary"],
    }


def test_ics_keeps_the_name_of_an_entry_while_its_day_moves() -> None:
    extend = {
        "on": "2025-10-07",
        "move": "extend",
        "by": "secretary",
        "task": "T1",
        "due": "2025-10-13",
        "reason": "一",
        "approved_by": "secretary",
        "notified_on": "2025-10-07",
    }
    town = register([case("dispute", {"found_on": "2025-09-20", "tasks": [TASK], "events": [extend]})])
    days = {}
    for day in (date(2025, 10, 6), date(2025, 10, 7)):
        events = events_of(due_ics(due(town, day, 14), town, day, "zh"))
        days[day] = {str(event["UID"]): event["DTSTART"].dt for event in events}
    uid = "QTL-2025-0001-task-T1@qtl.sidan"
    assert [found[uid] for found in days.values()] == [date(2025, 10, 10), date(2025, 10, 13)]


def test_every_entry_of_a_calendar_has_a_name_of_its_own() -> None:
    supervise = {
        "on": "2025-09-30",
        "move": "supervise",
        "by": "desk",
        "level_supervised": "notice",
        "reason_supervised": "推诿拖延",
        "reply_due": "2025-10-10",
    }
    town = register([case("service", {"events": [supervise, dict(supervise)]})])
    uids = [item.deadline.uid for item in due(town, DAY, 30)]
    assert uids == ["QTL-2025-0001-supervision-E2", "QTL-2025-0001-supervision-E3"]


def test_why_this_day() -> None:
    town = register([case("dispute", {"title": "院墙排水争议", "found_on": "2025-09-24", "events": [AGREED]})])
    text = explain_text(town.cases[0], town, DAY, "zh")
    assert text.startswith("QTL-2025-0001 院墙排水争议（截至 2025-10-06）\n\n回访：2025-10-09 到期，临近到期\n")
    assert text[text.index("回访") : text.index("\n\n调解")] == (
        "回访：2025-10-09 到期，临近到期\n"
        "  依据：《人民调解法》第三十一条\n"
        "  自 2025-09-26 起 7 日\n"
        "  责任：丙一\n"
        "    2025-09-26 周五      起算当日不计\n"
        "    2025-09-27 周六   1\n"
        "    2025-09-28 周日   2\n"
        "    2025-09-29 周一   3\n"
        "    2025-09-30 周二   4\n"
        "    2025-10-01 周三   5\n"
        "    2025-10-02 周四   6\n"
        "    2025-10-03 周五   7\n"
        "    2025-10-04 周六      国庆节\n"
        "    2025-10-05 周日      国庆节\n"
        "    2025-10-06 周一      中秋节\n"
        "    2025-10-07 周二      国庆节\n"
        "    2025-10-08 周三      国庆节\n"
        "    2025-10-09 周四      顺延至工作日"
    )


def test_why_this_day_names_a_pause_by_its_ground() -> None:
    town = register([case("dispute", {"found_on": "2025-09-15", "events": [SUSPENDED]})])
    text = explain_text(town.cases[0], town, DAY, "zh")
    assert (
        "    2025-09-16 周二   1\n"
        "    2025-09-17 周三      中止（鉴定）\n"
        "    2025-09-18 周四      中止（鉴定）\n"
        "    2025-09-19 周五   2\n"
    ) in text
    assert "2025-09-17 Wed      suspended (expert examination)" in explain_text(town.cases[0], town, DAY, "en")


def test_why_this_day_tells_the_note_and_the_working_target() -> None:
    town = register([case("petition", {"found_on": "2025-09-18"})])
    text = explain_text(town.cases[0], town, date(2025, 9, 20), "zh")
    assert "  最后一个工作日是 2025-09-30\n" in text
    assert "  如按《民法典》第二百零三条顺延，为 2025-10-09；仅作提示，期限以 2025-10-03 为准\n" in text


def test_a_clock_that_cannot_be_counted_is_named() -> None:
    order = {"from": "county", "ref": "1", "received_on": "2026-12-30"}
    town = register([case("service", {"id": "QTL-2026-0001", "found_on": "2026-12-30", "order": order})])
    text = explain_text(town.cases[0], town, date(2026, 12, 31), "zh")
    assert "提出异议：没有 2027 年的放假安排，无法推算\n" in text


def test_control_characters_never_reach_the_terminal() -> None:
    odd = replace(case("dispute", {}), title="改\u202e沟")
    assert "\u202e" not in explain_text(odd, register([odd]), DAY, "zh")
