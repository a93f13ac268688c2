"""Finds the head of a table in a sheet: under title rows, of one row or several, with cells merged across and down."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from site_builder.ledgers.sheet import Sheet
from site_builder.spec.ledgers import Ledgers
from site_builder.text.dress import bare, squeezed

SEARCHED = 40
"""In so many rows from the top the head is looked for."""
TALLEST = 4
LONGEST_HEAD = 30
FEWEST = 3
MOST_MERGES = 2_000


@dataclass(frozen=True, slots=True)
class Head:
    """A column of the table: where it stands (from 0), what its head says, and what it holds ("" where unknown).

    `says` is the whole head on one line; `unit` is what stands in brackets in it.
    """

    index: int
    says: str
    name: str
    unit: str


@dataclass(frozen=True, slots=True)
class HeadRows:
    """The head: its rows (from 0, the last one belongs to it) and its columns."""

    top: int
    bottom: int
    columns: tuple[Head, ...]

    @property
    def known(self) -> int:
        return sum(1 for column in self.columns if column.name)

    @property
    def height(self) -> int:
        return self.bottom - self.top + 1


def find_head(sheet: Sheet, heads: Mapping[str, str], ledgers: Ledgers) -> HeadRows | None:
    """The rows in the upper part of a sheet in which most heads are known, the first of several; None for no table."""
    best: HeadRows | None = None
    filled = _Filled(sheet)
    for top in range(min(SEARCHED, len(sheet.values))):
        for bottom in sorted({top + height - 1 for height in _heights(sheet, filled, top)}):
            found = HeadRows(top, bottom, tuple(_columns(filled, top, bottom, heads, ledgers)))
            if best is None or (found.known, -found.height) > (best.known, -best.height):
                best = found
    if best is None or best.known < min(FEWEST, max(2, len(best.columns))):
        return None
    return best


def _heights(sheet: Sheet, filled: _Filled, top: int) -> set[int]:
    """How many rows a head that begins in a row may have: as its merged cells say, or one or two. A title begins none."""
    spans = [m.bottom - m.top + 1 for m in sheet.merges if m.top == top and m.bottom > m.top]
    tallest = max(spans, default=1)
    if any(m.top < top <= m.bottom for m in sheet.merges if m.top < SEARCHED):
        return set()  # the row goes on with what began above it
    if len({filled.cells.get((top, c)) for c in range(sheet.width)} - {None}) < FEWEST - 1:
        return set()
    if tallest > 1:
        return {tallest} if tallest <= TALLEST else set()
    across = any(m.top == m.bottom == top and m.right > m.left for m in sheet.merges)
    return {1, 2} if across or not sheet.merges else {1}


class _Filled:
    """The texts of the upper part of a sheet, merged cells filled in."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.cells = {
            (r, c): str(value)
            for r in range(min(SEARCHED + TALLEST, len(sheet.values)))
            for c in range(len(sheet.values[r]))
            if (value := sheet.at(r, c)) is not None
        }
        for m in [m for m in sheet.merges if m.top < SEARCHED][:MOST_MERGES]:
            if (m.top, m.left) not in self.cells:
                continue
            for r in range(m.top, min(m.bottom, SEARCHED + TALLEST) + 1):
                for c in range(m.left, min(m.right, m.left + 200) + 1):
                    self.cells[(r, c)] = self.cells[(m.top, m.left)]

    def texts(self, top: int, bottom: int, column: int) -> tuple[str, ...]:
        """What stands over a column, from top to bottom, each text once."""
        found: list[str] = []
        for row in range(top, bottom + 1):
            text = self.cells.get((row, column), "")
            if not text and row < bottom and column and self.cells.get((bottom, column)):
                text = self._from_the_left(row, bottom, column)
            if text and (not found or found[-1] != text):
                found.append(text)
        return tuple(found)

    def _from_the_left(self, row: int, bottom: int, column: int) -> str:
        """A group head that was not merged stands over the columns to its right that have no head of their own."""
        if self.sheet.merges:
            return ""
        for left in range(column - 1, -1, -1):
            if text := self.cells.get((row, left)):
                return text if self.cells.get((bottom, left)) else ""
        return ""


def _columns(filled: _Filled, top: int, bottom: int, heads: Mapping[str, str], ledgers: Ledgers) -> list[Head]:
    width = max((c for r, c in filled.cells if top <= r <= bottom), default=-1) + 1
    found = []
    for column in range(width):
        texts = filled.texts(top, bottom, column)
        if not texts or any(len(text) > LONGEST_HEAD * 2 for text in texts):
            continue
        says = " ".join(" ".join(text.split()) for text in texts)
        name = _name([bare(text) for text in texts], heads, ledgers)
        found.append(Head(column, says, name, _unit(texts[-1])))
    return found


def _name(texts: list[str], heads: Mapping[str, str], ledgers: Ledgers) -> str:
    """What a column holds, by its head together with the group heads over it, then by its own head."""
    own = texts[-1]
    for above in range(len(texts) - 1):
        group = "".join(texts[above:-1])
        ends = [group.removesuffix(bare(end)) for end in ledgers.group_ends if group.endswith(bare(end))]
        for start in (group, *ends):
            if start + own in heads:
                return heads[start + own]
    if len(texts) > 1 and own in ledgers.generic:
        return ""
    return heads.get(own, "")


def _unit(text: str) -> str:
    """What stands in brackets at a head: 涉及金额（万元） → 万元."""
    plain = squeezed(text)
    start, end = plain.find("("), plain.rfind(")")
    return plain[start + 1 : end] if 0 <= start < end else ""
