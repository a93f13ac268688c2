"""Findings as text with the line and a caret, or as JSON (design §6)."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator
from typing import Any

from site_builder.rules.checked import Checked
from site_builder.rules.page import Spoken, escape, rule_page
from site_builder.spec import Language
from site_builder.spec.texts import texts
from site_builder.text.place import Place

_COLOURS = {"error": "31", "warning": "33", "dim": "2", "bold": "1"}
_WORDS = texts("findings")


def findings_text(checked: Checked, language: Language, colour: bool = False) -> Iterator[str]:
    """Each finding in a few lines: place, code and sentence; the source line with a caret; what to do."""
    words = _WORDS[language]
    for spoken in checked.spoken(language):
        place = spoken.finding.place
        head = _paint(f"{words[spoken.severity]}[{spoken.finding.code}]", spoken.severity, colour)
        yield f"{_paint(escape(str(place)), 'bold', colour)}: {head} {spoken.message}"
        yield from _excerpt(place, checked.lines_of(spoken.finding), spoken.severity, colour)
        for related, note in zip(spoken.finding.related, spoken.notes, strict=True):
            yield _paint(f"    {escape(str(related.place))}: {note}", "dim", colour)
        if spoken.help:
            yield f"    {words['help']}: {spoken.help}"
        yield ""


def waived_lines(checked: Checked, language: Language) -> Iterator[str]:
    """The findings that a waiver covers, one line each: what, who answers for it, until when."""
    word = _WORDS[language]["waived"]
    for one in checked.waived:
        waiver = one.waiver
        place, owner = escape(str(one.finding.place)), escape(waiver.owner)
        yield word.format(place=place, code=one.finding.code, owner=owner, until=waiver.until)


def summary_line(checked: Checked, language: Language) -> str:
    key = "sum" if checked.findings else "clean"
    return _WORDS[language][key].format(errors=checked.errors, warnings=checked.warnings, cases=checked.cases)


def _paint(text: str, style: str, colour: bool) -> str:
    return f"\x1b[{_COLOURS[style]}m{text}\x1b[0m" if colour else text


def _excerpt(place: Place, lines: list[str] | None, style: str, colour: bool) -> Iterator[str]:
    """The source line, and a caret under the characters meant, as wide as they are on a terminal."""
    if not lines or place.line > len(lines):
        return
    line = lines[place.line - 1]
    if len(line) > 160:
        return
    end = place.end_column if place.end_line == place.line else len(line) + 1
    number = f"{place.line:>5}"
    yield f"{_paint(number + ' |', 'dim', colour)} {escape(line)}"
    before = width(escape(line[: place.column - 1]))
    under = max(width(escape(line[place.column - 1 : max(end, place.column + 1) - 1])), 1)
    yield f"{_paint('      |', 'dim', colour)} {' ' * before}{_paint('^' * under, style, colour)}"


def width(text: str) -> int:
    """Columns a text takes on a terminal: two for a Chinese character, none for a combining mark."""
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def findings_json(checked: Checked, language: Language) -> str:
    """The contract's shape (design §6): `{"findings": [...], "summary": {"errors", "warnings", "cases"}}`."""
    document = {
        "findings": [finding_object(spoken) for spoken in checked.spoken(language)],
        "summary": {"errors": checked.errors, "warnings": checked.warnings, "cases": checked.cases},
    }
    return json.dumps(document, ensure_ascii=False, indent=2)


def finding_object(spoken: Spoken) -> dict[str, Any]:
    place = spoken.finding.place
    return {
        "code": spoken.finding.code,
        "slug": rule_page(spoken.finding.code).slug,
        "severity": spoken.severity,
        "message": spoken.message,
        **_place(place),
        "end_line": place.end_line,
        "end_column": place.end_column,
        "help": spoken.help,
        "related": [
            {**_place(related.place), "message": note}
            for related, note in zip(spoken.finding.related, spoken.notes, strict=True)
        ],
    }


def _place(place: Place) -> dict[str, Any]:
    return {"path": place.path, "line": place.line, "column": place.column}
