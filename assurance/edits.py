"""An edit changes what it is about, in whatever hand the file is written, and leaves every other byte."""

from __future__ import annotations

from assurance import Result
from assurance.properties import held

TESTS = tuple(
    f"tests.writers.{name}"
    for name in (
        "test_document.test_an_event_is_added_and_nothing_else_changes", "test_document.test_a_value_is_replaced_and_nothing_else_changes",
        "test_document.test_a_key_that_is_missing_is_put_in_and_nothing_else_changes", "test_document.test_a_task_is_added_and_nothing_else_changes",
        "test_document.test_a_key_is_taken_out_with_its_lines_only", "test_yaml_text.test_a_value_in_a_block_reads_back_as_it_was",
        "test_format.test_formatting_changes_no_meaning_no_comment_and_no_body_and_is_its_own_form",
    )
)  # fmt: skip
DRAWS = 500


def run(share: float) -> Result:
    return held("P3", TESTS, round(DRAWS * share))
