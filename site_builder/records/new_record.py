"""The text of a new case or visit file, as `sidan new` writes it: block style, keys in the order of the spec."""

from __future__ import annotations

import json
import re
from datetime import date

from site_builder.spec.intake import intake

_PLAIN = re.compile(r"[^\s\-?:,\[\]{}#&*!|>'\"%@`][^:#\n]*")


def scalar(text: str) -> str:
    """A YAML scalar that reads back as exactly this text; quoted only where it has to be."""
    if _PLAIN.fullmatch(text) and text == text.strip() and text not in ("null", "~"):
        return text
    return json.dumps(text, ensure_ascii=False)


def case_text(id: str, kind: str, found: date, registered: date, given: dict[str, str]) -> str:
    """A registered case. `given` holds village, title, problem, category, by, source and, if any, grid, level, access."""
    petition = kind == "petition"
    begins = intake().begin(kind)
    level = given.get("level") or begins.level
    access = given.get("access") or begins.access
    lines = [
        "---",
        f"id: {id}",
        f"title: {scalar(given['title'])}",
        f"kind: {kind}",
        f"category: {given['category']}",
        f"village: {given['village']}",
        *([f"grid: {given['grid']}"] if given.get("grid") else []),
        f"access: {access}",
        "status: registered",
        f"level: {level}",
        f"source: {given['source']}",
        f"found_on: {found}",
        f"registered_on: {registered}",
        f"first_handler: {given['by']}",
        *(["petition:", "  class: 申诉求决类"] if petition else []),
        f"problem: {scalar(given['problem'])}",
        "events:",
        f"  - on: {registered}",
        "    move: register",
        f"    by: {given['by']}",
        "---",
        "",
        f"{given['problem']}",
        "",
    ]
    return "\n".join(lines)


def visit_text(id: str, on: date, mode: str, leader: str, place: str) -> str:
    """A leader's reception or visit, with no case yet."""
    return f"---\nid: {id}\non: {on}\nmode: {mode}\nleader: {leader}\nplace: {scalar(place)}\n---\n"
