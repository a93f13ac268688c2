"""Whole-day entries as an iCalendar file (RFC 5545; its name and how often to look again: RFC 7986)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

LINE_OCTETS = 75
_CHARACTER = re.compile(r"\\.|.", re.DOTALL)
_CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Entry:
    """One day in the calendar. `uid` stays the same while anything else of the entry changes."""

    uid: str
    day: date
    summary: str
    description: str = ""
    categories: tuple[str, ...] = ()
    url: str = ""


def calendar_text(entries: Iterable[Entry], name: str, stamp: date) -> str:
    """The file: entries in the order given, lines folded at 75 octets and ended by CR LF.

    `stamp` is the day as of which the calendar was made, so that the same day gives the same bytes.
    """
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Sidan//Sidan//ZH",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"NAME:{_text(name)}",
        f"X-WR-CALNAME:{_text(name)}",
        "REFRESH-INTERVAL;VALUE=DURATION:PT12H",
        "X-PUBLISHED-TTL:PT12H",
    ]
    for entry in entries:
        lines += _event(entry, stamp)
    lines.append("END:VCALENDAR")
    return "".join(f"{folded}\r\n" for line in lines for folded in _folded(line))


def _event(entry: Entry, stamp: date) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{_text(entry.uid)}"
    yield f"DTSTAMP:{_day(stamp)}T000000Z"
    yield f"DTSTART;VALUE=DATE:{_day(entry.day)}"
    yield f"SUMMARY:{_text(entry.summary)}"
    if entry.description:
        yield f"DESCRIPTION:{_text(entry.description)}"
    if entry.categories:
        yield "CATEGORIES:" + ",".join(map(_text, entry.categories))
    if entry.url:
        yield f"URL:{_CONTROL.sub('', entry.url)}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _day(day: date) -> str:
    return day.isoformat().replace("-", "")


def _text(value: str) -> str:
    """A TEXT value: backslash, semicolon, comma and line break escaped, control characters left out."""
    value = value.replace("\r\n", "\n").replace("\r", "\n")
    value = re.sub(r"([\\;,])", r"\\\1", _CONTROL.sub("", value))
    return value.replace("\n", "\\n")


def _folded(line: str) -> Iterator[str]:
    """A content line in pieces of at most 75 octets, cut between characters and never inside an escape; all
    but the first begin with a blank, which counts."""
    piece, octets = "", 0
    for character in _CHARACTER.findall(line):
        size = len(character.encode())
        if octets + size > LINE_OCTETS:
            yield piece
            piece, octets = " ", 1
        piece += character
        octets += size
    yield piece
