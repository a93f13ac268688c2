"""A share of what `make assurance` tries on a publication: real processes, real full disks, the power gone."""

from __future__ import annotations

import pytest

from assurance import Result, publishing_full_disk, publishing_power, publishing_strace


def held(result: Result, tries: int) -> None:
    assert (result.failures, result.tries) == (0, tries), result.notes


def test_a_fault_in_any_system_call_leaves_a_whole_site() -> None:
    held(publishing_strace.run(0.02), 22)


def test_power_that_goes_leaves_a_whole_site() -> None:
    held(publishing_power.run(0.012), 120)


def test_a_full_disk_leaves_a_whole_site() -> None:
    result = publishing_full_disk.run(0.1)
    if result.tries == 0:
        pytest.skip(result.notes[0])
    held(result, 8)
