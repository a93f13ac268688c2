"""What fails and what does not: formats, baselines, waivers, and the clock alone."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from site_builder.checking import check
from site_builder.rules.page import page_names, rule_page
from tests.conftest import REPOSITORY, Ran
from tests.rules.harness import AS_OF, all_examples, base_register, checked
from tests.support.repository import GitRegister

Sidan = Callable[..., Ran]
DAY = ("--as-of", "2025-10-17")
WORKING = "cases/shimen/QTL-2025-0009.md"


@pytest.fixture
def town(tmp_path: Path) -> Path:
    checked(base_register(), AS_OF, tmp_path / "town")
    return tmp_path / "town"


def vague(town: Path, words: str = "尽快解决") -> None:
    """A warning (T407), and an error (T403: the lead is also a helper)."""
    path = town / WORKING
    text = path.read_text(encoding="utf-8").replace("done_when: 有双方签字的调解协议书", f"done_when: {words}")
    path.write_text(
        text.replace("lead_party: secretary", "lead_party: secretary\nhelpers: [mediator]"), encoding="utf-8"
    )


def test_only_findings_that_the_baseline_does_not_hold_fail(sidan: Sidan, town: Path) -> None:
    vague(town)
    assert sidan("-C", str(town), "check", *DAY).code == 1
    written = sidan("-C", str(town), "check", *DAY, "--write-baseline", str(town / "baseline.json"))
    assert written.code == 0
    rows = json.loads((town / "baseline.json").read_text(encoding="utf-8"))["findings"]
    assert [row["code"] for row in rows] == sorted(row["code"] for row in rows if row["path"] == WORKING)
    baseline = ("--baseline", str(town / "baseline.json"))
    known = sidan("-C", str(town), "check", *DAY, *baseline)
    assert known.code == 0
    assert known.out == ""
    case = town / WORKING
    case.write_text(case.read_text(encoding="utf-8").replace("title:", "# 加一行\ntitle:"), encoding="utf-8")
    assert sidan("-C", str(town), "check", *DAY, *baseline).code == 0, "a line above makes nothing new"
    case.write_text(case.read_text(encoding="utf-8").replace("kind: dispute", "kind: dispuet"), encoding="utf-8")
    new = sidan("-C", str(town), "check", *DAY, *baseline)
    assert new.code == 1
    assert "R107" in new.out
    assert "T403" not in new.out
    assert "可以删去" in new.err, "a file that cannot be read hides what was known of it"


def test_a_file_that_is_no_baseline_is_wrong_usage_and_never_a_pass(sidan: Sidan, town: Path) -> None:
    (town / "b.json").write_text("[]", encoding="utf-8")
    assert sidan("-C", str(town), "check", *DAY, "--baseline", str(town / "b.json")).code == 2
    (town / "b.json").write_text('{"version": 9, "findings": []}', encoding="utf-8")
    assert sidan("-C", str(town), "check", *DAY, "--baseline", str(town / "b.json")).code == 2
    assert sidan("-C", str(town), "check", *DAY, "--baseline", str(town / "no.json")).code == 3


WAIVER = (
    "waivers:\n  - {code: T403, record: QTL-2025-0009, owner: desk, reason: 调解员调整前暂时兼任, until: 2025-11-30}\n"
)


def test_a_waived_error_does_not_fail_and_is_still_told(sidan: Sidan, town: Path) -> None:
    vague(town, "有双方签字的调解协议书")
    (town / "waivers.yaml").write_text(WAIVER, encoding="utf-8")
    ran = sidan("-C", str(town), "check", *DAY)
    assert ran.code == 0
    assert f"{WORKING}" in ran.err
    assert "已豁免[T403]，desk 负责，到 2025-11-30" in ran.err
    later = sidan("-C", str(town), "check", "--as-of", "2025-12-01")
    assert later.code == 1
    assert "W901" in later.out
    assert "T403]" not in later.out


def test_a_change_cannot_waive_itself(sidan: Sidan, town: Path) -> None:
    register = GitRegister(town)
    register.commit()
    vague(town, "有双方签字的调解协议书")
    (town / "waivers.yaml").write_text(WAIVER, encoding="utf-8")
    ran = sidan("-C", str(town), "check", "--base", "HEAD", *DAY)
    assert ran.code == 1
    assert "T403" in ran.out
    assert "H910" in ran.out
    (town / "waivers.yaml").write_text(WAIVER.replace("T403", "S801"), encoding="utf-8")
    assert "W903" in sidan("-C", str(town), "check", "--base", "HEAD", *DAY).out


def test_the_clock_turns_no_unrelated_change_red(sidan: Sidan, town: Path) -> None:
    vague(town, "有双方签字的调解协议书")
    (town / "waivers.yaml").write_text(WAIVER, encoding="utf-8")
    register = GitRegister(town)
    register.commit()
    other = town / "cases/shimen/QTL-2025-0015.md"
    other.write_text(other.read_text(encoding="utf-8").replace("夜间行走不便", "夜间行走很不方便"), encoding="utf-8")
    late = ("--as-of", "2026-03-02")
    alone = sidan("-C", str(town), "check", *late)
    assert alone.code == 1
    assert "W901" in alone.out
    assert f"{WORKING}:28:10: 提醒[D510]" in alone.out
    change = sidan("-C", str(town), "check", "--base", "HEAD", *late)
    assert change.code == 0
    assert "W901" not in change.out
    assert WORKING not in change.out
    assert "QTL-2025-0015.md" in change.out, "what lapsed in the case that is touched is told"


def test_only_rules_marked_so_come_with_the_days_alone(tmp_path: Path) -> None:
    """For every example of every rule and the demonstration register, whatever the day."""
    marked = {code for code in page_names() if rule_page(code).clock}

    def came(folder: Path, first: date, days: tuple[int, ...]) -> set[str]:
        def at(day: date) -> set[tuple[str, str, object]]:
            return {(one.code, one.variant, one.place) for one in check(folder, day).findings}

        before = at(first)
        return {code for n in days for code, _, _ in at(first + timedelta(days=n)) - before}

    found = came(REPOSITORY, AS_OF, (1, 90, 400, 1200))
    for number, example in enumerate(all_examples()):
        if not example.commits:
            folder = tmp_path / str(number)
            checked(example.files, example.as_of, folder)
            found |= came(folder, example.as_of, (40, 400))
    assert found == marked


def test_github_writes_the_summary_of_its_step(town: Path, sidan: Sidan, monkeypatch: pytest.MonkeyPatch) -> None:
    vague(town)
    summary = town.parent / "summary.md"
    monkeypatch.setitem(os.environ, "GITHUB_STEP_SUMMARY", str(summary))
    ran = sidan("-C", str(town), "check", "--format", "github", *DAY)
    assert ran.code == 1
    assert ran.out.startswith("::error file=cases/shimen/QTL-2025-0009.md,line=")
    assert "| cases/shimen/QTL-2025-0009.md:" in summary.read_text(encoding="utf-8")
