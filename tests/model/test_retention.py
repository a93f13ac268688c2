"""Until when a matter is kept after its end, by its kind; what holds its disposal; what is due."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from site_builder.model.retention import all_retention, retention
from site_builder.settings import Settings, read_settings
from site_builder.spec import default_spec
from site_builder.spec.retention import retention_spec
from site_builder.text.source import Source
from site_builder.views.edition import Edition
from tests.support.sites import build_page, main_text
from tests.support.town import TownBuilder, edition_of, town

WITHDRAW = (
    "2025-09-20",
    "withdraw",
    "desk",
    {"how_withdrawn": "口头", "witnessed_by": "支部书记", "voluntary": True, "safety_risk": False},
)
WITHDRAWN: dict[str, Any] = {"status": "withdrawn", "outcome": {"result": "撤回"}, "events": [WITHDRAW]}
POWERS = {"know": "已告知", "take_part": "到场", "decide": "协商", "supervise": "回访"}


def closed(agreement: str = "口头", on: str = "2025-10-10", **fields: Any) -> dict[str, Any]:
    return {
        "status": "closed", "lead_unit": "mediation-chachong", "lead_post": "mediator", "outcome": {"result": "化解", "agreement": agreement},
        "tasks": [{"id": "T1", "what": "改沟", "done_when": "沟已改好", "due": "2025-10-01", "assigned_on": "2025-09-19", "owner": "mediator", "done": "2025-09-26"}],
        "events": [
            ("2025-09-19", "triage", "secretary", {"recusal_checked": True}),
            ("2025-09-19", "assign", "secretary", {"basis": "周例会"}),
            ("2025-09-22", "work", "mediator", {}),
            ("2025-09-26", "reply", "mediator", {"result": "化解", "agreement": agreement}),
            ("2025-10-03", "follow_up", "worker", {"satisfaction": "满意", "performed": True}),
            (on, "close", "secretary", {"powers": POWERS}),
        ],
        **fields,
    }  # fmt: skip


def kept(builder: TownBuilder, as_of: date = date(2026, 1, 5)) -> tuple[str, int, date] | None:
    register = builder.register()
    found = retention(register.cases[0], register, as_of)
    return (found.period.code, found.years, found.until) if found else None


@pytest.mark.parametrize(
    ("fields", "wanted"),
    [
        (closed(), ("other", 5, date(2030, 12, 31))),
        (closed("书面"), ("agreement", 10, date(2035, 12, 31))),
        (closed(risk={"level": "重大", "reason": "涉及多户"}), ("major", 30, date(2055, 12, 31))),
        (closed(kind="petition", petition={"class": "申诉求决类"}), ("petition", 10, date(2035, 12, 31))),
        (closed(order={"from": "county", "ref": "12345", "received_on": "2025-09-15"}), ("order", 10, date(2035, 12, 31))),
        (closed(on="2026-01-02"), ("other", 5, date(2031, 12, 31))),
        (WITHDRAWN, ("handed_on", 5, date(2030, 12, 31))),
    ],
)  # fmt: skip
def test_each_kind_has_its_period_from_the_year_after_its_end(fields: dict[str, Any], wanted: Any) -> None:
    assert kept(town().case(**fields)) == wanted


def test_what_is_open_or_not_yet_ended_has_none() -> None:
    assert kept(town().case()) is None
    assert kept(town().case(**closed()), date(2025, 10, 9)) is None
    assert kept(town().case(**closed()), date(2025, 10, 10)) is not None


def test_a_sealed_matter_is_in_no_list() -> None:
    sealed: dict[str, Any] = {
        "access": "sealed", "status": "sealed", "title": "密封事项", "problem": None, "kind": "petition", "level": "town", "category": "other",
        "petition": {"class": "检举控告类"}, "events": [("2025-09-16", "seal", "desk", {"handed_to": "county", "handed_on": "2025-09-16"})],
    }  # fmt: skip
    assert all_retention(town().case(**sealed).register(), date(2050, 1, 1)) == ()


def test_a_town_sets_its_own_years() -> None:
    assert kept(TownBuilder(Settings(retention={"other": 8})).case(**closed())) == ("other", 8, date(2033, 12, 31))
    good, none = read_settings(Source("pyproject.toml", b"[tool.sidan.retention]\npetition = 15\n"))
    assert (good.retention, none) == ({"petition": 15}, ())
    _, wrong = read_settings(Source("pyproject.toml", b"[tool.sidan.retention]\npetitions = 15\nother = 0\n"))
    assert [finding.code for finding in wrong] == ["K002", "K003"]


def test_it_is_due_on_the_day_after_its_last() -> None:
    register = town().case(**closed()).register()
    for day, due in ((date(2030, 12, 31), False), (date(2031, 1, 1), True)):
        found = retention(register.cases[0], register, day)
        assert found is not None
        assert found.is_due(day) is due


@pytest.mark.parametrize(
    ("hold", "day", "held"),
    [
        ({"reason": "诉讼", "since": "2025-11-01", "by": "desk"}, date(2032, 1, 1), True),
        ({"reason": "诉讼", "since": "2025-11-01", "until": "2032-03-01", "by": "desk"}, date(2032, 3, 1), True),
        ({"reason": "诉讼", "since": "2025-11-01", "until": "2032-03-01", "by": "desk"}, date(2032, 3, 2), False),
        ({"reason": "诉讼", "since": "2032-02-01", "by": "desk"}, date(2032, 1, 31), False),
    ],
)
def test_a_hold_in_the_record_is_respected_on_its_days(hold: dict[str, Any], day: date, held: bool) -> None:
    register = town().case(**closed(), hold=hold).register()
    found = retention(register.cases[0], register, day)
    assert found is not None
    assert found.is_over(day)
    assert (bool(found.holds), found.is_due(day)) == (held, not held)


def test_an_open_linked_matter_or_a_promise_not_kept_holds_it() -> None:
    reopened = town().case(**closed()).case("QTL-2025-0002", links={"reopens": "QTL-2025-0001"}).register()
    found = retention(reopened.cases[0], reopened, date(2032, 1, 1))
    assert found is not None
    assert [(held.code, held.case) for held in found.holds] == [("linked", "QTL-2025-0002")]
    both = town().case(**closed()).case("QTL-2025-0002", links={"reopens": "QTL-2025-0001"}, **WITHDRAWN).register()
    found = retention(both.cases[0], both, date(2032, 1, 1))
    assert found is not None
    assert found.holds == ()
    unpaid = town().case(**closed("书面"), instalments=[{"due": "2025-12-31", "amount_yuan": 3000}]).register()
    found = retention(unpaid.cases[0], unpaid, date(2040, 1, 1))
    assert found is not None
    assert [held.code for held in found.holds] == ["instalment"]


def test_a_hold_may_be_written_down_after_the_end() -> None:
    assert "hold" in default_spec().changes.after_end


def test_every_code_is_told_in_both_languages() -> None:
    spec = retention_spec()
    assert [period.code for period in spec.periods][
        -1
    ] == "other"  # which asks for nothing, so that every matter has one
    for label in (*(period.label for period in spec.periods), *spec.holds.values()):
        assert label.zh and label.en and label.zh != label.en


def disposal() -> Edition:
    builder = (
        town()
        .case(**closed())
        .case(**closed("书面"), hold={"reason": "审计", "since": "2026-01-01", "by": "head"})
        .case()
    )
    return edition_of(builder.register(), as_of=date(2036, 1, 2))


def test_the_page_lists_what_is_due_and_what_is_held() -> None:
    text = main_text(build_page(disposal(), "ledgers/retention.html"))
    assert "到期可以处置1件，到期但暂缓处置1件" in text
    assert "QTL-2025-0001事项1茶冲村2025-10-10已销号其他事项5年2030-12-31到期可处置" in text
    assert "2035-12-31暂缓处置登记的暂缓处置：审计" in text
    assert "QTL-2025-0003" not in text


def test_the_case_says_until_when_it_is_kept() -> None:
    shown = edition_of(disposal().register, as_of=date(2026, 1, 2))
    text = main_text(build_page(shown, "cases/QTL-2025-0002.html"))
    assert "有书面协议的，保存10年，至2035年12月31日" in text
    assert "登记的暂缓处置：审计" in text
    village = edition_of(disposal().register, "village:chachong", as_of=date(2026, 1, 2))
    assert "保存期限" not in main_text(build_page(village, "cases/QTL-2025-0001.html"))
