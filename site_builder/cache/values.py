"""Values of the program as bytes and back, of its own kinds alone: bytes from a disk run nothing.

Python's pickle can name any function there is. Here a name must be one of the program's own value classes or one of
a few of Python's, so that a file somebody else put into the cache can at worst be damaged.
"""

from __future__ import annotations

import importlib
import io
import pickle
import sys
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from functools import cache
from operator import attrgetter
from types import MemberDescriptorType
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
        if isinstance(found, type) and issubclass(found, tuple):
            return found
        if isinstance(found, type) and is_dataclass(found):
            _read_quickly(found)
            return found
    raise Damaged(f"{module}.{name}")


def _read_quickly(kind: type[Any]) -> None:
    """A dataclass with slots asks for its fields each time a value is read: that is half of the time it takes."""
    puts = [getattr(kind, field.name) for field in fields(kind)]
    if not all(isinstance(put, MemberDescriptorType) for put in puts):
        return
    setters = [put.__set__ for put in puts]

    def set_state(self: Any, state: list[Any]) -> None:
        for put, value in zip(setters, state, strict=True):
            put(self, value)

    type.__setattr__(kind, "__setstate__", set_state)


@cache
def _write_quickly() -> None:
    """And asks for them each time one is written: here for all of the program's values, of which one holds others."""
    for name, module in list(sys.modules.items()):
        if name.startswith(_OWN):
            for kind in list(vars(module).values()):
                if (
                    isinstance(kind, type)
                    and kind.__module__ == name
                    and "__getstate__" in vars(kind)
                    and is_dataclass(kind)
                ):
                    names = [field.name for field in fields(kind)]
                    if len(names) > 1:
                        type.__setattr__(kind, "__getstate__", _state_of(attrgetter(*names)))


def _state_of(values: Callable[[Any], Any]) -> Callable[[Any], list[Any]]:
    return lambda self: list(values(self))


def to_bytes(value: Any) -> bytes:
    _write_quickly()
    return pickle.dumps(value, protocol=5)


def from_bytes(data: bytes) -> Any:
    """Raises Damaged for bytes that are not such a value."""
    try:
        return _Reader(io.BytesIO(data)).load()
    except Damaged:
        raise
    except Exception as error:
        raise Damaged(type(error).__name__) from None
