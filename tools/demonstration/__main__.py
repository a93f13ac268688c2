"""Write the background of the demonstration register, January to August 2025, and its map: the same bytes each time.

    python -m tools.demonstration [FOLDER]

Reads grids.yaml and people.yaml, writes the cases from QTL-2025-0101 on, all visits and grids.geojson, and takes away
only the files it wrote before. What the background must hold is stated in tests/test_demonstration.py.
"""

from __future__ import annotations

import sys
from pathlib import Path

from tools.demonstration.background import write
from tools.demonstration.outlines import write_outlines


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parents[2]
    cases, visits = write(folder)
    grids = write_outlines(folder)
    sys.stdout.write(f"{cases} cases, {visits} visits, {grids} outlines\n")


main()
