"""A whole site in memory, and what can be asked about any page of any theme."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from html import unescape
from itertools import pairwise
from posixpath import dirname, join, normpath
from typing import Any
from xml.etree.ElementTree import Element

import html5lib

from site_builder.exports import all_exports
from site_builder.making import set_page
from site_builder.pages import all_pages, site_of
from site_builder.render.site import Site as Told
from site_builder.render.theme import Theme, load_theme
from site_builder.views.edition import Edition

Site = dict[str, bytes]
_XHTML = "{http://www.w3.org/1999/xhtml}"
ADDRESSES = ("href", "src", "action", "poster", "data", "srcset")


def build(edition: Edition) -> Site:
    """Every file of an edition's site by its path."""
    theme = _theme(site_of(edition))
    files = [*(set_page(page, theme)[0] for page in all_pages(edition)), *all_exports(edition), *theme.static]
    paths = [file.path for file in files]
    assert len(set(paths)) == len(paths), [path for path, n in Counter(paths).items() if n > 1]
    return {file.path: file.data for file in files}


_THEMES: dict[str, Theme] = {}


def _theme(site: Told) -> Theme:
    """Its templates are compiled once for all sites that are told the same."""
    if repr(site) not in _THEMES:
        if len(_THEMES) > 16:
            _THEMES.clear()
        _THEMES[repr(site)] = load_theme("default", None, site)
    return _THEMES[repr(site)]


def build_page(edition: Edition, path: str) -> bytes:
    """One page of an edition's site."""
    theme = _theme(site_of(edition))
    return next(set_page(page, theme)[0].data for page in all_pages(edition) if page.path == path)


def html(site: Site) -> Iterator[tuple[str, str]]:
    return ((path, data.decode("utf-8")) for path, data in site.items() if path.endswith(".html"))


def parse(text: str) -> Element:
    """The page's tree. Raises html5lib's ParseError for a page that is not well-formed."""
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    root: Element = parser.parse(text)
    return root


def elements(text: str) -> Iterator[Element]:
    return (element for element in parse(text).iter() if isinstance(element.tag, str))


def text_of(page: bytes | str) -> str:
    """All that the page's body shows, without any white space."""
    return _between("body", page)


def _between(tag: str, page: bytes | str) -> str:
    """What stands in an element, without its tags: pages escape every `<` and `>` that is no tag's."""
    source = page if isinstance(page, str) else page.decode("utf-8")
    found = re.search(rf"<{tag}\b[^>]*>(.*)</{tag}>", source, re.DOTALL)
    assert found, tag
    return squeezed(unescape(re.sub(r"<[^>]*>", "", re.sub(r"<!--.*?-->", "", found[1], flags=re.DOTALL))))


def sampled(site: Site, most: int = 12) -> Site:
    """Some pages of each kind, evenly over all: to read a page strictly takes thirty times as long as to make it."""
    kinds: dict[str, list[str]] = {}
    for path in site:
        if path.endswith(".html"):
            kinds.setdefault(re.sub(r"\d+", "0", re.sub(r"[^/]*-\d{4,}|[\w-]+(?=\.html$)", "·", path)), []).append(path)
    return {path: site[path] for paths in kinds.values() for path in paths[:: max(1, len(paths) // most)]}


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def undigested(data: bytes) -> bytes:
    """A file without the digests in the names of assets, where any digits may stand."""
    return re.sub(rb"(static/[\w/.-]+)-[0-9a-f]{10}\.", rb"\1.", data)


def main_text(page: bytes | str) -> str:
    return _between("main", page)


def broken_links(site: Site) -> list[str]:
    """Links inside the site that lead to no file, or to no place in it."""
    places = {path: set(values(text, "id")) for path, text in html(site)}
    wrong = []
    for path, text in html(site):
        for address in values(text, "href", "src"):
            if re.match(r"[a-z][a-z0-9+.-]*:", address):
                continue
            file, _, place = re.sub(r"\?[^#]*", "", address).partition("#")
            target = normpath(join(dirname(path), file)) if file else path
            if target not in site or (place and place not in places.get(target, set())):
                wrong.append(f"{path}: {address}")
    return wrong


def values(text: str, *names: str) -> list[str]:
    """The values of some attributes on a page, in order."""
    return [unescape(value) for value in re.findall(rf'<[^>]*?\s(?:{"|".join(names)})="([^"]*)"', text)]


def faults(path: str, text: str) -> list[str]:
    """What no page may have, whatever it shows."""
    found: list[str] = []
    tree = list(elements(text))
    ids = Counter(element.get("id") for element in tree if element.get("id"))
    written = {table for e in tree if e.get("class") == "prose" for table in e.iter("table")}
    found += [f"id {id} {n} times" for id, n in ids.items() if n > 1]
    for element in tree:
        for name, value in element.attrib.items():
            name, value = str(name), str(value)
            if name.lower().startswith("on") or name == "style":
                found.append(f"<{element.tag} {name}>")
            if name in ADDRESSES and re.match(
                r"(?:javascript|data|vbscript|file):|//|\\", value.strip(), re.IGNORECASE
            ):
                found.append(f"<{element.tag} {name}={value}>")
            if name in ("aria-labelledby", "aria-describedby", "for"):
                found += [f"{name} {id} is nowhere" for id in value.split() if id not in ids]
        if element.tag in ("style", "iframe", "object", "embed", "base") or (
            element.tag == "form" and element.get("action")
        ):
            found.append(f"<{element.tag}>")
        if element.tag == "script" and not element.get("src") and element.get("type") != "application/json":
            found.append("inline <script>")
        if element.tag in ("link", "script", "img", "source") and re.match(r"[a-z]+:", _address(element)):
            found.append(f"<{element.tag}> from outside")
        if element.tag == "table" and element.find("caption") is None and element not in written:
            found.append("table without caption")
        if element.tag == "th" and not element.get("scope"):
            found.append("th without scope")
    return [f"{path}: {fault}" for fault in [*found, *_headings(tree), *_head(text)]]


def _address(element: Any) -> str:
    return str(element.get("src") or element.get("href") or "")


def _headings(tree: list[Element]) -> Iterator[str]:
    """One h1, and no level left out."""
    levels = [int(e.tag[1]) for e in tree if re.fullmatch("h[1-6]", e.tag)]
    if levels.count(1) != 1:
        yield f"{levels.count(1)} h1"
    for before, after in pairwise(levels):
        if after > before + 1:
            yield f"h{after} after h{before}"


def _head(text: str) -> Iterator[str]:
    for wanted in (
        '<meta charset="utf-8">',
        "Content-Security-Policy",
        'content="no-referrer"',
        "noindex",
        "<title>",
    ):
        if wanted not in text.partition("</head>")[0]:
            yield f"no {wanted}"
    if not re.match(r'<!DOCTYPE html>\n<html lang="(zh-CN|en)">', text):
        yield "no doctype or language"
