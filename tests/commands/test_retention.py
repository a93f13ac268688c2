"""What is due for disposal, and copies for outside, by command."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable

import pytest

from tests.conftest import Ran

Sidan = Callable[..., Ran]


def test_what_is_due_is_listed_in_three_forms(sidan: Sidan) -> None:
    assert sidan("retention", "--as-of", "2025-10-17").out == "没有到期可以处置的。\n"
    ran = sidan("retention", "--as-of", "2032-01-05")
    assert "2030-12-31  到期可处置  QTL-2025-0002" in ran.out
    assert "暂缓处置  QTL-2025-0017" in ran.out  # merged into a matter that is open
    document = json.loads(sidan("retention", "--as-of", "2032-01-05", "--format", "json").out)
    states = {row["case"]: row["state"] for row in document["matters"]}
    assert (states["QTL-2025-0002"], states["QTL-2025-0017"]) == ("due", "held")
    assert len(ran.out.splitlines()) == len(states)
    rows = list(
        csv.reader(io.StringIO(sidan("retention", "--as-of", "2032-01-05", "--format", "csv").out.lstrip("\ufeff")))
    )
    assert len(rows) == len(states) + 2
    everything = json.loads(sidan("retention", "--all", "--as-of", "2025-10-17", "--format", "json").out)
    assert {row["state"] for row in everything["matters"]} == {"kept"}
    assert not {"QTL-2025-0016", "QTL-2025-0014"} & {row["case"] for row in everything["matters"]}  # sealed; open


@pytest.mark.parametrize("form", ["md", "html"])
def test_a_copy_goes_to_stdout_and_a_word_to_the_person(sidan: Sidan, form: str) -> None:
    ran = sidan("copy", "QTL-2025-0001", "--format", form, "--as-of", "2025-10-17")
    assert ran.code == 0
    assert "对外副本" in ran.out
    assert "发出前请再看一遍" in ran.err
    assert "P1" not in ran.out


@pytest.mark.parametrize("case", ["QTL-2025-0016", "QTL-2025-9999"])
def test_there_is_no_copy_of_what_is_sealed_or_not_there(sidan: Sidan, case: str) -> None:
    ran = sidan("copy", case, "--as-of", "2025-10-17")
    assert (ran.code, ran.out) == (2, "")
