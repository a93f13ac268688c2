"""One folder a site lies in: which files are ours, which are others', and changing ours with a journal."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from site_builder.output.manifest import (
    JOURNAL_ENDING,
    Manifest,
    Row,
    end_journal,
    read_journal,
    read_manifest,
    write_journal,
    write_manifest,
)
from site_builder.output.write import make_folder, move, remove_empty, sync_folder, sync_folders, unlink

STORE_INSIDE = ".sidan"
"""The store's name where it must lie in the site's own folder."""


class Entry(NamedTuple):
    """What lies at a path: its kind (`stat.S_IFMT`), size and time."""

    kind: int
    size: int
    time: int


_MOVED = Entry(stat.S_IFREG, -1, 0)
"""A file that was moved into its place a moment ago."""


class Tree:
    """A folder, and what our manifest says of it.

    `files` are ours as they were written; `own` also has what a broken-off change had touched and what we copied.
    """

    def __init__(self, folder: str, store: str, name: str) -> None:
        self.folder = folder
        self.name = name
        self._store = store
        self.manifest_path = os.path.join(store, f"{name}.json")
        self._journal = os.path.join(store, name + JOURNAL_ENDING)
        told = read_manifest(self.manifest_path)
        self.is_known = told is not None
        self.manifest = told or Manifest()
        touched = read_journal(self._journal)
        self.touched: set[str] = set(touched)
        self.files: dict[str, Row] = {path: row for path, row in self.manifest.files.items() if path not in touched}
        self.own: set[str] = {*self.manifest.files, *touched, *self.manifest.copies}
        self.entries: dict[str, Entry] = {}
        self.folders: set[str] = set()

    def look(self) -> None:
        """Read what lies in the folder."""
        self.entries, self.folders = scan(self.folder)

    def has(self, path: str, row: Row) -> bool:
        """Whether a file is there as the row says, by our manifest and its size."""
        known = self.files.get(path)
        entry = self.entries.get(path)
        return known is not None and known.digest == row.digest and entry is not None and _is(entry, row)

    @property
    def is_whole(self) -> bool:
        """Whether all our files are there."""
        entries = self.entries
        return not self.touched and all(path in entries and _is(entries[path], row) for path, row in self.files.items())

    @property
    def foreign(self) -> dict[str, Entry]:
        """What others put here, our copies of that among them."""
        ours = self.manifest.files
        return {path: entry for path, entry in self.entries.items() if path not in ours and path not in self.touched}

    def make(self) -> None:
        """Make the folder where it is not there. It has a manifest before it is: one without has unknown files."""
        if not self.is_known:
            write_manifest(self.manifest_path, Manifest())
            self.is_known = True
        make_folder(self.folder)

    def change(self, manifest: Manifest, parts: Mapping[str, str], gone: Collection[str]) -> int:
        """Move the parts (by path, in this order) into their places and delete what is ours and gone; then the manifest
        is the new one. The number of files of others that had to be moved aside.

        Broken off at any point, all touched names are known to be ours, and what was not touched is as it was.
        """
        if not parts and not gone and not self.touched and manifest == self.manifest:
            return 0
        touched = self.touched | parts.keys() | set(gone)
        write_journal(self._journal, touched)
        self.touched = touched
        aside = 0
        for path, part in parts.items():
            aside += self._clear_the_way(path)
            move(part, os.path.join(self.folder, path))
            self.entries.setdefault(path, _MOVED)
        for path in gone:
            self._delete(path)
        sync_folders(self.folder, touched)
        write_manifest(self.manifest_path, manifest)
        end_journal(self._journal)
        self.manifest, self.files, self.touched = manifest, dict(manifest.files), set()
        self.own = {*manifest.files, *manifest.copies}
        return aside

    def _delete(self, path: str) -> None:
        """Delete a file of ours; a folder or link of somebody else in the way to it is left alone."""
        if path in self.folders or any(above in self.entries for above in above(path)):
            return
        full = os.path.join(self.folder, path)
        unlink(full)
        remove_empty(os.path.dirname(full), self.folder)

    def _clear_the_way(self, path: str) -> int:
        """Move aside what is not ours and lies where a file of ours, or a folder on the way to it, must be."""
        for at in (*above(path), path):
            entry = self.entries.get(at)
            if entry is None and not (at == path and at in self.folders):
                continue
            if at in self.own and entry is not None:
                if at != path:
                    unlink(os.path.join(self.folder, at))
                    del self.entries[at]
                    self.folders.add(at)
                continue
            for ours in [own for own in self.own if own.startswith(at + "/")]:
                self._delete(ours)
            if entry is None and _is_removed(os.path.join(self.folder, at)):
                continue
            self.set_aside(at)
            return 1
        return 0

    def set_aside(self, path: str) -> None:
        """Keep what lies at a path in the store, where it is not shown."""
        set_aside(os.path.join(self.folder, path) if path else self.folder, self._store)
        below = path + "/" if path else ""
        self.entries = {at: e for at, e in self.entries.items() if at != path and not at.startswith(below)}
        self.folders = {at for at in self.folders if at != path and not at.startswith(below)}


def set_aside(path: str, store: str) -> None:
    """Move a file or folder into `aside/N/` of the store: kept, and shown to nobody."""
    aside = os.path.join(store, "aside")
    make_folder(aside)
    number = 1
    while True:
        try:
            os.mkdir(os.path.join(aside, str(number)))
            break
        except FileExistsError:
            number += 1
    kept = os.path.join(aside, str(number))
    os.rename(path, os.path.join(kept, os.path.basename(path)))
    sync_folder(kept)
    sync_folder(aside)


def scan(root: str) -> tuple[dict[str, Entry], set[str]]:
    """What is no folder, and the folders, by path from the root; links are not followed."""
    entries: dict[str, Entry] = {}
    folders: set[str] = set()
    waiting = [""]
    while waiting:
        folder = waiting.pop()
        try:
            listed = os.scandir(os.path.join(root, folder))
        except FileNotFoundError:
            continue
        with listed:
            for one in listed:
                path = folder + one.name
                if one.is_dir(follow_symlinks=False):
                    if path != STORE_INSIDE:
                        folders.add(path)
                        waiting.append(path + "/")
                else:
                    status = one.stat(follow_symlinks=False)
                    entries[path] = Entry(stat.S_IFMT(status.st_mode), status.st_size, status.st_mtime_ns)
    return entries, folders


def above(path: str) -> Iterator[str]:
    """The folders on the way to a path, the outermost first."""
    at = path.find("/")
    while at >= 0:
        yield path[:at]
        at = path.find("/", at + 1)


def _is_removed(folder: str) -> bool:
    """Whether a folder is gone: it was empty, or not there."""
    try:
        os.rmdir(folder)
    except FileNotFoundError:
        return True
    except OSError as error:
        if error.errno in (errno.ENOTEMPTY, errno.EEXIST):
            return False
        raise
    return True


def _is(entry: Entry, row: Row) -> bool:
    return entry.kind == stat.S_IFREG and entry.size == row.size
