"""Turns the examples on the rules' pages into registers, checks them, and compares.

An example is a heading `## 错 Wrong: …` or `## 对 Right: …` on a page of site_builder/rules/pages and the
fenced blocks under it. The first word of a block says what it is:

    case base=dispute        front matter laid over bases/dispute.md: keys of the same name are replaced
                             where they stand, others appended; text after a line `---` replaces the body
    visit, grids, people     the same over visit.md, grids.yaml, people.yaml
    settings, waivers        a whole pyproject.toml, a whole waivers.yaml
    raw                      a whole file, byte for byte; marks stand in the heading: `— ✗ F003 1:1`
    raw-hex                  the same, its bytes in hex
    raw-repeat count=… text=… in=…  a text so many times over: in the body, the front matter, a value, a list
                         or a setting
    absent, link to=…, fifo, submodule  the file is not there, is a link, is a pipe, is a submodule

`path=…` after the first word puts the block in that file. `# ✗ C204` at a line's end says that this line
must be found wrong by C204, `# ✗ C204:12` that the place is column 12; the mark and the blanks before it are
not written. `— as of 2025-11-01` in a heading sets the day; otherwise it is AS_OF.

An example of a change is a git repository: blocks with `rev=0` (then `rev=0a` …) are its base, `rev=1` a commit
after it, and so on; those without `rev` are the last commit, on top of what was there. `rev=tip` is a commit that the
base has got since. Then the change is judged from the base. `— committed 2025-10-15` in a heading is the day of
the commits after the base (otherwise AS_OF), `on=…` after a block's first word the day of its commit, and
`— committed by ADDRESS` who made them; `— uncommitted` leaves the last of them in the folder.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Set
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from site_builder.checking import check
from site_builder.review.review import review
from site_builder.rules.checked import Checked
from site_builder.rules.page import page_names, rule_page
from tests.support.repository import NOBODY, GitRegister

BASES = Path(__file__).with_name("bases")
AS_OF = date(2025, 10, 17)
ABSENT = b"absent"
CASE_PATH = "cases/shimen/QTL-2025-0001.md"
_HEADING = re.compile(r"## (错 Wrong|对 Right)[:：]?\s*(.*)")
_AS_OF = re.compile(r"—\s*as of (\d{4}-\d\d-\d\d)")
_COMMITTED = re.compile(r"—\s*committed (\d{4}-\d\d-\d\d)")
_COMMITTED_BY = re.compile(r"—\s*committed by (\S+)")
_HEAD_MARKS = re.compile(r"—\s*✗\s*(.+)$")
_HEAD_MARK = re.compile(r"([A-Z]\d{3})(?: (?:(\S+?):)?(\d+):(\d+))?")
_MARKED = re.compile(r"\s*(?:#|<!--)\s*✗\s*((?:[A-Z]\d{3}(?::\d+)?[\s,、]*)+)(?:-->)?\s*$")
_MARK = re.compile(r"([A-Z]\d{3})(?::(\d+))?")
_KEY = re.compile(r"[^\s#\-][^:]*:(?:\s|$)")
_ID = re.compile(r"\b(?:QTL|V)-\d{4}-\d{4}\b")


@dataclass(frozen=True)
class Mark:
    """Where an example says that something is wrong. Without a line: anywhere in the register."""

    code: str
    path: str = ""
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return f"{self.code} at {self.path}:{self.line}" + (f":{self.column}" if self.column else "")


@dataclass(frozen=True)
class Revision:
    """What one commit of a change's example writes, and on what day it was made where the example says so."""

    name: str
    files: dict[str, bytes]
    on: date | None


@dataclass(frozen=True)
class Example:
    """One heading of a page: a register and what is wrong in it. `commits` are what a change's example was before."""

    code: str
    title: str
    is_wrong: bool
    as_of: date
    files: dict[str, bytes]
    marks: tuple[Mark, ...]
    commits: tuple[Revision, ...] = ()
    committed: date = AS_OF
    committed_by: str = NOBODY
    is_committed: bool = True

    @property
    def name(self) -> str:
        return f"{self.code} {'错' if self.is_wrong else '对'} {self.title}"


@dataclass(frozen=True)
class Block:
    """One fenced block."""

    kind: str
    options: dict[str, str]
    lines: tuple[str, ...]


class BadExample(Exception):
    """A page that the harness cannot read."""


@cache
def examples(code: str) -> tuple[Example, ...]:
    """The examples of one page, in order."""
    return tuple(_example(code, *part) for part in _parts(code, rule_page(code).text))


def all_examples() -> Iterator[Example]:
    for code in page_names():
        yield from examples(code)


def _parts(code: str, text: str) -> Iterator[tuple[str, tuple[Block, ...]]]:
    """Each heading with the blocks under it."""
    heading: str | None = None
    blocks: list[Block] = []
    lines = iter(text.split("\n"))
    for line in lines:
        if line.startswith("## "):
            if heading is not None:
                yield heading, tuple(blocks)
            heading, blocks = line, []
        elif fence := re.match(r"(`{3,})(\S.*)?$", line):
            if heading is None:
                raise BadExample(f"{code}: a block stands before the first heading")
            blocks.append(_block(code, fence[2] or "", fence[1], lines))
    if heading is not None:
        yield heading, tuple(blocks)


def _block(code: str, info: str, fence: str, lines: Iterator[str]) -> Block:
    kind, *options = info.split()
    inside: list[str] = []
    for line in lines:
        if line == fence:
            return Block(kind, dict(option.split("=", 1) for option in options), tuple(inside))
        inside.append(line)
    raise BadExample(f"{code}: a block is not closed")


def _example(code: str, heading: str, blocks: tuple[Block, ...]) -> Example:
    match = _HEADING.fullmatch(heading)
    if match is None or not blocks:
        raise BadExample(f"{code}: {heading!r} is no heading of an example, or has no block")
    title = match[2]
    as_of = _AS_OF.search(title)
    revisions: dict[str, dict[str, bytes]] = {}
    days: dict[str, date] = {}
    marks: list[Mark] = []
    for block in blocks:
        path, data, found = _file(code, block)
        files = revisions.setdefault(block.options.get("rev", ""), {})
        if path in files:
            raise BadExample(f"{code}: {heading!r} writes {path} twice; give one of them a path=")
        files[path] = data
        marks += found
        if "on" in block.options:
            days[block.options.get("rev", "")] = date.fromisoformat(block.options["on"])
    last = revisions.pop("", {})
    if revisions:
        later = {path: data for path, data in last.items() if path not in ("grids.yaml", "people.yaml")}
        revisions["0"] = _with_the_rest({**later, **revisions["0"]}, but=later.keys() - revisions["0"].keys())
    commits = [Revision(name, revisions[name], days.get(name)) for name in sorted(revisions)]
    marks += _heading_marks(title, next(iter(last or commits[-1].files)))
    committed, by = _COMMITTED.search(title), _COMMITTED_BY.search(title)
    day = date.fromisoformat(as_of[1]) if as_of else AS_OF
    example = Example(
        code,
        re.sub(r"\s*—.*", "", title) or "—",
        match[1].startswith("错"),
        day,
        last if commits else _with_the_rest(last),
        tuple(marks),
        tuple(commits),
        date.fromisoformat(committed[1]) if committed else days.get("", day),
        by[1] if by else NOBODY,
        "— uncommitted" not in title,
    )
    if example.is_wrong and not any(mark.code == code for mark in marks):
        raise BadExample(f"{code}: {heading!r} is wrong but marks no {code}")
    if not example.is_wrong and marks:
        raise BadExample(f"{code}: {heading!r} is right but has a mark")
    return example


def _heading_marks(title: str, path: str) -> list[Mark]:
    match = _HEAD_MARKS.search(title)
    if match is None:
        return []
    return [
        Mark(code, where or path, int(line or 0), int(column or 0))
        for code, where, line, column in _HEAD_MARK.findall(match[1])
    ]


def _file(code: str, block: Block) -> tuple[str, bytes, list[Mark]]:
    """A block as a file: its path, its bytes and the marks in it."""
    path = block.options.get("path", "")
    match block.kind:
        case "raw":
            return path or CASE_PATH, ("\n".join(block.lines) + "\n").encode(), []
        case "raw-hex":
            return path or CASE_PATH, bytes.fromhex(" ".join(block.lines)), []
        case "raw-repeat":
            many = block.options["text"] * int(block.options["count"])
            frame = {
                "front": "---\n{}\n---\n",
                "value": "---\na: {}\n---\n",
                "list": "---\na: [{}]\n---\n",
                "body": "---\nid: A\n---\n{}",
                "toml": "a = {}",
            }
            return path or CASE_PATH, frame.get(block.options.get("in", ""), "{}").format(many).encode(), []
        case "link" | "fifo" | "submodule":
            return path, f"\0{block.kind} {block.options.get('to', '')}".encode(), []
        case "absent":
            return path, ABSENT, []
        case "settings" | "waivers":
            lines = list(enumerate(block.lines))
            path = "pyproject.toml" if block.kind == "settings" else "waivers.yaml"
        case "case" | "visit" | "grids" | "people":
            base = block.options.get("base", "dispute") if block.kind == "case" else block.kind
            base_path, text = _base(base)
            path = path or base_path
            lines = _laid_over(text, block.lines, is_markdown=block.kind in ("case", "visit"))
        case _:
            raise BadExample(f"{code}: a block is called {block.kind!r}")
    marks, written = [], []
    for number, (_, line) in enumerate(lines, 1):
        marked = _MARKED.search(line)
        if marked:
            marks += [Mark(c, path, number, int(column or 0)) for c, column in _MARK.findall(marked[1])]
        written.append(_MARKED.sub("", line))
    return path, ("\n".join(written) + "\n").encode(), marks


@cache
def _base(name: str) -> tuple[str, str]:
    """A base file: where it stands in a register, and its text."""
    if name in ("grids", "people"):
        return f"{name}.yaml", (BASES / f"{name}.yaml").read_text(encoding="utf-8")
    file = BASES / f"{name}.md"
    if not file.exists():
        raise BadExample(f"there is no base {name}")
    text = file.read_text(encoding="utf-8")
    id, village = (_value(text, key) for key in ("id", "village"))
    return (f"cases/{village}/{id}.md" if village else f"cases/visits/{id}.md"), text


def _value(text: str, key: str) -> str:
    match = re.search(rf"^{key}: (\S+)$", text, re.MULTILINE)
    return match[1] if match else ""


def _laid_over(base: str, lines: tuple[str, ...], is_markdown: bool) -> list[tuple[int, str]]:
    """The lines of the base with those of the example in their places."""
    body: list[str] | None = None
    front = list(lines)
    if is_markdown and "---" in lines:
        cut = lines.index("---")
        front, body = list(lines[:cut]), list(lines[cut + 1 :])
    head, tail = base, ""
    if is_markdown:
        _, head, tail = base.split("---\n", 2)
    chunks = dict(_chunks(head.rstrip("\n").split("\n")))
    for key, chunk in _chunks(front):
        chunks[key] = chunk
    written = [line for chunk in chunks.values() for line in chunk]
    if is_markdown:
        after = body if body is not None else tail.rstrip("\n").split("\n")
        written = ["---", *written, "---", *after]
    return list(enumerate(written))


def _chunks(lines: list[str]) -> Iterator[tuple[str, list[str]]]:
    """Top-level keys with the lines that belong to them; a key written twice stays twice."""
    key, chunk = "", list[str]()
    seen: set[str] = set()
    for line in lines:
        if _KEY.match(line):
            if chunk:
                yield key, chunk
            name = line.split(":", 1)[0].strip("\"'")
            key = name if name not in seen else f"{name} again {len(seen)}"
            seen.add(key)
            chunk = [line]
        else:
            chunk.append(line)
    if chunk:
        yield key, chunk


def _with_the_rest(files: dict[str, bytes], but: Set[str] = frozenset()) -> dict[str, bytes]:
    """The files of an example, with the town and every base that they name; without those under `but`."""
    found = dict(files)
    for name in ("grids", "people"):
        path, text = _base(name)
        found.setdefault(path, text.encode())
    paths = _base_paths()
    waiting = list(found.values())  # the ids of base cases that an example names bring those cases in
    while waiting:
        for id in _ID.findall(waiting.pop().decode("utf-8", "replace")):
            path, text = paths.get(id, ("", ""))
            if path and path not in found and not any(p.endswith(f"/{id}.md") for p in found):
                found[path] = text.encode()
                waiting.append(found[path])
    return {path: data for path, data in found.items() if path not in but}


@cache
def base_names() -> tuple[str, ...]:
    """The bases that are cases or visits."""
    return tuple(sorted(file.stem for file in BASES.glob("*.md")))


@cache
def _base_paths() -> dict[str, tuple[str, str]]:
    """Id → path and text of a base."""
    bases = [_base(name) for name in base_names()]
    return {path.rsplit("/", 1)[1][:-3]: (path, text) for path, text in bases}


def base_register() -> dict[str, bytes]:
    """A register of all bases."""
    return {path: text.encode() for path, text in map(_base, ("grids", "people", *base_names()))}


def answer(example: Example, folder: Path) -> Checked:
    """What the program says of an example."""
    return _judged(example, folder) if example.commits else checked(example.files, example.as_of, folder)


def checked(files: dict[str, bytes], as_of: date, folder: Path) -> Checked:
    """The files written to a folder, and what the program says of them."""
    _write(files, folder)
    return check(folder, as_of)


def _write(files: dict[str, bytes], folder: Path) -> None:
    for path, data in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.is_symlink() or target.exists():
            target.unlink()
        if data.startswith(b"\0link "):
            target.symlink_to(data[6:].decode())
        elif data.startswith(b"\0fifo "):
            os.mkfifo(target)
        elif data is not ABSENT and not data.startswith(b"\0submodule "):
            target.write_bytes(data)


def _judged(example: Example, folder: Path) -> Checked:
    """The example's commits made one after the other, and the change judged from the first."""
    register = GitRegister(folder)
    by = example.committed_by
    for revision in example.commits:
        is_base = revision.name.startswith("0") or revision.name == "tip"
        on = revision.on or (example.committed - timedelta(days=7) if is_base else example.committed)
        if revision.name == "tip":
            register.git("checkout", "--quiet", "-b", "tip", "base")
        _commit(register, revision.files, on, NOBODY if is_base else by)
        if is_base:
            register.git("tag", "--force", "base")
        if revision.name == "tip":
            register.git("checkout", "--quiet", "main")
    _write(example.files, folder)
    if not example.is_committed:
        return review(folder, "base", None, example.as_of, example.as_of).checked
    _commit(register, example.files, example.committed, by)
    return review(folder, "base", "HEAD", example.as_of, example.as_of).checked


def _commit(register: GitRegister, files: dict[str, bytes], on: date, by: str) -> None:
    _write(files, register.folder)
    modules = [path for path, data in files.items() if data.startswith(b"\0submodule ")]
    for path in modules:
        register.git("update-index", "--add", "--cacheinfo", f"160000,{register.git('rev-parse', 'HEAD')},{path}")
    if paths := [path for path in files if path not in modules]:
        register.git("add", "--all", "--", *paths)
    register.git("commit", "--quiet", "--allow-empty", "--message", "change", on=on, by=by)
