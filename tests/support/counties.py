"""A county of small towns in memory, and the towns' published data on disk."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

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
    path.write_text(json.dumps(document), encoding="utf-8")


_texts = st.text("村路水渠田土山林户界树桥井塘坎", min_size=2, max_size=8)
_people = st.sampled_from(("worker", "secretary", "mediator", "desk", "head", "land"))
_moves = st.lists(st.sampled_from(("triage", "progress", "raise", "reply")), max_size=3)


@st.composite
def two_towns(draw: st.DrawFn) -> tuple[Register, Register]:
    """Two registers of one town that differ in all that a county may not see, and in nothing else."""
    one, other = town(), town()
    for number in range(draw(st.integers(1, 4))):
        own = {
            "kind": draw(st.sampled_from(["dispute", "hazard", "service"])),
            "village": draw(st.sampled_from(["chachong", "shimen"])),
            "found_on": str(draw(st.dates(date(2025, 9, 1), date(2025, 10, 1)))),
        }
        seen = {"title": draw(_texts), "category": draw(st.sampled_from(["water", "road"]))}
        events = [(f"2025-10-{day:02d}", move) for day, move in enumerate(draw(_moves), 2)]
        raised = any(move == "raise" for _, move in events)
        result, level = draw(st.sampled_from(["化解", "部分化解"])), draw(st.sampled_from(["town", "county"]))
        for builder in (one, other):
            builder.case(
                f"QTL-2025-{number + 1:04d}", draw(st.sampled_from(["", "# 经过\n\n到了现场"])),
                **own, **(seen if raised and level == "county" else {}), **_hidden(draw, raised and level == "county"),
                events=[(on, move, draw(_people), _fields(draw, move, result, level)) for on, move in events],
            )  # fmt: skip
    return one.register(), other.register()


def _hidden(draw: st.DrawFn, raised: bool) -> dict[str, Any]:
    """What a county gets of no case, and of those that were not raised."""
    found: dict[str, Any] = {
        "problem": draw(_texts),
        "first_handler": draw(_people),
        "parties": draw(st.lists(_texts, max_size=2)),
        "people_affected": draw(st.none() | st.integers(0, 50)),
        "source": draw(st.sampled_from(["grid", "phone"])),
        "access": draw(st.sampled_from(["office", "village"])),
    }
    return found if raised else {**found, "title": draw(_texts), "category": draw(st.sampled_from(["other", "grave"]))}


def _fields(draw: st.DrawFn, move: str, result: str, level: str) -> dict[str, Any]:
    match move:
        case "progress":
            return {"what": draw(_texts)}
        case "raise":
            return {"to_level": level, "reason_raised": "涉资金", "why": draw(_texts), "note": draw(_texts)}
        case "reply":
            return {"result": result, "note": draw(_texts)}
    return {"note": draw(_texts)}
