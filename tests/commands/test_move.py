"""Moving a case by commands: asked for what is missing, checked before anything is written, told what is open."""

from __future__ import annotations

import os
import pty
import select
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY, Ran

Sidan = Callable[..., Ran]
CASE = "cases/shimen/QTL-2025-0001.md"
BASES = REPOSITORY / "tests/rules/bases"


@pytest.fixture
def town(tmp_path: Path) -> Path:
    """The starter town without its cases."""
    shutil.copytree(REPOSITORY / "site_builder/starter", tmp_path / "town")
    for file in (tmp_path / "town").glob("cases/*/*.md"):
        file.unlink()
    return tmp_path / "town"


@pytest.fixture
def run(town: Path, sidan: Sidan) -> Sidan:
    def command(*arguments: str, on: str = "2025-10-17", code: int = 0) -> Ran:
        ran = sidan("-C", str(town), *arguments, "--as-of", on)
        assert ran.code == code, ran.err
        return ran

    return command


def given(town: Path, base: str, path: str = CASE, **changes: str) -> str:
    """A case of the rules' examples in the town."""
    text = (BASES / f"{base}.md").read_text(encoding="utf-8")
    text = text.replace((BASES / f"{base}.md").read_text(encoding="utf-8").split("\n")[1], f"id: {Path(path).stem}")
    for old, new in changes.items():
        text = text.replace(old, new)
    (town / path).write_text(text, encoding="utf-8")
    return text


def read(town: Path, path: str = CASE) -> str:
    return (town / path).read_text(encoding="utf-8")


def test_a_case_from_new_to_close_by_commands_alone(run: Sidan, town: Path) -> None:
    """Each step is taken by who may take it, and the register has no error after any of them."""
    case = "QTL-2025-0001"

    def step(*arguments: str, on: str) -> None:
        run(*arguments, on=on)
        run("check", on=on)

    step(
        "new", "dispute", "--village", "shimen", "--grid", "shimen-01", "--title", "甲户与乙户排水争议", "--problem", "院墙堵了排水沟: 雨水倒灌",
        "--category", "neighbour", "--by", "徐玉珍", on="2025-09-15",
    )  # fmt: skip
    step(
        "move",
        case,
        "triage",
        "--by",
        "secretary",
        "--recusal-checked",
        "--risk-level",
        "一般",
        "--risk-reason",
        "有过口角",
        on="2025-09-16",
    )
    step("assign", case, "--by", "secretary", "--basis", "周例会", "--meeting", "2025-W38", "--lead-unit", "mediation-shimen", "--lead-post", "mediator",
         "--what", "双方达成书面协议", "--done-when", "有双方签字的协议书", "--due", "2025-10-13", "--owner", "mediator", "--helper", "elder",
         "--measure", "踏看现场；elder；2025-09-23", "--measure", "{what: 组织双方调解, who: mediator, way: 调解, by: 2025-09-30}", on="2025-09-19")  # fmt: skip
    step("task", "add", case, "--what", "清通排水沟", "--done-when", "清通后的照片", "--due", "2025-10-08", "--owner", "mediator",
         "--measure", "督促清通;grid-worker;2025-10-08", on="2025-09-20")  # fmt: skip
    step("move", case, "work", "--by", "mediator", on="2025-09-22")
    step("task", "done", case, "T1", "--measure", "1", "--evidence", "踏看记录", on="2025-09-22")
    step(
        "move",
        case,
        "decide",
        "--by",
        "secretary",
        "--meeting",
        "2025-W39",
        "--decision",
        "国庆前调解",
        on="2025-09-26",
    )
    step(
        "move",
        case,
        "调解",
        "--by",
        "mediator",
        "--consent",
        "--present",
        "P1",
        "--present",
        "P2",
        "--mediation-result",
        "达成",
        on="2025-09-26",
    )
    step("task", "done", case, "T1", "--all-measures", on="2025-09-26")
    step("extend", case, "--by", "secretary", "--approved-by", "secretary", "--task", "T2", "--due", "2025-10-12", "--reason", "连日有雨",
         "--notified-on", "2025-09-30", on="2025-09-30")  # fmt: skip
    step(
        "hand-over",
        case,
        "--by",
        "secretary",
        "--from",
        "mediator",
        "--to",
        "elder",
        "--why",
        "外出学习",
        on="2025-10-05",
    )
    step(
        "move",
        case,
        "reply",
        "--by",
        "elder",
        "--result",
        "化解",
        "--agreement",
        "书面",
        "--performed-by",
        "2025-10-10",
        on="2025-10-06",
    )
    step("task", "done", case, "T2", "--all-measures", on="2025-10-10")
    step("move", case, "follow_up", "--by", "supervisor", "--satisfaction", "满意", "--performed", on="2025-10-11")
    step("move", case, "close", "--by", "secretary", "--powers-know", "9月16日告知双方", "--powers-take-part", "9月26日双方到场",
         "--powers-decide", "双方签订书面协议", "--field", "powers.supervise=10月11日监督委员会回访", on="2025-10-13")  # fmt: skip
    text = read(town)
    assert "status: closed" in text
    assert "outcome:\n  result: 化解\n  agreement: 书面\n  performed_by: 2025-10-10\n" in text
    assert "lead_post: elder\n" in text
    assert text.count("- on: ") == 11
    assert "    due: 2025-10-08\n" in text  # the original due date stays; the extension is an event
    assert run("move", case, on="2025-10-13").out.startswith("QTL-2025-0001 甲户与乙户排水争议：已销号（村）")


def test_without_a_move_the_open_moves_are_listed(run: Sidan, town: Path) -> None:
    given(town, "working")
    out = run("move", "QTL-2025-0001").out
    assert "任务 T1" in out
    assert "还有" in out or "逾期" in out
    assert "reply  答复 → 已答复\n    谁可以办：" in out
    assert "要写：--result 结果" in out
    assert "\nclose  " not in out
    english = run("move", "QTL-2025-0001", "--lang", "en").out
    assert "Who may: " in english


def test_a_move_that_is_not_open_says_which_are(run: Sidan, town: Path) -> None:
    before = given(town, "working")
    ran = run("move", "QTL-2025-0001", "close", "--by", "secretary", code=2)
    assert "不能销号" in ran.err
    assert "reply  答复" in ran.err
    ran = run("move", "QTL-2025-0001", "clos", code=2)
    assert "是不是 close？" in ran.err
    assert "reply  答复" in ran.err
    assert "是不是 QTL-2025-0001" in run("move", "QTL-2025-0002", code=2).err
    assert read(town) == before


def test_all_that_is_missing_is_named_at_once(run: Sidan, town: Path) -> None:
    before = given(town, "working")
    err = run("move", "QTL-2025-0001", "mediate", code=2).err
    for option in ("--by", "--consent", "--present", "--mediation-result 调解情况 [达成|继续|未成]"):
        assert option in err
    err = run("move", "QTL-2025-0001", "reply", "--result", "解决", "--by", "mediator", code=2).err
    assert "--result" in err
    assert "化解" in err
    err = run("move", "QTL-2025-0001", "reply", "--performed-by", "2025-02-30", "--by", "mediator", code=2).err
    assert "--performed-by" in err
    assert run("move", "QTL-2025-0001", "reply", "--field", "nonsense=1", code=2).err
    assert read(town) == before


def test_an_edit_that_would_make_an_error_is_not_written(run: Sidan, town: Path) -> None:
    before = given(town, "working")
    ran = run(
        "move",
        "QTL-2025-0001",
        "decide",
        "--by",
        "grid-worker",
        "--meeting",
        "2025-W42",
        "--decision",
        "再等一周",
        code=1,
    )
    assert "C223" in ran.err
    assert "没有写入" in ran.err
    assert ran.out == ""
    ran = run(
        "move",
        "QTL-2025-0001",
        "decide",
        "--by",
        "secretary",
        "--on",
        "2025-10-30",
        "--meeting",
        "2025-W44",
        "--decision",
        "再等",
        code=2,
    )
    assert "--on" in ran.err
    assert read(town) == before
    ran = run("move", "QTL-2025-0001", "progress", "--by", "mediator", "--what", "联系电话13800138000", code=1)
    assert "S802" in ran.err
    assert read(town) == before


def test_what_was_wrong_before_does_not_stand_in_the_way(run: Sidan, town: Path) -> None:
    given(town, "working", **{"category: ": "category: "})
    given(town, "dispute", "cases/shimen/QTL-2025-0002.md", **{"status: closed": "status: working"})
    run("check", code=1)
    run("move", "QTL-2025-0001", "progress", "--by", "mediator", "--what", "已约双方")
    assert "已约双方" in read(town)


def test_a_dry_run_prints_the_difference_and_writes_nothing(run: Sidan, town: Path) -> None:
    given(town, "working")
    run("answer", "QTL-2025-0001", "1", "夜间停机")
    before = read(town)
    out = run(
        "move", "QTL-2025-0001", "reply", "--by", "mediator", "--result", "化解", "--agreement", "口头", "--dry-run"
    ).out
    assert out.startswith(f"--- a/{CASE}\n+++ b/{CASE}\n@@")
    assert "-status: working\n+status: replied\n" in out
    assert read(town) == before
    subprocess.run(["patch", "-p1", "-s"], input=out.encode(), cwd=town, check=True)
    assert "status: replied" in read(town)
    run("check")


def test_an_earlier_day_is_a_late_entry(run: Sidan, town: Path) -> None:
    given(town, "working")
    run("move", "QTL-2025-0001", "progress", "--by", "mediator", "--what", "已约双方", "--on", "2025-10-15")
    assert "entered_on: 2025-10-17" in read(town)


def test_a_petition_keeps_its_copies(run: Sidan, town: Path) -> None:
    """What the petition block repeats follows each event, also a second reply."""
    given(town, "petition", path="cases/shimen/QTL-2025-0002.md")
    path = town / "cases/shimen/QTL-2025-0002.md"
    text = path.read_text(encoding="utf-8")
    start = text.index("  - on: 2025-09-26")
    text = text[:start] + text[text.index("---\n信访人") :]
    text = text.replace("status: replied", "status: working").replace(
        "outcome: {result: 化解, agreement: 无, opinion: 支持, promoted_by: V-2025-0001}\n", ""
    )
    text = text.replace("  opinion_on: 2025-09-26\n  delivered_on: 2025-09-28\n", "").replace(
        "    done: 2025-09-18\n", ""
    )
    path.write_text(text, encoding="utf-8")
    paper = ("--paper-request", "重新清点", "--paper-facts", "原登记表漏记两垄", "--paper-opinion", "予以支持", "--paper-legal-basis", "《土地管理法》第四十八条",
             "--paper-remedy", "不服的，可以自收到之日起30日内向县人民政府申请复查")  # fmt: skip
    run(
        "move",
        "QTL-2025-0002",
        "extend",
        "--by",
        "mayor",
        "--approved-by",
        "mayor",
        "--days",
        "10",
        "--reason",
        "等测绘: 结果",
        "--notified-on",
        "2025-09-20",
        on="2025-09-20",
    )
    run(
        "move",
        "QTL-2025-0002",
        "reply",
        "--by",
        "land-head",
        "--result",
        "化解",
        "--opinion",
        "支持",
        "--opinion-on",
        "2025-09-26",
        "--delivered-on",
        "2025-09-28",
        *paper,
        on="2025-09-28",
    )
    text = path.read_text(encoding="utf-8")
    assert "  opinion_on: 2025-09-26\n  delivered_on: 2025-09-28\n" in text
    assert '  extend: {days: 10, approved_by: mayor, notified_on: 2025-09-20, reason: "等测绘: 结果"}\n' in text
    assert "outcome: {result: 化解, opinion: 支持}\n" in text
    assert "  accepted_on: 2025-08-12\n  notice_on: 2025-08-12\n" in text
    assert "    paper:\n      request: 重新清点\n" in text
    run("move", "QTL-2025-0002", "notify", "--by", "desk", "--about", "办理结果", "--how", "电话", on="2025-09-29")
    assert "notice_on: 2025-08-12\n" in path.read_text(encoding="utf-8")
    run("task", "done", "QTL-2025-0002", "T1", on="2025-09-29")
    run("check", on="2025-09-29")


def test_levels_and_risk_go_one_step(run: Sidan, town: Path) -> None:
    given(town, "working")
    run(
        "move",
        "QTL-2025-0001",
        "raise",
        "--by",
        "secretary",
        "--reason-raised",
        "涉资金",
        "--why",
        "村里出不起",
        "--told-on",
        "2025-10-17",
    )
    assert "level: town\n" in read(town)
    assert "to_level: town" in read(town)
    run("move", "QTL-2025-0001", "regrade", "--by", "desk", "--risk-to", "重大", "--why", "雨季将至")
    assert "risk_from: 一般" in read(town)
    assert "level: 重大" in read(town)


def test_joining_two_files_writes_both_or_none(run: Sidan, town: Path) -> None:
    given(town, "working")
    given(town, "registered", "cases/shimen/QTL-2025-0003.md")
    main, joined = read(town), read(town, "cases/shimen/QTL-2025-0003.md")
    earlier = run(
        "merge", "QTL-2025-0001", "--into", "QTL-2025-0003", "--by", "desk", "--told-on", "2025-10-17", code=1
    )
    assert "C233" in earlier.err
    assert (read(town), read(town, "cases/shimen/QTL-2025-0003.md")) == (main, joined)
    ran = run("merge", "QTL-2025-0003", "--into", "QTL-2025-0001", "--by", "desk", "--told-on", "2025-10-17")
    assert ran.out == "cases/shimen/QTL-2025-0003.md\ncases/shimen/QTL-2025-0001.md\n"
    assert "related: [QTL-2025-0003]" in read(town)
    text = read(town, "cases/shimen/QTL-2025-0003.md")
    assert "status: merged" in text
    assert "duplicates: QTL-2025-0001" in text
    run("check")
    assert run(
        "merge", "QTL-2025-0001", "--into", "QTL-2025-0009", "--by", "desk", "--told-on", "2025-10-17", code=2
    ).err


def test_a_reopened_case_has_a_fresh_task_and_no_outcome(run: Sidan, town: Path) -> None:
    given(town, "dispute")
    assert "--task-what" in run("reopen", "QTL-2025-0001", "--by", "secretary", code=2).err
    run("reopen", "QTL-2025-0001", "--by", "secretary", "--reason-reopened", "协议未履行", "--why", "沟又堵了", "--what", "再次清通",
        "--done-when", "有照片", "--due", "2025-10-30", "--owner", "mediator", "--measure", "到场督促;elder;2025-10-28")  # fmt: skip
    text = read(town)
    assert "status: working" in text
    assert "\noutcome:" not in text
    assert "  - id: T2\n" in text
    run("check")


def test_a_sealed_case_keeps_nothing_to_be_read(run: Sidan, town: Path) -> None:
    given(town, "registered")
    run(
        "move", "QTL-2025-0001", "seal", "--by", "desk", "--handed-to", "county-discipline", "--handed-on", "2025-10-17"
    )
    text = read(town)
    assert "access: sealed" in text
    assert "problem:" not in text
    assert text.endswith("---\n")
    run("check")


def test_a_point_is_answered(run: Sidan, town: Path) -> None:
    given(town, "working", **{"{what: 夜间停机}": "{what: 夜间停机}   # 要紧"})
    assert run("answer", "QTL-2025-0001").out == "1  夜间停机\n"
    run("answer", "QTL-2025-0001", "1", "由乙户清通, 十日内")
    assert '  - {what: 夜间停机, answer: "由乙户清通, 十日内", answered_on: 2025-10-17}   # 要紧\n' in read(town)
    assert run("answer", "QTL-2025-0001", "2", "x", code=2).err


def test_a_changed_file_is_not_overwritten_and_a_link_not_followed(run: Sidan, town: Path, tmp_path: Path) -> None:
    given(town, "working")
    (tmp_path / "elsewhere.md").write_text(read(town), encoding="utf-8")
    (town / CASE).unlink()
    (town / CASE).symlink_to(tmp_path / "elsewhere.md")
    before = (tmp_path / "elsewhere.md").read_bytes()
    run("move", "QTL-2025-0001", "progress", "--by", "mediator", "--what", "x", code=2)
    assert (tmp_path / "elsewhere.md").read_bytes() == before


def test_an_unreadable_case_ends_with_its_findings(run: Sidan, town: Path) -> None:
    given(town, "working", **{"kind: ": "kind: kind"})
    assert "R107" in run("move", "QTL-2025-0001", code=1).err


def test_new_ids_avoid_every_file_there_is(run: Sidan, town: Path) -> None:
    (town / "cases/gone").mkdir()
    (town / "cases/gone/QTL-2025-0041.md").write_text("", encoding="utf-8")
    ran = run(
        "new",
        "dispute",
        "--village",
        "shimen",
        "--title",
        "甲户",
        "--problem",
        "乙",
        "--category",
        "neighbour",
        "--by",
        "grid-worker",
    )
    assert ran.out == "cases/shimen/QTL-2025-0042.md\n"


def test_a_new_file_with_an_error_is_not_written(run: Sidan, town: Path) -> None:
    ran = run(
        "new",
        "dispute",
        "--village",
        "shimen",
        "--title",
        "甲户13800138000",
        "--problem",
        "乙",
        "--category",
        "neighbour",
        "--by",
        "grid-worker",
        code=1,
    )
    assert "S802" in ran.err
    assert not list(town.glob("cases/shimen/*.md"))


def test_an_accusation_is_made_sealed(run: Sidan, town: Path) -> None:
    run(
        "new",
        "petition",
        "--class",
        "检举控告类",
        "--village",
        "shimen",
        "--title",
        "甲",
        "--problem",
        "乙",
        "--category",
        "neighbour",
        "--by",
        "desk",
    )
    text = read(town)
    assert "access: sealed" in text
    assert "乙" not in text
    run("check")


def answer_in_a_terminal(town: Path, arguments: list[str], answers: list[str]) -> tuple[int, str]:
    """Run a command in a terminal of its own and type the answers, each after something was asked."""
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY), "PYTHONIOENCODING": "utf-8", "LC_ALL": "C.UTF-8"}
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "site_builder", "-C", str(town), *arguments], stdin=theirs, stdout=theirs, stderr=theirs, env=environment, close_fds=True
    )  # fmt: skip
    os.close(theirs)
    shown, waiting, end = b"", list(answers), time.monotonic() + 60
    while time.monotonic() < end:
        if select.select([ours], [], [], 0.3)[0]:
            try:
                more = os.read(ours, 4096)
            except OSError:
                break
            if not more:
                break
            shown += more
        elif waiting and shown.rstrip(b" ").endswith(b":"):
            os.write(ours, (waiting.pop(0) + "\n").encode())
            shown += b"\n"
        elif process.poll() is not None:
            break
    os.close(ours)
    return process.wait(timeout=60), shown.decode("utf-8", "replace")


def test_in_a_terminal_what_is_missing_is_asked_for(town: Path) -> None:
    """Labels in Chinese, choices by number or code, a wrong day asked again, people by who may."""
    given(town, "registered")
    code, shown = answer_in_a_terminal(
        town, ["move", "QTL-2025-0001", "triage", "--as-of", "2025-10-17"], ["secretary", "true", "9", "1", "两户有过口角"]
    )  # fmt: skip
    assert code == 0, shown
    assert "石大有" in shown
    assert "已查回避" in shown
    assert "risk" not in shown.split("已查回避")[0]
    text = read(town)
    assert "status: triaged" in text
    assert "level: 一般" in text
    assert "reason: 两户有过口角" in text
