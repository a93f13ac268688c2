"""What a town has to tell, as the data files of its site: read from a copy of them, or made from its register.

Nothing is fetched: both are folders on this machine (docs/county.md).
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from site_builder.cache.place import cache_folder
from site_builder.cache.values import Damaged
from site_builder.checking import check_kept
from site_builder.exports.case_object import case_object, case_row
from site_builder.exports.meta_json import own_limits
from site_builder.exports.town_json import labels_document
from site_builder.model.case import Case
from site_builder.model.register import Register
from site_builder.output.write import read_file
from site_builder.pages.edition_index import Index, index, year_start
from site_builder.pages.shared import case_data
from site_builder.reports.record_object import Records
from site_builder.reports.shapes import figures_object
from site_builder.rules.checked import Checked
from site_builder.sources.folder import Unreadable
from site_builder.sources.layout import GRIDS
from site_builder.spec.api import VERSION
from site_builder.towns.node import Node, Unusable
from site_builder.verdicts.register import Cabinet, Changed, opened
from site_builder.views.audience import Audience
from site_builder.views.edition import edition
from site_builder.workers import Run

META, FIGURES, CASES, LABELS, VILLAGES = (
    f"api/{name}.json" for name in ("meta", "figures", "cases", "labels", "grids")
)
RAISED = "county"
"""The level at which a matter is the county's too."""
LARGEST = 1 << 28
"""Bytes that a data file may have: a list of a hundred thousand cases has a third of it."""


@dataclass(frozen=True)
class Documents:
    """A town's data files by their paths in its site. `errors` are those of its register, which are in no figure."""

    read: Callable[[str], Node]
    errors: int = 0


def is_register(place: Path) -> bool:
    return (place / GRIDS).is_file()


def published(place: Path) -> Documents:
    """The data of a town's site: of the site's folder, or of a copy of its `api` folder. Raises Unusable."""
    for folder in (place / "api", place):
        if (folder / "meta.json").is_file():
            return Documents(partial(_read, folder))
    raise Unusable("not_a_town")


def _read(folder: Path, path: str) -> Node:
    file = folder / path.removeprefix("api/")
    try:
        if os.lstat(file).st_size > LARGEST:
            raise Unusable("broken", file=path, key=f"> {LARGEST}")
        return Node(path, "", json.loads(read_file(os.fspath(file)), parse_constant=_no_number))
    except FileNotFoundError:
        raise Unusable("missing", file=path) from None
    except OSError as error:
        raise Unusable("unreadable", why=f"{path}: {error.strerror or error}") from None
    except (ValueError, RecursionError):
        raise Unusable("broken", file=path, key="JSON") from None


def _no_number(word: str) -> Any:
    raise ValueError(word)


def of_register(root: Path, as_of: date, run: Run) -> Documents:
    """The same from a register's folder, as of a day. Raises Unusable."""
    try:
        with opened(root, cache_folder(root)) as cabinet:
            try:
                return _told(_checked(root, as_of, cabinet, run))
            except Damaged as error:
                cabinet.forget(str(error))
                return _told(_checked(root, as_of, cabinet, run))
    except Unreadable as error:
        raise Unusable("unreadable", why=f"{Path(error.path).name}: {error.reason}") from None
    except Changed as error:
        raise Unusable("changed", file=error.path) from None


def _checked(root: Path, as_of: date, cabinet: Cabinet, run: Run) -> Checked:
    checked = check_kept(root, as_of, cabinet, run)
    if checked.register is None:
        raise Unusable("no_town")
    return checked


def _told(checked: Checked) -> Documents:
    assert checked.register is not None
    return made(checked.register, checked.as_of, checked.errors)


def made(register: Register, as_of: date, errors: int = 0) -> Documents:
    """The same from a register in memory; all of it at once, since its cases may be there for a moment only."""
    known = index(edition(register, Audience("office"), as_of, "zh"))
    shape = Records(known.spec)
    rows = {id: _row(known, case) for id, case in known.cases.items()}
    files: dict[str, Any] = {
        META: _meta(known),
        FIGURES: figures_object(register, year_start(as_of), as_of),
        CASES: {"as_of": str(as_of), "cases": list(rows.values())},
        LABELS: labels_document(known.spec),
        VILLAGES: {"villages": [{"id": village.id, "name": village.name} for village in known.villages.values()]},
    }
    for id, row in rows.items():
        if row["level"] == RAISED and row["ended_on"] is None:
            files[case_data(id)] = case_object(known, known.cases[id], shape)
    return Documents(partial(_given, files), errors)


def _row(known: Index, case: Case) -> dict[str, Any]:
    """A row of the list of cases; of one that never came to the county only where it is, for no more is read."""
    level = known.states[case.id].level
    return case_row(known, case) if level == RAISED else {"level": level}


def _given(files: dict[str, Any], path: str) -> Node:
    return Node(path, "", files[path])


def _meta(known: Index) -> dict[str, Any]:
    return {
        "version": VERSION,
        "town": {"id": known.town.id, "name": known.town.name},
        "audience": "office",
        "as_of": str(known.as_of),
        "counts": {"cases": len(known.cases)},
        "limits": own_limits(known.register),
    }
