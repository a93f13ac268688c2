"""A change as text for a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from site_builder.rules.page import Spoken, escape
from site_builder.views.change.change import Change
from site_builder.views.change.effects_lines import EffectLines
from site_builder.views.change.lines import Line, Lines, span_line
from site_builder.views.change.texts import Piece
from site_builder.views.change.words import plural

_SIGNS = {"changed": "~", "added": "+", "done": "✓", "gone": "-", "alarm": "!", "note": " "}
_COLOURS = {"changed": "33", "added": "32", "done": "32", "gone": "31", "alarm": "1;31", "note": "0", "bold": "1", "error": "31", "warning": "33"}  # fmt: skip


def change_text(change: Change, colour: bool = False) -> Iterator[str]:
    """What a change moved, a line each: first what to look at, then the cases, then what follows."""
    lines, words = Lines(change), Lines(change).words
    yield from span_line(lines)
    if change.is_empty:
        yield words["empty"]
        return
    yield words["totals"].format(**{fate: change.count(fate) for fate in ("new", "changed", "gone")}) + (
        f"{lines.stop}{words['sealed_count'].format(n=change.sealed)}" if change.sealed else ""
    )
    yield from _look(lines, colour)
    for case in change.cases:
        yield ""
        head = f"{case.id} {lines.head(case)}"
        yield f"{_paint(head, 'bold', colour)}  {lines.fate(case.fate)}"
        yield from (_line(line, lines, colour) for line in lines.case(case))
    for visit in change.visits:
        yield ""
        head = f"{visit.id} {visit.on} {lines.name(visit.leader)}"
        yield f"{_paint(head, 'bold', colour)}  {lines.fate(visit.fate)}"
        yield from (_line(line, lines, colour) for line in lines.visit(visit))
    yield ""
    yield from _effects(change, colour)


def _look(lines: Lines, colour: bool) -> Iterator[str]:
    change, words = lines.change, lines.words
    warnings = len(change.findings) - change.errors
    yield ""
    yield _paint(words["look"], "bold", colour)
    said = words["found"].format(errors=change.errors, warnings=warnings) if change.findings else words["found_none"]
    yield f"  {said}"
    for look in change.looks:
        sign = _paint("!", "alarm", colour) if look.is_loud else "*"
        yield f"  {sign} {lines.look(look)}"
    for one in change.findings:
        yield from _finding(one, words, colour)
    if change.other_warnings:
        yield f"  {plural(words['other_warnings'], change.other_warnings)}"
    if change.covered:
        yield f"  {plural(words['covered_findings'], change.covered)}"


def _finding(one: Spoken, words: dict[str, str], colour: bool) -> Iterator[str]:
    head = _paint(f"{words[one.severity]}[{one.finding.code}]", one.severity, colour)
    yield f"  {head} {escape(str(one.finding.place))}: {one.message}"


def _line(line: Line, lines: Lines, colour: bool) -> str:
    sign = _paint(_SIGNS[line.mark], line.mark, colour)
    parts = [f"  {sign} {line.label}"]
    if line.before or line.after:
        parts.append(f"{line.before} → {line.after}")
    if line.text:
        parts.append(line.text)
    if line.pieces:
        parts.append("".join(_piece(piece, colour) for piece in line.pieces))
    if line.rest:
        parts.append(lines.aside(line.rest))
    return "  ".join(parts)


def _piece(piece: Piece, colour: bool) -> str:
    """An edit as git's word diff writes it."""
    if piece.op == "out":
        return _paint(f"[-{piece.text}-]", "gone", colour)
    return _paint(f"{{+{piece.text}+}}", "added", colour) if piece.op == "in" else piece.text


def _effects(change: Change, colour: bool) -> Iterator[str]:
    told = EffectLines(change)
    for table in told.tables():
        yield _paint(table.title, "bold", colour)
        for row in table.rows:
            yield f"  {row.name}: {row.before} → {row.after}" if row.before or row.after else f"  {row.name}"
            yield from (f"    {note}" for note in row.notes)
        yield from (f"  {note}" for note in table.notes)
        yield ""


def _paint(text: str, style: str, colour: bool) -> str:
    return f"\x1b[{_COLOURS[style]}m{text}\x1b[0m" if colour else text
