"""What a copy of a case holds that leaves the office."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml


@dataclass(frozen=True, slots=True)
class OutwardSpec:
    """outward.yaml. `blocks` are the fields shown of the case itself (`case`) and of its blocks, in order."""

    blocks: dict[str, tuple[str, ...]]
    moves_left_out: frozenset[str]
    event_fields: tuple[str, ...]


@cache
def outward_spec() -> OutwardSpec:
    """The copy as the program ships it."""
    text = files(__package__).joinpath("outward.yaml").read_text(encoding="utf-8")
    raw: dict[str, Any] = yaml.load(text, Loader=yaml.CSafeLoader)
    events = raw.pop("events")
    return OutwardSpec(
        {name: tuple(fields) for name, fields in raw.items()},
        frozenset(events["left_out"]),
        tuple(events["fields"]),
    )
