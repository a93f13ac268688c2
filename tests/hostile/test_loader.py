"""What the loader makes of each hostile file, to the letter: findings with their places, values, spots, bodies."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from site_builder.records.node import Mapping, Node, Record, Scalar, Sequence
from site_builder.records.read import Read, read_json, read_markdown, read_yaml
from site_builder.text.source import Source
from tests.hostile import corpus

GOLDEN = Path(__file__).with_name("golden-loader.txt")
LONGEST = 300
"""So many characters of what a file is read as stand in the golden file."""


def _lines(name: str, read: Read) -> Iterator[str]:
    yield name
    for one in read.findings:
        at = one.place
        related = "".join(f" {r.note}@{r.place.line}:{r.place.column}" for r in one.related)
        yield f"  {one.code} {one.variant} {at.line}:{at.column}-{at.end_line}:{at.end_column} {one.values!r}{related}"[
            :LONGEST
        ]
    if read.record is not None:
        yield f"  = {''.join(_spoken(read.record.root))}"[:LONGEST]
        yield f"  body {read.record.body_line}: {read.record.body!r}"[:LONGEST]


def _spoken(node: Node) -> Iterator[str]:
    if isinstance(node, Scalar):
        yield f"{node.text!r}{'' if node.plain else '!'}{node.spot}"
    elif isinstance(node, Sequence):
        yield f"[{node.spot}"
        for item in node.items:
            yield from _spoken(item)
        yield "]"
    elif isinstance(node, Mapping):
        yield f"{{{node.spot}"
        for key, value in node.entries.values():
            yield f"{key.text}{key.spot}:"
            yield from _spoken(value)
        yield "}"


_SMALL = {
    "list": "a:\n  - b\n  - [c, {d: e}]\n  -\nf: {}\ng: []", "quotes": "a: 'b''c'\nd: \"e\\n\"\nf: |\n  g\n\n  h\ni: >-\n  j\n  k\nl: m\n  n", "empty-values": "a:\nb: ~\nc: null\nd: ''",
    "events-19998": "a: [" + "x, " * 19_996 + "]", "events-20000": "a: [" + "x, " * 19_999 + "]", "value-65536": "a: " + "x" * 65_536, "value-65537": "a: " + "x" * 65_537, "depth-16": "a: " + "[" * 15 + "]" * 15, "depth-17": "a: " + "[" * 16 + "]" * 16,
    "keys-alike": "a: 1\nb: 2\nａ: 3\na: 4", "hash-deep": "e:\n  - on: 甲\n      #by\n    move: y", "hash-lined-up": "e:\n  - on: x\n    #by: z\n    move: y", "hash-multi": "a: 'x #y\n  z #q'\nb: c #d", "hash-under-key": "a:\n  #k\n  - b", "hash-two-off": "a: 甲  # 乙\nb: 丙 # 丁",
    "hash-after-bracket": "a: [b] # c\nd: [e] #f", "hash-folded": "a: >-\n  x\n  y #z\n\n# c\nb: 2", "hash-last": "a: 甲\n  乙\n  #丙", "missing-colon": "a: 1\ntitle 土地\nb: 2", "tabs": "a: |\n  \tx\nb: 'c'\td\n", "wide": "a: |\n  id：x\nid：y",
}  # fmt: skip


def said() -> str:
    """The whole golden text."""
    found: list[str] = []
    for name, data in corpus.records():
        found += _lines(name, read_markdown(Source("cases/a/A.md", data)))
    for name, path, data in corpus.tops():
        reader = read_json if path.endswith("json") else read_yaml
        if not path.endswith("toml"):
            found += _lines(name, reader(Source(path, data)))
    for name, text in _SMALL.items():
        found += _lines(f"small-{name}", read_yaml(Source("grids.yaml", text.encode())))
        found += _lines(f"front-{name}", read_markdown(Source("cases/a/A.md", f"---\n{text}\n---\nb\n".encode())))
    for reader in (read_json, read_yaml, read_markdown):
        found += _lines(reader.__name__, reader(Source("broken", b"\xff")))
        found += _lines(reader.__name__, reader(Source("marked", b"\xef\xbb\xbf{}\r\n")))
    return "\n".join(found).encode("utf-8", "backslashreplace").decode() + "\n"


def test_every_file_is_read_as_it_was(golden: Callable[[Path, str], None]) -> None:
    golden(GOLDEN, said())


@pytest.fixture
def record() -> Record:
    return a_record()


def a_record() -> Record:
    read = read_markdown(Source("cases/a/A.md", "---\nid: A\nl: [x, {y: 乙}]\ne:\nt: 'q'\n---\n甲乙\n丙\n".encode()))
    assert read.record is not None
    return read.record


def test_every_place_in_a_record_can_be_asked_for(record: Record) -> None:
    def at(*keys: str | int) -> tuple[int, int, int, int]:
        place = record.at(*keys)
        return place.line, place.column, place.end_line, place.end_column

    assert record.id == "A"
    assert at("id") == (2, 5, 2, 6)
    assert at("l") == (3, 5, 3, 6)
    assert at("l", 0) == (3, 5, 3, 6)
    assert at("l", 1) == (3, 9, 3, 10)
    assert at("l", 1, "y") == (3, 12, 3, 13)
    assert at("l", 9) == (3, 5, 3, 6)
    assert at("e") == (4, 1, 4, 2)
    assert at("nowhere") == (2, 1, 2, 3)
    assert str(record.at_key("l", 1, "y")) == "cases/a/A.md:3:9"
    assert str(record.at_key("e")) == "cases/a/A.md:4:1"
    assert record.node("l", "x") is None and record.node("id", 0) is None
    assert [(keys, scalar.text) for keys, scalar in record.scalars()] == [
        (("id",), "A"), (("l", 0), "x"), (("l", 1, "y"), "乙"), (("e",), ""), (("t",), "q"),
    ]  # fmt: skip
    assert record.body == "甲乙\n丙\n" and record.body_line == 7
    place = record.body_place(1, 3)
    assert (place.line, place.column, place.end_line, place.end_column) == (7, 2, 8, 2)
    place = record.body_place(3)
    assert (place.line, place.column, place.end_line, place.end_column) == (8, 1, 8, 2)


def test_values_are_taken_once_and_read_again_from_the_tree(record: Record) -> None:
    values = {"id": "A", "l": ["x", {"y": "乙"}], "e": None, "t": "q"}
    assert record.take_values() == values
    assert record.take_values() == values
    assert record.id == "A"
