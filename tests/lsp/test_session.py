"""A register that cannot be read, or whose judging goes wrong, is told of once and tried again when it is asked for."""

from __future__ import annotations

import asyncio
from datetime import date
from pathlib import Path

import pytest

from site_builder.lsp import session as module
from site_builder.lsp.session import Session
from site_builder.sources.folder import Unreadable

DAY = date(2025, 10, 17)


def failures(root: Path) -> list[BaseException]:
    """What is told of while one file is opened, twice over."""

    async def whole() -> list[BaseException]:
        told: list[BaseException] = []
        news = asyncio.Event()

        def fail(error: BaseException) -> None:
            told.append(error)
            news.set()

        session = Session(root, lambda: DAY, lambda: None, fail)
        for _ in range(2):
            news.clear()
            session.open("cases/shimen/QTL-2025-0001.md", "---\n")
            await asyncio.wait_for(news.wait(), 30)
        assert session.judged is None
        return told

    return asyncio.run(whole())


def test_a_folder_that_cannot_be_read_is_told_of(tmp_path: Path) -> None:
    assert [type(error) for error in failures(tmp_path / "gone")] == [Unreadable, Unreadable]


def test_a_fault_in_judging_is_told_of_and_ends_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(module, "judge_folder", broken)
    assert [type(error) for error in failures(tmp_path)] == [ZeroDivisionError, ZeroDivisionError]
