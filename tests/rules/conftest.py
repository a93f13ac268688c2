"""The answer of the program to each example, asked once for all tests."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from site_builder.rules.checked import Checked
from tests.rules.harness import Example, answer

Judge = Callable[[Example], Checked]


@pytest.fixture(scope="session")
def judge(tmp_path_factory: pytest.TempPathFactory) -> Judge:
    """What the program says of an example; asked once."""
    answers: dict[int, Checked] = {}

    def ask(example: Example) -> Checked:
        if id(example) not in answers:
            answers[id(example)] = answer(example, tmp_path_factory.mktemp("register"))
        return answers[id(example)]

    return ask
