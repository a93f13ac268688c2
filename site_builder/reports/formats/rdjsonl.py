"""Reviewdog's diagnostic format, one JSON object a line: comments on a pull request in any forge, Gitea too.

Columns count UTF-8 bytes there and not characters. Source: the Reviewdog Diagnostic Format (rdf.Diagnostic).
"""

from __future__ import annotations

import json
from typing import Any

from site_builder.rules.checked import Checked
from site_builder.rules.page import Spoken
from site_builder.spec import Language
from site_builder.text.place import Place

_SEVERITY = {"error": "ERROR", "warning": "WARNING"}


def rdjsonl(checked: Checked, language: Language) -> str:
    """The lines; nothing for a register without findings."""
    return "".join(
        json.dumps(_diagnostic(spoken, checked.lines_of(spoken.finding)), ensure_ascii=False) + "\n"
        for spoken in checked.spoken(language)
    )


def _diagnostic(spoken: Spoken, lines: list[str] | None) -> dict[str, Any]:
    message = spoken.text
    return {
        "message": message,
        "location": {"path": spoken.finding.place.path, "range": _range(spoken.finding.place, lines)},
        "severity": _SEVERITY[spoken.severity],
        "source": {"name": "sidan"},
        "code": {"value": spoken.finding.code},
        "related_locations": [
            {
                "message": note,
                "location": {"path": related.place.path, "range": {"start": {"line": related.place.line}}},
            }
            for related, note in zip(spoken.finding.related, spoken.notes, strict=True)
        ],
    }


def _range(place: Place, lines: list[str] | None) -> dict[str, Any]:
    """Start and end; without columns where the line is not at hand to count its bytes."""
    if not lines or place.end_line > len(lines):
        return {"start": {"line": place.line}}
    return {
        "start": {"line": place.line, "column": _bytes(lines[place.line - 1], place.column)},
        "end": {"line": place.end_line, "column": _bytes(lines[place.end_line - 1], place.end_column)},
    }


def _bytes(line: str, column: int) -> int:
    """A column in characters, from 1, as a column in UTF-8 bytes, from 1."""
    return len(line[: column - 1].encode("utf-8", "surrogatepass")) + 1
