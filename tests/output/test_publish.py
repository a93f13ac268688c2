"""A publication leaves the old site or the new one, whatever happens; it deletes nothing it did not write."""

from __future__ import annotations

import errno
import multiprocessing
import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from site_builder.output import publish as publisher
from site_builder.output.publish import OutputError, publish
from site_builder.render.page import File

OLD = [File("index.html", b"old"), File("cases/a.html", b"old a"), File("cases/b.html", b"old b")]
NEW = [File("index.html", b"new"), File("cases/a.html", b"new a"), File("weeks/w.html", b"new w")]


def site(out: Path) -> dict[str, bytes]:
    return {p.relative_to(out).as_posix(): p.read_bytes() for p in sorted(out.rglob("*")) if p.is_file()}


def files(of: list[File]) -> dict[str, bytes]:
    return {file.path: file.data for file in of}


def test_a_site_is_written_changed_and_kept(tmp_path: Path) -> None:
    out = tmp_path / "site"
    assert publish(OLD, out).written == 3
    assert site(out) == files(OLD)
    done = publish(NEW, out)
    assert (done.deleted, site(out)) == (1, files(NEW))
    publish(NEW, out)
    assert publish(NEW, out).written == 0


def test_what_was_removed_is_nowhere_on_disk(tmp_path: Path) -> None:
    out = tmp_path / "site"
    publish(OLD, out)
    publish(NEW, out)
    assert not [p for p in tmp_path.rglob("*") if p.is_file() and p.read_bytes() == b"old b"]


def test_files_of_others_are_kept(tmp_path: Path) -> None:
    out = tmp_path / "site"
    out.mkdir()
    (out / "mine.txt").write_text("keep me")
    publish(OLD, out)
    (out / "cases/also-mine.txt").write_text("me too")
    for files_now in (NEW, OLD, NEW, NEW):
        publish(files_now, out)
        assert (out / "mine.txt").read_text() == "keep me"
        assert (out / "cases/also-mine.txt").read_text() == "me too"
    (out / "mine.txt").unlink()
    publish(OLD, out)
    publish(NEW, out)
    assert not (out / "mine.txt").exists()


def test_the_output_can_be_copied_as_a_folder(tmp_path: Path) -> None:
    publish(OLD, tmp_path / "site")
    assert os.path.isdir(tmp_path / "site")
    assert (tmp_path / "site" / "index.html").read_bytes() == b"old"


def test_a_file_or_a_strange_link_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    (tmp_path / "link").symlink_to(tmp_path)
    for name in ("file", "link"):
        with pytest.raises(OutputError):
            publish(OLD, tmp_path / name)
    assert (tmp_path / "file").read_text() == "x"


@pytest.mark.parametrize("path", ["../out.html", "/etc/x", "a/../../b", ""])
def test_no_path_leads_out_of_the_site(tmp_path: Path, path: str) -> None:
    with pytest.raises(ValueError):
        publish([File(path, b"x")], tmp_path / "site")


CALLS = ("open", "replace", "unlink", "makedirs", "symlink", "rename", "rmdir", "fsync", "readlink", "lstat", "sync")


class Killed(BaseException):
    """The machine went away."""


@pytest.fixture
def faults(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[int, BaseException | None], list[int]]]:
    """Let the n-th call to the system fail; n = 0 only counts them."""

    def arm(at: int, error: BaseException | None) -> list[int]:
        count = [0]

        def wrapped(real: Any) -> Any:
            def call(*args: Any, **kwargs: Any) -> Any:
                count[0] += 1
                if error is not None and count[0] == at:
                    raise error
                return real(*args, **kwargs)

            return call

        monkeypatch.undo()
        for name in CALLS:
            monkeypatch.setattr(publisher.os, name, wrapped(getattr(os, name)))
        return count

    yield arm
    monkeypatch.undo()


ERRORS = [Killed(), OSError(errno.ENOSPC, "full"), OSError(errno.EIO, "broken"), OSError(errno.EACCES, "refused")]


@pytest.mark.parametrize("error", ERRORS, ids=["kill", "ENOSPC", "EIO", "EACCES"])
def test_a_fault_at_any_point_leaves_a_whole_site(
    tmp_path: Path,
    faults: Callable[[int, BaseException | None], list[int]],
    monkeypatch: pytest.MonkeyPatch,
    error: BaseException,
) -> None:
    at = 0
    while True:
        at += 1
        out = tmp_path / str(at) / "site"
        out.parent.mkdir()
        publish(OLD, out)
        (out / "mine.txt").write_text("keep me")
        count = faults(at, error)
        try:
            publish(NEW, out)
        except (Killed, OutputError):
            pass
        monkeypatch.undo()
        now = site(out)
        assert now.pop("mine.txt") == b"keep me", at
        assert now in (files(OLD), files(NEW)), (at, now)
        publish(NEW, out)
        assert site(out) == {**files(NEW), "mine.txt": b"keep me"}, at
        if count[0] < at:
            break
    assert at > 25


def _race(out: str, number: int, answers: Any) -> None:
    try:
        publish([File(f"{n}.html", f"{number}".encode()) for n in range(60)], Path(out))
        answers.put("done")
    except OutputError:
        answers.put("refused")


def test_two_at_once_do_not_mix(tmp_path: Path) -> None:
    context = multiprocessing.get_context("fork")
    for turn in range(10):
        out = tmp_path / f"site{turn}"
        answers = context.Queue()
        racers = [context.Process(target=_race, args=(str(out), n, answers)) for n in (1, 2)]
        for racer in racers:
            racer.start()
        for racer in racers:
            racer.join(30)
        assert "done" in [answers.get(timeout=5), answers.get(timeout=5)]
        assert len(set(site(out).values())) == 1


def test_a_reader_never_meets_half_a_site(tmp_path: Path) -> None:
    out = tmp_path / "site"
    publish([File(f"{n}.html", b"0") for n in range(20)], out)
    seen: list[bool] = []
    stop = threading.Event()

    def read() -> None:
        while not stop.is_set():
            folder = os.open(out, os.O_RDONLY | os.O_DIRECTORY)
            try:
                pages = set()
                for n in (0, 19):
                    descriptor = os.open(f"{n}.html", os.O_RDONLY, dir_fd=folder)
                    pages.add(os.read(descriptor, 100))
                    os.close(descriptor)
                seen.append(len(pages) == 1)
            finally:
                os.close(folder)

    reader = threading.Thread(target=read)
    reader.start()
    for number in range(1, 12, 2):
        publish([File(f"{n}.html", str(number).encode()) for n in range(20)], out)
    stop.set()
    reader.join()
    assert seen
    assert seen.count(False) <= 1 + len(seen) // 100
