"""Bytes → text: UTF-8 only, every unreadable or dangerous character reported with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from site_builder.text.finding import Finding, finding
from site_builder.text.place import Place
from site_builder.text.source import MAX_FILE_BYTES, Source

MOST = 20
"""So many wrong characters of a file are told one by one, and so many conflicts at all."""
_BOM = b"\xef\xbb\xbf"
_WIDE_BOMS = (
    (b"\xff\xfe\x00\x00", "UTF-32"),
    (b"\x00\x00\xfe\xff", "UTF-32"),
    (b"\xff\xfe", "UTF-16"),
    (b"\xfe\xff", "UTF-16"),
)
# C0 but tab and line feed, DEL, C1, bidi marks, zero width, line separators, byte order mark, non-characters
FORBIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2060\u2066-\u2069\ufeff\ufffe\uffff]"
)
_PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd]")
"""Characters that somebody gave a meaning on some machines: rare characters of names, before they had a number."""
_CONFLICT_OPENS = ("<<<<<<<", ">>>>>>>", "|||||||")
CONFLICT = re.compile(r"^[ \t]*(<{7}|={7}|>{7}|\|{7})(?: .*)?$", re.MULTILINE)


def decode_text(source: Source) -> tuple[str | None, tuple[Finding, ...]]:
    """The file's text with LF line ends, and what is wrong with it; no text where it cannot be trusted.

    A UTF-8 byte order mark (F001), CRLF line ends (F002) and characters for private use (F024) are read with a warning.
    """
    path, data = source.path, source.data
    if len(data) > MAX_FILE_BYTES:
        return None, (finding("F008", Place(path), max=MAX_FILE_BYTES // 1024),)
    for mark, name in _WIDE_BOMS:
        if data.startswith(mark):
            return None, (finding("F003", Place(path, 1, 1, 1, 2), "wide", encoding=name),)
    findings: list[Finding] = []
    if data.startswith(_BOM):
        findings.append(finding("F001", Place(path, 1, 1, 1, 2)))
        data = data[3:]
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        return None, (*findings, _not_utf8(path, data, error))
    if "\r" in text:
        if "\r\n" in text:
            findings.append(finding("F002", _place(path, text, text.index("\r\n"))))
        text = text.replace("\r\n", "\n")
    bad = [*_characters(path, text, FORBIDDEN, "F004"), *_conflicts(path, text)]
    if not bad:
        findings += _characters(path, text, _PRIVATE, "F024")
    return (None if bad else text), (*findings, *bad)


def _place(path: str, text: str, at: int, length: int = 1) -> Place:
    """The place of so many characters in a line, from character `at`."""
    before = text[:at]
    line, column = before.count("\n") + 1, at - before.rfind("\n")
    return Place(path, line, column, line, column + length)


def _not_utf8(path: str, data: bytes, error: UnicodeDecodeError) -> Finding:
    """The first byte that is not UTF-8, by line and column, and what the text would be in GB18030."""
    before = data[: error.start]
    good = before.decode("utf-8")
    place = _place(path, good, len(good))
    line, _, _ = data[before.rfind(b"\n") + 1 :].partition(b"\n")
    try:
        preview = line.decode("gb18030").strip()[:24]
        data.decode("gb18030")
    except UnicodeDecodeError:
        return finding("F003", place)
    return finding("F003", place, "gbk", preview=preview)


def _characters(path: str, text: str, which: re.Pattern[str], code: str) -> Iterator[Finding]:
    """The characters of one sort, each with its place; where they are many, the first, and how many there are."""
    found = list(islice(which.finditer(text), MOST))
    number = len(which.findall(text)) if len(found) == MOST else len(found)
    if number > MOST:
        yield finding(code, _place(path, text, found[0].start()), "many", n=number)
        return
    for match in found:
        yield finding(code, _place(path, text, match.start()), character=f"U+{ord(match[0]):04X}")


def _conflicts(path: str, text: str) -> Iterator[Finding]:
    """Merge conflicts left in a file: one finding for each opened one. `=======` alone may be a Markdown heading."""
    if not any(mark in text for mark in _CONFLICT_OPENS):
        return
    opened, told = False, 0
    for match in CONFLICT.finditer(text):
        mark = match[1]
        if mark.startswith("=") and not opened:
            continue
        if mark.startswith("<") or not opened:
            yield finding("F005", _place(path, text, match.start(1), 7))
            told += 1
            if told == MOST:
                return
        opened = not mark.startswith(">")
