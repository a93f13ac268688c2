"""Random edits of a small register: what people, editors and accidents do to its files."""

from __future__ import annotations

import random
import re
import shutil
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

from site_builder.spec.audiences import REACH
from tests.support.canaries import picture

DAY = date(2025, 10, 17)
RECENT = re.compile(r"^registered_on: 2025-(09|10)-", re.MULTILINE)


def small_register(repository: Path, folder: Path) -> Path:
    """The demonstration's cases of the last weeks, with the visits: few weeks and few pages, but of every kind."""
    folder.mkdir(parents=True)
    for name in ("grids.yaml", "people.yaml"):
        shutil.copy(repository / name, folder / name)
    (folder / "pyproject.toml").write_text('[tool.sidan]\nlocale = "zh-CN"\n', encoding="utf-8")
    for path in sorted((repository / "cases").glob("*/*.md")):
        if path.parent.name == "visits" or RECENT.search(path.read_text(encoding="utf-8")):
            target = folder / path.relative_to(repository)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, target)
            if (repository / "attachments" / path.stem).is_dir():
                shutil.copytree(repository / "attachments" / path.stem, folder / "attachments" / path.stem)
    return folder


class Editor:
    """Edits one register, reproducibly. Each edit is a method of `EDITS` and says what it did."""

    def __init__(self, root: Path, seed: int) -> None:
        self.root = root
        self.chance = random.Random(seed)
        self.day = DAY
        self.removed: list[tuple[Path, bytes]] = []
        self.count = 0

    def edit(self) -> str:
        return self.chance.choice(EDITS)(self)

    def a_case(self) -> Path:
        return self.chance.choice(sorted(p for p in (self.root / "cases").glob("*/*.md") if p.parent.name != "visits"))

    def add_event(self) -> str:
        path = self.a_case()
        text = path.read_text(encoding="utf-8", errors="replace")
        if "\nevents:\n" not in text:
            return "nothing"
        self.count += 1
        front, _, body = text.partition("\n---\n")
        line = f"  - {{on: {self.day}, move: progress, by: {self._by(front)}, what: 第{self.count}次到现场}}"
        path.write_text(f"{front}\n{line}\n---\n{body}", encoding="utf-8")
        return f"event in {path.name}"

    def reply(self) -> str:
        """A case in hand is replied to: its status, the figures and lists move."""
        working = [
            path for path in sorted((self.root / "cases").glob("*/*.md"))
            if re.search(r"^status: working$", path.read_text(encoding="utf-8", errors="replace"), re.MULTILINE)
        ]  # fmt: skip
        if not working:
            return "nothing"
        path = self.chance.choice(working)
        front, _, body = path.read_text(encoding="utf-8", errors="replace").partition("\n---\n")
        front = re.sub(r"^status: .*$", "status: replied", front, flags=re.MULTILINE)
        line = f"  - {{on: {self.day}, move: reply, by: {self._by(front)}, result: 化解, agreement: 口头, to: [P1]}}"
        path.write_text(f"{front}\n{line}\n---\n{body}", encoding="utf-8")
        return f"reply in {path.name}"

    @staticmethod
    def _by(front: str) -> str:
        return (re.findall(r"\bby: ([a-z][\w-]+)", front.partition("\nevents:\n")[2]) or ["nobody"])[-1]

    def reword(self) -> str:
        path = self.a_case()
        self.count += 1
        text = path.read_text(encoding="utf-8", errors="replace")
        path.write_text(
            re.sub(r"^title: .*$", f"title: 改过第{self.count}次的标题", text, flags=re.MULTILINE), encoding="utf-8"
        )
        return f"title of {path.name}"

    def mention(self) -> str:
        path, other = self.a_case(), self.a_case()
        with open(path, "a", encoding="utf-8") as file:
            file.write(f"\n参见 {other.stem}。\n")
        return f"{other.name} named in {path.name}"

    def link(self) -> str:
        path, other = self.a_case(), self.a_case()
        text = path.read_text(encoding="utf-8", errors="replace")
        if re.search(r"^links:", text, re.MULTILINE):
            return "nothing"
        path.write_text(
            text.replace("\nevents:\n", f"\nlinks: {{related: [{other.stem}]}}\nevents:\n", 1), encoding="utf-8"
        )
        return f"link from {path.name} to {other.name}"

    def delete(self) -> str:
        path = self.a_case()
        self.removed.append((path, path.read_bytes()))
        path.unlink()
        return f"{path.name} deleted"

    def restore(self) -> str:
        if not self.removed:
            return "nothing"
        path, data = self.removed.pop(self.chance.randrange(len(self.removed)))
        path.write_bytes(data)
        return f"{path.name} is back"

    def rename(self) -> str:
        path = self.a_case()
        self.count += 1
        id = f"QTL-2025-9{self.count:03d}"
        text = path.read_bytes().replace(path.stem.encode(), id.encode())
        path.unlink()
        path.with_name(f"{id}.md").write_bytes(text)
        return f"{path.name} is now {id}"

    def seal(self) -> str:
        path = self.a_case()
        text = path.read_text(encoding="utf-8", errors="replace")
        access = self.chance.choice(["sealed", "office", "village"])
        path.write_text(re.sub(r"^access: .*$", f"access: {access}", text, flags=re.MULTILINE), encoding="utf-8")
        return f"{path.name} {access}"

    def spoil(self) -> str:
        path = self.a_case()
        data = path.read_bytes()
        how = self.chance.randrange(4)
        if how == 0:
            path.write_bytes(data.replace(b"status: ", b"status:  [", 1))
        elif how == 1:
            path.write_bytes(data[: len(data) // 2])
        elif how == 2:
            path.write_bytes(data.replace(b"\nkind: ", b"\nkindd: ", 1))
        else:
            path.write_bytes(data.replace(b"\nevents:\n", b'\nlinks: {related: ["QTL-2025-\\x30001"]}\nevents:\n', 1))
        return f"{path.name} spoilt {how}"

    def people(self) -> str:
        path = self.root / "people.yaml"
        text = path.read_text(encoding="utf-8")
        self.count += 1
        path.write_text(re.sub(r"name: 林业.*?站", f"name: 林业{self.count}站", text, count=1), encoding="utf-8")
        return "a unit's name"

    def grids(self) -> str:
        path = self.root / "grids.yaml"
        text = path.read_text(encoding="utf-8")
        path.write_text(
            re.sub(r"households: \d+", f"households: {self.chance.randrange(20, 90)}", text, count=1), encoding="utf-8"
        )
        return "households"

    def settings(self) -> str:
        cutoff = self.chance.choice(["Sun", "Thu", "Fri"])
        (self.root / "pyproject.toml").write_text(
            f'[tool.sidan]\nlocale = "zh-CN"\n[tool.sidan.week]\ncutoff = "{cutoff}"\n', encoding="utf-8"
        )
        return f"cutoff {cutoff}"

    def waive(self) -> str:
        path = self.root / "waivers.yaml"
        if path.exists():
            path.unlink()
            return "no waivers"
        path.write_text(
            f"waivers:\n  - {{code: S806, record: {self.a_case().stem}, reason: 已经核对过原件, owner: jin-yuelan, until: 2025-12-31}}\n",
            encoding="utf-8",
        )
        return "a waiver"

    def theme(self) -> str:
        self.count += 1
        folder = self.root / "themes" / "default" / "words"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "zh-CN.yaml").write_text(f"site:\n  name: 四单{self.count}\n", encoding="utf-8")
        return "a word of the theme"

    def another_day(self) -> str:
        self.day = DAY + timedelta(days=self.chance.randrange(-3, 4))
        return f"as of {self.day}"

    def enclose(self) -> str:
        """A picture more of a case, for whomever."""
        path = self.a_case()
        text = path.read_text(encoding="utf-8", errors="replace")
        if "\nattachments:" in text or "\nevents:\n" not in text:
            return "nothing"
        self.count += 1
        file, audience = f"p{self.count}.png", self.chance.choice(REACH)
        row = f"attachments: [{{file: {file}, what: 第{self.count}张, redacted: true, audience: {audience}}}]"
        path.write_text(text.replace("\nevents:\n", f"\n{row}\nevents:\n", 1), encoding="utf-8")
        target = self.root / "attachments" / path.stem / file
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(picture(file))
        return f"{file} for {audience} in {path.name}"

    def repaint(self) -> str:
        """An attachment becomes another picture, half a picture, or is gone; its record says nothing of it."""
        files = sorted(path for path in (self.root / "attachments").rglob("*") if path.is_file())
        if not files:
            return "nothing"
        file, how = self.chance.choice(files), self.chance.randrange(3)
        self.count += 1
        if how == 0:
            file.write_bytes(picture("another", colour=(self.count % 256, 9, 9)))
        elif how == 1:
            file.write_bytes(file.read_bytes()[:60])
        else:
            file.unlink()
        return f"{file.name} changed {how}"

    def show(self) -> str:
        """Attachments for more people, or for fewer."""
        paths = sorted(path for path in (self.root / "cases").glob("*/*.md") if b"redacted:" in path.read_bytes())
        if not paths:
            return "nothing"
        path, audience = self.chance.choice(paths), self.chance.choice(REACH)
        text = path.read_text(encoding="utf-8", errors="replace")
        path.write_text(re.sub(r"(redacted: .*audience: )\w+", rf"\g<1>{audience}", text), encoding="utf-8")
        return f"pictures of {path.name} for {audience}"

    def touch(self) -> str:
        path = self.a_case()
        path.write_bytes(path.read_bytes())
        return f"{path.name} touched"


EDITS: list[Callable[[Editor], str]] = [
    Editor.add_event, Editor.add_event, Editor.reply, Editor.reword, Editor.mention, Editor.link, Editor.delete, Editor.restore,
    Editor.rename, Editor.seal, Editor.spoil, Editor.people, Editor.grids, Editor.settings, Editor.waive, Editor.theme,
    Editor.another_day, Editor.touch, Editor.enclose, Editor.repaint, Editor.show,
]  # fmt: skip
