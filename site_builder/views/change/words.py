"""The words of an account of a change, in both languages."""

from __future__ import annotations

from site_builder.spec.texts import texts

WORDS = texts("change")


def plural(word: str, n: int) -> str:
    """The form of a word for a number; `{n}` is filled in. A word has one form, or `singular|plural`."""
    one, _, many = word.partition("|")
    form = one if n == 1 or not many else many
    return form.replace("{n}", str(n))
