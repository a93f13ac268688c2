"""The words of a Markdown text without its marks, as a reader of the page sees them: for searching.

It goes by lines and parses nothing: a mark that it does not know stays in the text. What a page shows in one piece
is one line here, so that words across a line break of the file are found.
"""

from __future__ import annotations

import re

_WIDE = "[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]"
_BLANKS = re.compile(r"[^\S\n]+")
_FENCE = re.compile(r"\s{0,3}(?:```|~~~)")
_RULE = re.compile(r"\s{0,3}(?:[-*_]\s*){3,}|(?=[^-]*-)[\s|:-]+|\s{0,3}=+\s*")
_OPENING = re.compile(r"(?:\s*(?:[-+*]|\d{1,9}[.)]|>)(?=\s|$)\s?|\s*>|\s{0,3}#{1,6}(?=\s|$)\s*)+")
_HEADING = re.compile(r"\s{0,3}#{1,6}(?:\s|$)")
_LINK = re.compile(r"!?\[([^\[\]]*)\]\([^()\s]*(?:\s+\"[^\"]*\")?\)")
_STRONG = re.compile(r"(?<!\\)(\*{1,3}|~~|`+)(?=\S)(.{1,300}?)(?<=[^\s\\])\1")
"""What is further apart stays in the text: looking for it from each mark would take long in a text of nothing else."""
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_BETWEEN_WIDE = re.compile(rf"(?<={_WIDE}) ?\n(?={_WIDE})")


def plain(markdown: str) -> str:
    """The text in lines: a paragraph, an item, a heading or a cell each. Blanks in a row are one blank."""
    lines: list[str] = []
    paragraph: list[str] = []

    def end() -> None:
        if paragraph:
            lines.append(_BETWEEN_WIDE.sub("", "\n".join(paragraph)).replace("\n", " "))
            paragraph.clear()

    for line in markdown.split("\n"):
        if _FENCE.match(line) or not line.strip() or _RULE.fullmatch(line):
            end()
        elif line.lstrip().startswith("|"):
            end()
            lines += [cell.strip() for cell in line.split("|") if cell.strip()]
        else:
            opening = _OPENING.match(line)
            if opening:
                end()
            paragraph.append(line[opening.end() if opening else 0 :].strip())
            if _HEADING.match(line):
                end()
    end()
    return spaced("\n".join(_inline(line) for line in lines))


def spaced(text: str) -> str:
    """A text in which blanks in a row, of whatever width, are one blank."""
    return _BLANKS.sub(" ", text).strip()


def _inline(line: str) -> str:
    line = _LINK.sub(r"\1", line)
    return _ESCAPE.sub(r"\1", _STRONG.sub(r"\2", line))
