"""A change as Markdown for a pull-request comment: the summary first, each case folded, under the forges' limits."""

from __future__ import annotations

from collections.abc import Iterable

from site_builder.reports.markdown_text import text
from site_builder.rules.page import Spoken
from site_builder.views.change.change import Change
from site_builder.views.change.effects_lines import EffectLines, EffectTable
from site_builder.views.change.lines import Line, Lines, span_line
from site_builder.views.change.moved import ChangedCase
from site_builder.views.change.texts import Piece
from site_builder.views.change.words import plural

LIMIT = 60_000
"""Characters. GitHub refuses a comment of more than 65,536; Gitea and GitLab take more."""
LOOK, TABLE, EFFECTS = 18_000, 15_000, 9_000
"""How much of it the parts before the folds may take, so that none of them pushes out all others."""
LONGEST = 300
"""Longer values are cut, with a mark."""
_SIGNS = {"changed": "➡️", "added": "➕", "done": "✅", "gone": "➖", "alarm": "⛔", "note": "▫️"}


def change_markdown(change: Change, command: str, limit: int = LIMIT) -> str:
    """The comment, of at most `limit` characters. `command` is what shows all of the change."""
    lines, words = Lines(change), Lines(change).words
    span = "<br>".join(_with_commits(line, (change.span.start,)) for line in span_line(lines))
    parts = [f"## {words['title']}", span]
    if change.is_empty:
        return "\n\n".join([*parts, words["empty"]]) + "\n"
    scale = limit / LIMIT
    parts.append(_totals(lines))
    parts += _list(words["look"], _look(lines), int(LOOK * scale), words)
    parts += _table(lines, int(TABLE * scale))
    for table in EffectLines(change).tables():
        parts += _effects(table, words, int(EFFECTS * scale) // 3)
    folds = [_fold(lines, case) for case in change.cases] + _visits(lines)
    left = limit - len("\n\n".join(parts)) - len(_left_out(words, len(folds), command)) - 8
    shown, n = [], 0
    for fold in folds:
        if len(fold) + 2 <= left:
            shown.append(fold)
            left -= len(fold) + 2
        else:
            n += 1
    parts += shown
    if n:
        parts.append(_left_out(words, n, command))
    return "\n\n".join(parts) + "\n"


def _with_commits(line: str, commits: Iterable[str]) -> str:
    """A line in which the forge may find these commits: they are the change's own."""
    said = text(line)
    for commit in commits:
        said = said.replace(text(commit), commit)
    return said


def _left_out(words: dict[str, str], n: int, command: str) -> str:
    return "**" + plural(words["left_out"], n).replace("{command}", f"`{command.replace('`', '')[:LONGEST]}`") + "**"


def _totals(lines: Lines) -> str:
    change, words = lines.change, lines.words
    said = [words["totals"].format(**{fate: change.count(fate) for fate in ("new", "changed", "gone")})]
    said += [f"{words['visits']} {len(change.visits)}"] if change.visits else []
    said += [words["sealed_count"].format(n=change.sealed)] if change.sealed else []
    found = words["found"].format(errors=change.errors, warnings=len(change.findings) - change.errors)
    return f"**{' · '.join([*said, found if change.findings else words['found_none']])}**"


def _look(lines: Lines) -> list[str]:
    change, words = lines.change, lines.words
    rows = [_finding(one, words) for one in change.findings if one.severity == "error"]
    rows += [
        f"- {_SIGNS['alarm'] if look.is_loud else '👀'} {_with_commits(lines.look(look), look.names if look.kind == 'stranger' else ())}"
        for look in change.looks
    ]
    rows += [_finding(one, words) for one in change.findings if one.severity != "error"]
    rows += [f"- {plural(words['other_warnings'], change.other_warnings)}"] if change.other_warnings else []
    rows += [f"- {plural(words['covered_findings'], change.covered)}"] if change.covered else []
    return rows


def _finding(one: Spoken, words: dict[str, str]) -> str:
    sign = "❌" if one.severity == "error" else "⚠️"
    place = text(str(one.finding.place))
    return f"- {sign} **{words[one.severity]} {one.finding.code}** {text(one.message, 2 * LONGEST)} <sub>{place}</sub>"


def _list(heading: str, rows: list[str], room: int, words: dict[str, str]) -> list[str]:
    """A heading and as many rows as there is room for."""
    if not rows:
        return []
    return [f"### {heading}", "\n".join(_fitting(rows, room, "- " + words["lines_left_out"]))]


def _fitting(rows: list[str], room: int, left_out: str) -> list[str]:
    kept: list[str] = []
    for row in rows:
        room -= len(row) + 1
        if room < 0:
            return [*kept, left_out.format(n=len(rows) - len(kept))]
        kept.append(row)
    return kept


def _table(lines: Lines, room: int) -> list[str]:
    change, words = lines.change, lines.words
    if not change.cases:
        return []
    heads = [words[f"column_{name}"] for name in ("case", "title", "village", "moved")]
    rows = [
        _row([text(c.id), text(c.title, 60), text(lines.name(c.village)), text(lines.digest(c), LONGEST)])
        for c in change.cases
    ]
    left_out = _row([words["rows_left_out"], "", "", ""])
    body = _fitting(rows, room, left_out)
    return [f"### {words['cases']}", "\n".join([_row(heads), _row(["---"] * 4), *body])]


def _row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _effects(table: EffectTable, words: dict[str, str], room: int) -> list[str]:
    parts = [f"### {text(table.title)}"]
    counted = [row for row in table.rows if row.before or row.after]
    if counted:
        rows = [
            _row([text(r.name), text(r.before), text(r.after), "<br>".join(text(note, LONGEST) for note in r.notes)])
            for r in counted
        ]
        head = [
            _row([words["column_scope"], words["before"], words["after"], words["column_moved"]]),
            _row(["---"] * 4),
        ]
        parts.append("\n".join([*head, *_fitting(rows, room, _row([words["rows_left_out"], "", "", ""]))]))
    told = [f"- {text(row.name, 2 * LONGEST)}" for row in table.rows if not (row.before or row.after)]
    if told:
        parts.append("\n".join(_fitting(told, room, "- " + words["lines_left_out"])))
    parts += [text(note) for note in table.notes]
    return parts


def _fold(lines: Lines, case: ChangedCase) -> str:
    head = f"{text(case.id)} {text(lines.head(case))}{lines.words['colon']}{text(lines.digest(case), LONGEST)}"
    return _details(head, [f"<sub>{text(case.path)}</sub>", "", *(_line(line, lines) for line in lines.case(case))])


def _visits(lines: Lines) -> list[str]:
    return [
        _details(
            f"{text(visit.id)} {visit.on} {text(lines.name(visit.leader))}{lines.words['colon']}{lines.fate(visit.fate)}",
            [_line(line, lines) for line in lines.visit(visit)],
        )
        for visit in lines.change.visits
    ]


def _details(head: str, rows: list[str]) -> str:
    """A fold. The blank lines make what is inside Markdown again."""
    return "\n".join(["<details>", f"<summary>{head}</summary>", "", *rows, "", "</details>"])


def _line(line: Line, lines: Lines) -> str:
    parts = [f"- {_SIGNS[line.mark]} **{text(line.label)}**"]
    if line.before or line.after:
        parts.append(f"{text(line.before, LONGEST)} → {text(line.after, LONGEST)}")
    if line.text:
        parts.append(text(line.text, 2 * LONGEST))
    if line.pieces:
        parts.append("".join(map(_piece, line.pieces)))
    if line.rest:
        parts.append(lines.aside(text(line.rest, LONGEST)))
    return " ".join(parts)


def _piece(piece: Piece) -> str:
    tag = {"out": "del", "in": "ins", "same": ""}[piece.op]
    said = text(piece.text)
    return f"<{tag}>{said}</{tag}>" if tag else said
