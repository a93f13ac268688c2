"""What a site that was shown was made from, in the register's own cache: so that what stays as it is can be told from
what must be made anew. It holds where the site's manifest says the same of it."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass, fields
from pathlib import Path

from site_builder.cache.ledger import clear, read_ledger, write_ledger
from site_builder.cache.stamps import digest
from site_builder.cache.values import Damaged

FOLDER = "made"
_KEPT = "made"
MOST = 8
"""Of so many sites it is remembered: a preview's lies somewhere else each time."""


@dataclass(frozen=True, slots=True)
class MadeFrom:
    """`site` is what the manifest says that the site was made from; `beside` stands for all but the records, the findings
    and what git knows; `linked` are the lists and weeks that could be linked. `records` stand for each record and those it
    has to do with, by path. `saved` stands for what git has of the cases' files, and `unsaved` are those that are not as
    it has them. `keys` are those of the parts, by what they are about and by name."""

    site: str
    beside: bytes
    linked: str
    records: dict[str, bytes]
    saved: bytes
    unsaved: dict[str, str]
    keys: dict[str, dict[str, str]]


def made_from(cache: Path, out: str) -> MadeFrom | None:
    """What was noted of the site in an output folder; None where nothing is known. Raises Damaged; what is damaged is
    deleted before."""
    folder = _folder(cache, out)
    if not folder.is_dir():
        return None
    try:
        ledger = read_ledger(folder, lambda names: None)
        return MadeFrom(*ledger[_KEPT]) if ledger is not None else None
    except OSError:
        return None
    except (Damaged, KeyError, TypeError):
        clear(folder)
        raise Damaged(FOLDER) from None


def note_made(cache: Path, out: str, made: MadeFrom) -> None:
    """Remember it for the next build; where that cannot be, that one makes more than it must."""
    folder = _folder(cache, out)
    try:
        os.makedirs(folder, mode=0o700, exist_ok=True)
        write_ledger(folder, {"packs": set(), _KEPT: tuple(getattr(made, field.name) for field in fields(made))})
        latest = sorted((cache / FOLDER).iterdir(), key=lambda one: one.stat().st_mtime_ns, reverse=True)
    except OSError:
        return
    for old in latest[MOST:]:
        shutil.rmtree(old, ignore_errors=True)


def _folder(cache: Path, out: str) -> Path:
    return cache / FOLDER / digest(os.fsencode(out)).hex()
