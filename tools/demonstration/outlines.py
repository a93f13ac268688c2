"""The schematic map of the fictional town: forty patches on a crooked lattice, six villages in a winding row.

Nothing of it is a real place's outline; where it lies on the earth says no more than that it is somewhere in the hills.
"""

from __future__ import annotations

import json
import random
from pathlib import Path

import yaml

ROWS = 5
WEST, NORTH = 116.2, 30.86
WIDE, HIGH = 0.0125, 0.0135
CROOKED = 0.3
"""How far a corner lies off the lattice, of a patch's side."""
SEED = 20250101

Point = tuple[float, float]


def write_outlines(folder: Path) -> int:
    """Write grids.geojson beside grids.yaml; how many grids it has."""
    town = yaml.safe_load((folder / "grids.yaml").read_text(encoding="utf-8"))
    grids = [grid["id"] for village in town["villages"] for grid in village["grids"]]
    corners = _Corners(random.Random(SEED))
    features = [_feature(grid, corners.around(*_place(number))) for number, grid in enumerate(grids)]
    text = '{"type": "FeatureCollection", "features": [\n' + ",\n".join(features) + "\n]}\n"
    (folder / "grids.geojson").write_text(text, encoding="utf-8")
    return len(grids)


def _place(number: int) -> tuple[int, int]:
    """Column and row: down one column, up the next, so that a village's patches touch."""
    column, row = divmod(number, ROWS)
    return column, row if column % 2 == 0 else ROWS - 1 - row


def _feature(grid: str, ring: list[Point]) -> str:
    return json.dumps(
        {
            "type": "Feature",
            "properties": {"grid": grid},
            "geometry": {"type": "Polygon", "coordinates": [ring]},
        }
    )


class _Corners:
    """The corners of the lattice and a point on each side between them, each somewhat off its place, once for all."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.points: dict[tuple[float, float], Point] = {}

    def at(self, column: float, row: float) -> Point:
        if (column, row) not in self.points:
            off = CROOKED if column == int(column) and row == int(row) else CROOKED / 3
            x, y = (self.chance.uniform(-off, off) for _ in range(2))
            self.points[column, row] = (round(WEST + (column + x) * WIDE, 5), round(NORTH - (row + y) * HIGH, 5))
        return self.points[column, row]

    def around(self, column: int, row: int) -> list[Point]:
        """The ring of a patch, against the clock, closed."""
        way = [(0, 0), (0, 0.5), (0, 1), (0.5, 1), (1, 1), (1, 0.5), (1, 0), (0.5, 0), (0, 0)]
        return [self.at(column + x, row + y) for x, y in way]
