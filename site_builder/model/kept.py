"""What is worked out once for a register or an edition, to live and die with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

Owner = TypeVar("Owner")
T = TypeVar("T")


def kept(owner: Owner, make: Callable[[Owner], T]) -> T:
    """`make(owner)`, made the first time it is asked for and kept where a cached_property keeps its value.

    For what a higher layer knows of a lower one, which cannot have a property of it.
    """
    values: dict[str, Any] = vars(owner)
    name = f"{make.__module__}.{make.__qualname__}"
    if name not in values:
        values[name] = make(owner)
    found: T = values[name]
    return found
