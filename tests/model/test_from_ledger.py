"""What a ledger tells counts in figures and stops clocks; it never makes a duty late that it does not date."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from site_builder.model.clocks import deadlines
from site_builder.model.figures import headline, reconciled
from site_builder.model.four_lists import TOWN, four_lists
from site_builder.model.register import Register
from site_builder.model.weeks import Week
from site_builder.rules.check import check_register
from site_builder.rules.page import rule_page
from site_builder.settings import Settings
from tests.support.town import town

TAKEN_ON = "2025-10-15"
LEDGER = {"name": "台账.xlsx", "row": 5, "fingerprint": "6f0c2b51aa90e3d4"}


def told(on: str, move: str, **fields: Any) -> dict[str, Any]:
    return {"on": on, "move": move, "by": "desk", **fields, "entered_on": TAKEN_ON, "ledger": True}


def taken_over(status: str, *events: dict[str, Any], **fields: Any) -> Register:
    made = town(Settings(ledgers_until=date(2025, 12, 31)))
    own = {"status": status, "ledger": LEDGER, "found_on": "2025-03-03", **fields}
    made.case("QTL-2025-0001", events=events, **own)
    register = made.register()
    case = register.cases[0]
    first = replace(case.events[0], entered_on=date.fromisoformat(TAKEN_ON), ledger=True)
    return replace(register, cases=(replace(case, events=(first, *case.events[1:])),))


CLOSED = (
    told("2025-03-20", "reply", result="化解"),
    told("2025-03-25", "follow_up", satisfaction="满意"),
    told("2025-03-26", "close"),
)
PETITION = {
    "kind": "petition", "access": "office", "level": "town",
    "petition": {"class": "申诉求决类", "route": "6", "official_ref": "AH2025001"},
}  # fmt: skip


def errors(register: Register) -> list[str]:
    found = check_register(register, date(2025, 10, 17))
    return [f.code for f in found if rule_page(f.code).severity == "error"]


def states(register: Register) -> dict[str, str]:
    as_of = date(2025, 10, 17)
    return {d.code: d.state(as_of) for d in deadlines(register.cases[0], register, as_of)}


def test_a_closed_row_passes_without_the_evidence_it_does_not_show() -> None:
    register = taken_over("closed", *CLOSED, outcome={"result": "化解"})
    assert errors(register) == []


def test_it_counts_by_the_day_it_was_found_and_closed_once_it_is_known() -> None:
    register = taken_over("closed", *CLOSED, outcome={"result": "化解"})
    after = headline(register, date(2025, 1, 1), date(2025, 10, 17)).disputes
    assert (after.found, after.settled, after.open) == (1, 1, 0)
    assert headline(register, date(2025, 1, 1), date(2025, 10, 14)).disputes.found == 0
    counts = reconciled(register, date(2025, 1, 1), date(2025, 10, 17))[TOWN]
    assert (counts.closed, counts.flow.received, counts.flow.ended, counts.flow.closing) == (1, 1, 1, 0)
    assert counts.flow.balances


def test_a_week_counts_history_and_does_not_list_it() -> None:
    register = taken_over("closed", *CLOSED, outcome={"result": "化解"})
    week = Week.of(date(2025, 10, 15))
    lists = four_lists(register, week, date(2025, 10, 17), [TOWN, "chachong", "shimen"])
    assert (lists[TOWN].taken_over, lists["chachong"].taken_over, lists["shimen"].taken_over) == (1, 1, 0)
    assert lists[TOWN].problems == ()
    assert lists[TOWN].flow.balances
    assert lists[TOWN].flow.received == lists[TOWN].flow.ended == 1
    before = four_lists(register, week.previous, date(2025, 10, 17), [TOWN])[TOWN]
    assert (before.taken_over, before.flow.closing) == (0, 0)


def test_an_open_row_is_listed_as_a_late_entry() -> None:
    register = taken_over("assigned", told("2025-03-05", "assign"))
    assert errors(register) == []
    lists = four_lists(register, Week.of(date(2025, 10, 15)), date(2025, 10, 17), [TOWN])[TOWN]
    assert [(row.movement, row.late_entry) for row in lists.problems] == [("new", True)]
    assert lists.taken_over == 0


def test_a_duty_that_the_ledger_does_not_date_is_asked_no_more() -> None:
    register = taken_over(
        "replied", told("2025-03-10", "accept"), told("2025-08-01", "reply", result="化解"),
        outcome={"result": "化解"}, **PETITION,
    )  # fmt: skip
    assert errors(register) == []
    assert {code: state for code, state in states(register).items() if code in ("notice", "handle")} == {
        "notice": "waived", "handle": "waived",
    }  # fmt: skip


def test_a_duty_that_the_ledger_dates_is_late_or_not_by_its_date_and_asks_for_no_reason() -> None:
    register = taken_over(
        "replied",
        told("2025-03-10", "accept", notice_on="2025-03-10"),
        told("2025-08-01", "reply", result="化解", delivered_on="2025-08-01"),
        outcome={"result": "化解"}, **PETITION,
    )  # fmt: skip
    assert errors(register) == []
    assert states(register)["notice"] == "met"
    assert states(register)["handle"] == "met_late"


def test_a_ledger_goes_forward_and_ends_nothing_twice() -> None:
    backwards = taken_over(
        "assigned", told("2025-03-10", "reply", result="化解"), told("2025-03-11", "assign"), outcome={"result": "化解"}
    )
    assert "C211" in errors(backwards)
    twice = taken_over("closed", *CLOSED, told("2025-03-27", "close"), outcome={"result": "化解"})
    assert "C211" in errors(twice)


def test_what_follows_in_the_register_is_asked_for_its_evidence() -> None:
    reply = told("2025-03-20", "reply", result="化解")
    follow_up = {"on": "2025-10-16", "move": "follow_up", "by": "supervisor", "satisfaction": "满意", "performed": True}
    closed = {"on": "2025-10-17", "move": "close", "by": "secretary"}
    register = taken_over("closed", reply, follow_up, closed, outcome={"result": "化解"})
    assert errors(register) == ["C218"]
