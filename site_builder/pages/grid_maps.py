"""A map of grids as it is drawn: outlines in whole units of the drawing, a number in the middle of each.

The outlines stand in a drawing of at most 1000 units; the numbers are placed in percent of it, so that the theme sets
them over the outlines at the size of its letters. Lengths across are those at the middle latitude (equirectangular).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import cos, radians
from typing import Annotated

from site_builder.model.grid_map import GridMap, Polygon, Shape
from site_builder.pages.charts import Shades
from site_builder.pages.edition_index import Index
from site_builder.pages.shared import Link

SIZE = 1000
"""The longer side of the drawing."""
SLENDER = 0.75
"""A drawing is at least so wide, of its height: a tall one would not fit a screen."""
Spot = tuple[int, int]
Outline = list[list[list[Spot]]]
"""Polygons, each of rings, each of points, in units of the drawing."""


@dataclass(frozen=True, slots=True)
class MapGrid:
    """One grid on the map."""

    grid: Annotated[Link, "The grid, by its own name."]
    village: Annotated[str, "Its village's name."]
    open: Annotated[int, "Its open cases: the number printed on it."]
    total: Annotated[int, "All its cases."]
    level: Annotated[int, "Its shade: 0 for nought, else from 1 to 4."]
    path: Annotated[str, "Its outline, as the `d` of an SVG path."]
    x: Annotated[float, "Where its number stands, in percent from the left."]
    y: Annotated[float, "And from the top."]
    here: Annotated[bool, "True for the grid whose page this is."]


@dataclass(frozen=True, slots=True)
class MapName:
    """The name of a village, set beneath the number of a grid in its midst."""

    text: Annotated[str, "The name."]
    x: Annotated[float, "Its middle, in percent from the left."]
    y: Annotated[float, "The number it stands beneath, in percent from the top."]


@dataclass(frozen=True, slots=True)
class MapShade:
    """What one shade stands for."""

    level: Annotated[int, "The shade."]
    least: Annotated[int, "The smallest number it has on this map."]
    most: Annotated[int, "The greatest."]


@dataclass(frozen=True, slots=True)
class MapView:
    """A map of grids."""

    width: Annotated[int, "The drawing's width, in its own units."]
    height: Annotated[int, "Its height."]
    grids: Annotated[tuple[MapGrid, ...], "The grids, in the order of the file."]
    borders: Annotated[str, "The outlines of the villages, as the `d` of an SVG path."]
    names: Annotated[tuple[MapName, ...], "The villages' names; none on a map of one village."]
    shades: Annotated[tuple[MapShade, ...], "The shades that are on the map, the lightest first."]
    open: Annotated[int, "The open cases of all its grids."]


@dataclass(frozen=True, slots=True)
class Counted:
    """A grid with what is counted in it."""

    grid: Link
    village: Link
    open: int
    total: int


def town_map(known: Index) -> MapView | None:
    """The map of all grids of the edition; None where there is no map."""
    return _map(known, known.grids)


def village_map(known: Index, village: str, here: str = "") -> MapView | None:
    """The map of one village's grids; `here` is the grid whose page it is for."""
    return _map(known, [grid.id for grid in known.villages[village].grids], here)


def _map(known: Index, grids: Iterable[str], here: str = "") -> MapView | None:
    counts = {
        id: Counted(
            known.grid(id),
            known.village(known.grids[id].village),
            sum(known.rows[case.id].is_open for case in known.by_grid[id]),
            len(known.by_grid[id]),
        )
        for id in grids
    }
    shapes = known.register.shapes.of(counts) if known.register.shapes else None
    return map_view(shapes, counts, here) if shapes else None


def map_view(shapes: GridMap, counts: dict[str, Counted], here: str = "") -> MapView:
    """The map of some grids, each of which is in `counts` by its id."""
    drawn = [(shape, counts[shape.grid]) for shape in shapes.shapes]
    width, height, outlines = _drawing([shape for shape, _ in drawn])
    shade = Shades(counted.open for _, counted in drawn)
    grids, middles = [], dict[Link, list[tuple[float, float]]]()
    for (shape, counted), outline in zip(drawn, outlines, strict=True):
        x, y = _inside(outline)
        x, y = round(100 * x / width, 2), round(100 * y / height, 2)
        middles.setdefault(counted.village, []).append((x, y))
        grids.append(
            MapGrid(
                counted.grid, counted.village.text, counted.open, counted.total, shade.of(counted.open),
                _path(outline), x, y, shape.grid == here,
            )
        )  # fmt: skip
    by_level: dict[int, list[int]] = {}
    for grid in grids:
        by_level.setdefault(grid.level, []).append(grid.open)
    return MapView(
        width=width,
        height=height,
        grids=tuple(grids),
        borders=_borders((counted.village, outline) for (_, counted), outline in zip(drawn, outlines, strict=True)),
        names=tuple(_name(village.text, spots) for village, spots in middles.items()) if len(middles) > 1 else (),
        shades=tuple(MapShade(level, min(by_level[level]), max(by_level[level])) for level in sorted(by_level)),
        open=sum(grid.open for grid in grids),
    )


def _drawing(shapes: Sequence[Shape]) -> tuple[int, int, list[Outline]]:
    """The drawing's size, and each shape in it; north is up."""
    points = [point for shape in shapes for polygon in shape.polygons for ring in polygon for point in ring]
    west, east = min(x for x, _ in points), max(x for x, _ in points)
    south, north = min(y for _, y in points), max(y for _, y in points)
    narrowed = cos(radians((south + north) / 2))
    across, down = (east - west) * narrowed, north - south
    scale = SIZE / max(across, down, 1e-9)
    wide, height = max(1, round(across * scale)), max(1, round(down * scale))
    width = max(wide, round(height * SLENDER))
    left = (width - wide) // 2

    def spot(point: tuple[float, float]) -> Spot:
        return left + round((point[0] - west) * narrowed * scale), round((north - point[1]) * scale)

    return width, height, [[list(_rings(polygon, spot)) for polygon in shape.polygons] for shape in shapes]


def _rings(polygon: Polygon, spot: Callable[[tuple[float, float]], Spot]) -> Iterator[list[Spot]]:
    """The rings of a polygon without points that fall on the one before."""
    for ring in polygon:
        spots = [spot(point) for point in ring]
        yield [spots[0], *(b for a, b in pairwise(spots) if a != b)]


def _path(outline: Outline) -> str:
    return "".join(f"M{'L'.join(f'{x} {y}' for x, y in ring[:-1] or ring)}Z" for polygon in outline for ring in polygon)


def _inside(outline: Outline) -> tuple[float, float]:
    """A point well inside a shape: the middle of the widest stretch at half its height, in its largest part."""
    polygon = max(outline, key=lambda one: abs(_area(one[0])))
    top, bottom = min(y for _, y in polygon[0]), max(y for _, y in polygon[0])
    best = (0.0, float(polygon[0][0][0]), float(polygon[0][0][1]))
    for part in (2, 3, 1):  # the middle, then a quarter below and above it, in case the middle is narrow
        y = top + (bottom - top) * part / 4 + 0.01
        crossings = sorted(_crossings(polygon, y))
        for left, right in zip(crossings[::2], crossings[1::2], strict=False):
            if right - left > best[0] * 1.25:
                best = (right - left, (left + right) / 2, y)
    return best[1], best[2]


def _crossings(rings: Iterable[list[Spot]], y: float) -> Iterator[float]:
    """Where the rings cross a line across the drawing."""
    for ring in rings:
        for (x1, y1), (x2, y2) in pairwise(ring):
            if (y1 > y) != (y2 > y):
                yield x1 + (y - y1) * (x2 - x1) / (y2 - y1)


def _area(ring: list[Spot]) -> float:
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairwise(ring)) / 2


def _borders(shapes: Iterable[tuple[Link, Outline]]) -> str:
    """The outlines of the villages: every edge that no two grids of one village share."""
    sides: dict[Link, Counter[tuple[Spot, Spot]]] = {}
    for village, outline in shapes:
        edges = (sorted(edge) for polygon in outline for ring in polygon for edge in pairwise(ring))
        sides.setdefault(village, Counter()).update((a, b) for a, b in edges)
    outer = {edge: None for counts in sides.values() for edge, times in counts.items() if times == 1}
    return "".join(f"M{x1} {y1}L{x2} {y2}" for (x1, y1), (x2, y2) in outer)


def _name(village: str, spots: list[tuple[float, float]]) -> MapName:
    """A village's name at the grid that lies nearest the middle of its grids."""
    x, y = (sum(spot[axis] for spot in spots) / len(spots) for axis in (0, 1))
    nearest = min(spots, key=lambda spot: (spot[0] - x) ** 2 + (spot[1] - y) ** 2)
    return MapName(village, *nearest)
