"""A change judged, on real git: what is told, what is refused, what counts as the same record."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from site_builder.review.review import Review, review
from site_builder.sources.git import HistoryMissing, NotInGit, Repository, UnknownRevision
from tests.conftest import Ran
from tests.rules.harness import base_register
from tests.support.repository import GitRegister

Sidan = Callable[..., Ran]
DAY = date(2025, 10, 17)
WORKING = "cases/shimen/QTL-2025-0009.md"
LAST = "  - {on: 2025-10-13, move: work, by: mediator}\n"
ADDED = "  - {on: 2025-10-15, move: progress, by: mediator, what: 到场测了夜间噪声}\n"


@pytest.fixture
def register(tmp_path: Path) -> GitRegister:
    """A register of all kinds of cases, committed and tagged as the base."""
    made = GitRegister(tmp_path / "town")
    made.commit(dict(base_register()), on=date(2025, 10, 13))
    made.git("tag", "base")
    return made


def judged(register: GitRegister, head: str | None = "HEAD", base: str = "base", **more: bool) -> Review:
    return review(register.folder, base, head, DAY, DAY, **more)


def codes(done: Review) -> list[str]:
    """The errors and the findings about the change, by code."""
    return [one.code for one in done.checked.findings if one.code not in ("D510", "D511", "D512")]


def with_event(register: GitRegister, event: str = ADDED, path: str = WORKING) -> dict[str, str]:
    return {path: register.text(path).replace(LAST, LAST + event)}


def test_an_added_event_and_no_change_at_all_pass(register: GitRegister) -> None:
    assert codes(judged(register)) == []
    register.commit(with_event(register), on=DAY)
    done = judged(register)
    assert codes(done) == []
    assert [change.id for change in done.changed.cases] == ["QTL-2025-0009"]
    assert [event.move for event in done.changed.cases[0].added] == ["progress"]


def test_work_not_yet_committed_and_new_files_are_part_of_the_change(register: GitRegister) -> None:
    register.write({WORKING: register.text(WORKING).replace("first_handler: elder", "first_handler: secretary")})
    register.write({"cases/shimen/QTL-2025-0099.md": "没有头\n"})
    assert codes(judged(register, None)) == ["H903", "F006"]
    assert codes(judged(register)) == [], "the commit itself is as it was"


@pytest.mark.parametrize("revision", ["nowhere", "--all", "", "base^{tree}", "base:grids.yaml", "\x00", "a b"])
def test_an_unknown_revision_is_refused_with_what_to_type(register: GitRegister, revision: str) -> None:
    with pytest.raises(UnknownRevision, match="git fetch"):
        judged(register, base=revision)


def test_what_cannot_be_judged_is_no_pass(sidan: Sidan, register: GitRegister, tmp_path: Path) -> None:
    town = str(register.folder)
    assert sidan("-C", town, "check", "--base", "nowhere").code == 2
    assert sidan("-C", town, "check", "--head", "HEAD").code == 2
    plain = tmp_path / "plain"
    shutil.copytree(register.folder, plain, ignore=shutil.ignore_patterns(".git"))
    ran = sidan("-C", str(plain), "check", "--base", "HEAD")
    assert ran.code == 3
    assert "Traceback" not in ran.err


def test_a_shallow_clone_is_refused_with_what_to_type(register: GitRegister, tmp_path: Path) -> None:
    register.commit(with_event(register), on=DAY)
    shallow = tmp_path / "shallow"
    register.git("clone", "--quiet", "--depth", "1", f"file://{register.folder}", str(shallow))
    with pytest.raises(HistoryMissing, match="--unshallow"):
        review(shallow, "HEAD", "HEAD", DAY, DAY)


def test_unrelated_lines_are_refused(register: GitRegister) -> None:
    register.git("checkout", "--quiet", "--orphan", "other")
    register.commit(on=DAY)
    with pytest.raises(HistoryMissing):
        judged(register)


def test_a_folder_outside_git_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NotInGit):
        Repository(tmp_path)


def test_a_base_without_a_register_makes_every_record_new(tmp_path: Path) -> None:
    register = GitRegister(tmp_path / "town")
    register.commit({"README.md": "x"}, on=date(2025, 10, 1))
    register.git("tag", "base")
    register.commit(dict(base_register()), on=DAY)
    done = judged(register)
    assert codes(done) == []
    assert all(change.before is None for change in done.changed.cases)


def test_a_register_in_a_subfolder_is_judged_alone(tmp_path: Path) -> None:
    outer = GitRegister(tmp_path / "outer")
    outer.commit({f"town/{path}": data for path, data in base_register().items()}, on=date(2025, 10, 13))
    outer.git("tag", "base")
    text = outer.text(f"town/{WORKING}").replace("first_handler: elder", "first_handler: secretary")
    outer.commit({f"town/{WORKING}": text, "别处/“引号”\n.md": "x"}, on=DAY)
    for head in ("HEAD", None):
        done = review(outer.folder / "town", "base", head, DAY, DAY)
        assert [(one.code, one.place.path) for one in done.checked.findings if one.code[0] == "H"] == [
            ("H903", WORKING)
        ]


def test_a_record_is_the_same_while_its_id_is(register: GitRegister) -> None:
    moved = "cases/chachong/QTL-2025-0009.md"
    register.commit({moved: register.text(WORKING), WORKING: None}, on=DAY)
    assert codes(judged(register)) == ["C203"], "in the wrong folder, and neither deleted nor new"


def test_a_file_split_in_two_is_an_id_used_twice(register: GitRegister) -> None:
    register.commit({"cases/chachong/QTL-2025-0009.md": register.text(WORKING)}, on=DAY)
    assert "V706" in codes(judged(register))


def test_a_rewrite_that_is_taken_back_is_told_of_its_commits(register: GitRegister) -> None:
    text = register.text(WORKING)
    register.commit({WORKING: text.replace("2025-10-13, move: work", "2025-10-14, move: work")}, on=DAY)
    register.commit({WORKING: text}, on=DAY)
    found = [one for one in judged(register).checked.findings if one.code == "H901"]
    assert len(found) == 2
    assert all(one.commit for one in found)


def test_what_a_merge_takes_from_the_base_is_not_the_branchs_doing(register: GitRegister) -> None:
    register.git("checkout", "--quiet", "-b", "branch")
    register.commit(with_event(register), on=DAY)
    register.git("checkout", "--quiet", "main")
    other = "cases/shimen/QTL-2025-0015.md"
    triaged = register.text(other).replace(
        "status: registered", "status: triaged\nrisk: {level: 一般, reason: 只影响照明}"
    )
    triaged = triaged.replace(
        "by: grid-worker}\n",
        "by: grid-worker}\n  - {on: 2025-10-17, move: triage, by: secretary, recusal_checked: true}\n",
    )
    register.commit({other: triaged}, on=DAY, by="supervisor@qingtanling.example")
    register.git("tag", "--force", "base")
    register.git("checkout", "--quiet", "branch")
    register.git("merge", "--quiet", "--no-edit", "main", on=DAY)
    done = judged(register)
    assert codes(done) == [], "the supervisor's commit is the base's"
    assert [change.id for change in done.changed.cases] == ["QTL-2025-0009"]


def test_an_edit_hidden_in_a_merge_is_found(register: GitRegister) -> None:
    register.git("checkout", "--quiet", "-b", "branch")
    register.commit(with_event(register), on=DAY)
    register.git("checkout", "--quiet", "main")
    register.commit({"cases/README.md": "x"}, on=DAY)
    register.git("tag", "--force", "base")
    register.git("checkout", "--quiet", "branch")
    register.git("merge", "--quiet", "--no-commit", "main", on=DAY)
    register.commit({WORKING: register.text(WORKING).replace("first_handler: elder", "first_handler: desk")}, on=DAY)
    assert codes(judged(register)) == ["H903", "H908"]


def test_a_branch_the_base_does_not_know_is_judged_when_it_is_merged_in(register: GitRegister) -> None:
    register.git("checkout", "--quiet", "-b", "side")
    register.commit(
        with_event(
            register,
            ADDED.replace(
                "move: progress, by: mediator",
                "move: deliberate, by: secretary, eligible: 9, attended: 9, for: 9, against: 0, abstain: 0, resolution: 停机, published_on: 2025-10-15",
            ).replace(", what: 到场测了夜间噪声", ""),
        ),
        on=DAY,
        by="supervisor@qingtanling.example",
    )
    register.git("checkout", "--quiet", "-b", "branch", "main")
    register.git("merge", "--quiet", "--no-ff", "--no-edit", "side", on=DAY)
    assert "H909" in codes(judged(register))


def test_the_base_may_have_moved_on(register: GitRegister) -> None:
    register.git("checkout", "--quiet", "-b", "branch")
    register.commit(with_event(register), on=DAY)
    register.git("checkout", "--quiet", "main")
    register.commit({"cases/shimen/QTL-2025-0015.md": None}, on=DAY)
    register.git("tag", "--force", "base")
    register.git("checkout", "--quiet", "branch")
    done = judged(register)
    assert done.ahead == 1
    assert [change.id for change in done.changed.cases] == ["QTL-2025-0009"]


PHONE = "138" + "00138" + "000"


def test_personal_data_and_nothing_else_may_be_taken_out_of_the_past(register: GitRegister) -> None:
    closed = "cases/shimen/QTL-2025-0020.md"
    said = register.text(closed).replace("当场疏通排水沟", f"联系电话{PHONE}，当场疏通排水沟")
    register.commit({closed: said}, on=date(2025, 10, 14))
    register.git("tag", "--force", "base")
    register.commit({closed: said.replace(PHONE, "（已去掉）")}, on=DAY)
    assert codes(judged(register)) == ["H916", "H916"], "in an event and in the body"
    register.commit({closed: said.replace(PHONE, "（已去掉）").replace("当场疏通", "次日疏通")}, on=DAY)
    assert "H901" in codes(judged(register)) or "H904" in codes(judged(register))


def test_the_authors_address_counts_where_nobody_knows_the_committers(register: GitRegister) -> None:
    register.write(with_event(register))
    register.git("add", "--all")
    register.git(
        "commit",
        "--quiet",
        "--message",
        "x",
        "--author",
        "x <SUPERVISOR@qingtanling.example>",
        on=DAY,
        by="forge@qingtanling.example",
    )
    assert codes(judged(register)) == ["H909"]


def test_nothing_that_a_repository_configures_is_run(register: GitRegister, tmp_path: Path) -> None:
    ran = tmp_path / "ran"
    script = tmp_path / "script"
    script.write_text(f"#!/bin/sh\ntouch {ran}\ncat\n", encoding="utf-8")
    script.chmod(0o755)
    for name in (
        "core.fsmonitor",
        "diff.x.textconv",
        "diff.x.command",
        "filter.x.clean",
        "core.pager",
        "diff.external",
    ):
        register.git("config", name, str(script))
    for hook in ("post-checkout", "reference-transaction", "post-index-change"):
        target = register.folder / ".git/hooks" / hook
        target.parent.mkdir(exist_ok=True)
        shutil.copy(script, target)
    (register.folder / ".gitattributes").write_text("*.md diff=x filter=x\n", encoding="utf-8")
    ran.unlink(missing_ok=True)
    register.write(with_event(register))
    judged(register, None)
    assert not ran.exists()


def test_replaced_objects_are_not_believed(register: GitRegister) -> None:
    before = register.git("rev-parse", "base")
    spoiled = register.text(WORKING).replace("first_handler: elder", "first_handler: secretary")
    head = register.commit({WORKING: spoiled}, on=DAY)
    register.git("replace", head, before)
    assert codes(judged(register)) == ["H903"]


def test_a_hooks_surroundings_do_not_lead_elsewhere(register: GitRegister, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(os.environ, "GIT_DIR", "/nowhere")
    monkeypatch.setitem(os.environ, "GIT_INDEX_FILE", "/nowhere/index")
    register.write({WORKING: register.text(WORKING).replace("first_handler: elder", "first_handler: secretary")})
    assert codes(judged(register, None)) == ["H903"]


def test_a_repository_with_sha256_names_is_read(tmp_path: Path) -> None:
    register = GitRegister(tmp_path / "town")
    shutil.rmtree(register.folder / ".git")
    register.git("init", "--quiet", "--object-format=sha256", "--initial-branch=main")
    register.commit(dict(base_register()), on=date(2025, 10, 13))
    register.git("tag", "base")
    register.write(with_event(register))
    done = judged(register, None)
    assert codes(done) == []
    assert [change.id for change in done.changed.cases] == ["QTL-2025-0009"]


def test_a_link_in_the_place_of_a_case_hides_nothing(register: GitRegister) -> None:
    register.git("rm", "--quiet", WORKING)
    (register.folder / WORKING).symlink_to("/etc/hostname")
    for head in (None, "HEAD"):
        if head:
            register.git("add", "--all")
            register.git("commit", "--quiet", "--message", "x", on=DAY)
        found = {one.code for one in judged(register, head).checked.findings}
        assert {"F031", "H905"} <= found


def test_a_conflict_left_in_a_file_is_found(register: GitRegister) -> None:
    register.git("checkout", "--quiet", "-b", "branch")
    register.commit(with_event(register), on=DAY)
    register.git("checkout", "--quiet", "main")
    register.commit(with_event(register, ADDED.replace("夜间", "凌晨")), on=DAY)
    with pytest.raises(subprocess.CalledProcessError):
        register.git("merge", "--quiet", "--no-edit", "branch", on=DAY)
    assert "F005" in codes(judged(register, None))


@pytest.mark.parametrize(
    "data",
    [b"---\na: " + b"[" * 3000, b"---\na: &a [*a, *a]\n---\n", b"\xff\xfe", b"---\n" + b"a: b\n" * 200_000 + b"---\n"],
)
def test_a_hostile_file_in_a_commit_is_a_finding(register: GitRegister, data: bytes) -> None:
    register.commit({WORKING: data}, on=DAY)
    register.commit({WORKING: base_register()[WORKING]}, on=DAY)
    assert codes(judged(register)) == ["H914", "H913"] or codes(judged(register)) == ["H914"]


@pytest.mark.parametrize("head", ["HEAD", None])
def test_only_changed_finds_in_touched_records_what_the_whole_check_finds_there(
    register: GitRegister, head: str | None
) -> None:
    register.commit(
        {
            WORKING: register.text(WORKING).replace("done_when: 有双方签字的调解协议书", "done_when: 尽快解决"),
            "cases/visits/V-2025-0001.md": register.text("cases/visits/V-2025-0001.md").replace(
                "on: 2025-09-10", "on: 2025-12-10"
            ),
            "cases/shimen/QTL-2025-0010.md": register.text("cases/shimen/QTL-2025-0010.md").replace(
                "duplicates: QTL-2025-0004", "duplicates: QTL-2025-0009"
            ),
        },
        on=DAY,
    )
    whole, part = judged(register, head), judged(register, head, only_changed=True)
    touched = {change.after.path for change in whole.changed.cases if change.after} | {"cases/visits/V-2025-0001.md"}
    assert part.skipped > 0
    assert [f for f in part.checked.findings if f.place.path in touched] == [
        f for f in whole.checked.findings if f.place.path in touched
    ]
    assert len(touched) == 3
