"""Runs tests that draw what they try, with as many draws as a proof wants."""

from __future__ import annotations

import functools
import importlib
import time
from collections.abc import Callable, Sequence
from typing import Any

from hypothesis import HealthCheck, settings

from assurance import Result


def held(promise: str, tests: Sequence[str], draws: int) -> Result:
    """The tests (`module.name`) with so many draws each; a try is a draw, and a test that failed is one failure."""
    began = time.monotonic()
    importlib.import_module("tests.conftest")  # it has settings of its own, which the tests shall not get
    settings.register_profile(
        "assurance", max_examples=max(1, draws), deadline=None, database=None, derandomize=True,
        suppress_health_check=list(HealthCheck), print_blob=False,
    )  # fmt: skip
    settings.load_profile("assurance")
    tries, notes = [0], []
    for name in tests:
        module, _, function = name.rpartition(".")
        test: Any = getattr(importlib.import_module(module), function)
        test.hypothesis.inner_test = _counted(test.hypothesis.inner_test, tries)
        try:
            test()
        except Exception as error:
            notes.append(f"{function}: {type(error).__name__} {' '.join(str(error).split())[:200]}")
    return Result(promise, tries[0], len(notes), time.monotonic() - began, tuple(notes))


def _counted(inner: Callable[..., None], tries: list[int]) -> Callable[..., None]:
    @functools.wraps(inner)
    def call(*given: Any, **more: Any) -> None:
        tries[0] += 1
        inner(*given, **more)

    return call
