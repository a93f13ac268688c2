"""The folders of sites: for whom, how they are replaced, what is left of a broken build, and what a server gives out."""

from __future__ import annotations

import fcntl
import os
import stat
from collections.abc import Iterator
from pathlib import Path

from site_builder.doctor.sign import Sign
from site_builder.output.place import MARKER, Place, read_marker, store_of
from site_builder.output.problem import OutputError
from site_builder.output.tree import Tree

FEW = 5
"""So many names are told."""
Values = dict[str, str | int]


def site(out: Path) -> Iterator[Sign]:
    """How an output folder is. Nothing is written there."""
    full = os.path.abspath(out)
    values: Values = {"out": str(out)}
    try:
        store = store_of(full)
        audience, mechanism = read_marker(os.path.join(store, MARKER))
        values |= {"store": store, "audience": audience}
        if _is_locked(store):
            yield Sign("site_busy", "note", values)
            return
        yield from _trees(Place(full, store, audience, mechanism), values)
        yield from _modes(store, values)
        if os.path.lexists(os.path.join(store, "aside")):
            yield Sign("site_aside", "note", values)
    except FileNotFoundError:
        if os.path.lexists(full):
            yield Sign("site_unmarked", "wrong", values | {"store": store_of(full)})
        else:
            yield Sign("no_site", "note")
    except OutputError as problem:
        yield Sign("site_strange", "wrong", values | {"reason": str(problem)})
    except OSError as error:
        yield Sign("root_gone", "wrong", {"root": str(error.filename or out), "reason": str(error.strerror)})


def _trees(place: Place, values: Values) -> Iterator[Sign]:
    shown, standby = place.trees()
    if shown is None:
        yield Sign("no_site", "note")
        return
    if not shown.is_known:
        yield Sign("site_damaged", "wrong", values)
        return
    shown.look()
    values = values | {"files": len(shown.files)}
    yield Sign("site_in_place", "note", values) if place.is_in_place else Sign("site", values=values)
    if shown.touched:
        yield Sign("site_mixed", "wrong", values)
    elif not shown.is_whole:
        lost = [path for path, row in shown.files.items() if not shown.has(path, row)]
        yield Sign("site_lost", "wrong", values | {"paths": _few(lost)})
    if foreign := list(shown.foreign):
        yield Sign("site_foreign", "note", values | {"count": len(foreign), "paths": _few(foreign)})
    if standby is not shown:
        yield from _standby(shown, standby, values)


def _standby(shown: Tree, standby: Tree, values: Values) -> Iterator[Sign]:
    standby.look()
    parts = os.path.join(os.path.dirname(standby.folder), "parts")
    if standby.touched or (not standby.is_known and standby.entries) or _has_any(parts):
        yield Sign("site_broken_off", "note", values)
    left = [path for path in standby.files if path not in shown.files and path in standby.entries]
    if left:
        yield Sign("site_withdrawn", "wrong", values | {"count": len(left)})


def _few(paths: list[str]) -> str:
    return ", ".join(sorted(paths)[:FEW]) + ("…" if len(paths) > FEW else "")


def _has_any(folder: str) -> bool:
    try:
        return bool(os.listdir(folder))
    except FileNotFoundError:
        return False


def _is_locked(store: str) -> bool:
    try:
        descriptor = os.open(os.path.join(store, "lock"), os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW)
    except (FileNotFoundError, PermissionError):
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return False
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)


def _modes(store: str, values: Values) -> Iterator[Sign]:
    """The folders on the way to a page: whether we can write them, a server can read them, and nobody else changes them."""
    folders = [store, *(os.path.join(store, name) for name in ("a", "b"))]
    for folder in folders:
        try:
            status = os.lstat(folder)
        except FileNotFoundError:
            continue
        told = values | {"path": folder}
        if not os.access(folder, os.W_OK):
            yield Sign("site_not_ours", "wrong", told)
        elif status.st_mode & stat.S_IWOTH:
            yield Sign("site_open", "wrong", told)
        elif not status.st_mode & stat.S_IXOTH:
            yield Sign("site_unserved", "note", told)
        else:
            continue
        return


def web_root(root: Path) -> Iterator[Sign]:
    """What a web server would give out whose root is this folder."""
    values: Values = {"root": str(root)}
    audiences: set[str] = set()
    is_well = True
    try:
        full = os.path.abspath(root)
        if os.path.islink(full):
            audiences.add(read_marker(os.path.join(store_of(full), MARKER))[0])
        for folder, names, files in os.walk(os.path.realpath(full), onerror=_raised):
            told = values | {"path": folder}
            if ".git" in (*names, *files):
                yield Sign("root_git", "wrong", told)
                is_well = False
            if "grids.yaml" in files and "people.yaml" in files:
                yield Sign("root_register", "wrong", told)
                is_well = False
            for name in [name for name in names if name.startswith(".") and name.endswith("sidan")]:
                names.remove(name)
                try:
                    audiences.add(read_marker(os.path.join(folder, name, MARKER))[0])
                except FileNotFoundError:
                    continue
                if name != ".sidan":
                    yield Sign("root_store", "wrong", values | {"path": os.path.join(folder, name)})
                    is_well = False
    except FileNotFoundError:
        pass
    except OutputError as problem:
        yield Sign("root_gone", "wrong", values | {"reason": str(problem)})
        return
    except OSError as error:
        yield Sign("root_gone", "wrong", values | {"reason": str(error.strerror)})
        return
    if len(audiences) > 1:
        yield Sign("root_mixed", "wrong", values | {"audiences": ", ".join(sorted(audiences))})
    elif not audiences:
        yield Sign("root_empty", "wrong", values)
    elif is_well:
        yield Sign("root", values=values | {"audience": audiences.pop()})


def _raised(error: OSError) -> None:
    raise error
