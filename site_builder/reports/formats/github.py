"""Workflow commands for GitHub Actions: each finding is shown beside the line it speaks of.

A step shows at most ten errors and ten warnings; errors come first and a last line tells of the rest, which the
summary of the step (`summary`) holds in full. A forge that does not know the commands prints them as lines of the
log, so each is readable by itself. Source: GitHub Docs, "Workflow commands for GitHub Actions", and its limits.
"""

from __future__ import annotations

from collections.abc import Iterator

from site_builder.reports.markdown import escaped, table_line
from site_builder.rules.checked import Checked
from site_builder.rules.page import Spoken, escape
from site_builder.spec import Language
from site_builder.spec.texts import texts

SHOWN = 10
"""Annotations of one severity that a step shows."""
LONGEST_SUMMARY = 1_000_000
"""Bytes that a step summary may hold, a little under the forge's 1 MiB."""
_WORDS = texts("github")


def github(checked: Checked, language: Language) -> str:
    """The commands, errors first; nothing for a register without findings."""
    return "".join(f"{line}\n" for line in _commands(checked, language))


def _commands(checked: Checked, language: Language) -> Iterator[str]:
    words = _WORDS[language]
    by_severity: dict[str, list[Spoken]] = {"error": [], "warning": []}
    for spoken in checked.spoken(language):
        by_severity[spoken.severity].append(spoken)
    for severity, all_spoken in by_severity.items():
        for spoken in all_spoken:
            yield _command(severity, spoken, words["help"])
    left = [max(len(spoken) - SHOWN, 0) for spoken in by_severity.values()]
    if any(left):
        yield "::notice::" + _data(words["more"].format(errors=left[0], warnings=left[1]))


def _command(severity: str, spoken: Spoken, help_word: str) -> str:
    place = spoken.finding.place
    properties = {
        "file": escape(place.path),
        "line": place.line,
        "endLine": place.end_line,
        "col": place.column,
        "endColumn": place.end_column,
        "title": spoken.finding.code,
    }
    named = ",".join(f"{name}={_property(str(value))}" for name, value in properties.items())
    helped = f"{spoken.message}\n{help_word}{spoken.help}" if spoken.help else spoken.message
    return f"::{severity} {named}::{_data(helped)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def summary(checked: Checked, language: Language) -> str:
    """All findings as a Markdown table for the step's summary, cut at whole rows where there is no room."""
    words = _WORDS[language]
    counts = {"errors": checked.errors, "warnings": checked.warnings, "cases": checked.cases}
    head = [words[f"head_{name}"] for name in ("place", "rule", "problem", "write")]
    text = f"### {words['title']}\n\n{words['sum'].format(**counts)}\n\n"
    if not checked.findings:
        return text
    text += table_line(head) + "\n" + table_line("---" for _ in head) + "\n"
    size = len(text.encode())
    rows: list[str] = []
    spoken_in_order = sorted(checked.spoken(language), key=lambda spoken: spoken.severity)
    for number, spoken in enumerate(spoken_in_order):
        cells = (escape(str(spoken.finding.place)), spoken.finding.code, spoken.message, spoken.help)
        row = table_line(map(escaped, cells)) + "\n"
        size += len(row.encode())
        if size > LONGEST_SUMMARY:
            rows.append("\n" + words["cut"].format(left=len(spoken_in_order) - number) + "\n")
            break
        rows.append(row)
    return text + "".join(rows)
