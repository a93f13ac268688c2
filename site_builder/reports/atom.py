"""Events as an Atom feed (RFC 4287) that feed readers and chat programs can follow."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from uuid import NAMESPACE_OID, uuid5
from xml.sax.saxutils import escape, quoteattr

_REFUSED = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 does not allow, however it is written."""


@dataclass(frozen=True, slots=True)
class Category:
    """What an entry is about: a code, and its word."""

    term: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One event. `updated` is the day it became known, `published` the day it happened; `lines` are paragraphs.

    `id` and the feed's are made with `urn`; `href` leads to a page, from the feed's own place.
    """

    id: str
    title: str
    updated: date
    published: date
    author: str
    href: str
    lines: tuple[str, ...]
    categories: tuple[Category, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """The feed itself. `own` is its file's name; `updated` is the day of its latest entry, so that it changes only when
    something happened."""

    id: str
    title: str
    subtitle: str
    author: str
    own: str
    href: str
    language: str
    updated: date


def urn(*names: str) -> str:
    """An id that is the same for the same names, on every machine (RFC 4122, version 5)."""
    return f"urn:uuid:{uuid5(NAMESPACE_OID, '/'.join(('sidan', *names)))}"


def feed_text(feed: Feed, entries: Iterable[str]) -> str:
    """The file, with the entries, each from `entry_text`, in the order given."""
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang={_quoted(feed.language)}>',
        f"<id>{feed.id}</id>",
        f"<title>{_text(feed.title)}</title>",
        f"<subtitle>{_text(feed.subtitle)}</subtitle>",
        f"<updated>{_moment(feed.updated)}</updated>",
        f"<author><name>{_text(feed.author)}</name></author>",
        f'<link rel="self" type="application/atom+xml" href={_quoted(feed.own)}/>',
        f'<link rel="alternate" type="text/html" href={_quoted(feed.href)}/>',
    ]
    return "\n".join([*lines, *entries, "</feed>", ""])


def entry_text(entry: Entry) -> str:
    """One entry, which may stand in several feeds of one folder."""
    return "\n".join(_entry(entry))


def _entry(entry: Entry) -> Iterator[str]:
    yield "<entry>"
    yield f"<id>{entry.id}</id>"
    yield f"<title>{_text(entry.title)}</title>"
    yield f"<updated>{_moment(entry.updated)}</updated>"
    yield f"<published>{_moment(entry.published)}</published>"
    yield f"<author><name>{_text(entry.author)}</name></author>"
    yield f'<link rel="alternate" type="text/html" href={_quoted(entry.href)}/>'
    for category in entry.categories:
        yield f"<category term={_quoted(category.term)} label={_quoted(category.label)}/>"
    paragraphs = "".join(f"<p>{_text(line)}</p>" for line in entry.lines)
    yield f'<content type="html">{escape(paragraphs)}</content>'
    yield "</entry>"


def _moment(day: date) -> str:
    """The beginning of a day in the town: the register knows days, a feed asks for a time (RFC 3339)."""
    return f"{day.isoformat()}T00:00:00+08:00"


def _text(value: str) -> str:
    return escape(_REFUSED.sub("", value))


def _quoted(value: str) -> str:
    return quoteattr(_REFUSED.sub("", value))
