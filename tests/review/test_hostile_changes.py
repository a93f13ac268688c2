"""A change made to break the check is a finding, in good time."""

from __future__ import annotations

import subprocess
from dataclasses import replace

import pytest

from site_builder.checking import check
from site_builder.model.case import Case, Event
from site_builder.model.change import CaseChange
from site_builder.text.personal_data import is_taken_out
from tests.review.conftest import LAST, WORKING, Town, codes, judged, progress, with_entry
from tests.rules.harness import AS_OF


@pytest.mark.parametrize("seconds", ["99999999999999999", "253402300800", "4102444800"])
def test_a_commit_dated_beyond_any_calendar_is_found(register: Town, seconds: str) -> None:
    register.commit({WORKING: with_entry(register.text(WORKING), progress("到场"))})
    raw = subprocess.run(
        ["git", "-C", str(register.folder), "cat-file", "commit", "HEAD"], capture_output=True, check=True
    ).stdout.decode()  # fmt: skip
    head, sep, rest = raw.partition("committer ")
    line, newline, message = rest.partition("\n")
    who = line.rsplit(" ", 2)[0]
    forged = subprocess.run(
        ["git", "-C", str(register.folder), "hash-object", "-t", "commit", "--literally", "-w", "--stdin"],
        input=f"{head}{sep}{who} {seconds} +0800{newline}{message}".encode(), capture_output=True, check=True,
    ).stdout.decode().strip()  # fmt: skip
    register.git("update-ref", "refs/heads/forged", forged)
    assert "H915" in codes(judged(register, head="forged"))


def test_histories_of_a_thousand_alike_entries_are_compared_in_good_time(register: Town) -> None:
    """Finding the fewest steps between these took minutes (the test's own time limit ends it)."""
    known = check(register.folder, AS_OF).register
    assert known is not None
    case = next(case for case in known.cases if case.path == WORKING)
    first, second = case.events[0], case.events[1]

    def of(events: tuple[Event, ...]) -> Case:
        return replace(case, events=tuple(replace(event, index=i) for i, event in enumerate(events)))

    change = CaseChange(of((first, second) * 1000), of((second, second, first) * 1000))
    assert change.edits


@pytest.mark.parametrize("after", ["*," * 4000, "*" * 60000, "13800138000," * 4000, ""])
def test_a_text_full_of_numbers_is_compared_in_good_time(after: str) -> None:
    assert is_taken_out("13800138000," * 4000, after) == (after == "*," * 4000)


@pytest.mark.parametrize(
    ("before", "after", "allowed"),
    [
        ("电话13800138000，已和解", "电话138****8000，已和解", True),
        ("电话13800138000，已和解", "电话（已隐去），已和解", True),
        ("电话13800138000，已和解", "电话，已和解", True),
        ("电话13800138000，已和解", "电话，不同意和解", False),
        ("电话13800138000，已和解", "电话（略），未和解", False),
        ("同意。电话13800138000", "不同意。电话（略）", False),
        ("电话13800138000", "电话13800138000", False),
        ("电话13800138000", "电话13900139000", False),
        ("电话13800138000和13900139000", "电话（略）和13900139000", False),
    ],
)
def test_taking_out_takes_out_and_adds_nothing(before: str, after: str, allowed: bool) -> None:
    assert is_taken_out(before, after) == allowed


def test_entries_with_the_same_meaning_in_another_order_of_keys_are_the_same(register: Town) -> None:
    other = LAST.replace("{on: 2025-10-13, move: work, by: mediator}", "{by: mediator, move: work, on: 2025-10-13}")
    register.commit({WORKING: register.text(WORKING).replace(LAST, other)})
    assert codes(judged(register)) == []
