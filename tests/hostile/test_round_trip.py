"""Nothing is dropped silently: each word of an accepted file is on the office's page of it."""

from __future__ import annotations

from tests.hostile.round_trip import lost


def test_every_word_of_a_file_is_on_its_page() -> None:
    assert lost(range(100_000, 100_080)) == []
