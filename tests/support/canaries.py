"""A register in which every text of every record is a mark of its own, and who may find which mark.

A mark is one rare Han character (of U+3400–4DBF those whose last byte is no letter): it survives sorting, cutting and
taking apart into pairs. It is written three times, so that it can be told from chance in bytes of another encoding.
Source: hazards notes §5, leak proof 2.
"""

from __future__ import annotations

import base64
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from site_builder.output.decoded import texts_of
from site_builder.spec import Field, Type, default_spec
from site_builder.spec.audiences import REACH, given
from tests.support.town import GRIDS, PEOPLE, case_path, case_text
from tests.support.visible import sample_of

SPEC = default_spec()
FIRST, LAST = 0x3400, 0x4DBF
_TEXTS = ("line", "paragraph", "text")
_MARK = re.compile("[\u3400-\u4dbf]")
_BASE64 = re.compile(rb"[A-Za-z0-9+/]{12,}|[A-Za-z0-9_-]{12,}")
_TWICE = {
    "utf-16-le": re.compile(rb"([\x80-\xff][\x34-\x4d])\1", re.DOTALL),
    "utf-16-be": re.compile(rb"([\x34-\x4d][\x80-\xff])\1", re.DOTALL),
    "gb18030": re.compile(rb"([\x81\x82][\x30-\x39][\x81-\xfe][\x30-\x39])\1"),
}
_TWICE_UTF8 = re.compile(rb"(\xe3[\x90-\xbf][\x80-\xbf]|\xe4[\x80-\xb6][\x80-\xbf])\1")
_NAMES = {"class": "class_", "from": "from_unit"}
_ONLY_OFFICE: dict[str, Any] = {"access": "office"}
KINDS: dict[str, dict[str, Any]] = {
    "village": {"access": "village"},
    "board": {"access": "board"},
    "office": _ONLY_OFFICE,
    "elsewhere": {"access": "village", "village": "shimen", "grid": "shimen-01"},
    "sealed": {"access": "sealed", "status": "sealed", "level": "town", "kind": "petition", "category": "other"},
}
"""The cases, by who sees them."""


@dataclass
class Canaries:
    """The marks by the place each was put, and for each the widest audience that may find it; "" for none."""

    root: Path
    reach: dict[str, str] = field(default_factory=dict)
    place: dict[str, str] = field(default_factory=dict)

    def mark(self, place: str, reach: str) -> str:
        number = len(self.reach)
        one = chr(FIRST + number // 128 * 256 + 128 + number % 128)
        assert ord(one) <= LAST
        self.reach[one], self.place[one] = reach, place
        return one * 3

    def hidden_from(self, audience: str) -> dict[str, str]:
        """The marks that an audience must find nowhere, with their places."""
        circle = REACH.index(audience)
        return {one: self.place[one] for one, reach in self.reach.items() if not reach or REACH.index(reach) < circle}

    def given_to(self, audience: str) -> dict[str, str]:
        return {one: place for one, place in self.place.items() if one not in self.hidden_from(audience)}

    # the register

    def write(self) -> Canaries:
        """Puts the register on the disk."""
        self.root.mkdir(parents=True, exist_ok=True)
        (self.root / "pyproject.toml").write_text('[tool.sidan]\nlocale = "zh-CN"\n', encoding="utf-8")
        self._put("grids.yaml", self._grids())
        self._put("people.yaml", self._people())
        for number, (kind, own) in enumerate(KINDS.items(), 1):
            self._case(f"QTL-2025-{number:04d}", kind, own)
        visit = {"id": "V-2025-0001", "on": "2025-09-20", "mode": "visit", "leader": "head", "cases": ["QTL-2025-0001"],
                 "place": self.mark("visit.place", "office"), "instructions": self.mark("visit.instructions", "office")}  # fmt: skip
        path = self.root / "cases/visits/V-2025-0001.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"---\n{_yaml(visit)}---\n{self.mark('visit.body', '')}\n", encoding="utf-8")
        return self

    def _put(self, name: str, value: Any) -> None:
        comment = self.mark(f"{name} comment", "")
        (self.root / name).write_text(f"# {comment}\n{_yaml(value)}", encoding="utf-8")

    def _grids(self) -> Any:
        town = yaml.safe_load(GRIDS)
        for village in town["villages"]:
            own = "village" if village["id"] == "chachong" else "office"
            village["party_org"] = self.mark(f"{village['id']}.party_org", own)
            for grid in village["grids"]:
                for name in ("name", "group"):
                    grid[name] = self.mark(f"{grid['id']}.{name}", own)
        return town

    def _people(self) -> Any:
        staff = yaml.safe_load(PEOPLE)
        for unit in staff["units"]:
            unit["name"] = self.mark(f"{unit['id']}.name", "village" if unit.get("village") != "shimen" else "office")
        for person in staff["people"]:
            own = "office" if person["id"].startswith("shimen") else "village"
            person["name"] = self.mark(f"{person['id']}.name", own)
            person["emails"] = [f"{self.mark(person['id'] + '.emails', '')}@town.example"]
            for post in person["posts"]:
                post["title"] = self.mark(f"{person['id']}.title", own)
        return staff

    def _case(self, id: str, kind: str, own: dict[str, Any]) -> None:
        sees = {"village": "village", "board": "board", "office": "office", "elsewhere": "office", "sealed": ""}[kind]
        fields = {
            name: self._value(field, f"case.{name}", name, sees, number)
            for number, (name, field) in enumerate(SPEC.records["case"].fields.items())
            if name not in ("id", "events", "village", "grid", "links", "outcome", "attachments")
        }
        fields |= {
            "status": "registered",
            "kind": "petition",
            "category": "water",
            "found_on": "2025-09-02",
            "registered_on": "2025-09-02",
            "level": "town",
        }
        fields |= {"outcome": {"result": "化解"}, "attachments": self._attachments(id, kind, sees), **own}
        events = [
            self._event(move, number, sees)
            for number, move in enumerate(code for code in SPEC.moves if code != "register")
        ]
        body = self.mark(f"{kind} body", _least(sees, "village")) + "\n"
        text = case_text(id, body, **{**fields, "events": events})
        text = text.replace("---\n", f"---\n# {self.mark(f'{kind} comment', '')}\n", 1)
        path = self.root / case_path(id, **fields)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def _attachments(self, id: str, kind: str, sees: str) -> list[dict[str, Any]]:
        """One file for each audience; a picture has marks beside and behind its pixels, which leave the office with
        nobody."""
        folder = self.root / "attachments" / id
        folder.mkdir(parents=True)
        rows = []
        for audience, file in zip(REACH, ("office.txt", "village.png", "board.png"), strict=True):
            what = self.mark(f"{kind} attachment for {audience}", _least(sees, audience))
            inside, behind = (
                self.mark(f"{kind} {place} {file}", _least(sees, "office")) for place in ("inside", "behind")
            )
            plain = f"{inside}{behind}\n".encode()
            (folder / file).write_bytes(picture(inside, behind.encode()) if file.endswith(".png") else plain)
            rows.append({"file": file, "what": what, "redacted": True, "audience": audience, "added_on": "2025-09-16"})
        return rows

    def _event(self, move: str, number: int, sees: str) -> dict[str, Any]:
        own = {
            name: self._value(SPEC.event_fields[name], f"event_fields.{name}", name, sees, number)
            for name in SPEC.moves[move].fields
            if name in SPEC.event_fields
        }
        common = SPEC.blocks["event"].fields
        own |= {
            name: self._value(common[name], f"event.{name}", name, sees, number) for name in ("note", "late_because")
        }
        own.pop("into", None)
        return {"on": "2025-09-16", "move": move, "by": "desk", **own}

    def _value(self, field: Field, at: str, name: str, sees: str, number: int) -> Any:
        """A value of a field, marked wherever it holds a text; `at` is its kind and name in audiences.yaml."""
        kind, _, own = at.partition(".")
        sees = _least(sees, next((a for a in reversed(REACH) if _NAMES.get(own, own) in given(kind, a)), "office"))
        return self._of(field.type, name, at, sees, number)

    def _of(self, type_: Type, name: str, at: str, sees: str, number: int) -> Any:
        if type_.item is not None:
            return [self._of(type_.item, name, at, sees, number + n) for n in (0, 1)]
        if type_.kind in _TEXTS:
            return self.mark(f"{at} of {sees or 'sealed'}", sees)
        if type_.kind == "block":
            inner: Mapping[str, Field] = SPEC.blocks[type_.name].fields
            mirrors = {n for n, f in inner.items() if f.mirror} if type_.name == "petition" else set()
            return {
                n: self._value(f, f"{'petition_mirrors' if n in mirrors else type_.name}.{n}", n, sees, number + i)
                for i, (n, f) in enumerate(inner.items(), 1)
            }
        return "V-2025-0001" if type_.kind == "visit" else sample_of(type_, name, SPEC, number)


def picture(said: str, behind: bytes = b"", colour: tuple[int, int, int] = (90, 120, 60)) -> bytes:
    """A PNG of one colour that says something in a comment, with something behind its end."""
    out, comment = io.BytesIO(), PngInfo()
    comment.add_itxt("Comment", said, zip=True)
    Image.new("RGB", (8, 6), colour).save(out, "PNG", pnginfo=comment)
    return out.getvalue() + behind


def _least(one: str, other: str) -> str:
    """The narrower of two circles; "" is nobody."""
    if not one or not other:
        return ""
    return min(one, other, key=REACH.index)


def _yaml(value: Any) -> str:
    return yaml.safe_dump(value, allow_unicode=True, sort_keys=False, width=1000)


# looking for marks


def marks_in(data: bytes) -> set[str]:
    """Every mark that the bytes hold in any form a program may write a text in."""
    found = {one for text in texts_of(data) for one in _MARK.findall(text)}
    for encoding, pattern in _TWICE.items():
        found |= {match[1].decode(encoding) for match in pattern.finditer(data)}
    for run in _BASE64.findall(data):
        for start in range(4):
            part = run[start : start + (len(run) - start) // 4 * 4]
            found |= {
                match[1].decode()
                for match in _TWICE_UTF8.finditer(base64.b64decode(part, b"-_" if b"-" in run or b"_" in run else None))
            }
    return {one for one in found if ord(one) & 0x80}


def found_in(files: Mapping[str, bytes]) -> Iterator[tuple[str, str]]:
    """The marks in some files, each with the file's path."""
    for path, data in files.items():
        for one in sorted(marks_in(path.encode()) | marks_in(data)):
            yield one, path
