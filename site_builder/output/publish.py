"""Publish a site: the whole new one or the old one, whatever happens on the way.

What is new is made aside, looked through, and moved into the tree that is not shown; then the link is turned in one
step (`place`). Nothing is deleted that an earlier build did not write: files of others are carried over. Only files that
changed are written. The tree that is written is one generation older than the one that is shown, so what changed the
time before is copied from there. Several processes may write; the one that holds the lock begins and ends.
Source: design §8.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from site_builder.output.hand import Hand, check_path, hold, part_of, take_back
from site_builder.output.manifest import Manifest, Row
from site_builder.output.place import Place, locked, settled, store_for
from site_builder.output.problem import Fault, OutputError, Refused
from site_builder.output.standing import mark_of
from site_builder.output.tree import Entry, Tree, above, scan, set_aside
from site_builder.output.verify import Gate, Look
from site_builder.output.write import copy, make_folder, read_file, sync_files, sync_folder, unlink, write_part
from site_builder.render.page import File
from site_builder.workers import Run, runner

PIECE = 500
"""So many files are looked through by one process at a time."""
MANY_FOREIGN = 1000
"""A folder with more files of others than this was not meant to become a site."""
_RECORDS = ("cases", "themes", ".git", ".githooks")
"""Folders of a register that no site may take the place of, nor lie in."""
_PART = re.compile(r"[0-9a-f]{40}")


@dataclass(frozen=True, slots=True)
class Published:
    """What a publication did, in files. `foreign` are those of others that were kept, `aside` is how many of them were
    in the way and lie in the store now; `in_place` where the site could not be replaced in one step."""

    written: int
    unchanged: int
    deleted: int
    foreign: tuple[str, ...] = ()
    aside: int = 0
    in_place: bool = False


def publish(
    files: Iterable[File], out: Path, audience: str, force: bool = False, register: Path | None = None
) -> Published:
    """Replace the site in `out`; with `force` every file is written again.

    Raises OutputError, with the old site untouched, where that cannot be done.
    """
    with publication(out, audience, force, register) as stage:
        stage.begin()
        for file in files:
            stage.add(file.path, stage.write(file))
        return stage.publish()


@contextmanager
def publication(out: Path, audience: str, force: bool = False, register: Path | None = None) -> Iterator[Stage]:
    """A stage to write a site on; where `publish` is not called at the end, the old site stays.

    A folder that the register lies in cannot become a site. Raises OutputError.
    """
    full = os.path.abspath(out)
    try:
        _keep_clear(full, register)
        store = store_for(full)
        with locked(store):
            stage = Stage(settled(full, store, audience), force)
            try:
                yield stage
            finally:
                stage.leave()
    except OSError as error:
        where = error.filename or out
        raise OutputError(f"{where}: {error.strerror or error}") from error


def _keep_clear(out: str, register: Path | None) -> None:
    """Raises OutputError where the output would take the place of records."""
    if register is None:
        return
    root, target = os.path.realpath(register), os.path.realpath(out)
    within = os.path.relpath(target, root).split(os.sep)[0]
    if os.path.commonpath([root, target]) == target or within in _RECORDS:
        raise OutputError(f"{out} 里有登记簿的文件，换一个输出文件夹 holds files of the register; name another folder")


class Stage:
    """A site being made, file by file.

    `write` and `stands` may be called in other processes; what they answer is given to `add` by the process that
    holds the lock, which calls `begin` before and `publish` after all of them.
    """

    def __init__(self, place: Place, force: bool) -> None:
        self._place = place
        self._force = force
        self._parts = os.path.join(place.store, "parts")
        live, self._tree = place.trees()
        self._shown = live if live is not None and live.is_known else None
        self._unknown = live if live is not None and not live.is_known else None
        if place.is_in_place and self._unknown is not None:
            raise OutputError(
                f"{place.store} 的清单坏了，不知道哪些文件是本程序写的；把 {place.out} 移走再生成 "
                f"the manifest there is damaged, so that our files are not known; move {place.out} away and build again"
            )
        self._others = self._found()
        shown = self._shown.manifest if self._shown else Manifest()
        self._files = self._shown.files if self._shown else {}
        self._by_key: dict[str, list[str]] = {key: [] for key in shown.empty}
        for path, row in self._files.items():
            if row.key:
                self._by_key.setdefault(row.key, []).append(path)
        self._wanted: dict[str, Row] = {}
        self._folded: set[str] = set()
        self._written: dict[str, None] = {}
        self._lasting: set[str] = set()
        if self._shown is not None and self._tree is not self._shown and self._tree.is_known:
            _purge(self._tree, self._shown)

    def _found(self) -> dict[str, Entry]:
        """What others put where the site is shown; in the first one, those of a folder in its place. Nothing is taken
        over from a tree of which it is not known what is ours."""
        if self._unknown is not None:
            return {}
        if self._shown is not None:
            self._shown.look()
            found, folders = self._shown.foreign, self._shown.folders
            if self._shown.own:
                return found
        else:
            found, folders = scan(self._place.out)
        if ".git" in folders or len(found) > MANY_FOREIGN or {"grids.yaml", "people.yaml"} & found.keys():
            raise OutputError(
                f"{self._place.out} 里是别的文件（登记簿、仓库或者很多），换一个输出文件夹 "
                f"holds a register, a repository or many files of others; name another folder"
            )
        return found

    @property
    def out(self) -> str:
        """The folder where the site is shown."""
        return self._place.out

    @property
    def stands_for(self) -> str:
        """What the site that is shown was made from, as it was told, where all its files are still there."""
        if self._force or self._shown is None or not self._shown.is_whole:
            return ""
        return self._shown.manifest.site

    @property
    def paths(self) -> frozenset[str]:
        """The files of the site: those that were put into the new one, or those that stand."""
        return frozenset(self._wanted or self._files)

    def unchanged(self) -> Published:
        """The answer where the site is as it should be."""
        return Published(0, len(self._files), 0, tuple(sorted(self._others)), 0, self._place.is_in_place)

    def mark(self) -> tuple[str, ...]:
        """By what to know later that the site which is shown still stands (`standing.stands`)."""
        tree = self._tree if self._wanted else self._shown
        if tree is None or self._place.is_in_place or tree.manifest.copies:
            return ()
        return mark_of(tree.manifest_path, tree.files, sum(row.size for row in tree.files.values()))

    def begin(self) -> None:
        """Make room for what will be written; neither tree is touched before `publish`."""
        make_folder(self._parts)
        self._clear()
        self._tree.look()
        if not self._tree.is_known and self._tree.entries:
            set_aside(self._tree.folder, self._place.store)
            self._tree.look()
        self._tree.make()

    def leave(self) -> None:
        """What was made and not published is of no use; where it cannot be deleted, the next build does."""
        try:
            take_back(self._place.store)
            self._clear()
        except OSError:
            pass

    def _clear(self) -> None:
        try:
            names = os.listdir(self._parts)
        except FileNotFoundError:
            return
        for name in names:
            if _PART.fullmatch(name):
                unlink(os.path.join(self._parts, name))

    def stands(self, key: str) -> list[tuple[str, tuple[Row, bool]]] | None:
        """The files that are shown and were made from this key, copied where the tree lacks them; None where they
        must be made. The second value of each says whether anything was written."""
        paths = self._by_key.get(key) if key and not self._force else None
        if paths is None:
            return None
        rows = [(path, self._standing(path)) for path in paths]
        return None if any(row is None for _, row in rows) else [(path, row) for path, row in rows if row is not None]

    def _standing(self, path: str) -> tuple[Row, bool] | None:
        assert self._shown is not None
        row = self._files[path]
        if not self._shown.has(path, row):
            return None
        if self._tree.has(path, row):
            return row, False
        data = read_file(os.path.join(self._shown.folder, path))
        if hashlib.sha256(data).hexdigest() != row.digest:
            return None
        write_part(self._part(path), data)
        return row, True

    def hand(self) -> Hand:
        """What a process that is not forked from this one writes with, until the site is published or given up."""
        return hold(self._place.store, self._parts)

    def write(self, file: File) -> tuple[Row, bool]:
        """Write a file where it differs from what the tree has; the second value says whether it did."""
        check_path(file.path)
        row = Row(hashlib.sha256(file.data).hexdigest(), len(file.data))
        if not self._force and self._tree.has(file.path, row):
            return row, False
        write_part(self._part(file.path), file.data)
        return row, True

    def _part(self, path: str) -> str:
        return part_of(self._parts, path)

    def add(self, path: str, done: tuple[Row, bool], lasting: bool = False) -> None:
        """Put a file into the new site; a lasting one has a name that tells its content. Two whose paths differ in case
        alone are our own mistake."""
        row, was_written = done
        if path.casefold() in self._folded:
            raise ValueError(f"twice in a site: {path!r}")
        self._folded.add(path.casefold())
        self._wanted[path] = row
        if was_written:
            self._written[path] = None
        if lasting:
            self._lasting.add(path)

    def publish(
        self, site: str = "", empty: Iterable[str] = (), gate: Gate | None = None, narrows: bool = False,
        run: Run | None = None,
    ) -> Published:  # fmt: skip
        """Show the new site. `site` stands for all that it was made from, for `stands_for` of the next build; `empty`
        are the keys of what came to no file. Where the site `narrows` what may be seen, or a page is gone, nothing of
        the one before that differs is left on the disk.

        Raises Refused where it is not whole or does not get past the gate.
        """
        take_back(self._place.store)
        former = self._keep_former()
        carried = self._carried()
        parts = {path: self._part(path) for path in sorted(self._written, key=partial(_turn_of, self._lasting))}
        faults = self._faults(gate, parts, run or runner(1))
        if faults:
            raise Refused(tuple(sorted(faults)))
        deleted = sorted(self._files.keys() - self._wanted.keys())
        narrows = narrows or any(path.endswith(".html") for path in deleted)
        manifest = Manifest(
            self._wanted, site, tuple(empty), tuple(sorted(carried)), tuple(sorted(self._lasting)), former,
            gate.key if gate else "", narrows,
        )  # fmt: skip
        sync_files(list(parts.values()), self._parts)
        sync_folder(self._parts)
        gone = sorted(self._tree.own - self._wanted.keys() - carried.keys())
        kept = self._files
        same = 0 if self._force else sum(p in kept and kept[p].digest == row.digest for p, row in self._wanted.items())
        aside = self._strangers(carried)
        aside += self._tree.change(manifest, {**self._copied(carried), **parts}, gone)
        if not self._place.is_in_place:
            self._place.turn(self._tree)
            if self._unknown is not None:
                set_aside(self._unknown.folder, self._place.store)
                aside += 1
            elif self._shown is not None:
                _purge(self._shown, self._tree)
        foreign = tuple(sorted(self._others.keys() - self._wanted.keys()))
        return Published(len(self._wanted) - same, same, len(deleted), foreign, aside, self._place.is_in_place)

    def _keep_former(self) -> tuple[str, ...]:
        """Assets stay for one generation of assets more, so that a page somebody has open still finds its own."""
        if self._shown is None:
            return ()
        told = self._shown.manifest
        replaced = set(told.lasting) - self._wanted.keys()
        former = []
        for path in sorted(replaced or set(told.former) - self._wanted.keys()):
            standing = self._standing(path) if path in self._files else None
            if standing is not None:
                self.add(path, standing)
                former.append(path)
        return tuple(former)

    def _carried(self) -> dict[str, Entry]:
        """What others put where the site is shown and the new tree shall have too: files and links that are in nobody's
        way. Other things stay where they are."""
        if self._place.is_in_place:
            return {}
        folders = {folder for path in self._wanted for folder in above(path)}
        return {
            path: entry for path, entry in self._others.items()
            if entry.kind in (stat.S_IFREG, stat.S_IFLNK) and path not in self._wanted and path not in folders
            and not any(folder in self._wanted for folder in above(path))
        }  # fmt: skip

    def _copied(self, carried: dict[str, Entry]) -> dict[str, str]:
        """Copies of these, as far as the tree has not the same; the part of each by path."""
        source = self._shown.folder if self._shown else self._place.out
        parts = {
            path: self._part(path) for path, entry in carried.items()
            if self._tree.entries.get(path) != entry or entry.kind == stat.S_IFLNK
        }  # fmt: skip
        for path, part in parts.items():
            copy(os.path.join(source, path), part)
        return parts

    def _strangers(self, carried: dict[str, Entry]) -> int:
        """Move aside what is in the tree, is not ours, and was not where the site is shown: it was shown to nobody, and
        shall not be now. How many there were."""
        if self._place.is_in_place:
            return 0
        unknown = self._tree.entries.keys() - self._tree.own - self._wanted.keys() - carried.keys()
        for path in sorted(unknown):
            self._tree.set_aside(path)
        return len(unknown)

    def _faults(self, gate: Gate | None, parts: dict[str, str], run: Run) -> list[Fault]:
        """Read what is new as it lies on the disk; where a file is gone, every page that may link to it too."""
        is_same_gate = gate is not None and self._shown is not None and self._shown.manifest.gate == gate.key
        kept = self._files if is_same_gate else {}
        ungated = {path for path, row in self._wanted.items() if path not in kept or kept[path].digest != row.digest}
        linking = parts.keys() if self._files.keys() <= self._wanted.keys() else self._wanted.keys()
        pages = {path for path in linking if path.endswith(".html")}
        paths = sorted(parts.keys() | pages | (ungated if gate else set()))
        places = {path: parts.get(path) or os.path.join(self._tree.folder, path) for path in paths}
        names = frozenset(self._wanted.keys() | self._others.keys())
        look = Look(places, self._wanted, names, frozenset(parts), pages, gate, ungated)
        found = run(look, [paths[at : at + PIECE] for at in range(0, len(paths), PIECE)])
        return [fault for faults in found for fault in faults]


def _turn_of(lasting: Collection[str], path: str) -> tuple[int, str]:
    """In which order files are replaced where that is done one by one: what pages need, pages, lists, the home page."""
    if path in lasting or not path.endswith(".html"):
        return 0, path
    if "/" in path:
        return 1, path
    return (3 if path == "index.html" else 2), path


def _purge(former: Tree, shown: Tree) -> None:
    """Take from the former tree what the one that is shown has no more, so that it is not left on the disk; where that
    one narrows what may be seen, also what it has otherwise."""
    gone = set(former.touched)
    for path, row in former.files.items():
        now = shown.files.get(path)
        if now is None or (shown.manifest.narrows and now.digest != row.digest):
            gone.add(path)
    if gone:
        former.look()
        kept = {path: row for path, row in former.files.items() if path not in gone}
        former.change(Manifest(kept, copies=former.manifest.copies), {}, sorted(gone))
