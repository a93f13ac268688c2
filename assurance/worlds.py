"""Small sites to publish one upon the other, and what must be true of the folder after whatever happened."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from site_builder.output.place import IN_PLACE, MARKER
from site_builder.output.publish import Published, publication
from site_builder.output.tree import Tree
from site_builder.render.page import File

POLICY = b"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src 'none'\">"
AUDIENCE = "board"
FOREIGN = {"mine.txt": b"keep me", "cases/also-mine.txt": b"me too"}


def page(text: str, *links: str) -> bytes:
    """A page as the publisher wants it: with a policy, and links that lead somewhere."""
    told = "".join(f'<a href="{link}">x</a>' for link in links)
    return b"<!DOCTYPE html><head>" + POLICY + f"</head><p>{text}</p>{told}".encode()


OLD = {
    "index.html": page("old home", "cases/a.html", "cases/b.html", "weeks/w.html"),
    "cases/a.html": page("old a"),
    "cases/b.html": page("old SECRET b"),
    "weeks/w.html": page("week", "../cases/a.html"),
    "api/cases.json": b'["a", "SECRET b"]',
    "static/site-1111111111.css": b"old {}",
}
NEW = {
    "index.html": page("new home", "cases/a.html", "weeks/w.html", "weeks/2025/v.html"),
    "cases/a.html": page("new a"),
    "weeks/w.html": page("week", "../cases/a.html"),
    "weeks/2025/v.html": page("new v", "../../index.html"),
    "api/cases.json": b'["a"]',
    "static/site-2222222222.css": b"new {}",
}
KEPT = {"static/site-1111111111.css": OLD["static/site-1111111111.css"]}
"""What the new site has beside its own: the assets of the one before."""


def publish_world(out: Path, files: Mapping[str, bytes], force: bool = False) -> Published:
    """Publish a site of these files. Raises OutputError."""
    with publication(out, AUDIENCE, force) as stage:
        stage.begin()
        for path, data in files.items():
            stage.add(path, stage.write(File(path, data)), path.startswith("static/"))
        return stage.publish()


def site(out: Path) -> dict[str, bytes]:
    """Every file that a reader finds below the output; nothing where there is none."""
    found = {}
    for folder, _, names in os.walk(out):
        for name in names:
            path = Path(folder, name)
            place = path.relative_to(out).as_posix()
            if not place.startswith(".sidan/"):
                found[place] = path.read_bytes()
    return found


@dataclass(frozen=True)
class World:
    """What is there before, what is published, and what a reader may find if that is broken off."""

    name: str
    prepare: Callable[[Path], None]
    old: Mapping[str, bytes]
    new: Mapping[str, bytes]
    publish: Mapping[str, bytes] = field(default_factory=lambda: NEW)
    foreign: Mapping[str, bytes] = field(default_factory=lambda: FOREIGN)
    in_place: bool = False

    def wrong(self, out: Path) -> str:
        """What is wrong with what a reader finds now; "" where it is the old site or the new one."""
        found = site(out)
        for path, data in self.foreign.items():
            if found.pop(path, None) != data:
                return f"{path} of somebody else is gone or changed"
        if self.in_place:
            torn = [path for path, data in found.items() if data not in (self.old.get(path), self.new.get(path))]
            return f"neither old nor new: {torn}" if torn else ""
        if found in (dict(self.old), dict(self.new)):
            return ""
        return f"neither the old site nor the new one: {sorted(found)}"

    def heals(self, out: Path) -> str:
        """What is wrong after one more publication without a fault; "" where all is as it should be."""
        publish_world(out, self.publish)
        expected = {**self.new, **self.foreign}
        if site(out) != expected:
            return f"not healed: {sorted(site(out))}"
        left = [path for path in _store(out).rglob("*") if path.name.endswith((".part", ".dirty.json"))]
        left += list(_store(out).glob("parts/*"))
        if left:
            return f"left over: {left}"
        if withdrawn := [path for path in _files(out.parent) if b"SECRET" in path.read_bytes()]:
            return f"still on the disk: {withdrawn}"
        if self.foreign and not any(path.read_bytes() == b"keep me" for path in _files(out.parent)):
            return "mine.txt is nowhere"
        return ""


def _store(out: Path) -> Path:
    inside = out / ".sidan"
    return inside if inside.is_dir() else out.parent / f".{out.name}.sidan"


def _files(folder: Path) -> Iterable[Path]:
    return (path for path in folder.rglob("*") if path.is_file())


def put_foreign(out: Path) -> None:
    for path, data in FOREIGN.items():
        (out / path).parent.mkdir(parents=True, exist_ok=True)
        (out / path).write_bytes(data)


def _nothing(out: Path) -> None:
    out.parent.mkdir(parents=True, exist_ok=True)


def _folder(out: Path) -> None:
    out.mkdir(parents=True)
    put_foreign(out)


def _first(out: Path) -> None:
    publish_world(out, OLD)
    put_foreign(out)


def _second(out: Path) -> None:
    publish_world(out, NEW)
    publish_world(out, OLD)
    put_foreign(out)


def _third(out: Path) -> None:
    """Both trees have the files of others, and one was changed since."""
    publish_world(out, OLD)
    put_foreign(out)
    (out / "mine.txt").write_bytes(b"before")
    publish_world(out, OLD)
    publish_world(out, {**OLD, "cases/a.html": page("middle a")})
    publish_world(out, OLD)
    (out / "mine.txt").write_bytes(b"keep me")


def _share(out: Path) -> None:
    """A share without links: the files are replaced one by one."""
    store = out.parent / f".{out.name}.sidan"
    out.mkdir(parents=True)
    store.mkdir()
    (store / MARKER).write_text(json.dumps({"audience": AUDIENCE, "mechanism": IN_PLACE}))
    Tree(str(out), str(store), "site").make()
    _first(out)


WORLDS = (
    World("nothing there", _nothing, {}, NEW, foreign={}),
    World("a folder of somebody's", _folder, {}, NEW),
    World("one site", _first, OLD, {**NEW, **KEPT}),
    World("two sites", _second, {**OLD, "static/site-2222222222.css": b"new {}"}, {**NEW, **KEPT}),
    World("two sites with files of others", _third, OLD, {**NEW, **KEPT}),
    World("a share without links", _share, OLD, {**NEW, **KEPT}, in_place=True),
)
