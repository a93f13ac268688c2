"""What was answered before is said again at once, as long as nothing that it was made from has changed."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from site_builder.cache import answers, program, stamps
from site_builder.cli import publishing, sidan
from tests.support.repository import GitRegister
from tests.support.town import GRIDS, PEOPLE, case_path, case_text

DAY = "2025-10-17"
CASE = case_path("QTL-2025-0001")
TEXT = case_text("QTL-2025-0001", body="两户都在场。")


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> GitRegister:
    """A register in git, of files that have lain still."""
    monkeypatch.setattr(stamps, "UNSETTLED", 0)
    monkeypatch.setenv("SIDAN_CACHE", str(tmp_path / "cache"))
    made = GitRegister(tmp_path / "office")
    made.write({"grids.yaml": GRIDS, "people.yaml": PEOPLE, CASE: TEXT, ".gitignore": "site\n.site.sidan/\n"})
    made.git("add", ".")
    made.git("commit", "--quiet", "-m", "first")
    return made


@pytest.fixture
def gone_into(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Each time that a register was read for a build or a check."""
    from site_builder.cli import checking, common

    times: list[str] = []
    for module, name in ((publishing, "with_register"), (checking, "read")):
        real = getattr(common, name)

        def counted(*words: object, real: Callable[..., object] = real, name: str = name) -> object:
            times.append(name)
            return real(*words)

        monkeypatch.setattr(module, name, counted)
    return times


def run(office: GitRegister, *words: str) -> Result:
    return CliRunner().invoke(sidan, ["-C", str(office.folder), *words, "--as-of", DAY])


def test_a_check_that_was_answered_is_answered_at_once(office: GitRegister, gone_into: list[str]) -> None:
    first = run(office, "check")
    assert run(office, "check").output == first.output
    assert len(gone_into) == 1
    assert run(office, "check", CASE).exit_code == first.exit_code
    assert run(office, "check", "--lang", "en").output != first.output
    assert len(gone_into) == 3


def test_what_is_wrong_is_said_each_time_with_the_same_code(office: GitRegister, gone_into: list[str]) -> None:
    office.write({CASE: TEXT.replace("kind: dispute", "kind: quarrel")})
    first = run(office, "check")
    again = run(office, "check")
    assert (again.exit_code, again.output) == (1, first.output)
    assert "错误[" in again.output
    assert len(gone_into) == 1


def edited(office: GitRegister) -> None:
    office.write({CASE: TEXT.replace("两户都在场", "两户不在场")})


def of_the_same_size_and_time(office: GitRegister) -> None:
    path = office.folder / CASE
    before = path.stat()
    path.write_text(TEXT.replace("两户都在场", "两户不在场"), encoding="utf-8")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def added(office: GitRegister) -> None:
    office.write({CASE.replace("0001", "0002"): TEXT.replace("0001", "0002")})


def removed(office: GitRegister) -> None:
    (office.folder / CASE).unlink()


def out_of_place(office: GitRegister) -> None:
    (office.folder / "cases/chachong/sub").mkdir()


def linked(office: GitRegister) -> None:
    (office.folder / "cases/chachong/QTL-2025-0003.md").symlink_to(office.folder / CASE)


def settings(office: GitRegister) -> None:
    office.write({"pyproject.toml": '[tool.sidan]\nlocale = "en"\n'})


def owners(office: GitRegister) -> None:
    office.write({".github/CODEOWNERS": "* nobody\n"})


CHANGES = [edited, of_the_same_size_and_time, added, removed, out_of_place, linked, settings, owners]


@pytest.mark.parametrize("change", CHANGES)
def test_whatever_changes_is_gone_into(
    office: GitRegister, gone_into: list[str], change: Callable[[GitRegister], None]
) -> None:
    run(office, "check")
    change(office)
    run(office, "check")
    assert len(gone_into) == 2


def test_a_file_written_in_this_moment_is_not_trusted(
    office: GitRegister, gone_into: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stamps, "UNSETTLED", 60_000_000_000)
    run(office, "check")
    run(office, "check")
    assert len(gone_into) == 2


def test_a_site_that_stands_is_told_at_once(office: GitRegister, gone_into: list[str]) -> None:
    first = run(office, "build")
    assert "0 未变 unchanged" in first.output
    again = run(office, "build")
    assert "0 写入 written" in again.output
    assert "0 未变" not in again.output
    assert len(gone_into) == 1
    run(office, "build", "--force")
    run(office, "build", "--audience", "board", "--out", str(office.folder / "site-board"))
    assert len(gone_into) == 3
    office.git("commit", "--quiet", "--allow-empty", "-m", "second")
    run(office, "build")
    assert len(gone_into) == 4


def overwritten(site: Path) -> None:
    page = site / "index.html"
    page.write_bytes(page.read_bytes()[::-1])


def taken_away(site: Path) -> None:
    (site / "index.html").unlink()


def put_there(site: Path) -> None:
    (site / "notes.txt").write_text("mine", encoding="utf-8")


def broken_off(site: Path) -> None:
    (site.parent / ".site.sidan" / "b.dirty.json").write_text("[]", encoding="utf-8")


def pointed_elsewhere(site: Path) -> None:
    site.unlink()
    site.symlink_to(".site.sidan/b")


@pytest.mark.parametrize("harm", [overwritten, taken_away, put_there, broken_off, pointed_elsewhere])
def test_a_site_that_somebody_touched_is_gone_into(
    office: GitRegister, gone_into: list[str], harm: Callable[[Path], None]
) -> None:
    run(office, "build")
    harm(office.folder / "site")
    run(office, "build")
    assert len(gone_into) == 2


def test_a_link_beside_the_records_or_another_program_makes_it_void(
    office: GitRegister, gone_into: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    run(office, "check")
    monkeypatch.setattr(program, "__version__", "another")
    program.program.cache_clear()
    run(office, "check")
    assert len(gone_into) == 2
    (office.folder / "themes").symlink_to(tmp_path)
    run(office, "check")
    run(office, "check")
    assert len(gone_into) == 4
    monkeypatch.undo()
    program.program.cache_clear()


@pytest.mark.parametrize("damage", [b"", b"{}", b"[1]", b'{"stands_for": "00"}', b"\xff"])
def test_a_damaged_answer_is_none(office: GitRegister, gone_into: list[str], tmp_path: Path, damage: bytes) -> None:
    run(office, "check")
    (kept,) = (tmp_path / "cache").glob("*/answer-*")
    kept.write_bytes(damage)
    assert answers.kept_answer(kept.parent, ("x",), b"") is None
    assert run(office, "check").exit_code == 0
    assert len(gone_into) == 2
