"""The Markdown of a case as HTML that can do nothing but be read.

Raw HTML, reference links, link guessing and typography are off: each is a way in, or a way to make a
small file large (hazards §2). A link leads to http, https, mailto, tel or a case of this site; anything
else is printed as it was written. No picture is loaded: a beacon would tell an outsider who reads what.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.rules_block.table import escapedSplit
from markdown_it.token import Token
from markupsafe import Markup, escape

from site_builder.render.limits import Unshown

MAX_NESTING = 20
_HOLDS = ("blockquote_open", "list_item_open")
"""What holds other blocks: beyond the deepest level the parser drops them without a word."""
TOP_HEADING = 3
_LINK = re.compile(
    r"https?://[^\s/?#\\@]+(?:[/?#][^\s\\]*)?|mailto:[^\s?@]+@[^\s?@]+|tel:\+?[0-9-]+|#?[A-Za-z0-9._/#-]+",
    re.IGNORECASE,
)
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_MARKS = re.compile(r"[\\`~*_\[\]!<&|\t\r\x00]")
"""Without any of these, nothing inside a line is markup."""
_OPENS = re.compile(r"[-+=>#:]|\d{1,9}[.)]")
"""What may open something else than a paragraph, or end one, where it stands first in a line."""
_FENCE = re.compile("```|~~~")
"""What goes on over blank lines, whatever stands in them."""
_PART = re.compile(r"[^\n]+(?:\n[^\n]+)*")
_HEADING = re.compile(r"(#{1,6}) ([^\s#](?:[^#\n]*[^\s#])?)")
_WIDE = re.compile("[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]")


def is_safe_link(href: str) -> bool:
    """True for the few kinds of address that may become a link; a relative one must still be known."""
    return bool(_LINK.fullmatch(href)) and not href.startswith("//")


def _is_outside(href: str) -> bool:
    return bool(_SCHEME.match(href))


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt(
        "commonmark", {"html": False, "linkify": False, "typographer": False, "maxNesting": MAX_NESTING}
    )
    parser.disable(["html_block", "html_inline", "reference"]).enable(["table", "strikethrough"])
    parser.validateLink = is_safe_link  # type: ignore[assignment,method-assign]
    return parser


def markdown(text: str, ids: dict[str, str], root: str, picture: str, table: str) -> Markup:
    """Render a body. `ids` are the ids that have a page, with its path from the site's root.

    `root` leads from the page to the site's root. `picture` stands before the host of a picture kept
    elsewhere; `table` names a table to those who move to it by keyboard. Raises Unshown where it is nested too deeply.
    """
    levels = _Levels()
    return Markup("".join(_parts(text, levels, ids, root, picture, table)))


def _parts(text: str, levels: _Levels, ids: dict[str, str], root: str, picture: str, table: str) -> Iterator[str]:
    """The body part by part. What stands between blank lines, and has no markup, is a paragraph or a heading whatever
    came before it; most is, and the parser, which takes twenty times as long, need not be asked."""
    if _FENCE.search(text):
        yield _parsed(text, levels, ids, root, picture, table)
        return
    waiting = -1
    for match in _PART.finditer(text):
        if not _is_plain(match[0]):
            waiting = match.start() if waiting < 0 else waiting
            continue
        if waiting >= 0:
            yield _parsed(text[waiting : match.start()], levels, ids, root, picture, table)
            waiting = -1
        yield from _set_plain(match[0], levels, ids, root)
    if waiting >= 0:
        yield _parsed(text[waiting:], levels, ids, root, picture, table)


def _parsed(text: str, levels: _Levels, ids: dict[str, str], root: str, picture: str, table: str) -> str:
    parser = _parser()
    tokens = parser.parse(text)
    if any(token.level >= MAX_NESTING - 1 and token.type in _HOLDS for token in tokens):
        raise Unshown("deep")
    _lower_headings(tokens, levels)
    _keep_cells(tokens, text.split("\n"))
    for token in tokens:
        if token.children:
            token.children = list(_inline(token.children, ids, root, picture))
    return str(parser.renderer.render(list(_blocks(tokens, table)), parser.options, {}))


def _is_plain(part: str) -> bool:
    """True for paragraphs and headings without any markup in them."""
    if _MARKS.search(part):
        return False
    lines = part.split("\n")
    return all(_HEADING.fullmatch(line) or (line == line.strip() and not _OPENS.match(line)) for line in lines)


def _set_plain(part: str, levels: _Levels, ids: dict[str, str], root: str) -> Iterator[str]:
    """What the parser would make of such a part."""
    paragraph: list[str] = []
    for line in (*part.split("\n"), ""):
        heading = _HEADING.fullmatch(line)
        if line and heading is None:
            paragraph.append(line)
            continue
        if paragraph:
            yield "<p>"
            yield from _line_with_ids(_one_line(paragraph), ids, root)
            yield "</p>\n"
            paragraph.clear()
        if heading is not None:
            tag = levels.tag(len(heading[1]))
            yield f"<{tag}>"
            yield from _line_with_ids(heading[2], ids, root)
            yield f"</{tag}>\n"


def _one_line(lines: Sequence[str]) -> str:
    """The lines of a paragraph, as `_between_wide` joins them."""
    whole = lines[0]
    for line in lines[1:]:
        whole += line if _WIDE.match(whole[-1]) and _WIDE.match(line) else "\n" + line
    return whole


def _line_with_ids(content: str, ids: dict[str, str], root: str) -> Iterator[str]:
    """As `_with_ids`, set."""
    for token in _with_ids(content, ids, root):
        if token.type == "text":
            yield escapeHtml(token.content)
        else:
            yield f'<a href="{escapeHtml(str(token.attrs["href"]))}">' if token.nesting == 1 else "</a>"


class _Levels:
    """The body's highest heading stands under the page's second one, and no level is left out."""

    def __init__(self) -> None:
        self._open: list[int] = []

    def tag(self, level: int) -> str:
        """The element of the next heading, which was written as one of a level."""
        while self._open and self._open[-1] >= level:
            self._open.pop()
        self._open.append(level)
        return f"h{min(TOP_HEADING + len(self._open) - 1, 6)}"


def _lower_headings(tokens: Sequence[Token], levels: _Levels) -> None:
    tag = ""
    for token in tokens:
        if token.type == "heading_open":
            tag = levels.tag(int(token.tag[1]))
        if token.type in ("heading_open", "heading_close"):
            token.tag = tag


def _blocks(tokens: Sequence[Token], table: str) -> Iterator[Token]:
    """A table can be scrolled by itself; its alignment is a class, since a style would be refused."""
    for token in tokens:
        if token.type == "table_open":
            yield _html(f'<div class="scroll" role="group" aria-label="{escape(table)}" tabindex="0">\n')
        align = str(token.attrs.pop("style", ""))
        if align in ("text-align:right", "text-align:center"):
            token.attrSet("class", align.removeprefix("text-align:"))
        if token.type == "th_open":
            token.attrSet("scope", "col")
        if token.type == "fence" and token.info:
            token.content = f"{token.markup} {token.info}\n{token.content}"  # for a browser it is a class, unseen
            token.info = ""
        yield token
        if token.type == "table_close":
            yield _html("</div>\n")


def _keep_cells(tokens: Sequence[Token], lines: Sequence[str]) -> None:
    """What a row has beyond the columns of its table goes to its last cell; the parser drops it without a word."""
    columns = here = 0
    last: Token | None = None
    for token in tokens:
        if token.type == "tr_open":
            here, row = 0, token
        elif token.type == "inline" and token.level and last is not None and last.type in ("td_open", "th_open"):
            here, cell = here + 1, token
        elif token.type == "tr_close" and row.map is not None:
            columns = columns or here
            cells = [part.strip() for part in escapedSplit(lines[row.map[0]].strip().strip("|"))]
            if cells[columns:] and cell.children is not None:
                cell.children.append(_text(" | " + " | ".join(cells[columns:])))
        elif token.type == "table_close":
            columns = 0
        last = token


def _html(markup: str) -> Token:
    return Token("html_block", "", 0, content=markup)


def _text(content: str) -> Token:
    return Token("text", "", 0, content=content)


def _inline(children: Sequence[Token], ids: dict[str, str], root: str, picture: str) -> Iterator[Token]:
    closings: list[Token | None] = []
    for index, token in enumerate(children):
        if token.type == "link_open":
            opening, closing = _link(token, ids, root)
            closings.append(closing)
            if opening:
                yield opening
        elif token.type == "link_close":
            if closing := closings.pop():
                yield closing
        elif token.type == "image":
            yield from _picture(token, picture, bool(closings))
        elif token.type == "text" and not closings:
            yield from _with_ids(token.content, ids, root)
        elif token.type == "softbreak" and _between_wide(children, index):
            continue
        else:
            yield token


def _link(token: Token, ids: dict[str, str], root: str) -> tuple[Token | None, Token | None]:
    """The opening and the closing of a link, or the text it was written as."""
    href = str(token.attrs.get("href", ""))
    close = Token("link_close", "a", -1)
    if _is_outside(href):
        if href.lower().startswith("http"):
            token.attrSet("rel", "noopener noreferrer")
        return token, close
    stem = re.sub(r"\.(md|html)$", "", re.split("[#?]", href)[0].rsplit("/", 1)[-1])
    if stem in ids:
        token.attrSet("href", root + ids[stem])
        return token, close
    return _text("["), _text(f"]({href}{_titled(token)})")


def _titled(token: Token) -> str:
    title = str(token.attrs.get("title", ""))
    return f' "{title}"' if title else ""


def _picture(token: Token, word: str, inside_link: bool) -> Iterator[Token]:
    """A link that shows where the picture is kept; a picture inside a link is only named."""
    src = str(token.attrs.get("src", ""))
    if not src.lower().startswith(("http://", "https://")):
        yield _text(f"![{token.content}]({src}{_titled(token)})")
        return
    if inside_link:
        yield _text(" ".join(part for part in (token.content, f"{word} {src}{_titled(token)}") if part))
        return
    shown = " ".join(part for part in (token.content, f"{word} {urlsplit(src).netloc}{_titled(token)}") if part)
    opening = Token("link_open", "a", 1, attrs={"href": src, "rel": "noopener noreferrer"})
    yield from (opening, _text(shown), Token("link_close", "a", -1))


def _with_ids(content: str, ids: dict[str, str], root: str) -> Iterator[Token]:
    if not any(id in content for id in ids):
        yield _text(content)
        return
    for part in re.split("(" + "|".join(map(re.escape, sorted(ids, key=len, reverse=True))) + ")", content):
        if part in ids:
            attrs: dict[str, Any] = {"href": root + ids[part]}
            yield from (Token("link_open", "a", 1, attrs=attrs), _text(part), Token("link_close", "a", -1))
        elif part:
            yield _text(part)


def _between_wide(children: Sequence[Token], index: int) -> bool:
    """A line broken between two Chinese characters is one line: a browser would show a space there."""
    before = children[index - 1].content[-1:] if index else ""
    after = children[index + 1].content[:1] if index + 1 < len(children) else ""
    return bool(_WIDE.match(before) and _WIDE.match(after))
