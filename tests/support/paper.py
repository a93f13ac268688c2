"""What a PDF says and measures, sheet by sheet, as poppler reads it."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

MILLIMETRE = 72 / 25.4
A4 = (round(210 * MILLIMETRE), round(297 * MILLIMETRE))


def _poppler(*command: str) -> str:
    return subprocess.run(command, capture_output=True, check=True).stdout.decode("utf-8")


def sheets(pdf: Path) -> list[str]:
    """The text of each sheet."""
    return _poppler("pdftotext", "-layout", str(pdf), "-").split("\f")[:-1]


def size(pdf: Path) -> tuple[int, int]:
    """Width and height of the sheets, in points; all are the same."""
    found = set(re.findall(r"Page +\d+ size: +([\d.]+) x ([\d.]+)", _poppler("pdfinfo", "-l", "-1", str(pdf))))
    assert len(found) == 1, found
    width, height = found.pop()
    return round(float(width)), round(float(height))


def words(pdf: Path) -> list[list[tuple[float, float, float, float, str]]]:
    """The words of each sheet with their boxes: left, top, right, bottom in millimetres from the upper left corner."""
    pages = _poppler("pdftotext", "-bbox", str(pdf), "-").split("<page ")[1:]
    pattern = r'<word xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="([\d.-]+)" yMax="([\d.-]+)">(.*?)</word>'
    return [
        [(*(float(number) / MILLIMETRE for number in found[:4]), found[4]) for found in re.findall(pattern, page)]  # type: ignore[misc]
        for page in pages
    ]
