"""A history replayed: each past violation once, where it came in, and nothing else."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from site_builder.review.audit import audit
from site_builder.sources.git import HistoryMissing
from tests.conftest import Ran
from tests.review.test_review import ADDED, LAST, WORKING
from tests.rules.harness import base_register
from tests.support.repository import GitRegister

Sidan = Callable[..., Ran]
CLOSED = "cases/shimen/QTL-2025-0020.md"
TODAY = date(2025, 10, 31)


@pytest.fixture
def history(tmp_path: Path) -> tuple[GitRegister, list[tuple[str, str]]]:
    """A history with six violations among lawful commits; what an audit must tell: rule and file, in order."""
    register = GitRegister(tmp_path / "town")
    wanted: list[tuple[str, str]] = []

    def commit(path: str, text: str | None, day: int, by: str = "nobody@forge.example", *codes: str) -> None:
        register.commit({path: text}, on=date(2025, 10, day + 4), by=by)
        wanted.extend((code, path) for code in codes)

    register.commit(dict(base_register()), on=date(2025, 10, 17))
    working = register.text(WORKING)
    commit(WORKING, working.replace(LAST, LAST + ADDED), 15)
    rewritten = working.replace(LAST, LAST.replace("10-13", "10-14") + ADDED)
    commit(WORKING, rewritten, 16, "nobody@forge.example", "H901")
    again = rewritten.replace("first_handler: elder", "first_handler: secretary")
    commit(WORKING, again, 17, "nobody@forge.example", "H903")
    commit(WORKING, again.replace("kind: dispute", "kind: dispuet"), 18, "nobody@forge.example", "H914", "R107")
    commit(WORKING, again, 18)
    closed = register.text(CLOSED)
    commit(CLOSED, closed.replace("倒灌邻户院落", "流进邻户院落"), 20, "nobody@forge.example", "H904")
    extra = "cases/shimen/QTL-2025-0077.md"
    registered = register.text("cases/shimen/QTL-2025-0015.md").replace("QTL-2025-0015", "QTL-2025-0077")
    commit(extra, registered, 21)
    triaged = registered.replace(
        "status: registered", "status: triaged\nrisk: {level: 一般, reason: 只影响照明}"
    ).replace(
        "by: grid-worker}\n",
        "by: grid-worker}\n  - {on: 2025-10-22, move: triage, by: secretary, recusal_checked: true}\n",
    )
    commit(extra, triaged, 22, "supervisor@qingtanling.example", "H909")
    commit(extra, None, 23, "nobody@forge.example", "H905")
    return register, wanted


def test_the_audit_lists_exactly_the_known_violations(history: tuple[GitRegister, list[tuple[str, str]]]) -> None:
    register, wanted = history
    done = audit(register.folder, "HEAD", TODAY)
    assert [(one.code, one.place.path) for one in done.checked.findings] == wanted
    assert done.commits == 10
    assert all(one.commit for one in done.checked.findings)


def test_the_command_tells_them_with_their_lines_and_fails(
    sidan: Sidan, history: tuple[GitRegister, list[tuple[str, str]]]
) -> None:
    register, wanted = history
    ran = sidan("-C", str(register.folder), "history", "audit", "--as-of", "2025-10-31")
    assert ran.code == 1
    assert ran.out.count("错误[") == len(wanted)
    assert "   37 |   - {on: 2025-10-14, move: work, by: mediator}" in ran.out, "the line as it was in that commit"
    document = json.loads(sidan("-C", str(register.folder), "history", "audit", "--format", "json").out)
    assert document["summary"]["errors"] == len(wanted)


def test_a_lawful_history_passes(sidan: Sidan, tmp_path: Path) -> None:
    register = GitRegister(tmp_path / "town")
    register.commit(dict(base_register()), on=date(2025, 10, 17))
    text = register.text(WORKING)
    register.commit({WORKING: text.replace(LAST, LAST + ADDED)}, on=date(2025, 10, 18))
    assert sidan("-C", str(register.folder), "history", "audit").code == 0


def test_a_history_that_is_not_whole_is_refused(
    history: tuple[GitRegister, list[tuple[str, str]]], tmp_path: Path
) -> None:
    register, _ = history
    register.git("clone", "--quiet", "--depth", "2", f"file://{register.folder}", str(tmp_path / "shallow"))
    with pytest.raises(HistoryMissing):
        audit(tmp_path / "shallow", "HEAD", TODAY)
