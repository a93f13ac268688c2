"""A register under git that a test changes, and the question asked of the change."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from site_builder.review.review import Review, review
from site_builder.rules.page import rule_page
from tests.rules.harness import AS_OF, base_register
from tests.support.repository import NOBODY, GitRegister

WORKING = "cases/shimen/QTL-2025-0009.md"
REGISTERED = "cases/shimen/QTL-2025-0015.md"
SPOT = "cases/shimen/QTL-2025-0020.md"
SEALED = "cases/shimen/QTL-2025-0007.md"
LAST = "  - {on: 2025-10-13, move: work, by: mediator}\n"
BASE_DAY = date(2025, 10, 10)


class Town(GitRegister):
    """A register whose commits are made on the day asked about."""

    def git(self, *arguments: str, on: date = AS_OF, by: str = NOBODY, name: str = "x") -> str:
        return super().git(*arguments, on=on, by=by, name=name)

    def commit(
        self, files: dict[str, bytes | str | None] | None = None, on: date = AS_OF, by: str = NOBODY,
        message: str = "change", name: str = "x",
    ) -> str:  # fmt: skip
        return super().commit(files, on, by, message, name)


@pytest.fixture
def register(tmp_path: Path) -> Town:
    """The bases of the rules' examples, committed and tagged `base`; `main` is checked out."""
    made = Town(tmp_path / "town")
    made.commit(dict(base_register()), on=BASE_DAY, message="register")
    made.git("tag", "base")
    return made


def judged(
    register: GitRegister, base: str = "base", head: str | None = "HEAD", only_changed: bool = False,
    as_of: date = AS_OF, folder: Path | None = None,
) -> Review:  # fmt: skip
    return review(folder or register.folder, base, head, as_of, as_of, only_changed)


def codes(done: Review, severity: str = "error") -> list[str]:
    """The codes of a change's findings, each as often as it was found."""
    return sorted(f.code for f in done.checked.findings if rule_page(f.code).severity == severity)


def progress(what: str, on: str = "2025-10-15", by: str = "mediator") -> str:
    """One more entry for the case that is being worked on."""
    return f"  - {{on: {on}, move: progress, by: {by}, what: {what}}}\n"


def with_entry(text: str, entry: str, after: str = LAST) -> str:
    """A case's text with an entry after the one given."""
    assert text.count(after) == 1
    return text.replace(after, after + entry)
