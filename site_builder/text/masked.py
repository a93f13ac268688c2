"""A text without personal numbers and names, for a copy that leaves the office.

Every mask has one length, whatever it hides: how long a number or a name was tells who it is (hazards notes §5). What
was masked in part is masked whole: three digits in front and four behind are enough in a village.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from site_builder.text.names import SURNAMES
from site_builder.text.personal_data import find_personal_data

NUMBER, NAME = "〔已隐去〕", "某某"
_PARTLY = re.compile(r"[0-9A-Za-z]{2,}[*＊×]{2,}[0-9A-Za-z]*")
_MASKED_NAME = re.compile(f"[{SURNAMES}](?:某[某甲乙丙丁]?|[*＊×]{{1,3}})")
_ROUNDS = 8
"""What stood apart may come together once something between is gone: it is looked for again."""


def masked(text: str, names: Iterable[str] = ()) -> tuple[str, int]:
    """The text with its personal data hidden, and how often something was. `names` are hidden wherever they stand."""
    count = 0
    known = [name for name in sorted(set(names), key=len, reverse=True) if len(name) > 1]
    everybody = re.compile("|".join(map(re.escape, known))) if known else None
    for _ in range(_ROUNDS):
        hits = list(find_personal_data(text))
        for hit in reversed(hits):
            mask = NAME if hit.kind == "name" else NUMBER
            text = text[: hit.start] + mask + text[hit.end :]
        text, partly = _PARTLY.subn(NUMBER, text)
        text, halves = _MASKED_NAME.subn(NAME, text)
        text, staff = everybody.subn(NAME, text) if everybody else (text, 0)
        found = len(hits) + partly + halves + staff
        count += found
        if not found:
            return text, count
    raise AssertionError("a mask is taken for personal data")
