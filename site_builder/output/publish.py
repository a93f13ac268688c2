"""Publish a site: the whole new one or the old one, whatever happens on the way.

Two trees lie beside the output folder, in `.<name>.sidan/`; the output folder itself is a link to one of
them. A build writes the other tree, verifies it, and turns the link in one step. Nothing is deleted that
an earlier build did not write: files of others are carried over. Source: design §8.

    site -> .site.sidan/a            the link a browser or web server follows
    .site.sidan/{a,b}/               the trees
    .site.sidan/{a,b}.json           what we wrote there, file by file
    .site.sidan/lock                 held while publishing

Only files that changed are written. The tree that is written is one generation older than the one that is shown, so
what changed the time before is copied from there. Several processes may write; the one that holds the lock begins
and ends.
"""

from __future__ import annotations

import errno
import fcntl
import hashlib
import os
import shutil
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from site_builder.output.manifest import Manifest, Row, forget, read_manifest, write_manifest
from site_builder.output.write import make_durable, sync_folder, unlink, write_file
from site_builder.render.page import File

TREES = ("a", "b")
_PART = ".sidan-part"


class OutputError(Exception):
    """The output folder could not be written; the site that was there is untouched. The text is one sentence."""


@dataclass(frozen=True, slots=True)
class Published:
    """What a publication did, in files. `foreign` are files of others that were kept."""

    written: int
    unchanged: int
    deleted: int
    foreign: int


def publish(files: Iterable[File], out: Path, force: bool = False) -> Published:
    """Replace the site in `out`; with `force` every file is written again.

    Raises OutputError, with the old site untouched, where that cannot be done.
    """
    with publication(out, force) as stage:
        stage.begin()
        for file in files:
            stage.add(file.path, stage.write(file))
        return stage.publish()


@contextmanager
def publication(out: Path, force: bool = False) -> Iterator[Stage]:
    """A stage to write a site on; where `publish` is not called at the end, the old site stays. Raises OutputError."""
    out = Path(os.path.abspath(out))
    store = out.parent / f".{out.name}.sidan"
    try:
        os.makedirs(store, exist_ok=True)
        with _locked(store / "lock"):
            yield Stage(out, store, force)
    except OSError as error:
        where = error.filename or out
        raise OutputError(f"{where}: {error.strerror or error}") from error


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            if error.errno in (errno.EWOULDBLOCK, errno.EACCES):
                raise OutputError("另一次生成正在进行，稍后再试 another publication is running") from None
            raise
        yield
    finally:
        os.close(descriptor)


class Stage:
    """The tree that is not shown, to be written file by file.

    `write` and `stands` may be called in forked processes; what they answer is given to `add` by the process that
    holds the lock, which calls `begin` before and `publish` after all of them.
    """

    def __init__(self, out: Path, store: Path, force: bool) -> None:
        self._out = out
        self._store = store
        self._force = force
        self._live = _live_tree(out, store)
        self._standby = "b" if self._live == "a" else "a"
        self._tree = os.fspath(store / self._standby)
        shown = read_manifest(store / f"{self._live}.json") if self._live else None
        self._shown = shown or Manifest()
        self._shown_sizes = _sizes(store / self._live) if self._live else {}
        self._by_key: dict[str, list[str]] = {key: [] for key in self._shown.empty}
        for path, row in self._shown.files.items():
            if row.key:
                self._by_key.setdefault(row.key, []).append(path)
        self._before: Manifest | None = None
        self._sizes: dict[str, int] = {}
        self._wanted: dict[str, Row] = {}
        self._folded: set[str] = set()
        self._changed: list[str] = []

    @property
    def stands_for(self) -> str:
        """What the site that is shown was made from, as it was told, where all its files are still there."""
        if self._force or any(self._shown_sizes.get(path) != row.size for path, row in self._shown.files.items()):
            return ""
        return self._shown.site

    @property
    def paths(self) -> frozenset[str]:
        """The files of the site: those that were put into the new one, or those that stand."""
        return frozenset(self._wanted or self._shown.files)

    def unchanged(self) -> Published:
        """The answer where the site is as it should be."""
        files = self._shown.files
        return Published(0, len(files), 0, sum(path not in files for path in self._shown_sizes))

    def begin(self) -> None:
        """From here on the tree is no longer what its manifest tells, until `publish` has written a new one."""
        manifest = self._store / f"{self._standby}.json"
        self._before = None if self._force else read_manifest(manifest)
        forget(manifest)
        if self._before is None:
            _remove_tree(self._store / self._standby)
        os.makedirs(self._tree, exist_ok=True)
        self._sizes = _sizes(Path(self._tree))

    def stands(self, key: str) -> list[tuple[str, tuple[Row, bool]]] | None:
        """The files that are shown and were made from this key, copied where the tree lacks them; None where they
        must be made. The second value of each says whether anything was written."""
        paths = self._by_key.get(key) if key and not self._force else None
        if paths is None:
            return None
        rows = [(path, self._standing(path)) for path in paths]
        return None if any(row is None for _, row in rows) else [(path, row) for path, row in rows if row is not None]

    def _standing(self, path: str) -> tuple[Row, bool] | None:
        row = self._shown.files[path]
        if self._shown_sizes.get(path) != row.size:
            return None
        if self._has(path, row):
            return row, False
        descriptor = os.open(self._store / str(self._live) / path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
        with os.fdopen(descriptor, "rb") as file:
            data = file.read()
        if hashlib.sha256(data).hexdigest() != row.digest:
            return None
        write_file(f"{self._tree}/{path}", data)
        return row, True

    def write(self, file: File, key: str = "") -> tuple[Row, bool]:
        """Write a file where it differs from what the tree has; the second value says whether it did."""
        path = PurePosixPath(file.path)
        if path.is_absolute() or ".." in path.parts or not path.parts:
            raise ValueError(f"not a path of a site: {file.path!r}")
        row = Row(hashlib.sha256(file.data).hexdigest(), len(file.data), key)
        if self._has(file.path, row):
            return row, False
        write_file(f"{self._tree}/{file.path}", file.data)
        return row, True

    def _has(self, path: str, row: Row) -> bool:
        before = self._before.files.get(path) if self._before else None
        return before is not None and before.digest == row.digest and self._sizes.get(path) == row.size

    def add(self, path: str, done: tuple[Row, bool]) -> None:
        """Put a file into the new site. Two whose paths differ in case alone are our own mistake."""
        row, was_written = done
        if path.casefold() in self._folded:
            raise ValueError(f"twice in a site: {path!r}")
        self._folded.add(path.casefold())
        self._wanted[path] = row
        if was_written:
            self._changed.append(path)

    def publish(self, site: str = "", empty: Iterable[str] = ()) -> Published:
        """Show the new site. `site` stands for all that it was made from, for `stands_for` of the next build; `empty`
        are the keys of what came to no file."""
        wanted, shown, tree = self._wanted, self._shown.files, Path(self._tree)
        foreign = self._foreign()
        for path in (self._before.files.keys() if self._before else set()) - wanted.keys():
            unlink(tree / path)
        kept = {path for _, path in foreign}
        for path in self._sizes.keys() - wanted.keys() - kept:
            unlink(tree / path)  # our copy of a file whose owner has taken it away
        for source, path in foreign:
            if path not in wanted:
                _copy(source, tree / path)
                self._changed.append(path)
        make_durable(tree, self._changed)
        write_manifest(self._store / f"{self._standby}.json", Manifest(wanted, site, tuple(empty)))
        _turn(self._out, self._store, self._standby)
        deleted = sorted(shown.keys() - wanted.keys())
        if self._live and deleted:
            self._withdraw(self._live, deleted)
        same = 0 if self._force else sum(path in shown and shown[path].digest == wanted[path].digest for path in wanted)
        return Published(len(wanted) - same, same, len(deleted), len(foreign))

    def _foreign(self) -> list[tuple[Path, str]]:
        """Files where the site is shown that no build of ours wrote; in the first one, those of a folder in its place."""
        shown = self._store / self._live if self._live else self._out
        own = self._shown.files if self._live else {}
        return [(shown / path, path) for path in sorted(_sizes(shown)) if path not in own]

    def _withdraw(self, former: str, deleted: list[str]) -> None:
        """Take what was removed from the former tree as well, so that withdrawn pages are not left on disk."""
        manifest = self._store / f"{former}.json"
        forget(manifest)
        for path in deleted:
            unlink(self._store / former / path)
        gone = set(deleted)
        kept = {path: row for path, row in self._shown.files.items() if path not in gone}
        write_manifest(manifest, Manifest(kept))


def _live_tree(out: Path, store: Path) -> str | None:
    """The tree the link points to; None where there is no link yet. Only FileNotFoundError means none."""
    try:
        status = os.lstat(out)
    except FileNotFoundError:
        return None
    if stat.S_ISLNK(status.st_mode):
        target = os.readlink(out)
        for tree in TREES:
            if target == f"{store.name}/{tree}":
                return tree
        raise OutputError(f"{out} 是指向别处的链接，换一个输出文件夹 is a link to somewhere else")
    if not stat.S_ISDIR(status.st_mode):
        raise OutputError(f"{out} 是文件，换一个输出文件夹 is a file")
    return None


def _remove_tree(tree: Path) -> None:
    """Clear the standby tree of a build that did not finish. It is never the live one, and all in it is ours."""
    try:
        os.lstat(tree)
    except FileNotFoundError:
        return
    shutil.rmtree(tree)


def _sizes(tree: Path) -> dict[str, int]:
    """Every file under a folder with its size; -1 for what is no regular file. Half-written ones are left out."""
    found: dict[str, int] = {}
    waiting = [""]
    while waiting:
        folder = waiting.pop()
        try:
            entries = os.scandir(tree / folder)
        except FileNotFoundError:
            continue
        with entries:
            for entry in entries:
                path = folder + entry.name
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(path + "/")
                elif not entry.name.endswith(_PART):
                    status = entry.stat(follow_symlinks=False)
                    found[path] = status.st_size if stat.S_ISREG(status.st_mode) else -1
    return found


def _copy(source: Path, target: Path) -> None:
    os.makedirs(target.parent, exist_ok=True)
    shutil.copy2(source, target, follow_symlinks=False)


def _turn(out: Path, store: Path, tree: str) -> None:
    """Point the output at the new tree, in one step. A real folder there is moved aside first, not deleted."""
    link = store / "link"
    try:
        os.unlink(link)
    except FileNotFoundError:
        pass
    os.symlink(f"{store.name}/{tree}", link)
    try:
        is_folder = stat.S_ISDIR(os.lstat(out).st_mode)
    except FileNotFoundError:
        is_folder = False
    if is_folder:
        _move_aside(out, store)
    os.replace(link, out)
    sync_folder(out.parent)


def _move_aside(out: Path, store: Path) -> None:
    try:
        os.rmdir(out)
    except OSError as error:
        if error.errno not in (errno.ENOTEMPTY, errno.EEXIST):
            raise
        number = 1
        while True:
            try:
                os.rename(out, store / f"before-{number}")
                return
            except OSError as taken:
                if taken.errno not in (errno.ENOTEMPTY, errno.EEXIST):
                    raise
                number += 1
