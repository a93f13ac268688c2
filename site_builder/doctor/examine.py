"""Everything the doctor looks at, in the order it is told."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from site_builder.doctor.machine import machine
from site_builder.doctor.register import register
from site_builder.doctor.sign import Sign
from site_builder.doctor.sites import site, web_root


def outputs_in(root: Path) -> list[Path]:
    """The output folders that lie in the register's folder, by their stores; `site` where there is none yet."""
    found = sorted(root.glob(".*.sidan"))
    return [root / path.name[1 : -len(".sidan")] for path in found] or [root / "site"]


def examine(root: Path, today: date, outputs: list[Path], roots: list[Path]) -> Iterator[Sign]:
    """The signs of an installation. Nothing is written but what the cache needs to be asked."""
    yield from machine(root, outputs, today)
    yield from register(root, today)
    for out in outputs:
        yield from site(out)
    for served in roots:
        yield from web_root(served)
