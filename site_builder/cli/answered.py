"""Questions that are answered at once, as the last time, where nothing has changed that the answer was made from."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from site_builder.cache.answers import Answer, keep_answer, kept_answer
from site_builder.cache.place import cache_folder
from site_builder.cache.program import folder_stamps, program, whole_folder
from site_builder.cache.stamps import combined
from site_builder.model.code_owners import OWNERS_FILES
from site_builder.render.shipped import shipped_themes
from site_builder.sources.git import HistoryMissing, NotInGit, Repository, UnknownRevision
from site_builder.sources.unfinished import JOURNAL, STAGE

_HIDDEN = (*dict.fromkeys(OWNERS_FILES.values()), f"{STAGE}/{JOURNAL}")
"""Hidden files of a register that are read."""


class Asked:
    """A command with all its options, asked of a register as it now is. It is made before the register is read: a file
    that changes meanwhile makes the answer void.

    `question` must hold the day. With `history`, what git knows of the register is part of what is asked of.
    """

    def __init__(self, folder: Path, question: Sequence[str], history: bool) -> None:
        self._question = question
        self._folder = cache_folder(folder)
        self._stands_for: bytes | None = None
        if self._folder is not None:
            try:
                files = whole_folder(folder, _HIDDEN)
            except OSError:
                return
            if files is not None:
                known = [program(), files, *folder_stamps(shipped_themes()), *(_history(folder) if history else ())]
                self._stands_for = combined(known)

    def answer(self) -> Answer | None:
        """What was answered the last time; None where that cannot be said again."""
        if self._folder is None or self._stands_for is None:
            return None
        return kept_answer(self._folder, self._question, self._stands_for)

    def keep(self, answer: Answer) -> None:
        if self._folder is not None and self._stands_for is not None:
            keep_answer(self._folder, self._question, self._stands_for, answer)


def options(*values: object) -> tuple[str, ...]:
    """A command's options as a question, with the folder that paths are relative to."""
    return (os.getcwd(), *map(repr, values))


def _history(folder: Path) -> Iterator[str]:
    """What stands for all that git tells: its last commit holds the ones before it."""
    try:
        repository = Repository(folder)
        yield from (repository.prefix, repository.head().id, str(repository.is_shallow))
    except (NotInGit, UnknownRevision, HistoryMissing) as error:
        yield f"{type(error).__name__} {error}"
