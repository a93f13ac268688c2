"""Every text that the bytes of a published file can be read as: what is packed, escaped or folded is laid open."""

from __future__ import annotations

import html
import re
import sqlite3
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing
from io import BytesIO
from urllib.parse import unquote

_ESCAPE = re.compile(r"\\u\{([0-9A-Fa-f]{1,6})\}|\\u([0-9A-Fa-f]{4})|\\x([0-9A-Fa-f]{2})")
_PAIR = re.compile(r"\\u([dD][89abAB][0-9A-Fa-f]{2})\\u([dD][c-fC-F][0-9A-Fa-f]{2})")
_PERCENT = re.compile(r"(?:%[0-9A-Fa-f]{2})+")
_ENTITY = re.compile(r"(?:&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});?)+")
_FOLD = re.compile(r"\r?\n[ \t]")
_DEEPEST = 4
"""So many packings one inside another are opened."""


def texts_of(data: bytes, depth: int = 0) -> Iterator[str]:
    """The texts of a file, of whatever kind. A file that says what it is and cannot be read so is read as it lies."""
    if depth < _DEEPEST and data.startswith(b"PK\x03\x04"):
        yield from _zip(data, depth)
    elif data.startswith(b"SQLite format 3\x00"):
        yield from _database(data)
    elif data.startswith(b"\x89PNG\r\n\x1a\n"):
        yield from _picture(data)
    else:
        yield from _opened(data.decode("utf-8", "replace"))


def _opened(text: str) -> Iterator[str]:
    """A text as its readers take it: a page's entities, then a script's escapes, then an address's."""
    if "&" in text:
        text = _ENTITY.sub(_entity, text)
    if "\\" in text:
        text = _ESCAPE.sub(_character, _PAIR.sub(_astral, text))
    if "%" in text:
        text = _PERCENT.sub(_quoted, text)
    yield text
    if text.startswith("BEGIN:V"):
        yield _FOLD.sub("", text)


def _entity(match: re.Match[str]) -> str:
    return html.unescape(match[0])


def _quoted(match: re.Match[str]) -> str:
    return unquote(match[0], errors="replace")


def _character(match: re.Match[str]) -> str:
    number = int(match[1] or match[2] or match[3], 16)
    return chr(number) if number <= 0x10FFFF else match[0]


def _astral(match: re.Match[str]) -> str:
    high, low = int(match[1], 16) - 0xD800, int(match[2], 16) - 0xDC00
    return chr(0x10000 + (high << 10) + low)


def _zip(data: bytes, depth: int) -> Iterator[str]:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            yield archive.comment.decode("utf-8", "replace")
            for info in archive.infolist():
                yield info.filename
                yield from texts_of(archive.read(info), depth + 1)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError):
        yield data.decode("utf-8", "replace")


def _database(data: bytes) -> Iterator[str]:
    """The values of every row, and the bytes as they lie: what was deleted may be in them still."""
    yield data.decode("utf-8", "replace")
    with closing(sqlite3.connect(":memory:")) as connection:
        try:
            connection.deserialize(data)
            names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            for name in names:
                quoted = name.replace('"', '""')
                for row in connection.execute(f'SELECT * FROM "{quoted}"'):
                    yield "\n".join(value for value in row if isinstance(value, str))
        except sqlite3.DatabaseError:
            return


def _picture(data: bytes) -> Iterator[str]:
    """What is written beside the pixels of a PNG."""
    at = 8
    while at + 8 <= len(data):
        length, kind = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8]
        if kind not in (b"IDAT", b"PLTE", b"IHDR", b"IEND"):
            chunk = data[at + 8 : at + 8 + length]
            yield chunk.decode("utf-8", "replace")
            _, _, packed = chunk.partition(b"\x00")
            for start in (1, 2, 4):
                try:
                    yield zlib.decompress(packed[start:]).decode("utf-8", "replace")
                except zlib.error:
                    continue
        at += length + 12
        if kind == b"IEND":
            yield data[at:].decode("utf-8", "replace")
            return
