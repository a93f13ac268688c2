"""Values of the program as bytes and back, of its own kinds alone: bytes from a disk run nothing.

Python's pickle can name any function there is. Here a name must be one of the program's own value classes or one of
a few of Python's, so that a file somebody else put into the cache can at worst be damaged.
"""

from __future__ import annotations

import importlib
import io
import pickle
from dataclasses import is_dataclass
from functools import cache
from typing import Any

_OWN = ("site_builder.model.", "site_builder.text.", "site_builder.records.", "site_builder.render.site")
_PLAIN = {("datetime", "date"), ("datetime", "datetime"), ("decimal", "Decimal")}


class Damaged(Exception):
    """Something in the cache is not what was written there. The text names it."""


class _Reader(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        return _value_class(module, name)


@cache
def _value_class(module: str, name: str) -> Any:
    if (module, name) in _PLAIN:
        return getattr(importlib.import_module(module), name)
    if module.startswith(_OWN) and "." not in name:
        found = getattr(importlib.import_module(module), name)
        if isinstance(found, type) and (is_dataclass(found) or issubclass(found, tuple)):
            return found
    raise Damaged(f"{module}.{name}")


def to_bytes(value: Any) -> bytes:
    return pickle.dumps(value, protocol=5)


def from_bytes(data: bytes) -> Any:
    """Raises Damaged for bytes that are not such a value."""
    try:
        return _Reader(io.BytesIO(data)).load()
    except Damaged:
        raise
    except Exception as error:
        raise Damaged(type(error).__name__) from None
