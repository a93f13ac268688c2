"""Which audience gets which field of a record: audiences.yaml, read once."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import yaml

REACH = ("office", "village", "board")
"""The audiences from the narrowest circle to the widest."""


@cache
def placements() -> Mapping[str, Mapping[str, str]]:
    """For each kind of value, the widest audience that gets each of its fields."""
    text = files(__package__).joinpath("audiences.yaml").read_text(encoding="utf-8")
    loaded: dict[str, dict[str, str]] = yaml.load(text, Loader=yaml.CSafeLoader)
    return loaded


@cache
def given(kind: str, audience: str) -> frozenset[str]:
    """The fields of a kind of value that an audience gets; none of a kind that nobody has listed."""
    circle = REACH.index(audience)
    return frozenset(name for name, widest in placements().get(kind, {}).items() if REACH.index(widest) >= circle)
