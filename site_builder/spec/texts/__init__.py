"""The words that the program says outside of pages: one file a subject, every word in both languages."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import yaml

from site_builder.spec import Label, Language

Texts = dict[Language, dict[str, str]]


@cache
def texts(subject: str) -> Texts:
    """The words of a subject by language and name. Raises KeyError for a word that one language lacks."""
    text = files(__package__).joinpath(f"{subject}.yaml").read_text(encoding="utf-8")
    rows: dict[str, dict[str, str]] = yaml.load(text, Loader=yaml.CSafeLoader)
    return {
        "zh": {name: row["zh"] for name, row in rows.items()},
        "en": {name: row["en"] for name, row in rows.items()},
    }


def label(subject: str, name: str) -> Label:
    """One of the words in both languages, for what is shown later in one of them."""
    words = texts(subject)
    return Label(words["zh"][name], words["en"][name])
