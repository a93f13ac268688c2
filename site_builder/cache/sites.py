"""Which sites were made from a register on this machine, where they lie, and what each of them shows.

A withdrawal has to know this even when the register cannot be read as a whole. It lies in the register's own cache: beside
a site it would tell its readers what they may not see.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from site_builder.cache.place import cache_folder
from site_builder.cache.small_files import replace_json

SITES = "sites.json"


@dataclass(frozen=True, slots=True)
class Shown:
    """A site: for whom it is, and what it shows: cases by their ids, attachments by their paths in the register."""

    audience: str
    what: frozenset[str]


def sites_of(root: Path) -> dict[str, Shown]:
    """The sites by their output folders; none where nothing is known."""
    folder = cache_folder(root)
    if folder is None:
        return {}
    try:
        told = json.loads((folder / SITES).read_bytes())
        return {out: Shown(str(audience), frozenset(map(str, what))) for out, (audience, what) in told.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


def note_site(root: Path, out: Path, audience: str, what: Iterable[str]) -> None:
    """Remember a site that was just published. Where that cannot be, the next withdrawal takes everything for shown."""
    folder = cache_folder(root)
    if folder is None:
        return
    known = {path: (shown.audience, sorted(shown.what)) for path, shown in sites_of(root).items()}
    known[os.path.abspath(out)] = audience, sorted(what)
    replace_json(folder / SITES, known)
