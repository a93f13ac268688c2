"""Publish a site: the whole new one or the old one, whatever happens on the way.

Two trees lie beside the output folder, in `.<name>.sidan/`; the output folder itself is a link to one of
them. A build writes the other tree, verifies it, and turns the link in one step. Nothing is deleted that
an earlier build did not write: files of others are carried over. Source: design §8.

    site -> .site.sidan/a            the link a browser or web server follows
    .site.sidan/{a,b}/               the trees
    .site.sidan/{a,b}.json           what we wrote there: path → SHA-256
    .site.sidan/lock                 held while publishing
"""

from __future__ import annotations

import errno
import fcntl
import hashlib
import json
import os
import shutil
import stat
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from site_builder.render.page import File

TREES = ("a", "b")


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
    """Replace the site in `out`; with `force` every file is written again. Raises OutputError, with the old site untouched, where that cannot be done."""
    wanted = _checked(files)
    out = Path(os.path.abspath(out))
    store = out.parent / f".{out.name}.sidan"
    try:
        os.makedirs(store, exist_ok=True)
        with _locked(store / "lock"):
            return _publish(wanted, out, store, force)
    except OSError as error:
        where = error.filename or out
        raise OutputError(f"{where}: {error.strerror or error}") from error


def _checked(files: Iterable[File]) -> dict[str, bytes]:
    """The files by path; a path that leaves the site, or two that differ in case alone, is our own mistake."""
    wanted: dict[str, bytes] = {}
    folded: set[str] = set()
    for file in files:
        path = PurePosixPath(file.path)
        if path.is_absolute() or ".." in path.parts or not path.parts or file.path.casefold() in folded:
            raise ValueError(f"not a path of a site: {file.path!r}")
        folded.add(file.path.casefold())
        wanted[file.path] = file.data
    return wanted


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


def _publish(wanted: dict[str, bytes], out: Path, store: Path, force: bool) -> Published:
    live = _live_tree(out, store)
    standby = "b" if live == "a" else "a"
    tree, manifest = store / standby, store / f"{standby}.json"
    hashes = {path: hashlib.sha256(data).hexdigest() for path, data in wanted.items()}
    before = _read_manifest(manifest)
    _forget(manifest)
    if before is None or force:
        _remove_tree(tree)
        before = {}
    os.makedirs(tree, exist_ok=True)
    live_files = _read_manifest(store / f"{live}.json") if live else {}
    foreign = list(_foreign(store / live, live_files or {})) if live else list(_adopted(out))
    written = _write_tree(tree, wanted, hashes, before)
    for path in before.keys() - wanted.keys():
        _unlink(tree / path)
    kept = {path for _, path in foreign}
    for full, path in list(_foreign(tree, {*before, *wanted})):
        if path not in kept:
            _unlink(full)  # our copy of a file whose owner has taken it away
    for source, path in foreign:
        if path not in wanted:
            _copy(source, tree / path)
    _sync_folders(tree)
    _write_file(manifest, json.dumps(hashes, indent=0, sort_keys=True).encode(), durable=True)
    _turn(out, store, standby)
    deleted = sorted((live_files or {}).keys() - wanted.keys())
    if live and deleted:
        _withdraw(store, live, live_files or {}, deleted)
    return Published(written, len(wanted) - written, len(deleted), len(foreign))


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


def _read_manifest(path: Path) -> dict[str, str] | None:
    """What we wrote into a tree, or None where that is not known (a build that did not finish)."""
    try:
        with open(path, encoding="utf-8") as file:
            loaded = json.load(file)
    except FileNotFoundError:
        return None
    except ValueError:
        return None
    return loaded if isinstance(loaded, dict) else None


def _forget(path: Path) -> None:
    try:
        os.unlink(path)
    except FileNotFoundError:
        return
    _sync_folder(path.parent)


def _remove_tree(tree: Path) -> None:
    """Clear the standby tree of a build that did not finish. It is never the live one, and all in it is ours."""
    try:
        os.lstat(tree)
    except FileNotFoundError:
        return
    shutil.rmtree(tree)


def _foreign(tree: Path, own: Collection[str]) -> Iterator[tuple[Path, str]]:
    """Files in the live tree that no build of ours wrote."""
    for folder, _, names in os.walk(tree):
        for name in sorted(names):
            full = Path(folder) / name
            path = full.relative_to(tree).as_posix()
            if path not in own and not name.endswith(".sidan-part"):
                yield full, path


def _adopted(out: Path) -> Iterator[tuple[Path, str]]:
    """Files in a real folder that stands where the link will be."""
    try:
        os.lstat(out)
    except FileNotFoundError:
        return
    yield from _foreign(out, {})


def _write_tree(tree: Path, wanted: dict[str, bytes], hashes: dict[str, str], before: dict[str, str]) -> int:
    written = 0
    for path, data in wanted.items():
        if before.get(path) == hashes[path] and _size(tree / path) == len(data):
            continue
        os.makedirs((tree / path).parent, exist_ok=True)
        _write_file(tree / path, data)
        written += 1
    return written


def _size(path: Path) -> int:
    try:
        status = os.lstat(path)
    except FileNotFoundError:
        return -1
    return status.st_size if stat.S_ISREG(status.st_mode) else -1


def _write_file(path: Path, data: bytes, durable: bool = False) -> None:
    """Write aside, then move into place, so that no reader ever meets half a file."""
    part = path.with_name(path.name + ".sidan-part")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC, 0o644)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        if durable:
            file.flush()
            os.fsync(file.fileno())
    os.replace(part, path)


def _copy(source: Path, target: Path) -> None:
    os.makedirs(target.parent, exist_ok=True)
    shutil.copy2(source, target, follow_symlinks=False)


def _unlink(path: Path) -> None:
    try:
        os.unlink(path)
    except FileNotFoundError:
        return
    try:
        os.rmdir(path.parent)
    except OSError as error:
        if error.errno not in (errno.ENOTEMPTY, errno.EEXIST):
            raise


def _sync_folders(tree: Path) -> None:
    """Everything written reaches the disk before the link is turned."""
    os.sync()
    _sync_folder(tree)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


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
    _sync_folder(out.parent)


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


def _withdraw(store: Path, tree: str, own: dict[str, str], deleted: list[str]) -> None:
    """Take what was removed from the former tree as well, so that withdrawn pages are not left on disk."""
    manifest = store / f"{tree}.json"
    _forget(manifest)
    for path in deleted:
        _unlink(store / tree / path)
    kept = {path: digest for path, digest in own.items() if path not in set(deleted)}
    _write_file(manifest, json.dumps(kept, indent=0, sort_keys=True).encode(), durable=True)
