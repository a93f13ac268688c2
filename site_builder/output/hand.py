"""Files of a site written by a process that was not forked for it, on this machine or on another that sees the store."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import PurePosixPath

from site_builder.output.manifest import Row
from site_builder.output.write import sync_folder, unlink, write_part
from site_builder.render.page import File


class NotHeld(Exception):
    """The hand was taken back, or the store is not there on this machine. The text is the folder."""


@dataclass(frozen=True)
class Hand:
    """May put files among the parts of a stage as long as the folder `begun` is there, where each is begun.

    A process thought dead may come back when the site it worked for is shown, or given up and begun anew; without its
    folder it can do no harm any more.
    """

    parts: str
    begun: str

    def write(self, file: File) -> tuple[Row, bool]:
        """Write a file and bring it to the disk. Raises NotHeld, OSError; ValueError for a path outside the site."""
        check_path(file.path)
        begun = os.path.join(self.begun, f"{os.getpid()}-{os.urandom(6).hex()}")
        try:
            write_part(begun, file.data, durable=True)
            os.replace(begun, part_of(self.parts, file.path))
        except FileNotFoundError:
            raise NotHeld(self.begun) from None
        return Row(hashlib.sha256(file.data).hexdigest(), len(file.data)), True


def check_path(path: str) -> None:
    """Raises ValueError for what is no path of a file inside a site: our own mistake."""
    parts = PurePosixPath(path)
    if parts.is_absolute() or ".." in parts.parts or not parts.parts:
        raise ValueError(f"not a path of a site: {path!r}")


def part_of(parts: str, path: str) -> str:
    """Where a file of a site lies before it is moved into its tree."""
    return os.path.join(parts, hashlib.sha1(path.encode(), usedforsecurity=False).hexdigest())


def hold(store: str, parts: str) -> Hand:
    """A hand for the parts in a store; whoever has one from before has it no longer."""
    take_back(store)
    begun = os.path.join(store, f"hand-{os.urandom(8).hex()}")
    os.mkdir(begun)
    sync_folder(store)
    return Hand(parts, begun)


def take_back(store: str) -> None:
    """From here on nobody's hand writes: a folder is renamed first, so that nothing can be put into it or out of it."""
    for name in sorted(os.listdir(store)):
        if name.startswith("hand-"):
            os.rename(os.path.join(store, name), os.path.join(store, f"gone-{name}"))
    for name in sorted(os.listdir(store)):
        if name.startswith("gone-hand-"):
            folder = os.path.join(store, name)
            for begun in os.listdir(folder):
                unlink(os.path.join(folder, begun))
            os.rmdir(folder)
