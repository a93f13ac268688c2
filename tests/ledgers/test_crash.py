"""All records of an import or none: at whatever call the machine stops, and whatever call fails."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from site_builder.sources.folder import read_folder
from site_builder.sources.unfinished import STAGE
from site_builder.writers import create_files as module
from site_builder.writers.create_files import create_files, recover
from site_builder.writers.replace_file import NotWritten

FILES = [
    (f"cases/{village}/QTL-2025-00{n:02}.md", f"{village} {n}".encode())
    for n, village in enumerate(("shimen", "chachong", "shimen"), 1)
]
CALLS = ("mkdir", "open", "sync", "fsync", "rename", "link", "unlink", "rmdir", "listdir", "close", "lstat")


_OPEN = os.open


class Crash(BaseException):
    """The machine stops here."""


class Machine:
    """Counts the calls that touch the disk and stops, or fails, at one of them."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, at: int, error: type[BaseException]) -> None:
        self.calls, self.at, self.error = 0, at, error
        self.opened: list[int] = []
        for name in CALLS:
            monkeypatch.setattr(module.os, name, self._counted(getattr(os, name)))

    def _counted(self, call: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*arguments: Any, **options: Any) -> Any:
            self.calls += 1
            stopped = self.calls > self.at and self.error is Crash
            if self.calls == self.at or stopped:
                raise self.error(5, "Input/output error", "disk") if self.error is OSError else self.error()
            done = call(*arguments, **options)
            if call is _OPEN:
                self.opened.append(done)
            return done

        return counted

    def gone(self) -> None:
        """What the kernel does when a process is gone: its files are closed, and with them its locks."""
        for descriptor in self.opened:
            with suppress(OSError):
                os.close(descriptor)


def seen(root: Path) -> dict[str, bytes]:
    """The records that a reader of the register sees."""
    files = read_folder(root)
    return {source.path: source.data for source in files.cases}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "cases/shimen").mkdir(parents=True)
    (tmp_path / "cases/shimen/QTL-2025-0099.md").write_bytes(b"was there")
    return tmp_path


BEFORE = {"cases/shimen/QTL-2025-0099.md": b"was there"}
AFTER = {**BEFORE, **dict(FILES)}


def calls(root: Path) -> int:
    with pytest.MonkeyPatch.context() as patch:
        machine = Machine(patch, 0, OSError)
        create_files(root, FILES)
    return machine.calls


POINTS = range(1, 90)
"""More than there are calls."""


def test_they_are_all_there_and_nothing_else_is_left(root: Path) -> None:
    assert calls(root) < POINTS[-1]
    assert seen(root) == AFTER
    assert sorted(p.name for p in root.iterdir()) == ["cases"]


@pytest.mark.parametrize("at", POINTS)
def test_where_the_machine_stops_a_reader_sees_all_or_none(root: Path, at: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        machine = Machine(patch, at, Crash)
        with suppress(Crash):
            create_files(root, FILES)
    machine.gone()
    assert seen(root) in (BEFORE, AFTER)
    whole = seen(root) == AFTER
    recover(root)
    assert seen(root) == (AFTER if whole else BEFORE)
    assert sorted(p.name for p in root.iterdir()) == ["cases"]
    if not whole:
        create_files(root, FILES)
    assert seen(root) == AFTER


@pytest.mark.parametrize("at", POINTS)
def test_where_a_call_fails_nothing_is_left_or_the_next_import_clears_it(root: Path, at: int) -> None:
    failed = False
    with pytest.MonkeyPatch.context() as patch:
        machine = Machine(patch, at, OSError)
        try:
            create_files(root, FILES)
        except NotWritten:
            failed = True
    machine.gone()
    assert seen(root) in ((BEFORE, AFTER) if failed else (AFTER,))
    recover(root)
    assert seen(root) in (BEFORE, AFTER)
    assert sorted(p.name for p in root.iterdir()) == ["cases"]


def test_a_second_import_waits_its_turn(root: Path) -> None:
    with module._stage(root):
        with pytest.raises(NotWritten, match="另一次转入"):
            create_files(root, FILES)
        with pytest.raises(NotWritten, match="另一次转入"):
            recover(root)
    assert seen(root) == BEFORE


def test_a_file_of_that_name_stops_it_and_stays(root: Path) -> None:
    (root / FILES[-1][0]).write_bytes(b"somebody's")
    with pytest.raises(NotWritten):
        create_files(root, FILES)
    assert seen(root) == {**BEFORE, FILES[-1][0]: b"somebody's"}
    assert not (root / STAGE).exists()


def test_recovering_takes_away_only_what_was_set_aside(root: Path) -> None:
    """A journal that names somebody's file, or one outside, is not obeyed."""
    (root / STAGE).mkdir()
    (root / STAGE / "0").write_bytes(b"x")
    (root / "outside").write_bytes(b"x")
    (root / STAGE / "journal").write_text(
        "0 cases/shimen/QTL-2025-0099.md\n1 ../outside\n0 outside\nx y\n", encoding="utf-8"
    )
    assert seen(root) == BEFORE
    assert recover(root)
    assert seen(root) == BEFORE
    assert (root / "outside").exists()
