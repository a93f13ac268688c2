"""Source → Record: a Markdown file with front matter, or a plain YAML file."""

from __future__ import annotations

import re
from dataclasses import dataclass

from site_builder.records.decode_text import decode_text
from site_builder.records.json_reader import read_json_text
from site_builder.records.node import Mapping, Record
from site_builder.records.yaml_reader import read_yaml_text, read_yaml_values
from site_builder.text.finding import Finding, finding
from site_builder.text.place import Place
from site_builder.text.source import Source

MAX_FRONT_MATTER = 256 * 1024
MAX_BODY = 64 * 1024
_DASHES = re.compile(r"^\s*[-‐‑‒–—―－─]{2,}\s*$|^\s*\.\.\.\s*$")


@dataclass(frozen=True, slots=True)
class Read:
    """A file read: the record, or None, and the findings (warnings may stand beside a record)."""

    path: str
    record: Record | None
    findings: tuple[Finding, ...]
    text: str | None


def read_yaml(source: Source) -> Read:
    """grids.yaml and people.yaml."""
    text, findings = decode_text(source)
    if text is None:
        return Read(source.path, None, findings, None)
    values, more = read_yaml_values(_without_dashes(text), source.path)
    record = Record(source.path, text, _root_of_yaml, values=values) if values is not None else None
    return Read(source.path, record, findings + more, text)


def read_json(source: Source) -> Read:
    """grids.geojson."""
    text, findings = decode_text(source)
    if text is None:
        return Read(source.path, None, findings, None)
    root, more = read_json_text(text, source.path)
    if root is not None and not isinstance(root, Mapping):
        more = (*more, finding("F023", Place(source.path, *root.spot), "object"))
    record = Record(source.path, text, root) if isinstance(root, Mapping) else None
    return Read(source.path, record, findings + more, text)


def _without_dashes(text: str) -> str:
    return re.sub(r"\A---[ \t]*\n", "\n", text)


def _root_of_yaml(text: str, path: str) -> Mapping:
    root, _ = read_yaml_text(_without_dashes(text), path)
    assert root is not None
    return root


def read_markdown(source: Source) -> Read:
    """A case or a visit: byte 0 is `---`, the front matter ends at the next line that is exactly `---`.

    Everything after that line is body, whatever it holds. A file whose front matter is not certain is no
    record at all, so that nothing in it can be taken for public text (design §8).
    """
    text, findings = decode_text(source)
    if text is None:
        return Read(source.path, None, findings, None)
    end = _front_matter(text, source.path)
    if isinstance(end, Finding):
        return Read(source.path, None, (*findings, end), text)
    values, more = read_yaml_values(text[4:end], source.path, 2)
    body_start = end + 4
    body = text[body_start:]
    body_line = text[:body_start].count("\n") + 1
    second = _second_front_matter(body, source.path, body_line)
    if second:
        more = (*more, second)
    size = len(body.encode())
    if size > MAX_BODY:
        place = Place(source.path, body_line, 1, body_line, 1)
        more = (*more, finding("F009", place, size=size // 1024, max=MAX_BODY // 1024))
    record = None
    if values is not None and not any(f.code in ("F022", "F009") for f in more):
        record = Record(source.path, text, root_of_markdown, body, body_line, values)
    return Read(source.path, record, findings + more, text)


def root_of_markdown(text: str, path: str) -> Mapping:
    """The tree of a file's front matter, for a text that has been found to be in order."""
    end = _front_matter(text, path)
    assert isinstance(end, int)
    root, _ = read_yaml_text(text[4:end], path, 2)
    assert root is not None
    return root


def _front_matter(text: str, path: str) -> Finding | int:
    """What is wrong with the front matter's frame, or the offset of its closing line."""
    first, _, rest = text.partition("\n")
    here = Place(path, 1, 1, 1, max(len(first), 1) + 1)
    if first != "---":
        if not text.strip():
            return finding("F006", Place(path), "empty")
        if first.strip() == "---" or _DASHES.match(first):
            return finding("F006", here, "opening", line=first)
        lines = text.split("\n")
        later = next((i for i, line in enumerate(lines[:20]) if line.strip() == "---"), None)
        if later is not None and not "".join(lines[:later]).strip():
            return finding("F006", Place(path, 1, 1, 1, 1), "late")
        return finding("F006", here)
    end = text.find("\n---\n", 3)
    if end < 0 and text.endswith("\n---"):
        end = len(text) - 4
    if end < 0:
        for number, line in enumerate(rest.split("\n"), 2):
            if _DASHES.match(line):
                place = Place(path, number, 1, number, len(line) + 1)
                return finding("F007", place, "almost", line=line)
        return finding("F007", Place(path, 1, 1, 1, 4))
    if end + 1 > MAX_FRONT_MATTER:
        return finding("F018", Place(path, 1, 1, 1, 4), "front", max=MAX_FRONT_MATTER // 1024)
    return end + 1


def _second_front_matter(body: str, path: str, line: int) -> Finding | None:
    """A second block directly under the first: half of it would be taken for text."""
    match = re.match(r"\n*---\n(?:[A-Za-z_]\w*:(?: .*)?\n(?:[ -].*\n)*)+---(?:\n|\Z)", body)
    if not match:
        return None
    at = line + match[0].index("-") if body.startswith("\n") else line
    return finding("F022", Place(path, at, 1, at, 4))
