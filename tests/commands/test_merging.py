"""Two people and one case, in real git: a conflict or a right merge, never a silent loss."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from site_builder.writers.merge_events import ATTRIBUTES, GIT_CONFIG
from tests.conftest import REPOSITORY

CASE = "cases/shimen/QTL-2025-0001.md"
BASES = REPOSITORY / "tests/rules/bases"
ENVIRONMENT = {
    **os.environ, "PYTHONPATH": str(REPOSITORY), "PYTHONIOENCODING": "utf-8", "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull,
    "GIT_AUTHOR_NAME": "甲", "GIT_AUTHOR_EMAIL": "a@example.org", "GIT_COMMITTER_NAME": "甲", "GIT_COMMITTER_EMAIL": "a@example.org",
}  # fmt: skip


def git(folder: Path, *arguments: str, code: int = 0) -> str:
    done = subprocess.run(["git", *arguments], cwd=folder, env=ENVIRONMENT, capture_output=True, check=False)
    assert done.returncode == code, (done.stdout + done.stderr).decode()
    return done.stdout.decode()


def sidan(folder: Path, *arguments: str, on: str = "2025-10-17", code: int = 0) -> str:
    command = [sys.executable, "-m", "site_builder", "-C", str(folder), *arguments, "--as-of", on]
    done = subprocess.run(command, env=ENVIRONMENT, capture_output=True, check=False)
    assert done.returncode == code, (done.stdout + done.stderr).decode()
    return done.stdout.decode()


@pytest.fixture(params=["text", "driver"])
def clones(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Path, Path, str]:
    """Two clones of one register, without and with the merge driver."""
    origin = tmp_path / "origin"
    shutil.copytree(REPOSITORY / "site_builder/starter", origin)
    for file in origin.glob("cases/*/*.md"):
        file.unlink()
    for number in (1, 2):
        text = (
            (BASES / "working.md")
            .read_text(encoding="utf-8")
            .replace("{what: 夜间停机}", "{what: 夜间停机, answer: 已停, answered_on: 2025-09-01}")
        )
        text = text.replace(text.split("\n")[1], f"id: QTL-2025-000{number}")
        (origin / f"cases/shimen/QTL-2025-000{number}.md").write_text(text, encoding="utf-8")
    (origin / ".gitattributes").write_text(
        "* text=auto eol=lf\n" + (ATTRIBUTES + "\n" if request.param == "driver" else "")
    )
    git(origin, "init", "-q", "-b", "main")
    git(origin, "add", "-A")
    git(origin, "commit", "-qm", "登记簿")
    folders = []
    for name in ("one", "other"):
        git(tmp_path, "clone", "-q", str(origin), name)
        folder = tmp_path / name
        for key, value in GIT_CONFIG.items():
            git(folder, "config", key, value.replace("sidan ", f"{sys.executable} -m site_builder ", 1))
        folders.append(folder)
    return folders[0], folders[1], request.param


def commit(folder: Path) -> None:
    git(folder, "commit", "-qam", "办理")


def test_different_cases_merge_by_themselves(clones: tuple[Path, Path, str]) -> None:
    one, other, _ = clones
    sidan(one, "move", "QTL-2025-0001", "progress", "--by", "mediator", "--what", "甲事")
    sidan(other, "move", "QTL-2025-0002", "progress", "--by", "mediator", "--what", "乙事")
    commit(one)
    commit(other)
    git(one, "pull", "-q", "--no-rebase", "--no-edit", str(other), "main")
    assert "甲事" in (one / CASE).read_text(encoding="utf-8")
    assert "乙事" in (one / "cases/shimen/QTL-2025-0002.md").read_text(encoding="utf-8")
    sidan(one, "check")


def test_two_events_in_one_case_are_both_kept_or_conflict(clones: tuple[Path, Path, str]) -> None:
    """The later day's event is ours, the earlier theirs: joined in order of days, the status from both."""
    one, other, way = clones
    sidan(
        one,
        "move",
        "QTL-2025-0001",
        "reply",
        "--by",
        "mediator",
        "--result",
        "化解",
        "--agreement",
        "书面",
        on="2025-10-16",
    )
    sidan(other, "move", "QTL-2025-0001", "mediate", "--by", "elder", "--consent", "--present", "P1", "--present", "P2", "--mediation-result", "达成", on="2025-10-15")  # fmt: skip
    commit(one)
    commit(other)
    merged = (one / CASE).read_text(encoding="utf-8")
    git(one, "pull", "-q", "--no-rebase", "--no-edit", str(other), "main", code=1 if way == "text" else 0)
    text = (one / CASE).read_text(encoding="utf-8")
    assert "move: mediate" in text
    assert "move: reply" in text
    if way == "text":
        assert "<<<<<<<" in text
        return
    assert text.index("move: mediate") < text.index("move: reply")
    assert "status: replied" in text
    assert [line for line in text.split("\n") if "move: mediate" not in line] == merged.split("\n")
    sidan(one, "check")


def test_two_moves_that_cannot_both_be_made_are_a_conflict(clones: tuple[Path, Path, str]) -> None:
    one, other, _ = clones
    sidan(
        one,
        "move",
        "QTL-2025-0001",
        "reply",
        "--by",
        "mediator",
        "--result",
        "化解",
        "--agreement",
        "书面",
        on="2025-10-15",
    )
    sidan(other, "move", "QTL-2025-0001", "suspend", "--by", "desk", "--reason-suspended", "鉴定", "--until", "2025-11-10", "--approved-by", "mayor", "--notified-on", "2025-10-16", on="2025-10-16")  # fmt: skip
    commit(one)
    commit(other)
    git(one, "pull", "-q", "--no-rebase", "--no-edit", str(other), "main", code=1)
    text = (one / CASE).read_text(encoding="utf-8")
    assert "<<<<<<<" in text
    assert "move: suspend" in text
    assert "move: reply" in text
    assert "F005" in sidan(one, "check", code=1)


def test_an_event_here_and_another_edit_there(clones: tuple[Path, Path, str]) -> None:
    """One person adds an event; the other adds an event and a comment, and marks a measure as done."""
    one, other, way = clones
    sidan(one, "move", "QTL-2025-0001", "progress", "--by", "mediator", "--what", "甲事", on="2025-10-15")
    sidan(other, "move", "QTL-2025-0001", "progress", "--by", "elder", "--what", "乙事", on="2025-10-16")
    path = other / CASE
    path.write_text(path.read_text(encoding="utf-8").replace("\nkind:", "\n# 先看现场\nkind:"), encoding="utf-8")
    commit(one)
    commit(other)
    git(one, "pull", "-q", "--no-rebase", "--no-edit", str(other), "main", code=1 if way == "text" else 0)
    text = (one / CASE).read_text(encoding="utf-8")
    for word in ("甲事", "乙事", "# 先看现场"):
        assert word in text
    if way == "driver":
        assert text.index("甲事") < text.index("乙事")
        sidan(one, "check")


def test_changed_history_is_never_joined(clones: tuple[Path, Path, str]) -> None:
    """Where one side changed an event that was there, the driver leaves it to git and to a person."""
    one, other, _ = clones
    sidan(one, "move", "QTL-2025-0001", "progress", "--by", "mediator", "--what", "甲事")
    path = other / CASE
    text = path.read_text(encoding="utf-8")
    last = next(line for line in text.split("\n") if "move: work" in line)
    path.write_text(text.replace(last, last.replace("by: mediator", "by: elder")), encoding="utf-8")
    assert text != path.read_text(encoding="utf-8")
    commit(one)
    commit(other)
    git(one, "pull", "-q", "--no-rebase", "--no-edit", str(other), "main", code=1)
    assert "<<<<<<<" in (one / CASE).read_text(encoding="utf-8")


def test_the_same_event_on_both_sides_is_one(clones: tuple[Path, Path, str]) -> None:
    one, other, _ = clones
    for folder in (one, other):
        sidan(folder, "move", "QTL-2025-0001", "progress", "--by", "mediator", "--what", "甲事")
        commit(folder)
    git(one, "pull", "-q", "--no-rebase", "--no-edit", str(other), "main")
    assert (one / CASE).read_text(encoding="utf-8").count("甲事") == 1
