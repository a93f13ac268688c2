"""What YAML drops as a comment although it was hardly meant as one: `title: 3#楼 #2`, `- 三组 # 四组`.

A comment on a line of its own is none of these, nor is one with a blank after its hash that stands two blanks off, or
follows a code, a number, a day, something in quotes or a bracket: there nobody can doubt where the value ends.
Source: hazards notes §1.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

MAY_BE = re.compile(r"[ \t]#")
"""Without this nothing is dropped but lines that begin with a hash, which nobody means as a part of a value."""
_COMMENT = re.compile(r"(?<=[ \t])#")
_INDENT = re.compile(r" *(?:- +)*")
_CODE = re.compile(r"[\w.:/+@-]*", re.ASCII)


def lost(lines: list[str], scalars: Iterable[Any]) -> Iterator[tuple[int, int, str]]:
    """Line and column, from 0, and the text of each stretch that would be dropped.

    `scalars` are the scalar events of libyaml, in order, as far as the text could be read.
    """
    ending: dict[int, list[Any]] = {}
    inside: defaultdict[int, int] = defaultdict(int)
    """For a line, the column up to which it belongs to a scalar that began before it."""
    whole: set[int] = set()
    """Lines that end inside a scalar."""
    last = None
    for last in scalars:
        start, end = last.start_mark, last.end_mark
        is_block = last.style in ("|", ">")
        for line in range(start.line + 1, end.line):
            inside[line] = len(lines[line])
        if end.line > start.line:
            inside[end.line] = end.column
            if not is_block:
                whole.add(start.line)
        ending.setdefault(start.line if is_block else end.line, []).append(last)
    if last is None:
        return
    previous: Any = None
    for line in range(min(last.end_mark.line + 2, len(lines))):
        here = ending.get(line, [])
        if line in whole:
            continue
        for match in _COMMENT.finditer(lines[line], inside[line]):
            column = match.start()
            if any(one.start_mark.line == line and one.start_mark.column < column < _end(one) for one in here):
                continue
            before = [one for one in here if _end(one) in range(column)]
            if _is_text(lines[line], column, before[-1] if before else None, previous, lines):
                yield line, column, lines[line][column:].rstrip()
            break
        previous = here[-1] if here else previous


def _end(scalar: Any) -> int:
    """The column after a scalar in the line where it ends; of a block, that of the mark that opens it."""
    return int((scalar.start_mark if scalar.style in ("|", ">") else scalar.end_mark).column)


def _is_text(line: str, column: int, before: Any, previous: Any, lines: list[str]) -> bool:
    """True for a comment that somebody is likely to have meant as a part of a value.

    `before` is the scalar in front of it in its line, `previous` the last one of the lines before.
    """
    is_tight = line[column + 1 :][:1].strip("# \t") != ""
    if line[:column].strip():
        if is_tight:
            return True
        is_next = before is not None and line[_end(before) : column] in (" ", "\t")
        return is_next and not before.style and _CODE.fullmatch(before.value) is None
    if not is_tight or previous is None or previous.style or not previous.value:
        return False
    if lines[previous.end_mark.line][previous.end_mark.column :].lstrip().startswith(":"):
        return False  # a key, and no text yet
    opening = _INDENT.match(lines[previous.start_mark.line])
    return opening is None or column > opening.end()
