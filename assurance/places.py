"""Each mistake put behind any text of any script is found where it is, to the line and the character."""

from __future__ import annotations

from assurance import Result
from assurance.properties import held

TESTS = tuple(
    f"tests.reading.test_reading.test_{name}"
    for name in ("a_refusal_is_where_the_mistake_is", "a_byte_that_is_no_character_is_where_it_is", "a_span_cuts_out_its_own_text")
)  # fmt: skip
DRAWS = 4000


def run(share: float) -> Result:
    return held("P2", TESTS, round(DRAWS * share))
