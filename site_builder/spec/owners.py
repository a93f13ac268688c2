"""Who is asked to review a change, by where it lies (owners.yaml)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml


@dataclass(frozen=True, slots=True)
class Ownership:
    """Paths from the register's folder (a folder ends in `/`, "" is everything) and the posts that own them."""

    paths: tuple[str, ...]
    posts: tuple[str, ...]


@cache
def ownerships() -> tuple[Ownership, ...]:
    """The rows, the more particular ones later."""
    text = files(__package__).joinpath("owners.yaml").read_text(encoding="utf-8")
    rows: list[dict[str, Any]] = yaml.load(text, Loader=yaml.CSafeLoader)
    return tuple(Ownership(tuple(row["paths"]), tuple(row["posts"])) for row in rows)
