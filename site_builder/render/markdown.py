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
from markdown_it.token import Token
from markupsafe import Markup, escape

MAX_NESTING = 20
TOP_HEADING = 3
_LINK = re.compile(
    r"https?://[^\s/?#\\@]+(?:[/?#][^\s\\]*)?|mailto:[^\s?@]+@[^\s?@]+|tel:\+?[0-9-]+|#?[A-Za-z0-9._/#-]+",
    re.IGNORECASE,
)
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
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
    elsewhere; `table` names a table to those who move to it by keyboard.
    """
    parser = _parser()
    tokens = parser.parse(text)
    _lower_headings(tokens)
    for token in tokens:
        if token.children:
            token.children = list(_inline(token.children, ids, root, picture))
    tokens = list(_blocks(tokens, table))
    return Markup(parser.renderer.render(tokens, parser.options, {}))


def _lower_headings(tokens: Sequence[Token]) -> None:
    """The body's highest heading stands under the page's second one, and no level is left out."""
    open_levels: list[int] = []
    for token in tokens:
        if token.type == "heading_open":
            level = int(token.tag[1])
            while open_levels and open_levels[-1] >= level:
                open_levels.pop()
            open_levels.append(level)
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(TOP_HEADING + len(open_levels) - 1, 6)}"


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
        if token.type == "fence":
            token.info = ""
        yield token
        if token.type == "table_close":
            yield _html("</div>\n")


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
    return _text("["), _text(f"]({href})")


def _picture(token: Token, word: str, inside_link: bool) -> Iterator[Token]:
    """A link that shows where the picture is kept; a picture inside a link is only named."""
    src = str(token.attrs.get("src", ""))
    if not src.lower().startswith(("http://", "https://")):
        yield _text(f"![{token.content}]({src})")
        return
    shown = " ".join(part for part in (token.content, f"{word} {urlsplit(src).netloc}") if part)
    if inside_link:
        yield _text(shown)
        return
    opening = Token("link_open", "a", 1, attrs={"href": src, "rel": "noopener noreferrer"})
    yield from (opening, _text(shown), Token("link_close", "a", -1))


def _with_ids(content: str, ids: dict[str, str], root: str) -> Iterator[Token]:
    if not ids:
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
