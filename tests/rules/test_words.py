"""What each rule says to the clerk, word by word, in both languages.

`words.txt` is written by `make accept` and reviewed as text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

from site_builder.rules.page import speak
from tests.rules.conftest import Judge
from tests.rules.harness import Example, all_examples

COMMIT = re.compile(r"(?<![0-9a-zA-Z.@-])[0-9a-f]{8}(?![0-9a-zA-Z])")
"""The short name of a commit, which changes with every byte of it."""
WORDS = Path(__file__).with_name("words.txt")


def _said(example: Example, judge: Judge) -> Iterator[str]:
    result = judge(example)
    for finding in result.findings:
        if finding.code != example.code:
            continue
        yield f"  {finding.place}"
        for language in ("zh", "en"):
            spoken = speak(finding, result.spec, language)
            yield f"    {COMMIT.sub('c0ffee00', spoken.message)}"
            yield f"      > {spoken.help}"
            for related, note in zip(finding.related, spoken.notes, strict=True):
                yield f"      @ {related.place} {note}"


def test_the_rules_say_what_was_agreed(judge: Judge, golden: Callable[[Path, str], None]) -> None:
    lines: list[str] = []
    for example in all_examples():
        if example.is_wrong:
            lines += [example.name, *_said(example, judge), ""]
    golden(WORDS, "\n".join(lines))
