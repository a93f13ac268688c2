"""A model of a disk whose power may go: what was written and not brought to the disk may be there, or not, or in part.

Calls to the system are recorded while they happen (`recorded`). `Disk` plays them back: a file's bytes and a folder's
names last only once they were synced; until then each may be lost. `Disk.after_power_loss` writes one of the states that
may be found then into a real folder. Source: hazards of file systems as in ALICE (OSDI 2014) and SQLite's crash tests.
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from site_builder.output import place, write

Step = tuple[str, ...]
"""What happened: its name and operands; paths are from the root of the disk, bytes are kept apart by number."""


@dataclass(eq=False)
class Node:
    """A file, link or folder. `data` and `names` are as programs see them, the others as the disk has them."""

    kind: str
    data: bytes = b""
    lasting: bytes | None = None
    names: dict[str, Node] = field(default_factory=dict)
    lasting_names: dict[str, Node] = field(default_factory=dict)


@dataclass(eq=False)
class Change:
    """Names that change together: those taken from folders, and those put into them."""

    gone: list[tuple[Node, str]]
    new: list[tuple[Node, str, Node]]


class Disk:
    """All that lies below a folder of today, brought to the disk; then whatever happened to it."""

    def __init__(self, root: Path) -> None:
        self.root = _taken(root)
        self.waiting: list[Change] = []

    def node(self, path: str) -> Node:
        node = self.root
        for name in path.split("/") if path else ():
            node = node.names[name]
        return node

    def _at(self, path: str) -> tuple[Node, str]:
        folder, _, name = path.rpartition("/")
        return self.node(folder), name

    def _change(self, gone: list[str], new: list[tuple[str, Node]]) -> None:
        change = Change([self._at(path) for path in gone], [(*self._at(path), node) for path, node in new])
        for folder, name in change.gone:
            del folder.names[name]
        for folder, name, node in change.new:
            folder.names[name] = node
        self.waiting.append(change)

    def play(self, step: Step, data: bytes) -> None:
        """Let one recorded call happen."""
        match step:
            case ("create", path):
                folder, name = self._at(path)
                if name not in folder.names:
                    self._change([], [(path, Node("file"))])
                self.node(path).data = b""
            case ("write", path):
                self.node(path).data += data
            case ("mkdir", path):
                self._change([], [(path, Node("folder"))])
            case ("symlink", target, path):
                self._change([], [(path, Node("link", target.encode(), target.encode()))])
            case ("rename", one, other):
                self._change([one], [(other, self.node(one))])
            case ("exchange", one, other):
                first, second = self.node(one), self.node(other)
                self._change([one, other], [(one, second), (other, first)])
            case ("unlink" | "rmdir", path):
                self._change([path], [])
            case ("fsync", path):
                self._sync(self.node(path))
            case ("syncfs",):
                for node in _all(self.root):
                    self._sync(node)

    def _sync(self, node: Node) -> None:
        if node.kind != "folder":
            node.lasting = node.data
            return
        for change in [*self.waiting]:
            if any(folder is node for folder, *_ in (*change.gone, *change.new)):
                _apply(change)
                self.waiting.remove(change)

    def after_power_loss(self, chance: random.Random, root: Path) -> None:
        """Write one state the disk may be in. Changes of names that were waiting happened or not, each for itself but
        in their order; bytes that were waiting are there, or not, or in part."""
        mode = chance.choice(["none", "all", "one lost", "one kept", "any"])
        pick = chance.randrange(len(self.waiting)) if self.waiting else 0
        saved = {id(node): dict(node.lasting_names) for node in _every(self)}
        nodes = _every(self)
        for number, change in enumerate(self.waiting):
            happened = {
                "none": False, "all": True, "one lost": number != pick, "one kept": number == pick,
                "any": chance.random() < 0.5,
            }[mode]  # fmt: skip
            if happened:
                _apply(change)
        _written(self.root, root, chance)
        for node in nodes:
            node.lasting_names = saved[id(node)]


def _apply(change: Change) -> None:
    for folder, name in change.gone:
        folder.lasting_names.pop(name, None)
    for folder, name, node in change.new:
        folder.lasting_names[name] = node


def _all(node: Node) -> Iterator[Node]:
    yield node
    for below in node.names.values():
        yield from _all(below)


def _every(disk: Disk) -> list[Node]:
    """Every folder that the disk may have, also those that programs no longer see."""
    found: dict[int, Node] = {}
    waiting = [disk.root, *(one[0] for c in disk.waiting for one in (*c.gone, *c.new)), *(n for c in disk.waiting for *_, n in c.new)]  # fmt: skip
    while waiting:
        node = waiting.pop()
        if id(node) not in found:
            found[id(node)] = node
            waiting += [*node.names.values(), *node.lasting_names.values()]
    return list(found.values())


def _taken(path: Path) -> Node:
    if path.is_symlink():
        target = os.readlink(path).encode()
        return Node("link", target, target)
    if path.is_file():
        return Node("file", path.read_bytes(), path.read_bytes())
    names = {below.name: _taken(below) for below in sorted(path.iterdir())}
    return Node("folder", names=names, lasting_names=dict(names))


def _written(node: Node, path: Path, chance: random.Random) -> None:
    if node.kind == "link":
        path.symlink_to(node.data.decode())
    elif node.kind == "file":
        lasting = node.lasting
        if lasting != node.data:
            torn = node.data[: chance.randrange(len(node.data) + 1)]
            lasting = chance.choice([lasting or b"", torn, node.data, b"\0" * len(node.data)])
        path.write_bytes(lasting or b"")
    else:
        path.mkdir()
        for name, below in node.lasting_names.items():
            _written(below, path / name, chance)


@contextmanager
def recorded(root: Path) -> Iterator[list[tuple[Step, bytes]]]:
    """What is done to the files below a folder meanwhile, in order."""
    steps: list[tuple[Step, bytes]] = []
    opened: dict[int, str] = {}
    real = {name: getattr(os, name) for name in ("open", "write", "close", "fsync", "mkdir", "replace", "rename", "unlink", "symlink", "rmdir")}  # fmt: skip
    exchange, sync_all = place._exchange, write._sync_all

    def at(path: Any) -> str:
        found = os.path.relpath(os.path.abspath(path), root)
        return "" if found == "." else found

    def note(*step: str, data: bytes = b"") -> None:
        steps.append((step, data))

    def open_(path: Any, flags: int, *rest: Any, **named: Any) -> int:
        descriptor: int = real["open"](path, flags, *rest, **named)
        opened[descriptor] = at(path)
        if flags & os.O_CREAT and flags & os.O_TRUNC:
            note("create", at(path))
        return descriptor

    def write_(descriptor: int, data: Any) -> int:
        count: int = real["write"](descriptor, data)
        note("write", opened[descriptor], data=bytes(data[:count]))
        return count

    def close(descriptor: int) -> None:
        opened.pop(descriptor, None)
        real["close"](descriptor)

    def fsync(descriptor: int) -> None:
        real["fsync"](descriptor)
        note("fsync", opened[descriptor])

    def two(name: str, *said: str) -> Callable[..., None]:
        def call(one: Any, other: Any) -> None:
            real[name](one, other)
            note(*said, *((os.fspath(one),) if said == ("symlink",) else (at(one),)), at(other))

        return call

    def one(name: str) -> Callable[..., None]:
        def call(path: Any, *rest: Any) -> None:
            real[name](path, *rest)
            note(name, at(path))

        return call

    def exchange_(a: str, b: str) -> bool:
        done = exchange(a, b)
        if done:
            note("exchange", at(a), at(b))
        return done

    def sync_all_(folder: str) -> None:
        sync_all(folder)
        note("syncfs")

    patched: dict[str, Any] = {
        "open": open_, "write": write_, "close": close, "fsync": fsync, "replace": two("replace", "rename"),
        "rename": two("rename", "rename"), "symlink": two("symlink", "symlink"),
        **{name: one(name) for name in ("mkdir", "unlink", "rmdir")},
    }  # fmt: skip
    try:
        for name, call in patched.items():
            setattr(os, name, call)
        place._exchange, write._sync_all = exchange_, sync_all_  # type: ignore[assignment]
        yield steps
    finally:
        for name, call in real.items():
            setattr(os, name, call)
        place._exchange, write._sync_all = exchange, sync_all
