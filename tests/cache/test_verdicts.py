"""What was judged before and kept says what judging anew would say, whatever has been done to the files meanwhile."""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from site_builder.cache import stamps
from site_builder.cache.ledger import read_ledger
from site_builder.checking import check, check_kept
from site_builder.rules.checked import Checked
from site_builder.verdicts import register as verdicts
from site_builder.verdicts.groups import groups
from site_builder.verdicts.register import Changed, opened
from site_builder.workers import WorkerDied, runner
from tests.cache.edits import DAY, Editor, small_register
from tests.conftest import Ran


@pytest.fixture
def town(tmp_path: Path, repository: Path) -> Path:
    return small_register(repository, tmp_path / "town")


def kept(root: Path, cache: Path, day: object = DAY, jobs: int = 1) -> tuple[Checked, str]:
    cache.mkdir(exist_ok=True)
    with opened(root, cache) as cabinet:
        return check_kept(root, DAY if day is DAY else day, cabinet, runner(jobs)), cabinet.note  # type: ignore[arg-type]


def same(one: Checked, other: Checked) -> None:
    assert one.findings == other.findings
    assert one.waived == other.waived
    assert (one.cases, one.errors) == (other.cases, other.errors)
    assert sorted(one.unread) == sorted(other.unread)


@pytest.mark.parametrize("seed", range(4))
def test_after_any_edits_the_findings_are_those_of_judging_anew(town: Path, tmp_path: Path, seed: int) -> None:
    editor = Editor(town, seed)
    done = []
    for _ in range(8):
        done.append(editor.edit())
        checked, _ = kept(town, tmp_path / "cache", editor.day)
        fresh = check(town, editor.day)
        assert checked.findings == fresh.findings, done
        same(checked, fresh)


def test_nothing_is_judged_again_that_has_not_changed(
    town: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stamps, "UNSETTLED", 0)
    kept(town, tmp_path / "cache")
    judged: list[str] = []
    judge = verdicts.judge

    def counted(sources, court):  # type: ignore[no-untyped-def]
        judged.extend(source.path for source in sources)
        return judge(sources, court)

    monkeypatch.setattr(verdicts, "judge", counted)
    kept(town, tmp_path / "cache")
    assert judged == []
    alone = town / "cases/baiguoshu/QTL-2025-0001.md"
    alone = alone if alone.exists() else sorted((town / "cases/baiguoshu").glob("QTL*.md"))[0]
    alone.write_text(alone.read_text(encoding="utf-8") + "\n又记一笔。\n", encoding="utf-8")
    kept(town, tmp_path / "cache")
    assert str(alone.relative_to(town)) in judged
    assert len(judged) < 8


@pytest.mark.parametrize("jobs", [1, 2, 3])
def test_any_number_of_processes_finds_the_same(
    town: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, jobs: int
) -> None:
    monkeypatch.setattr(verdicts, "PIECE", jobs * 3)
    monkeypatch.setattr(verdicts, "FEW", 0)
    same(kept(town, tmp_path / "cache", jobs=jobs)[0], check(town, DAY))


@pytest.mark.parametrize("seed", range(8))
def test_a_damaged_cache_is_made_anew_with_a_note(
    town: Path, tmp_path: Path, sidan: Callable[..., Ran], seed: int
) -> None:
    chance = random.Random(seed)
    cache = tmp_path / "cache"
    first = sidan("check", "--as-of", str(DAY), cwd=town, SIDAN_CACHE=str(cache))
    files = sorted(path for path in cache.rglob("*") if path.is_file() and path.name != "lock")
    assert files
    path = chance.choice(files)
    data = bytearray(path.read_bytes())
    match seed % 4:
        case 0:
            path.write_bytes(data[: chance.randrange(len(data))])
        case 1:
            data[chance.randrange(len(data))] ^= 0xFF
            path.write_bytes(data)
        case 2:
            path.unlink()
        case 3:
            path.write_bytes(b"sidan-cache-0 of another version\n" + bytes(data))
    case = sorted((town / "cases/baiguoshu").glob("QTL*.md"))[0]
    case.write_text(case.read_text(encoding="utf-8") + "\n电话 13912345678。\n", encoding="utf-8")
    again = sidan("check", "--as-of", str(DAY), cwd=town, SIDAN_CACHE=str(cache))
    assert "Traceback" not in again.err
    assert "S802" in again.out
    assert again.out.count("\n") > first.out.count("\n")
    once_more = sidan("check", "--as-of", str(DAY), cwd=town, SIDAN_CACHE=str(cache))
    assert once_more.out == again.out
    assert "made anew" not in once_more.err


def test_a_cache_of_another_program_is_not_used(town: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept(town, tmp_path / "cache")
    monkeypatch.setattr("site_builder.checking.program", lambda: b"another")
    judged: list[int] = []
    judge = verdicts.judge
    monkeypatch.setattr(verdicts, "judge", lambda sources, court: judged.append(len(sources)) or judge(sources, court))
    kept(town, tmp_path / "cache")
    assert sum(judged) == sum(1 for _ in (town / "cases").rglob("*.md"))


def test_a_cache_that_cannot_be_written_is_done_without(town: Path, tmp_path: Path, sidan: Callable[..., Ran]) -> None:
    (tmp_path / "file").write_text("no folder")
    done = sidan("check", "--as-of", str(DAY), cwd=town, SIDAN_CACHE=str(tmp_path / "file"))
    assert done.code in (0, 1)
    assert "Traceback" not in done.err


def test_a_full_disk_costs_the_cache_alone(town: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(verdicts, "write_ledger", full)
    checked, note = kept(town, tmp_path / "cache")
    same(checked, check(town, DAY))
    assert "No space left" in note


def test_two_processes_do_not_disturb_each_other(town: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    kept(town, cache)
    with opened(town, cache) as one:
        shutil.copy(sorted((town / "cases/baiguoshu").glob("QTL*.md"))[0], town / "cases/baiguoshu/QTL-2025-9000.md")
        kept(town, cache)
        for path in cache.glob("*.pack"):
            path.unlink()
        checked = check_kept(town, DAY, one, runner(1))
        assert checked.register is not None
        assert [case.events for case in checked.register.cases] == [
            case.events for case in (check(town, DAY).register or checked.register).cases
        ]


def test_a_clock_set_back_is_noticed(town: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that seems to be of the future is read each time: a change of it could bear the same time."""
    case = sorted((town / "cases/baiguoshu").glob("QTL*.md"))[0]
    before = case.stat()
    monkeypatch.setattr(stamps, "now", lambda: before.st_ctime_ns - 10**12)
    monkeypatch.setattr(verdicts, "now", stamps.now)
    kept(town, tmp_path / "cache")
    text = case.read_text(encoding="utf-8")
    case.write_text(text.replace("。", "，", 1), encoding="utf-8")
    os.utime(case, ns=(before.st_atime_ns, before.st_mtime_ns))
    case.write_text(case.read_text(encoding="utf-8") + "13912345678", encoding="utf-8")
    checked, _ = kept(town, tmp_path / "cache")
    assert any(one.code == "S802" for one in checked.findings)


def test_a_file_that_changes_while_it_is_read_ends_the_run(
    town: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = sorted((town / "cases/baiguoshu").glob("QTL*.md"))[0]
    look = verdicts.groups

    def meanwhile(words):  # type: ignore[no-untyped-def]
        case.write_text(case.read_text(encoding="utf-8") + "\n改。\n", encoding="utf-8")
        return look(words)

    monkeypatch.setattr(verdicts, "groups", meanwhile)
    with pytest.raises(Changed):
        kept(town, tmp_path / "cache")
    monkeypatch.undo()
    same(kept(town, tmp_path / "cache")[0], check(town, DAY))


def test_a_worker_that_dies_ends_the_run_and_the_next_is_right(
    town: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verdicts, "PIECE", 3)
    monkeypatch.setattr(verdicts, "FEW", 0)
    judge = verdicts.judge

    def dying(sources, court):  # type: ignore[no-untyped-def]
        if any("0001" in source.path for source in sources):
            os.kill(os.getpid(), 9)
        return judge(sources, court)

    monkeypatch.setattr(verdicts, "judge", dying)
    with pytest.raises(WorkerDied):
        kept(town, tmp_path / "cache", jobs=2)
    monkeypatch.undo()
    same(kept(town, tmp_path / "cache", jobs=2)[0], check(town, DAY))


def test_records_that_name_each_other_are_one_group() -> None:
    words = {"cases/a/A-1.md": ["A-1", "B-1"], "cases/a/B-1.md": ["B-1"], "cases/a/C-1.md": ["C-1", "D-9"],
             "cases/b/E-1.md": ["B-1"], "cases/b/C-1.md": ["X"]}  # fmt: skip
    assert sorted(groups(words)) == [
        ("cases/a/A-1.md", "cases/a/B-1.md", "cases/b/E-1.md"),
        ("cases/a/C-1.md", "cases/b/C-1.md"),
    ]
    assert list(groups({**words, "cases/b/2025-0001.md": []})) == [(*words, "cases/b/2025-0001.md")]


def test_the_packs_of_many_checks_are_put_together(
    town: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verdicts, "MANY", 3)
    editor = Editor(town, 9)
    for _ in range(6):
        done = editor.edit()
        checked, _ = kept(town, tmp_path / "cache", editor.day)
        same(checked, check(town, editor.day))
        named = read_ledger(tmp_path / "cache", lambda names: None)["packs"]
        assert len(named) <= 3 + 1, done
