"""What the preview shows at the moment, and telling those who wait for the next."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Preview:
    """What there is to show: the files by path, and the findings as text where the last build was refused.

    `is_new` is false where a build left every file as it was.
    """

    files: Mapping[str, bytes]
    trouble: str = ""
    is_new: bool = True


class Tree(Mapping[str, bytes]):
    """The files of a folder by path, each read when it is asked for; only those that were there are known."""

    def __init__(self, folder: Path, paths: Iterable[str]) -> None:
        self._places = {path: folder / path for path in paths}

    def __getitem__(self, path: str) -> bytes:
        try:
            return self._places[path].read_bytes()
        except FileNotFoundError:  # a newer build is already shown
            raise KeyError(path) from None

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)


@dataclass
class State:
    """The preview of the moment; `version` grows with every change, and readers wait for it."""

    preview: Preview
    audience: str = "office"
    token: str = field(default_factory=lambda: secrets.token_urlsafe(18))
    version: int = 1
    changed: threading.Condition = field(default_factory=threading.Condition)
    stopping: bool = False

    def show(self, preview: Preview) -> None:
        """Show a new build; where it was refused, the last good site stays, under the findings."""
        with self.changed:
            is_new = preview.is_new or preview.trouble != self.preview.trouble
            self.preview = Preview(preview.files or self.preview.files, preview.trouble)
            if is_new:
                self.version += 1
                self.changed.notify_all()

    def stop(self) -> None:
        with self.changed:
            self.stopping = True
            self.changed.notify_all()
