"""Many new files at once: all of them or none, whatever happens on the way; never over a file that is there.

Each file is a link to one that was set aside, so that what is taken away after a crash is certainly ours. How readers
see it is in `sources/unfinished.py`.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from site_builder.sources.unfinished import DONE, JOURNAL, STAGE, entries, is_same
from site_builder.writers.replace_file import NotWritten


def create_files(root: Path, files: Sequence[tuple[str, bytes]]) -> None:
    """Make these files; paths are relative to `root`, with forward slashes.

    Raises NotWritten, with nothing changed, where one is there already or cannot be written, or another import runs.
    """
    try:
        with _stage(root) as stage:
            _set_aside(stage, files)
            try:
                _place(root, stage, files)
            except BaseException:
                _take_away(root, stage)
                raise
            os.rename(stage / JOURNAL, stage / DONE)
            _synced(stage)
            _clear(stage)
    except OSError as error:
        raise NotWritten(
            str(error.filename or root), f"写不了，{error.strerror} cannot be written: {error.strerror}"
        ) from error


def recover(root: Path) -> bool:
    """Take away what an import that did not end has left; True where there was something.

    Raises NotWritten where one is running, or its leavings cannot be removed.
    """
    stage = root / STAGE
    if not os.path.lexists(stage):
        return False
    try:
        with _locked(stage):
            _take_away(root, stage)
            os.rmdir(stage)
    except OSError as error:
        raise NotWritten(STAGE, f"清理不了，{error.strerror} cannot be cleared: {error.strerror}") from error
    return True


@contextmanager
def _stage(root: Path) -> Iterator[Path]:
    """A folder of our own beside the records, held against other imports."""
    stage = root / STAGE
    try:
        os.mkdir(stage, 0o700)
    except FileExistsError:
        raise NotWritten(STAGE, "另一次转入正在进行 another import is running") from None
    with _locked(stage):
        try:
            yield stage
        finally:
            with suppress(OSError):  # what could not be cleared is left for the next import
                os.rmdir(stage)


@contextmanager
def _locked(stage: Path) -> Iterator[None]:
    descriptor = os.open(stage, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise NotWritten(STAGE, "另一次转入正在进行 another import is running") from None
        yield
    finally:
        os.close(descriptor)


def _set_aside(stage: Path, files: Sequence[tuple[str, bytes]]) -> None:
    """The files under numbers, and the journal that says where each goes, all on the disk before the first is placed."""
    try:
        for number, (_, data) in enumerate(files):
            _write(stage / str(number), data)
        journal = "".join(f"{number} {path}\n" for number, (path, _) in enumerate(files))
        os.sync()
        _write(stage / f"{JOURNAL}.new", journal.encode("utf-8"))
        _synced(stage / f"{JOURNAL}.new")
        os.rename(stage / f"{JOURNAL}.new", stage / JOURNAL)
        _synced(stage)
    except BaseException:
        _clear(stage)
        raise


def _place(root: Path, stage: Path, files: Sequence[tuple[str, bytes]]) -> None:
    folders = dict.fromkeys(path.rpartition("/")[0] for path, _ in files)
    for folder in folders:
        _make_folder(root, folder)
    for number, (path, _) in enumerate(files):
        try:
            os.link(stage / str(number), root / path, follow_symlinks=False)
        except FileExistsError:
            raise NotWritten(path, "已经有这个文件 there is such a file already") from None
    for folder in folders:
        _synced(root / folder)


def _make_folder(root: Path, folder: str) -> None:
    """The folder and those above it, none of them a link that leads elsewhere."""
    here = root
    for part in folder.split("/"):
        here = here / part
        with suppress(FileExistsError):
            os.mkdir(here)
        if here.is_symlink():
            raise NotWritten(folder, "是链接，不往里写 is a link; nothing is written through it")


def _take_away(root: Path, stage: Path) -> None:
    """What the journal names goes out of the register, where it is still the file that was set aside."""
    try:
        journal = (stage / JOURNAL).read_text(encoding="utf-8")
    except FileNotFoundError:
        journal = ""
    placed = [path for name, path in entries(journal) if is_same(root, name, path)]
    for path in placed:
        os.unlink(root / path)
    for folder in dict.fromkeys(path.rpartition("/")[0] for path in placed):
        _synced(root / folder)
        with suppress(OSError):  # a folder that was there before holds other files
            os.rmdir(root / folder)
    _clear(stage)


def _clear(stage: Path) -> None:
    """The journal goes last: until then a crash can be taken back."""
    names = sorted(os.listdir(stage), key=lambda name: name in (JOURNAL, DONE))
    for name in names:
        os.unlink(stage / name)


def _write(path: Path, data: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o644)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)


def _synced(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write_apart(files: Iterable[tuple[Path, bytes, int]]) -> None:
    """Files outside the register (a report, a key), with their modes, each whole; never over one that is there."""
    made: list[Path] = []
    try:
        for path, data, mode in files:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, mode)
            made.append(path)
            with os.fdopen(descriptor, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
    except OSError as error:
        for path in made:
            path.unlink(missing_ok=True)
        raise NotWritten(
            str(error.filename), f"写不了，{error.strerror} cannot be written: {error.strerror}"
        ) from error
