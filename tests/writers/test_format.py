"""`fmt` gives one form: it says the same, keeps every comment and the body, and formats itself to itself."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given

from site_builder.writers.format import Unformatted, comments, formatted, meaning
from tests.writers.variants import opened, variants


@given(variants())
def test_formatting_changes_no_meaning_no_comment_and_no_body_and_is_its_own_form(data: bytes) -> None:
    before = opened(data)
    try:
        after = formatted(before)
    except Unformatted:
        # left as it is: only where a comment stands between a dash and its first key, or inside brackets
        assert comments(before)
        return
    assert meaning(after.record.root) == meaning(before.record.root)
    assert Counter(c.text for c in comments(after)) == Counter(c.text for c in comments(before))
    assert after.record.body == before.record.body
    assert formatted(after).data == after.data
    assert after.data.startswith(b"\xef\xbb\xbf") == data.startswith(b"\xef\xbb\xbf")
    assert (b"\r\n" in after.data) == (b"\r\n" in data)


BEFORE = """---
# 本村第一件
title: "甲户与乙户争议"   # 不写真名
id: QTL-2025-0001


parties: [P1, 'P2'] # 两户
# 由村里定
risk: {reason: 'no', level: 一般}
urgent: ~
events:
    # 登记
    - {move: register, by: worker, on: 2025-09-15}
    - note: >
        一
        二

        三
      by: 'a: b'
      on: "2025-09-16"
      move: triage
      # 待补
# 完
---
正文  
"""  # noqa: W291 - a blank at the end of a line of the body
AFTER = """---
id: QTL-2025-0001
# 本村第一件
title: 甲户与乙户争议  # 不写真名
# 由村里定
risk:
  level: 一般
  reason: "no"
urgent: null

parties:  # 两户
  - P1
  - P2
events:
  # 登记
  - on: 2025-09-15
    move: register
    by: worker
  - on: "2025-09-16"
    move: triage
    by: "a: b"
    note: |
      一 二
      三
    # 待补
# 完
---
正文  
"""  # noqa: W291


def test_the_form() -> None:
    assert formatted(opened(BEFORE.encode())).record.text == AFTER


def test_a_file_whose_comment_cannot_be_moved_is_left() -> None:
    for front in ("problem: | # 甲\n  乙\n", "events:\n  - # 甲\n    on: 2025-09-15\n"):
        with pytest.raises(Unformatted):
            formatted(opened(f"---\nid: A\n{front}---\n".encode()))
    inside = formatted(opened("---\nid: A\nparties: [P1, # 甲\n  P2]\n---\n".encode()))
    assert inside.record.text == "---\nid: A\nparties:  # 甲\n  - P1\n  - P2\n---\n"
