"""How a text begins that a spreadsheet would count as a formula when it opens a CSV.

Source: OWASP, "CSV Injection": the ASCII characters and, where Chinese or Japanese is typed, their full-width forms.
"""

from __future__ import annotations

STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def is_like_a_formula(text: str) -> bool:
    """True for a text that a spreadsheet would run."""
    return text.startswith(STARTS)


def defused(text: str) -> str:
    """The text with an apostrophe before it where it would be run."""
    return f"'{text}" if is_like_a_formula(text) else text


def restored(text: str) -> str:
    """The text without the apostrophe with which it was defused."""
    return text[1:] if text.startswith("'") and is_like_a_formula(text[1:]) else text
