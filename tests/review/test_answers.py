"""What is asked of a history that is not there, or not as expected, has a stated answer and an exit code."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY, Ran
from tests.review.conftest import WORKING, Town, codes, judged, progress, with_entry
from tests.rules.harness import base_register

Sidan = Callable[..., Ran]
AS_OF = ("--as-of", "2025-10-17")


@pytest.fixture
def ask(sidan: Sidan) -> Callable[..., Ran]:
    """`sidan check --base …` on a folder."""

    def run(folder: Path, *arguments: str) -> Ran:
        return sidan("-C", str(folder), "check", *arguments, *AS_OF)

    return run


def clone(register: Town, *options: str) -> Path:
    target = register.folder.parent / "clone"
    register.git("config", "uploadpack.allowFilter", "true")
    register.git("clone", "--quiet", *options, f"file://{register.folder}", str(target))
    return target


def test_a_revision_that_is_not_there_is_wrong_usage_and_says_what_to_type(
    register: Town, ask: Callable[..., Ran]
) -> None:
    for unknown in (
        "origin/nowhere",
        "--all",
        "-n1",
        "--output=/tmp/x",
        "HEAD..HEAD",
        "^HEAD",
        "HEAD:cases",
        "",
        "a\nb",
    ):
        ran = ask(register.folder, f"--base={unknown}")
        assert ran.code == 2, unknown
        assert "git fetch" in ran.err, unknown
        assert not ran.out
    assert ask(register.folder, "--base=base", "--head=nowhere").code == 2


def test_only_changed_and_head_without_base_are_wrong_usage(register: Town, ask: Callable[..., Ran]) -> None:
    assert ask(register.folder, "--only-changed").code == 2
    assert ask(register.folder, "--head=HEAD").code == 2


def test_a_folder_outside_git_is_told_so(tmp_path: Path, ask: Callable[..., Ran]) -> None:
    for path, data in base_register().items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(data)
    ran = ask(tmp_path, "--base=HEAD")
    assert ran.code == 3
    assert "git init" in ran.err


def test_a_machine_without_git_is_told_so(register: Town, tmp_path: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "site_builder", "-C", str(register.folder), "check", "--base=base"],
        env={"PATH": str(tmp_path), "PYTHONPATH": str(REPOSITORY), "PYTHONIOENCODING": "utf-8"},
        capture_output=True, check=False,
    )  # fmt: skip
    assert ran.returncode == 3
    assert "git is not installed" in ran.stderr.decode()


def test_nothing_committed_yet(tmp_path: Path, ask: Callable[..., Ran]) -> None:
    register = Town(tmp_path / "new")
    register.write(dict(base_register()))
    ran = ask(register.folder, "--base=HEAD")
    assert ran.code == 2


def test_an_unborn_branch_is_told_to_commit(register: Town, ask: Callable[..., Ran]) -> None:
    register.git("checkout", "--quiet", "--orphan", "new")
    ran = ask(register.folder, "--base=base")
    assert ran.code == 2
    assert "git commit" in ran.err


def test_a_shallow_clone_is_refused_and_told_to_fetch(register: Town, ask: Callable[..., Ran]) -> None:
    register.commit({WORKING: with_entry(register.text(WORKING), progress("到场"))})
    folder = clone(register, "--depth=1", "--no-single-branch")
    for base in ("HEAD", "HEAD~1"):
        ran = ask(folder, f"--base={base}")
        assert ran.code == 3
        assert "git fetch --unshallow" in ran.err
    ran = ask(folder, "--base=HEAD", "--only-changed")
    assert ran.code == 3


@pytest.mark.parametrize("missing", ["blob:none", "tree:0"])
def test_a_partial_clone_is_refused_and_told_to_fetch(register: Town, ask: Callable[..., Ran], missing: str) -> None:
    register.commit({WORKING: with_entry(register.text(WORKING), progress("到场"))})
    folder = clone(register, f"--filter={missing}")
    before = sorted(p.name for p in (folder / ".git/objects/pack").iterdir())
    ran = ask(folder, "--base=HEAD~1")
    assert ran.code == 3, ran.out
    assert "git fetch --refetch --no-filter" in ran.err
    assert before == sorted(p.name for p in (folder / ".git/objects/pack").iterdir()), "something was fetched"


def test_lines_without_a_common_history_are_refused(register: Town, ask: Callable[..., Ran]) -> None:
    register.git("checkout", "--quiet", "--orphan", "other")
    register.commit()
    ran = ask(register.folder, "--base=base", "--head=other")
    assert ran.code == 3
    assert "no common history" in ran.err


def test_a_base_without_a_register_makes_every_record_new(tmp_path: Path, ask: Callable[..., Ran]) -> None:
    register = Town(tmp_path / "town")
    register.commit({"README.txt": "空的"})
    register.git("tag", "base")
    register.commit(dict(base_register()))
    done = judged(register)
    assert codes(done) == []
    assert "H910" not in codes(done, "warning")
    assert len(done.changed.cases) == len([p for p in base_register() if p.startswith("cases/") and "visits" not in p])


def test_a_base_that_has_cases_but_no_people_is_not_an_empty_one(register: Town) -> None:
    people = register.text("people.yaml")
    register.commit({"people.yaml": None})
    register.git("tag", "--force", "base")
    register.commit(
        {"people.yaml": people, WORKING: register.text(WORKING).replace("2025-10-13, move", "2025-10-12, move")}
    )
    done = judged(register)
    assert codes(done) == ["H901"]
    assert "H913" in codes(done, "warning"), "nobody is told that the base's people could not judge"


def test_a_corrupt_repository_is_no_traceback(register: Town, ask: Callable[..., Ran]) -> None:
    register.commit({WORKING: with_entry(register.text(WORKING), progress("到场"))})
    tree = register.git("rev-parse", "HEAD^{tree}")
    (register.folder / ".git/objects" / tree[:2] / tree[2:]).unlink()
    ran = ask(register.folder, "--base=base")
    assert ran.code == 3
    assert "git fsck" in ran.err


def test_a_hooks_surroundings_do_not_turn_the_question_to_another_repository(
    register: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Town(tmp_path / "other")
    other.commit({"x": "y"})
    register.commit({WORKING: register.text(WORKING).replace("2025-10-13, move", "2025-10-12, move")})
    for name, value in {"GIT_DIR": ".git", "GIT_INDEX_FILE": "index", "GIT_WORK_TREE": "."}.items():
        monkeypatch.setenv(name, str(other.folder / value))
    monkeypatch.setenv("GIT_CONFIG_COUNT", "1")
    monkeypatch.setenv("GIT_CONFIG_KEY_0", "core.worktree")
    monkeypatch.setenv("GIT_CONFIG_VALUE_0", str(other.folder))
    assert codes(judged(register)) == ["H901"]


def test_a_repository_with_sha256_names(tmp_path: Path) -> None:
    folder = tmp_path / "town"
    folder.mkdir()
    subprocess.run(["git", "init", "-q", "--object-format=sha256", "-b", "main", str(folder)], check=True)
    register = Town(folder)
    register.commit(dict(base_register()))
    register.git("tag", "base")
    register.write({WORKING: with_entry(register.text(WORKING), progress("到场"))})
    done = judged(register, head=None)
    assert codes(done) == []
    assert [case.id for case in done.changed.cases] == ["QTL-2025-0009"]
    register.commit({WORKING: register.text(WORKING).replace("2025-10-13, move", "2025-10-12, move")})
    assert codes(judged(register)) == ["H901"]


def test_replaced_objects_and_grafts_change_nothing(register: Town) -> None:
    bad = register.commit({WORKING: register.text(WORKING).replace("2025-10-13, move", "2025-10-12, move")})
    register.git("checkout", "--quiet", "base")
    register.git("checkout", "--quiet", "-b", "good")
    good = register.commit({WORKING: with_entry(register.text(WORKING), progress("到场"))})
    register.git("replace", bad, good)
    (register.folder / ".git/info").mkdir(exist_ok=True)
    (register.folder / ".git/info/grafts").write_text(f"{bad}\n")
    assert codes(judged(register, head="main")) == ["H901"]


def test_nothing_that_a_repository_configures_is_run(register: Town, tmp_path: Path) -> None:
    ran = tmp_path / "ran"
    script = tmp_path / "script"
    script.write_text(f"#!/bin/sh\necho $0 $* >> {ran}\ncat\n")
    script.chmod(0o755)
    for name in ("core.fsmonitor", "diff.external", "diff.x.textconv", "diff.x.command", "filter.x.clean",
                 "filter.x.smudge", "filter.x.process", "core.pager", "pager.log", "core.sshCommand", "gpg.program",
                 "core.alternateRefsCommand", "core.editor", "credential.helper"):  # fmt: skip
        register.git("config", name, str(script))
    register.git("config", "log.showSignature", "true")
    register.git("config", "core.hooksPath", str(tmp_path))
    for hook in ("post-index-change", "reference-transaction", "post-checkout"):
        (tmp_path / hook).symlink_to(script)
    (register.folder / ".gitattributes").write_text("* diff=x\n")
    register.write({WORKING: register.text(WORKING).replace("2025-10-13, move", "2025-10-12, move")})
    assert codes(judged(register, head=None)) == ["H901"]
    judged(register, only_changed=True)
    assert not ran.exists(), ran.read_text()


def test_a_remote_command_of_a_partial_clone_is_not_run(register: Town, tmp_path: Path) -> None:
    register.commit({WORKING: with_entry(register.text(WORKING), progress("到场"))})
    folder = clone(register, "--filter=blob:none")
    ran = tmp_path / "ran"
    for name, value in {
        "remote.origin.url": f"ext::sh -c touch% {ran}", "protocol.ext.allow": "always", "protocol.allow": "always",
        "remote.origin.uploadpack": f"touch {ran};",
    }.items():  # fmt: skip
        register.git("-C", str(folder), "config", name, value)
    from site_builder.sources.git import HistoryMissing

    with pytest.raises(HistoryMissing):
        judged(register, base="HEAD~1", folder=folder)
    assert not ran.exists()


def test_settings_of_a_repository_hide_nothing(register: Town, tmp_path: Path) -> None:
    """A register in a folder of the repository, under settings that change what git shows."""
    nested = Town(tmp_path / "nested")
    nested.commit({f'乡镇/a "b"/{path}': data for path, data in base_register().items()})
    nested.git("tag", "base")
    for name, value in {
        "diff.relative": "true", "diff.ignoreSubmodules": "all", "diff.renames": "copies", "log.follow": "true",
        "log.diffMerges": "off", "log.showRoot": "false", "color.ui": "always", "i18n.logOutputEncoding": "UTF-16",
        "grep.patternType": "perl", "grep.fullName": "false", "log.date": "relative", "format.pretty": "oneline",
        "diff.noprefix": "true", "core.abbrev": "4", "log.abbrevCommit": "true", "notes.displayRef": "*",
    }.items():  # fmt: skip
        nested.git("config", name, value)
    folder = nested.folder / '乡镇/a "b"'
    path = f'乡镇/a "b"/{WORKING}'
    nested.commit({path: nested.text(path).replace("2025-10-13, move", "2025-10-12, move")})
    nested.commit({path: nested.text(path).replace("2025-10-12, move", "2025-10-13, move")})
    for only_changed in (False, True):
        assert codes(judged(nested, folder=folder, only_changed=only_changed)) == ["H901", "H901"]  # there and back


def test_other_files_of_the_repository_may_be_called_anything(register: Town) -> None:
    odd = {'a "quoted"\t.txt': "x", "换\n行": "x", ":100644 100644 0 0 M": "x", "\x01forged": "x", "-rf": "x"}
    register.commit({**odd, WORKING: register.text(WORKING).replace("2025-10-13, move", "2025-10-12, move")})
    register.commit(dict.fromkeys(odd, "y"))
    done = judged(register)
    assert codes(done) == ["H901"]
    assert done.commits == 2


def test_words_of_a_commit_cannot_forge_another(register: Town) -> None:
    forged = "\x01" + "0" * 40 + "\x00"[:0] + "\n:000000"
    register.git("config", "user.name", "x")
    register.commit({WORKING: register.text(WORKING).replace("2025-10-13, move", "2025-10-12, move")}, message=forged)
    assert codes(judged(register)) == ["H901"]


def test_a_register_may_stand_in_a_folder_that_the_base_did_not_have(tmp_path: Path) -> None:
    register = Town(tmp_path / "town")
    register.commit({"README.txt": "空的"})
    register.git("tag", "base")
    register.commit({f"town/{path}": data for path, data in base_register().items()})
    assert codes(judged(register, folder=register.folder / "town")) == []


def test_a_repository_of_another_user_is_told_what_to_type(register: Town, ask: Callable[..., Ran]) -> None:
    if os.getuid() != 0:
        pytest.skip("only root can give a folder to another user")
    os.chown(register.folder, 12345, 12345)
    os.chown(register.folder / ".git", 12345, 12345)
    ran = ask(register.folder, "--base=base")
    assert ran.code == 3
    assert "safe.directory" in ran.err
