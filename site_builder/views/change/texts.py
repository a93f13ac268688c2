"""How one text became another, word by word; a Chinese character counts as a word."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

Op = Literal["same", "out", "in"]
AROUND = 12
"""How many words are kept on each side of what differs."""
MOST = 1200
"""Longer stretches that differ are not compared word by word, which would take time by their square."""
LONGEST = 400
"""Longer pieces are cut, with a mark that says so."""
CUT = "…"
_WORD = re.compile(r"[A-Za-z0-9]+|\s+|.", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text that stayed, went out or came in."""

    op: Op
    text: str


def difference(before: str, after: str) -> tuple[Piece, ...]:
    """What went out and came in, in order, with a few words around it. Empty where nothing differs."""
    old, new = _WORD.findall(before), _WORD.findall(after)
    if old == new:
        return ()
    first = next((i for i, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))
    rest = min(len(old), len(new)) - first
    last = next((i for i in range(rest) if old[-1 - i] != new[-1 - i]), rest)
    middle = _compare(old[first : len(old) - last], new[first : len(new) - last])
    pieces = [Piece("same", "".join(old[:first])), *middle, Piece("same", "".join(old[len(old) - last :]))]
    pieces = [piece for piece in pieces if piece.text]
    return tuple(_shortened(piece, n == 0, n == len(pieces) - 1) for n, piece in enumerate(pieces))


def _compare(old: list[str], new: list[str]) -> list[Piece]:
    if max(len(old), len(new)) > MOST:
        return [Piece("out", "".join(old)), Piece("in", "".join(new))]
    found: list[Piece] = []
    for op, i, i_end, j, j_end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if op == "equal":
            found.append(Piece("same", "".join(old[i:i_end])))
        else:
            found += [Piece("out", "".join(old[i:i_end])), Piece("in", "".join(new[j:j_end]))]
    return list(_joined(found))


def _joined(pieces: list[Piece]) -> Iterator[Piece]:
    """Single characters that happen to be the same between two differences are read as changed with them."""
    out = came = ""
    for n, piece in enumerate(pieces):
        is_between = 0 < n < len(pieces) - 1 and len(piece.text.strip()) <= 1
        if piece.op == "out":
            out += piece.text
        elif piece.op == "in":
            came += piece.text
        elif is_between:
            out, came = out + piece.text, came + piece.text
        else:
            yield from _changed(out, came)
            out = came = ""
            yield piece
    yield from _changed(out, came)


def _changed(out: str, came: str) -> Iterator[Piece]:
    if out:
        yield Piece("out", out)
    if came:
        yield Piece("in", came)


def _shortened(piece: Piece, is_first: bool, is_last: bool) -> Piece:
    text = piece.text
    if piece.op != "same":
        return Piece(piece.op, text[:LONGEST] + CUT if len(text) > LONGEST else text)
    words = _WORD.findall(text)
    head = [] if is_first else words[:AROUND]
    tail = [] if is_last else words[-AROUND:]
    if len(words) <= len(head) + len(tail):
        return piece
    return Piece("same", "".join(head) + CUT + "".join(tail))
