"""grids.geojson → the outlines of the grids, for a map: a FeatureCollection whose features name a grid each (RFC 7946).

The outlines are drawn as they are given, on no map of anybody else's. Nothing but `grid` is read of a feature's
properties, and nothing else may stand there: what a drawing program adds would be kept in the register unseen.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from statistics import median

from site_builder.model.people import Town
from site_builder.records.node import Mapping, Node, Record, Scalar, Sequence
from site_builder.text.finding import Finding, Related, finding

Point = tuple[float, float]
"""Longitude and latitude in degrees."""
Ring = tuple[Point, ...]
"""A closed line: its last point is its first."""
Polygon = tuple[Ring, ...]
"""An outline and the holes in it."""
Keys = tuple[str | int, ...]
FAR = 2.0
"""A township is far smaller than so many degrees: what lies farther off was mistyped."""
_KINDS = ("Polygon", "MultiPolygon")


@dataclass(frozen=True, slots=True)
class Shape:
    """The outline of one grid, by its id: one polygon or several."""

    grid: str
    polygons: tuple[Polygon, ...]

    @property
    def middle(self) -> Point:
        """The middle of the box around it."""
        xs, ys = zip(*(point for polygon in self.polygons for ring in polygon for point in ring), strict=True)
        return (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2


@dataclass(frozen=True, slots=True)
class GridMap:
    """The outlines of the grids, in the order of the file."""

    shapes: tuple[Shape, ...]

    def of(self, grids: Iterable[str]) -> GridMap | None:
        """The map of some grids alone; None where none of them is on it."""
        wanted = frozenset(grids)
        shapes = tuple(shape for shape in self.shapes if shape.grid in wanted)
        return GridMap(shapes) if shapes else None


def read_map(record: Record, town: Town | None) -> tuple[GridMap | None, tuple[Finding, ...]]:
    """The map that the file holds, and what is wrong with it; no map where any outline is wrong.

    Without `town` nobody knows which grids there are, and that is not asked.
    """
    reader = _Reader(record, town)
    shapes = tuple(reader.shapes())
    reader.compare(shapes)
    is_wrong = any(found.code in ("G613", "G614") for found in reader.findings)
    return (None if is_wrong or not shapes else GridMap(tuple(shape for _, shape in shapes))), tuple(reader.findings)


class _Wrong(Exception):
    """What is wrong with one outline, and where."""

    def __init__(self, variant: str, *keys: str | int) -> None:
        super().__init__(variant)
        self.variant = variant
        self.keys = keys


class _Reader:
    def __init__(self, record: Record, town: Town | None) -> None:
        self.record = record
        self.town = town
        self.findings: list[Finding] = []

    def shapes(self) -> Iterator[tuple[int, Shape]]:
        """Each good outline with its number in the file, from 0."""
        features = self.record.node("features")
        if self._text("type") != "FeatureCollection" or not isinstance(features, Sequence):
            place = self.record.at("type" if isinstance(features, Sequence) else "features")
            self.findings.append(finding("G613", place, "collection"))
            return
        for number in range(len(features.items)):
            at: Keys = ("features", number)
            try:
                shape = Shape(self._grid(at), tuple(self._polygons(at)))
            except _Wrong as wrong:
                place = self.record.at(*at, *wrong.keys)
                self.findings.append(finding("G613", place, wrong.variant, number=number + 1))
            else:
                yield number, shape

    def compare(self, shapes: tuple[tuple[int, Shape], ...]) -> None:
        """The outlines with each other and with the grids of the town."""
        seen: dict[str, int] = {}
        known = self.town.grids if self.town else None
        for number, shape in shapes:
            place = self.record.at("features", number, "properties", "grid")
            if known is not None and shape.grid not in known:
                self.findings.append(finding("G614", place, grid=shape.grid))
            elif shape.grid in seen:
                first = Related(self.record.at("features", seen[shape.grid], "properties", "grid"), "first")
                self.findings.append(finding("G614", place, "twice", related=(first,), grid=shape.grid))
            seen.setdefault(shape.grid, number)
        self.findings += self._far(shapes)
        missing = tuple(grid for grid in known or () if grid not in seen)
        if missing and shapes:
            self.findings.append(finding("G615", self.record.at_key("features"), grids=missing))

    def _far(self, shapes: tuple[tuple[int, Shape], ...]) -> Iterator[Finding]:
        middles = [(number, *shape.middle) for number, shape in shapes]
        if middles:
            x, y = median(one[1] for one in middles), median(one[2] for one in middles)
            for number, own_x, own_y in middles:
                if max(abs(own_x - x), abs(own_y - y)) > FAR:
                    place = self.record.at("features", number, "geometry", "coordinates")
                    yield finding("G613", place, "far", number=number + 1)

    def _grid(self, at: Keys) -> str:
        properties = self.record.node(*at, "properties")
        if self._text(*at, "type") != "Feature":
            raise _Wrong("feature", "type")
        if not isinstance(properties, Mapping):
            raise _Wrong("grid", "properties")
        for key in properties.entries:
            if key != "grid":
                place = self.record.at_key(*at, "properties", key)
                self.findings.append(finding("G616", place, key=key))
        grid = properties.entries.get("grid")
        if grid is None or not isinstance(grid.value, Scalar) or grid.value.plain or not grid.value.text:
            raise _Wrong("grid", "properties", "grid")
        return grid.value.text

    def _text(self, *keys: str | int) -> str:
        node = self.record.node(*keys)
        return node.text if isinstance(node, Scalar) and not node.plain else ""

    def _polygons(self, at: Keys) -> Iterator[Polygon]:
        keys: Keys = ("geometry", "coordinates")
        node, kind = self.record.node(*at, *keys), self._text(*at, "geometry", "type")
        if kind not in _KINDS:
            raise _Wrong("geometry", "geometry", "type")
        for place, polygon in _items(node, keys) if kind == "MultiPolygon" else [(keys, node)]:
            rings = tuple(self._ring(*one) for one in _items(polygon, place))
            yield rings

    def _ring(self, keys: Keys, node: Node) -> Ring:
        points = tuple(_point(*one) for one in _items(node, keys))
        if len(points) < 4:
            raise _Wrong("short", *keys)
        if points[0] != points[-1]:
            raise _Wrong("not-closed", *keys, len(points) - 1)
        if len(set(points)) < 3:
            raise _Wrong("short", *keys)
        return points


def _items(node: Node | None, keys: Keys) -> list[tuple[Keys, Node]]:
    """The items of a list, each with its keys. An empty one, or another value, is no list of positions."""
    if not isinstance(node, Sequence) or not node.items:
        raise _Wrong("positions", *keys)
    return [((*keys, place), item) for place, item in enumerate(node.items)]


def _point(keys: Keys, node: Node) -> Point:
    """A position: longitude, latitude, perhaps a height, which is passed over."""
    numbers = [_number(item) for item in node.items] if isinstance(node, Sequence) else []
    if len(numbers) < 2 or any(number is None for number in numbers):
        raise _Wrong("positions", *keys)
    x, y = numbers[0], numbers[1]
    assert x is not None and y is not None
    if not (abs(x) <= 180 and abs(y) <= 90):
        raise _Wrong("range", *keys)
    return x, y


def _number(node: Node) -> float | None:
    if not isinstance(node, Scalar) or not node.plain or node.text in ("true", "false", "null"):
        return None
    number = float(node.text)
    return number if math.isfinite(number) else None
