"""Text of the register set in a forge's Markdown so that it stays text, whatever it looks like.

Every character that opens something in Markdown or HTML is written as a character reference: one form that holds in
paragraphs, in table cells and inside HTML. That is not enough for what a forge looks for after Markdown is done:
mentions (@name), issues (#12, !12, GH-12), commits (7 and more hexadecimal digits), addresses and emoji. There an
invisible WORD JOINER (U+2060) stands behind the sign, so that nothing is found and nothing is seen.
"""

from __future__ import annotations

import re

from site_builder.rules.page import escape

JOINER = "\u2060"
_OPENING = re.compile(r"[!\"#$&'()*:<>@\[\\\]^_`{|}~]")
_BLANK = re.compile(r"\s+")
_SIGN = re.compile(r"(&#(?:33|35|36|38|58|64|91|94|126);|%)(?=\S)")
_COMMIT = re.compile(r"(?<![0-9A-Za-z])[0-9a-f]{7,}(?![0-9A-Za-z])", re.IGNORECASE)
_SIX = re.compile(".{1,6}")
_WWW = re.compile(r"\b(www)(?=\.)", re.IGNORECASE)
_ISSUE = re.compile(r"\b(GH-)(?=\d)", re.IGNORECASE)


def text(of: str, longest: int = 0) -> str:
    """A text on one line, as Markdown; with `longest`, cut to so many characters and marked as cut."""
    plain = escape(_BLANK.sub(" ", of))
    if longest and len(plain) > longest:
        plain = plain[:longest] + "…"
    plain = _COMMIT.sub(lambda match: JOINER.join(_SIX.findall(match[0])), plain)
    plain = _WWW.sub(rf"\1{JOINER}", plain)
    plain = _ISSUE.sub(rf"\1{JOINER}", plain)
    plain = _OPENING.sub(lambda match: f"&#{ord(match[0])};", plain)
    return _SIGN.sub(rf"\1{JOINER}", plain)
