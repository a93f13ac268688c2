"""What a command said the last time, to be said again where nothing that it could have read has changed since.

The answer to one question (a command with its options and day) stands beside what stood for the whole register when it
was given; it is void as soon as that is anything else.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from site_builder.cache.small_files import replace_json
from site_builder.cache.stamps import combined

_NAME = "answer"


@dataclass(frozen=True, slots=True)
class Answer:
    """The lines for standard output and standard error, the exit code; `site` tells the site that was shown."""

    out: Sequence[str] = ()
    err: Sequence[str] = ()
    code: int = 0
    site: Sequence[str] = ()


def kept_answer(folder: Path, question: Sequence[str], stands_for: bytes) -> Answer | None:
    """None where there is none, or it was given when other things stood."""
    try:
        told = json.loads((folder / _name(question)).read_bytes())
        if told.pop("stands_for") != stands_for.hex():
            return None
        return Answer(**told)
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None


def keep_answer(folder: Path, question: Sequence[str], stands_for: bytes, answer: Answer) -> None:
    """Where it cannot be kept the question is gone into again."""
    replace_json(folder / _name(question), {"stands_for": stands_for.hex(), **asdict(answer)})


def _name(question: Sequence[str]) -> str:
    return f"{_NAME}-{combined(question).hex()}"
