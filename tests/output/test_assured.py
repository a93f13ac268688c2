"""A share of what `make assurance` tries on a publication: real processes, real full disks, the power gone."""

from __future__ import annotations

import pytest

from assurance import (
    Result,
    no_network,
    publishing_full_disk,
    publishing_histories,
    publishing_power,
    publishing_races,
    publishing_strace,
)


def held(result: Result, tries: int) -> None:
    """A machine that forbids what is needed skips the test, and says so."""
    if result.tries == 0 and result.failures == 0:
        pytest.skip(result.notes[0])
    assert (result.failures, result.tries) == (0, tries), result.notes


def test_a_fault_in_any_system_call_leaves_a_whole_site() -> None:
    held(publishing_strace.run(0.02), 22)


def test_power_that_goes_leaves_a_whole_site() -> None:
    held(publishing_power.run(0.012), 120)


def test_a_full_disk_leaves_a_whole_site() -> None:
    held(publishing_full_disk.run(0.1), 8)


def test_two_builds_at_once_do_not_mix() -> None:
    held(publishing_races.run(0.1), 10)


def test_check_and_build_need_no_network() -> None:
    held(no_network.run(0.1), 2)


def test_faults_upon_faults_lose_nothing() -> None:
    held(publishing_histories.run(0.03), 180)
