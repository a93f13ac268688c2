"""What the commands that look into git share: a change judged or compared, and why that could not be done."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import click

from site_builder.cli import Problem, today
from site_builder.cli.common import readable
from site_builder.review.compare import Compared, compare
from site_builder.review.review import Review, review
from site_builder.sources.git import HistoryMissing, NotInGit, UnknownRevision

NO_REGISTER = (
    "改动前后的 grids.yaml、people.yaml 都读不出，请运行 sidan check  neither register can be read: run sidan check"
)


@contextmanager
def history_readable() -> Iterator[None]:
    """As `readable`, for the history too: an unknown revision is wrong usage (exit 2), the rest is exit 3."""
    try:
        with readable():
            yield
    except UnknownRevision as error:
        raise click.UsageError(str(error)) from None
    except (NotInGit, HistoryMissing) as error:
        raise Problem(str(error)) from None


def reviewed(folder: Path, base: str, head: str | None, as_of: date | None, only_changed: bool = False) -> Review:
    """Judge a change."""
    with history_readable():
        return review(folder, base, head, as_of or today(), today(), only_changed)


def compared(folder: Path, base: str, head: str | None, as_of: date | None) -> Compared:
    """As `reviewed`, with the register at the common ancestor beside it."""
    with history_readable():
        return compare(folder, base, head, as_of or today(), today())
