"""A site built upon the last one is the site built from nothing, byte for byte, whatever was edited in between."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import pytest

from site_builder import making
from site_builder.cache.values import Damaged
from site_builder.checking import check, check_kept
from site_builder.output.publish import Published, publication
from site_builder.pipeline import build, build_into
from site_builder.verdicts.register import opened
from site_builder.views.audience import Audience
from site_builder.workers import WorkerDied, runner
from tests.cache.edits import DAY, Editor, small_register
from tests.conftest import REPOSITORY, Ran
from tests.support.repository import GitRegister

OFFICE = Audience("office")


@pytest.fixture
def town(tmp_path: Path, repository: Path) -> Path:
    return small_register(repository, tmp_path / "town")


def incremental(root: Path, work: Path, day: date, audience: Audience = OFFICE, jobs: int = 1) -> Published:
    """A build of a draft upon what is kept in `work`."""
    (work / "cache").mkdir(parents=True, exist_ok=True)
    with opened(root, work / "cache") as cabinet:
        while True:
            try:
                checked = check_kept(root, day, cabinet, runner(jobs))
                with publication(work / "site", str(audience)) as stage:
                    done = build_into(stage, checked, audience, "zh", True, runner(jobs))
                assert done is not None
                return done.published
            except Damaged as error:
                cabinet.forget(str(error))


def clean(root: Path, day: date, audience: Audience = OFFICE) -> dict[str, bytes]:
    """The same from nothing, in memory, in one process."""
    return {file.path: file.data for file in build(check(root, day), audience, "zh", draft=True).files}


def on_disk(work: Path) -> dict[str, bytes]:
    site = work / "site"
    return {path.relative_to(site).as_posix(): path.read_bytes() for path in site.rglob("*") if path.is_file()}


def assert_same(found: dict[str, bytes], wanted: dict[str, bytes], told: object) -> None:
    assert found.keys() == wanted.keys(), told
    assert [path for path in wanted if found[path] != wanted[path]] == [], told


def damage(cache: Path, chance: random.Random) -> str:
    files = sorted(path for path in cache.iterdir() if path.name != "lock")
    path = chance.choice(files)
    data = bytearray(path.read_bytes())
    data[chance.randrange(len(data))] ^= 0x55
    path.write_bytes(data)
    return f"damage in {path.suffix or path.name}"


MORE = int(os.environ.get("SIDAN_SEEDS", "1"))
"""How many sequences of edits are tried for each audience."""
AUDIENCES = (OFFICE, Audience("village", "baiguoshu"), Audience("board"))


@pytest.mark.parametrize("seed", range(MORE))
@pytest.mark.parametrize("audience", AUDIENCES, ids=str)
def test_after_any_edits_the_site_is_the_one_built_from_nothing(
    town: Path, tmp_path: Path, seed: int, audience: Audience
) -> None:
    editor = Editor(town, seed)
    done = []
    for _ in range(4):
        done += [editor.edit() for _ in range(editor.chance.choice([1, 2, 3]))]
        if editor.chance.random() < 0.15 and (tmp_path / "work/cache").is_dir():
            done.append(damage(tmp_path / "work/cache", editor.chance))
        incremental(town, tmp_path / "work", editor.day, audience)
        assert_same(on_disk(tmp_path / "work"), clean(town, editor.day, audience), done)


@pytest.mark.parametrize("seed", range(MORE))
def test_in_a_repository_too_whatever_is_saved_and_committed_between(town: Path, tmp_path: Path, seed: int) -> None:
    repository = GitRegister(town)
    editor = Editor(town, 100 + seed)
    done: list[str] = []
    for turn in ("commit", "edit", "edit", "commit", "edit"):
        if turn == "commit":
            repository.git("add", "--all")
            repository.git("commit", "--quiet", "--allow-empty", "--message", f"按会议改 {editor.a_case().stem}")
        else:
            done += [editor.edit() for _ in range(editor.chance.choice([1, 2]))]
        incremental(town, tmp_path / "work", editor.day)
        assert_same(on_disk(tmp_path / "work"), clean(town, editor.day), done)


@pytest.mark.parametrize("jobs", [3])
def test_any_number_of_processes_writes_the_same(
    town: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, jobs: int
) -> None:
    monkeypatch.setattr(making, "PIECE", 300 * jobs)
    monkeypatch.setattr(making, "FEW", 0)
    incremental(town, tmp_path / "work", DAY, jobs=jobs)
    assert_same(on_disk(tmp_path / "work"), clean(town, DAY), jobs)


def test_one_event_touches_few_pages(town: Path, tmp_path: Path) -> None:
    incremental(town, tmp_path / "work", DAY)
    editor = Editor(town, 1)
    done = editor.add_event()
    published = incremental(town, tmp_path / "work", DAY)
    assert_same(on_disk(tmp_path / "work"), clean(town, DAY), done)
    assert 0 < published.written < published.unchanged


def test_a_page_that_somebody_took_away_comes_back(town: Path, tmp_path: Path) -> None:
    incremental(town, tmp_path / "work", DAY)
    (tmp_path / "work/site/index.html").unlink()
    page = next((tmp_path / "work/site/cases").glob("QTL*.html"))
    page.write_bytes(b"spoilt")
    incremental(town, tmp_path / "work", DAY)
    assert_same(on_disk(tmp_path / "work"), clean(town, DAY), "")


def test_a_worker_that_dies_leaves_the_old_site(town: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    incremental(town, tmp_path / "work", DAY)
    before = on_disk(tmp_path / "work")
    Editor(town, 3).reword()
    monkeypatch.setattr(making, "FEW", 0)
    monkeypatch.setattr(making, "AHEAD", 0)
    monkeypatch.setattr(making, "PIECE", 150)
    render = making.render

    def dying(page, theme):  # type: ignore[no-untyped-def]
        if page.path == "index.html":
            os.kill(os.getpid(), signal.SIGKILL)
        return render(page, theme)

    monkeypatch.setattr(making, "render", dying)
    with pytest.raises(WorkerDied):
        incremental(town, tmp_path / "work", DAY, jobs=2)
    assert on_disk(tmp_path / "work") == before
    monkeypatch.undo()
    incremental(town, tmp_path / "work", DAY, jobs=2)
    assert_same(on_disk(tmp_path / "work"), clean(town, DAY), "")


def _interruptible() -> None:
    """A shell that starts something in the background has it ignore Ctrl-C."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


def test_a_build_that_is_stopped_leaves_the_old_site_and_no_process(
    town: Path, tmp_path: Path, sidan: Callable[..., Ran]
) -> None:
    out = tmp_path / "site"
    words = ("build", "--draft", "--as-of", str(DAY), "--out", str(out))
    assert sidan(*words, cwd=town).code == 0
    before = {path: path.read_bytes() for path in sorted(out.rglob("*.html"))}
    (town / "pyproject.toml").write_text('[tool.sidan]\nlocale = "en"\n', encoding="utf-8")
    for name in ("SIGINT", "SIGTERM", "SIGKILL"):
        _stopped(town, words, name)
        assert {path: path.read_bytes() for path in sorted(out.rglob("*.html"))} == before, name
    assert sidan(*words, cwd=town).code == 0


def _stopped(town: Path, words: Sequence[str], name: str) -> None:
    """A build by two processes that gets a signal while they work; none of them is left."""
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
    process = subprocess.Popen(
        [sys.executable, "-m", "site_builder", *words, "--jobs", "2"], cwd=town, env=environment,
        stderr=subprocess.PIPE, start_new_session=True, preexec_fn=_interruptible,
    )  # fmt: skip
    children: list[int] = []
    for _ in range(2000):
        children = _children(process.pid)
        if children or process.poll() is not None:
            break
        time.sleep(0.02)
    assert children
    if name == "SIGINT":
        os.killpg(process.pid, signal.SIGINT)
    else:
        process.send_signal(getattr(signal, name))
    _, said = process.communicate(timeout=60)
    assert b"Traceback" not in said, said.decode()
    if name == "SIGINT":
        assert process.returncode == 130
    for child in children:
        for _ in range(100):
            if not Path(f"/proc/{child}").exists():
                break
            time.sleep(0.1)
        assert not Path(f"/proc/{child}").exists()


def _children(pid: int) -> list[int]:
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def test_a_full_disk_leaves_the_old_site(town: Path, tmp_path: Path, sidan: Callable[..., Ran]) -> None:
    """On a disk of its own that is too small for a second tree."""
    disk = tmp_path / "disk"
    disk.mkdir()
    if subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=200m", "tmpfs", disk], check=False, capture_output=True
    ).returncode:
        pytest.skip("no disk of its own may be mounted here")
    try:
        words = ("build", "--draft", "--as-of", str(DAY), "--out", str(disk / "site"))
        assert sidan(*words, cwd=town).code == 0
        before = {path: path.read_bytes() for path in sorted((disk / "site").rglob("*.html"))}
        free = shutil.disk_usage(disk).free
        (disk / "ballast").write_bytes(b"x" * (free - 300_000))
        (town / "pyproject.toml").write_text('[tool.sidan]\nlocale = "en"\n', encoding="utf-8")
        full = sidan(*words, cwd=town)
        assert full.code == 3
        assert "No space left" in full.err
        assert {path: path.read_bytes() for path in sorted((disk / "site").rglob("*.html"))} == before
        (disk / "ballast").unlink()
        assert sidan(*words, cwd=town).code == 0
    finally:
        subprocess.run(["umount", "-l", disk], check=False)
