"""A page to be rendered and a file to be written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Page:
    """A page that can be rendered without asking anybody: its path in the site, template and context.

    `context` is a frozen dataclass of plain values (texts, numbers, dates, tuples and other such
    dataclasses), so that its digest is all the page depends on beside the theme.
    """

    path: str
    template: str
    context: Any


@dataclass(frozen=True, slots=True)
class File:
    """A finished file of the site: its path, with forward slashes, and its bytes."""

    path: str
    data: bytes
