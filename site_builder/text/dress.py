"""Texts without their dress: what sets two ways of writing the same apart."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】|〔[^〔〕]*〕|<[^<>]*>")
_MARKS = "√✓×✗"
_DROPPED = re.compile(rf"[^\w{_MARKS}]|_")
# control characters, surrogates, and format characters: soft hyphen, zero width, bidi, byte order mark, tags
_UNSEEN = (
    "\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff\xad\u0600-\u0605\u061c\u06dd\u070f\u08e2\u180e\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e007f"
)
_BLANK_OR_UNSEEN = re.compile(rf"[\s{_UNSEEN}]+")
_ONLY_UNSEEN = re.compile(f"[{_UNSEEN}]+")


def squeezed(text: str) -> str:
    """Full-width letters and digits as plain ones; no blanks, line breaks or characters that are not seen."""
    return _BLANK_OR_UNSEEN.sub("", unicodedata.normalize("NFKC", text))


@lru_cache(maxsize=8192)
def bare(text: str) -> str:
    """As `squeezed`, in lower case, without brackets and what is in them, and without punctuation."""
    return _DROPPED.sub("", _BRACKETS.sub("", squeezed(text))).casefold()


def safe(text: str) -> str:
    """A text on one line, without characters that a case file may not hold; nothing that can be seen is lost."""
    return " ".join(_ONLY_UNSEEN.sub("", unicodedata.normalize("NFC", text)).split())
