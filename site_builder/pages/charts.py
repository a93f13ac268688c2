"""Where the marks of a picture stand: numbers in, lengths out; the theme draws them and shows the same numbers beside.

Lengths across are percentages, so that a picture fits a phone and a sheet of paper alike while its letters keep their
size; lengths down are pixels. Axes are whole numbers from nought. What stands left of the drawing (`gutter`) and right
of it is measured for the narrowest screen.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Annotated

from site_builder.model.flows import Period
from site_builder.pages.shared import Link

NARROWEST = 288
"""What a phone of 320 pixels leaves a picture."""
LETTER = 6.6
"""The width of half a Chinese character, of a Latin letter or a figure at the size of a picture's letters, in pixels."""
ROW, TALL = 26, 40
"""Height of one bar with its room, and of one whose name stands above it."""
WIDEST = 36.0
"""Where names would take more of the width than this, in percent, they stand above their bars."""
CELL = 30
"""Height of a row of a heat grid."""
STOCK, FLOW, GAP, AXIS = 48, 36, 16, 20
"""Heights in a picture of weeks: what is open; what came in, and as much again for what ended; the room above each; the
names along the axis."""
LABELS = 6
"""About how many names stand along an axis: more would run into each other on a phone."""
LEVELS = 4
"""Shades of a heat grid or a map, above nought."""


@dataclass(frozen=True, slots=True)
class Frame:
    """Where in a picture's width the drawing itself stands."""

    gutter: Annotated[float, "Where it begins, in percent."]
    width: Annotated[float, "Its width, in percent."]
    above: Annotated[bool, "True where the names are too long for the gutter and stand above."]


@dataclass(frozen=True, slots=True)
class Tick:
    """One line of an axis."""

    value: Annotated[int, "The number it stands for."]
    y: Annotated[float, "Its height in the picture, in pixels from the top."]


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a row of bars."""

    name: Annotated[Link, "What is counted."]
    count: Annotated[int, "How many."]
    width: Annotated[float, "The bar's length, in percent."]
    y: Annotated[int, "The top of its row, in pixels."]


@dataclass(frozen=True, slots=True)
class Bars:
    """Bars beneath each other, all on one scale."""

    rows: Annotated[tuple[Bar, ...], "The bars."]
    frame: Annotated[Frame, "What the names and numbers leave of the width."]
    height: Annotated[int, "The picture's height, in pixels."]
    total: Annotated[int, "All of them together."]


@dataclass(frozen=True, slots=True)
class Piece:
    """One part of a stacked bar."""

    count: Annotated[int, "How many."]
    x: Annotated[float, "Where it begins, in percent."]
    width: Annotated[float, "Its length, in percent."]
    middle: Annotated[float, "Its middle, in percent."]
    series: Annotated[int, "Which part it is, from 1: its fill and its hatch."]
    fits: Annotated[bool, "True where the number has room inside it."]


@dataclass(frozen=True, slots=True)
class Stack:
    """One stacked bar."""

    name: Annotated[Link, "Whose parts these are; the text is empty for a bar that stands alone."]
    counts: Annotated[tuple[int, ...], "The parts' numbers, those that are nought too."]
    pieces: Annotated[tuple[Piece, ...], "The parts that are drawn."]
    total: Annotated[int, "All parts together."]
    end: Annotated[float, "Where the last part ends, in percent."]
    y: Annotated[int, "The top of its row, in pixels."]


@dataclass(frozen=True, slots=True)
class Stacks:
    """Stacked bars beneath each other, all on one scale."""

    series: Annotated[
        tuple[Link, ...], "The parts' names, in the order of their numbers; without text where the theme names them."
    ]
    rows: Annotated[tuple[Stack, ...], "The bars."]
    frame: Annotated[Frame, "What the names and numbers leave of the width."]
    height: Annotated[int, "The picture's height, in pixels."]
    total: Annotated[int, "All of them together."]


@dataclass(frozen=True, slots=True)
class Box:
    """A column in a picture of weeks."""

    x: Annotated[float, "Its left side, in percent."]
    y: Annotated[float, "Its top, in pixels."]
    width: Annotated[float, "Its width, in percent."]
    height: Annotated[float, "Its height, in pixels."]


@dataclass(frozen=True, slots=True)
class Line:
    """A piece of a line between two points."""

    x1: Annotated[float, "In percent."]
    y1: Annotated[float, "In pixels."]
    x2: Annotated[float, "In percent."]
    y2: Annotated[float, "In pixels."]


@dataclass(frozen=True, slots=True)
class Slot:
    """One week or month: its numbers, and where they are drawn."""

    name: Annotated[Link, "The week or month, with its lists where it has any."]
    label: Annotated[str, "Its name along the axis, empty where there is no room for it."]
    since: Annotated[date, "Its first day."]
    until: Annotated[date, "Its last day."]
    opening: Annotated[int, "Open at its beginning."]
    received: Annotated[int, "Received."]
    reopened: Annotated[int, "Reopened."]
    settled: Annotated[int, "Settled; most of these end later."]
    ended: Annotated[int, "Ended."]
    closing: Annotated[int, "Open at its end."]
    left: Annotated[float, "Where its own stretch of the axis begins, in percent."]
    middle: Annotated[float, "Its middle, in percent."]
    y: Annotated[float, "The point of the line of what is open at its end, in pixels."]
    came: Annotated[Box, "The column of what came in: received and reopened."]
    went: Annotated[Box, "The column of what ended."]


@dataclass(frozen=True, slots=True)
class Trend:
    """What came in, went out and stayed, along the weeks or months."""

    slots: Annotated[tuple[Slot, ...], "The weeks or months, the oldest first."]
    frame: Annotated[Frame, "What the axis leaves of the width."]
    lines: Annotated[tuple[Line, ...], "The line of what is open."]
    stock: Annotated[tuple[Tick, ...], "The axis of what is open: its greatest number and nought."]
    flow: Annotated[tuple[Tick, ...], "The axis of what came in, above, and ended, below, with nought between."]
    height: Annotated[int, "The picture's height, in pixels."]
    wide: Annotated[float, "The width of one week or month, in percent."]
    opening: Annotated[int, "Open before the first."]
    received: Annotated[int, "Received, all together."]
    reopened: Annotated[int, "Reopened, all together."]
    came: Annotated[int, "Received and reopened, all together."]
    settled: Annotated[int, "Settled, all together."]
    ended: Annotated[int, "Ended, all together."]
    closing: Annotated[int, "Open at the end of the last."]


@dataclass(frozen=True, slots=True)
class Cell:
    """One field of a heat grid."""

    count: Annotated[int, "How many."]
    level: Annotated[int, "Its shade: 0 for nought, else from 1 to 4."]
    x: Annotated[float, "Its left side, in percent."]
    middle: Annotated[float, "Its middle, in percent."]


@dataclass(frozen=True, slots=True)
class HeatRow:
    """One row of a heat grid."""

    name: Annotated[Link, "What the row stands for."]
    cells: Annotated[tuple[Cell, ...], "Its fields, in the order of the columns."]
    total: Annotated[int, "All of them together."]
    y: Annotated[int, "The row's top, in pixels from the grid's."]


@dataclass(frozen=True, slots=True)
class Heat:
    """A grid of numbers with the greater ones darker."""

    columns: Annotated[tuple[Link, ...], "What the columns stand for."]
    rows: Annotated[tuple[HeatRow, ...], "The rows."]
    frame: Annotated[Frame, "What the names and sums leave of the width."]
    head: Annotated[int, "The height of the columns' names, in pixels."]
    width: Annotated[float, "The width of a field, in percent."]
    height: Annotated[int, "The height of the rows together, in pixels."]


def bars(counts: Iterable[tuple[Link, int]]) -> Bars:
    """Bars from names and numbers."""
    given = tuple(counts)
    most = max((count for _, count in given), default=0)
    frame = _frame((name.text for name, _ in given), most)
    row = TALL if frame.above else ROW
    rows = tuple(Bar(name, count, _part(count, most), place * row) for place, (name, count) in enumerate(given))
    return Bars(rows, frame, len(rows) * row, sum(count for _, count in given))


def stacks(series: Sequence[Link], counts: Iterable[tuple[Link, Sequence[int]]]) -> Stacks:
    """Stacked bars from names and the numbers of their parts."""
    given = tuple(counts)
    most = max((sum(parts) for _, parts in given), default=0)
    frame = _frame((name.text for name, _ in given), most)
    row = TALL if frame.above else ROW
    rows = []
    for place, (name, parts) in enumerate(given):
        pieces, before = [], 0
        for number, count in enumerate(parts, 1):
            if count:
                x, width = _part(before, most), _part(count, most)
                fits = width * frame.width / 100 * NARROWEST / 100 > _letters(str(count)) + 8
                pieces.append(Piece(count, x, width, round(x + width / 2, 2), number, fits))
            before += count
        rows.append(Stack(name, tuple(parts), tuple(pieces), before, _part(before, most), place * row))
    return Stacks(tuple(series), tuple(rows), frame, len(rows) * row, sum(row.total for row in rows))


def trend(periods: Sequence[tuple[Link, str, Period]]) -> Trend | None:
    """A picture of weeks or months from their names, short names and numbers; none of fewer than two."""
    if len(periods) < 2:
        return None
    most = max(1, *(period.closing for _, _, period in periods))
    busiest = max(1, *(max(period.received + period.reopened, period.ended) for _, _, period in periods))
    ground, zero = float(GAP + STOCK), float(GAP + STOCK + GAP + FLOW)
    wide = 100 / len(periods)
    step = -(-len(periods) // LABELS)
    slots = []
    for place, (name, short, period) in enumerate(periods):
        came = round((period.received + period.reopened) / busiest * FLOW, 2)
        went = round(period.ended / busiest * FLOW, 2)
        column, width = round(wide * (place + 0.15), 3), round(wide * 0.7, 3)
        slots.append(
            Slot(
                name=name,
                label=short if (len(periods) - 1 - place) % step == 0 else "",
                since=period.since,
                until=period.until,
                opening=period.opening,
                received=period.received,
                reopened=period.reopened,
                settled=period.settled,
                ended=period.ended,
                closing=period.closing,
                left=round(wide * place, 3),
                middle=round(wide * (place + 0.5), 3),
                y=round(ground - period.closing / most * STOCK, 2),
                came=Box(column, zero - came, width, came),
                went=Box(column, zero, width, went),
            )
        )
    return Trend(
        slots=tuple(slots),
        frame=_beside(_letters(str(max(most, busiest))) + 6, 0),
        lines=tuple(Line(a.middle, a.y, b.middle, b.y) for a, b in pairwise(slots)),
        stock=(Tick(most, float(GAP)), Tick(0, ground)),
        flow=(Tick(busiest, zero - FLOW), Tick(0, zero), Tick(busiest, zero + FLOW)),
        height=int(zero) + FLOW + AXIS,
        wide=round(wide, 3),
        opening=slots[0].opening,
        received=sum(slot.received for slot in slots),
        reopened=sum(slot.reopened for slot in slots),
        came=sum(slot.received + slot.reopened for slot in slots),
        settled=sum(slot.settled for slot in slots),
        ended=sum(slot.ended for slot in slots),
        closing=slots[-1].closing,
    )


def heat(columns: Sequence[Link], counts: Iterable[tuple[Link, Sequence[int]]]) -> Heat:
    """A heat grid from its columns, and each row's name and numbers."""
    given = tuple(counts)
    shade = Shades(number for _, numbers in given for number in numbers)
    width = 100 / max(len(columns), 1)
    rows = tuple(
        HeatRow(
            name,
            tuple(
                Cell(number, shade.of(number), round(width * at, 3), round(width * (at + 0.5), 3))
                for at, number in enumerate(numbers)
            ),
            sum(numbers),
            place * CELL,
        )
        for place, (name, numbers) in enumerate(given)
    )
    frame = _frame((name.text for name, _ in given), max((row.total for row in rows), default=0), above=False)
    head = round(max((_letters(column.text) for column in columns), default=0)) + 10
    return Heat(tuple(columns), rows, frame, head, round(width, 3), len(rows) * CELL)


class Shades:
    """Numbers sorted into shades, about as many in each and as far apart as there are few; nought has none."""

    def __init__(self, numbers: Iterable[int]) -> None:
        above = sorted(number for number in numbers if number > 0)
        self.limits = [above[len(above) * step // LEVELS] for step in range(1, LEVELS)] if above else []
        self.classes = sorted({self._class(number) for number in above})

    def _class(self, number: int) -> int:
        return sum(number > limit for limit in self.limits)

    def of(self, number: int) -> int:
        """0 for nought, else from 1 to `LEVELS`; equal numbers have the same."""
        if number <= 0:
            return 0
        if len(self.classes) < 2:
            return 2
        return 1 + self.classes.index(self._class(number)) * (LEVELS - 1) // (len(self.classes) - 1)


def _frame(names: Iterable[str], most: int, above: bool = True) -> Frame:
    """Room for the longest name on the left, or above, and for the greatest number on the right."""
    room, number = max(map(_letters, names), default=0.0) + 8, _letters(str(most)) + 8
    if above and 100 * room / NARROWEST > WIDEST:
        found = _beside(0, number)
        return Frame(found.gutter, found.width, above=True)
    return _beside(room if room > 8 else 0, number)


def _beside(left: float, right: float) -> Frame:
    gutter = 100 * left / NARROWEST
    return Frame(round(gutter, 2), round(100 - gutter - 100 * right / NARROWEST, 2), above=False)


def _letters(text: str) -> float:
    """The width of a text in a picture, in pixels."""
    return LETTER * sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def _part(count: int, most: int) -> float:
    return round(100 * count / most, 2) if most else 0.0
