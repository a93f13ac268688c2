"""A county of small towns in memory, and the towns' published data on disk."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from site_builder.exports import cases_json, figures_json, meta_json, town_json
from site_builder.model.register import Register
from site_builder.spec import Language
from site_builder.towns.documents import made
from site_builder.towns.told import told
from site_builder.views.county import County, Notice, county
from tests.support.town import AS_OF, TownBuilder, edition_of, town

RAISED = {"to_level": "county", "reason_raised": "超权限", "why": "水质要由县里检测", "told_on": "2025-09-20"}


def renamed(register: Register, id: str, name: str) -> Register:
    return replace(register, town=replace(register.town, id=id, name=name))


def a_town(**hidden: Any) -> TownBuilder:
    """A town with a matter that was raised to the county, one that was not, and a sealed one; `hidden` is what no
    county may see: fields of the second, and of the sealed one."""
    work = ("2025-09-16", "triage", "desk")
    return (
        town()
        .case(title="水井变浑", level="town", events=[work, ("2025-09-20", "raise", "mayor", RAISED)])
        .case(title=hidden.get("title", "两户争执"), problem=hidden.get("problem", "排水"), grid=hidden.get("grid"))
        .case(
            access="sealed", status="sealed", title=hidden.get("sealed", "密封事项"), problem=None, kind="petition",
            level="town", category="other", petition={"class": "检举控告类"},
            events=[("2025-09-16", "seal", "desk", {"handed_to": "county", "handed_on": "2025-09-16"})],
        )
    )  # fmt: skip


def county_of(*registers: Register, language: Language = "zh", as_of: date = AS_OF, link: str = "") -> County:
    """A county as of a day; what is amiss with its data is said of a town that nobody has."""
    towns = tuple(told(made(register, as_of), {register.town.id: link}, language) for register in registers)
    notices = (
        Notice(
            "other_day", (("town", "甲镇"), ("since", "2025-01-01"), ("found", "2025-10-16"), ("wanted", str(as_of)))
        ),
        Notice("missing", (("town", "乙镇"), ("file", "api/figures.json"))),
    )
    return county("青檀县", towns, notices, as_of, language)


def publish_data(register: Register, folder: Path, as_of: date = AS_OF) -> Path:
    """The data files of a town's site, as far as a county reads them, as its own exports write them."""
    shown = edition_of(register, "office", as_of)
    for kind in (meta_json, figures_json, cases_json, town_json):
        for file in kind.files(shown):
            (folder / file.path).parent.mkdir(parents=True, exist_ok=True)
            (folder / file.path).write_bytes(file.data)
    return folder


def edited(folder: Path, file: str, *keys: Any, value: Any) -> None:
    """Change one value in a data file."""
    path = folder / file
    document = json.loads(path.read_text(encoding="utf-8"))
    inside = document
    for key in keys[:-1]:
        inside = inside[key]
    inside[keys[-1]] = value
    path.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
