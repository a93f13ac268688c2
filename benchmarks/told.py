"""What was measured, told: the tables of `benchmarks/RESULTS.md`, and the table and plot of `docs/performance.md`.

    python -m benchmarks.told

writes them again from `benchmarks/results.json`, where `python -m benchmarks.build --write` keeps what it measured.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).resolve().parent
KEPT = HERE / "results.json"
RESULTS = HERE / "RESULTS.md"
DOCS = HERE.parent / "docs"
START, END = "<!-- build: start -->", "<!-- build: end -->"
TARGETS = {
    "build, cold": 0.6, "build, nothing changed": 0.02, "build, one case changed": 0.03, "check, cold": 0.25,
}  # fmt: skip
TARGET_MEMORY = 0.25


class Medians(NamedTuple):
    """Of the runs of one command: seconds by the wall, of the processors, and the peak in bytes."""

    seconds: float
    processor: float
    peak: int


class Written(NamedTuple):
    """How much one program wrote, in pages, files and bytes."""

    pages: int
    files: int
    size: int


class Measurement(NamedTuple):
    """One size of register. `rounds` is how many runs each median is of."""

    rounds: int
    machine: str
    runs: Mapping[str, Medians]
    written: Mapping[str, Written]


def kept() -> dict[int, Measurement]:
    """What was measured last, by the number of cases."""
    loaded = json.loads(KEPT.read_text(encoding="utf-8")) if KEPT.exists() else {}
    return {
        int(cases): Measurement(
            one["rounds"],
            one["machine"],
            {name: Medians(*row) for name, row in one["runs"].items()},
            {name: Written(*row) for name, row in one["written"].items()},
        )
        for cases, one in sorted(loaded.items(), key=lambda item: int(item[0]))
    }


def keep(cases: int, found: Measurement) -> None:
    """Put one size into what is kept, in place of what was measured before, and tell it anew."""
    whole = {**kept(), cases: found}
    rows = {str(size): one._asdict() for size, one in sorted(whole.items())}
    KEPT.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")
    tell()


def tell() -> None:
    measured = kept()
    tables = "\n".join(table(cases, one) for cases, one in measured.items() if "hugo" in one.runs)
    _put(RESULTS, tables)
    _put(DOCS / "performance.md", growth(measured))
    (DOCS / "images" / "performance.svg").write_text(plot(measured), encoding="utf-8")


def table(cases: int, found: Measurement) -> str:
    """One size as Markdown, against Hugo where it ran."""
    lines = [
        f"### {cases:,} cases", "", f"Medians of {found.rounds}.", "",
        "| | seconds | × Hugo | target | processor s | × Hugo | peak MB | × Hugo | target |",
        "|---|---:|---:|---:|---:|---:|---:|---:|---:|",
    ]  # fmt: skip
    base = found.runs.get("hugo")
    for name, run in found.runs.items():
        ratios = [f"{own / peer:.3f}" if base else "—" for own, peer in zip(run, base or run, strict=True)]
        memory = TARGET_MEMORY if name == "build, cold" else ""
        lines.append(
            f"| {name} | {run.seconds:.2f} | {ratios[0]} | {TARGETS.get(name, '')} | {run.processor:.2f} | {ratios[1]} "
            f"| {run.peak / 1e6:.0f} | {ratios[2]} | {memory} |"
        )
    lines += ["", "| written | pages | files | MB |", "|---|---:|---:|---:|"]
    lines += [f"| {name} | {w.pages:,} | {w.files:,} | {w.size / 1e6:.0f} |" for name, w in found.written.items()]
    return "\n".join([*lines, "", found.machine, ""])


def growth(measured: Mapping[int, Measurement]) -> str:
    """What each command costs a case at each size, in µs of processor, and its peak."""
    names = list(
        dict.fromkeys(name for one in measured.values() for name in one.runs if name not in ("hugo", "--help"))
    )
    heads = "".join(f" {cases:,} cases |" for cases in measured)
    lines = [f"| µs of processor a case (peak MB) |{heads}", f"|---|{'---:|' * len(measured)}"]
    for name in names:
        cells = "".join(
            f" {run.processor / cases * 1e6:,.0f} ({run.peak / 1e6:,.0f}) |" if (run := one.runs.get(name)) else " — |"
            for cases, one in measured.items()
        )
        lines.append(f"| {name} |{cells}")
    return "\n".join(lines) + "\n"


def _put(page: Path, text: str) -> None:
    """Put a text in its place of a page; the rest of the page stays."""
    before, _, rest = page.read_text(encoding="utf-8").partition(START)
    page.write_text(f"{before}{START}\n\n{text}\n{END}{rest.partition(END)[2]}", encoding="utf-8")


# the plot

WIDE, HIGH, LEFT, TOP, RIGHT, BOTTOM = 760, 430, 70, 20, 210, 50
Scale = Callable[[float], float]
INKS = ("#1a4f8b", "#a3341f", "#2c6e3f", "#6a3d8f", "#7a5b00", "#444444", "#00707a")


def plot(measured: Mapping[int, Measurement]) -> str:
    """Seconds of processor by the number of cases, both by powers of ten, a line for each command."""
    names = list(dict.fromkeys(name for one in measured.values() for name in one.runs if name != "--help"))
    lines = {
        name: [(cases, one.runs[name].processor) for cases, one in measured.items() if name in one.runs]
        for name in names
    }
    lowest = math.floor(math.log10(min(seconds for line in lines.values() for _, seconds in line)))
    highest = math.ceil(math.log10(max(seconds for line in lines.values() for _, seconds in line)))
    first, last = (math.log10(size) for size in (min(measured), max(measured)))

    def x(cases: float) -> float:
        return LEFT + (WIDE - LEFT - RIGHT) * (math.log10(cases) - first) / max(last - first, 1e-9)

    def y(seconds: float) -> float:
        return HIGH - BOTTOM - (HIGH - TOP - BOTTOM) * (math.log10(seconds) - lowest) / (highest - lowest)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDE} {HIGH}" role="img" '
        'aria-label="Processor seconds by number of cases" font-family="sans-serif" font-size="13">',
        f'<rect width="{WIDE}" height="{HIGH}" fill="#ffffff"/>',
        *_grid(measured, range(lowest, highest + 1), x, y),
    ]
    at: list[float] = []
    for number, (name, line) in enumerate(lines.items()):
        ink, points = INKS[number % len(INKS)], " ".join(f"{x(c):.1f},{y(s):.1f}" for c, s in line)
        parts.append(f'<polyline points="{points}" fill="none" stroke="{ink}" stroke-width="2"/>')
        parts += [f'<circle cx="{x(c):.1f}" cy="{y(s):.1f}" r="3.5" fill="{ink}"/>' for c, s in line]
        place = y(line[-1][1])
        while any(abs(place - other) < 16 for other in at):
            place += 4
        at.append(place)
        parts.append(f'<text x="{x(line[-1][0]) + 9:.1f}" y="{place + 4:.1f}" fill="{ink}">{name}</text>')
    return "\n".join([*parts, "</svg>", ""])


def _grid(measured: Mapping[int, Measurement], powers: range, x: Scale, y: Scale) -> Iterator[str]:
    for power in powers:
        at = y(10.0**power)
        yield f'<line x1="{LEFT}" x2="{WIDE - RIGHT}" y1="{at:.1f}" y2="{at:.1f}" stroke="#dddddd"/>'
        yield f'<text x="{LEFT - 8}" y="{at + 4:.1f}" text-anchor="end" fill="#444444">{10.0**power:g} s</text>'
    for cases in measured:
        at = x(cases)
        yield f'<line x1="{at:.1f}" x2="{at:.1f}" y1="{TOP}" y2="{HIGH - BOTTOM}" stroke="#dddddd"/>'
        yield f'<text x="{at:.1f}" y="{HIGH - BOTTOM + 20}" text-anchor="middle" fill="#444444">{cases:,}</text>'
    yield f'<text x="{(LEFT + WIDE - RIGHT) / 2}" y="{HIGH - 10}" text-anchor="middle" fill="#444444">cases</text>'


if __name__ == "__main__":
    tell()
