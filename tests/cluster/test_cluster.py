"""Pages made by processes that were not forked for it: the same site, whoever makes it and whoever dies."""

from __future__ import annotations

import json
import multiprocessing
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from site_builder import cluster
from site_builder.checking import check, check_kept
from site_builder.cli.build import command
from site_builder.making import Progress
from site_builder.output.hand import NotHeld
from site_builder.output.publish import Published, publication
from site_builder.pipeline import build, build_into, edition_of, theme_of
from site_builder.render.page import File
from site_builder.verdicts.register import opened
from site_builder.views.audience import Audience
from site_builder.workers import Run, on_executor, runner
from tests.cache.edits import DAY, small_register

pytest.importorskip("distributed")
BOARD = Audience("board")
OFFICE = Audience("office")
CASES = 5
"""So many cases, for each process reads them all."""


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory, repository: Path) -> Path:
    root = small_register(repository, tmp_path_factory.mktemp("cluster") / "town")
    for path in sorted(path for path in root.glob("cases/*/*.md") if path.parent.name != "visits")[CASES:]:
        path.unlink()
    return root


def built(town: Path, out: Path, run: Run, progress: Progress | None = None) -> Published:
    with opened(town, None) as cabinet:
        checked = check_kept(town, DAY, cabinet, runner(1))
        with publication(out, "office") as stage:
            done = build_into(stage, checked, OFFICE, "zh", True, run, progress, cluster.elsewhere)
    assert done is not None
    return done.published


@pytest.fixture(scope="module")
def alone(town: Path) -> dict[str, bytes]:
    """The same site made in memory, by one process."""
    return {file.path: file.data for file in build(check(town, DAY), OFFICE, "zh", draft=True).files}


def on_disk(site: Path) -> dict[str, bytes]:
    return {path.relative_to(site).as_posix(): path.read_bytes() for path in site.rglob("*") if path.is_file()}


class Counting(ProcessPoolExecutor):
    submitted = 0

    def submit(self, *given: Any, **more: Any) -> Any:
        self.submitted += 1
        return super().submit(*given, **more)


def test_any_executor_writes_the_same(town: Path, alone: dict[str, bytes], tmp_path: Path) -> None:
    with Counting(1, multiprocessing.get_context("spawn")) as pool:
        built(town, tmp_path / "site", on_executor(pool))
    assert pool.submitted > 1
    assert on_disk(tmp_path / "site") == alone


@pytest.fixture
def workers(tmp_path: Path) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """A real scheduler and two worker processes, reached by the loopback address alone."""
    place = tmp_path / "scheduler.json"
    surroundings = {**os.environ, "PYTHONPATH": str(Path(cluster.__file__).parent.parent)}
    common = ["--host", "127.0.0.1", "--no-dashboard", "--scheduler-file", str(place)]
    commands = [["scheduler", "--port", "0"], *[["worker", "--no-nanny", "--nthreads", "1"]] * 2]
    with open(tmp_path / "log", "wb") as log:
        running = [
            subprocess.Popen([sys.executable, "-m", "dask", *words, *common], env=surroundings, stdout=log, stderr=log)
            for words in commands
        ]
        try:
            while not place.exists() or place.stat().st_size == 0:
                assert running[0].poll() is None, (tmp_path / "log").read_text()
                time.sleep(0.05)
            yield json.loads(place.read_text())["address"], running[1:]
        finally:
            for process in running:
                process.kill()
                process.wait()


def test_a_worker_killed_half_way_costs_time_only(
    town: Path, alone: dict[str, bytes], tmp_path: Path, workers: tuple[str, list[subprocess.Popen[bytes]]]
) -> None:
    address, processes = workers

    def kill(done: int, total: int) -> None:
        if done < total and processes[0].poll() is None:
            processes[0].kill()
            processes[0].wait()

    with cluster.scheduler(address) as run:
        built(town, tmp_path / "site", run, kill)
    assert processes[0].poll() is not None and processes[1].poll() is None
    assert on_disk(tmp_path / "site") == alone
    assert not [path for path in (tmp_path / ".site.sidan").iterdir() if "hand" in path.name]


def test_who_sees_another_register_does_not_help(town: Path, tmp_path: Path) -> None:
    with opened(town, None) as cabinet, publication(tmp_path / "site", "board") as stage:
        checked = check_kept(town, DAY, cabinet, runner(1))
        shown = edition_of(checked, BOARD, "zh", True)
        again = cluster.elsewhere(checked, shown, theme_of(checked, shown), stage.hand())
        again()
        older = replace(checked, kept=replace(checked.kept, blobs={**checked.kept.blobs, "cases/a.md": "1"}))  # type: ignore[type-var]
        again = cluster.elsewhere(older, shown, theme_of(checked, shown), stage.hand())
        with pytest.raises(cluster.NoCluster, match=r"does not see the same: 事项 records$"):
            again()


def test_who_comes_back_too_late_writes_nothing(tmp_path: Path) -> None:
    with publication(tmp_path / "site", "board") as stage:
        stage.begin()
        former, hand = stage.hand(), stage.hand()
        with pytest.raises(NotHeld):
            former.write(File("a.txt", b"late"))
        stage.add("a.txt", hand.write(File("a.txt", b"right")))
        stage.publish()
        with pytest.raises(NotHeld):
            hand.write(File("a.txt", b"late"))
    assert on_disk(tmp_path / "site") == {"a.txt": b"right"}


def test_without_a_scheduler_the_old_site_stays(town: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "CONNECT", 0.2)
    (tmp_path / "site").mkdir()
    (tmp_path / "site/index.html").write_text("old")

    def said(address: str, code: int) -> str:
        ran = CliRunner().invoke(
            command, ["--draft", "--out", str(tmp_path / "site"), "--as-of", str(DAY), "--scheduler", address],
            obj=town,
        )  # fmt: skip
        assert (ran.exit_code, on_disk(tmp_path / "site")) == (code, {"index.html": b"old"}), ran.output
        return ran.output

    assert "the scheduler cannot be reached" in said("tcp://127.0.0.1:9", 3)
    assert "tcp://10.0.0.5:8786" in said("127.0.0.1:9", 2)
    monkeypatch.setitem(sys.modules, "distributed", None)
    assert "sidan[cluster]" in said("tcp://127.0.0.1:9", 3)
