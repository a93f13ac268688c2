"""What the loader makes of each hostile file, to the letter: findings with their places, values, spots, bodies."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from unittest.mock import patch

import pytest

from site_builder.records import yaml_reader
from site_builder.records.json_reader import strings_only
from site_builder.records.node import Mapping, Node, Record, Scalar, Sequence
from site_builder.records.read import Read, read_json, read_markdown, read_yaml
from site_builder.text.source import Source
from tests.hostile import corpus

K = 1024
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
    "depth-16-map": "a: " + "{a: " * 14 + "{}" + "}" * 14, "depth-17-list": "a: " + "[" * 15 + "x" + "]" * 15, "depth-17-map": "a: " + "{a: " * 15 + "x" + "}" * 15, "keys-alike": "a: 1\nb: 2\nａ: 3\na: 4", "hash-deep": "e:\n  - on: 甲\n      #by\n    move: y", "hash-lined-up": "e:\n  - on: x\n    #by: z\n    move: y", "hash-multi": "a: 'x #y\n  z #q'\nb: c #d", "hash-under-key": "a:\n  #k\n  - b", "hash-two-off": "a: 甲  # 乙\nb: 丙 # 丁",
    "hash-in-quotes": "a: 'x #y'\nb: 'x #y' #z\nc: \"甲 #乙\" # 丙", "hash-inside-lines": "a: 'x\n  y #z\n  w'\nb: 甲\nc: |\n  x #y\n  z", "hash-before-all": " #x\na: 1", "hash-under-quotes": "a: '甲'\n  #乙\nb: 甲\n  # 乙\nc:\n  #丙\nd: 1",
    "directive": "%YAML 1.1\n---\na: 1", "directive-tag": "%TAG !e! tag:e.example,2000:\n---\na: 1", "open-at-end": "a: [", "open-quote-at-end": "a: \"b", "hash-long": "a: 甲 #" + "乙" * 50, "wide-in-block": "a: |\n  id：x\nb: 1", "ends": "a: b  \nc: d\n  e\nf: [g , h  ]\ni : j\nk: 𠀀 \n",
    "wide-quotes-broken": "“a”: [\nb", "wide-colon-broken": "id：[x", "tab-broken": "a:\t[", "first-without-colon": "title 土地\nb: 2", "third-without-colon": "a: 1\nb: 2\ntitle 土地\n\nc: [", "colon-twice": "a: b: c", "colon-twice-late": "x: 1\na: b: c",
    "colon-inside-late": "x: 1\n a:b: c", "front-256-kb": "a: 1\n#" + "x" * (256 * K - 11), "front-256-kb-and-1": "a: 1\n#" + "x" * (256 * K - 10), "conflict-under-heading": "a: |\n  b\n  =======\n  c\n  <<<<<<< d\n  e\n  =======\n  f\n  >>>>>>> g\n  h\n  =======\n", "conflict-all": "<<<<<<< a\n||||||| b\n=======\n>>>>>>> c", "hash-unread": "a: 甲\nb: [\n}\n\n  #丙\n\n  #丁", "hash-after-bracket": "a: [b] # c\nd: [e] #f", "hash-folded": "a: >-\n  x\n  y #z\n\n# c\nb: 2", "hash-last": "a: 甲\n  乙\n  #丙", "missing-colon": "a: 1\ntitle 土地\nb: 2", "tabs": "a: |\n  \tx\nb: 'c'\td\n", "wide": "a: |\n  id：x\nid：y",
}  # fmt: skip


_JSON = {
    "lines": '{\n  "甲": [1,\n    {"b": "c\\n"},\n  []],\n  "d": -0.5e+3\n}\n', "twice": '{"x": 1,\n  "甲": 1,\n "甲": {}}', "late-slip": '{\n "a": "b",\n "乙": nul\n}', "open": '{\n "a": [\n', "more": "{}\n {}",
    "list": "\n [1]", "half": '{\n"a": "\\ud800"}', "deep-16": '{"a":' + "[" * 15 + "]" * 15 + "}", "deep-17": '{"a":' + "[" * 16 + "]" * 16 + "}", "comma": '{"a": [1,\n ]}', "bracket": '{"a": [1\n }}', "string": "{\n 'a': 1}",
    "long": '{"a": @234567890123456}', "cut": '{"a": @234\n567}', "end": '{"a": 1} @', "colon": '{"a" 1}', "key": "{1: 2}", "first": "{,}", "blank": " \n ",
}  # fmt: skip
_BYTES = {
    "ends-late": b"\na: 1\r\nb: 2\r\n", "gbk-late": b"\na: b\n\nc: \xd5\xc5\xc8\xfd\nd: 1\n", "gbk-at-once": b"\n\xd5\xc5\xc8\xfd", "neither": b"a: \xe4\xb9\xff\xff\n", "forbidden-late": b"\na: \x01\n",
    "forbidden-20": b"\na: " + b"\x01" * 20, "forbidden-21": b"\na: " + b"\x01" * 21,
}  # fmt: skip


def said() -> Iterator[str]:
    """The golden text, line by line."""
    for line in _said():
        yield line.encode("utf-8", "backslashreplace").decode() + "\n"


def _said() -> Iterator[str]:
    for name, text in _SMALL.items():
        yield from _lines(f"small-{name}", read_yaml(Source("grids.yaml", text.encode())))
        yield from _lines(f"front-{name}", read_markdown(Source("cases/a/A.md", f"---\n{text}\n---\nb\n".encode())))
    for name, data in corpus.records():
        yield from _lines(name, read_markdown(Source("cases/a/A.md", data)))
    for name, path, data in corpus.tops():
        reader = read_json if path.endswith("json") else read_yaml
        if not path.endswith("toml"):
            yield from _lines(name, reader(Source(path, data)))
    second = "---\na: 1\n---\n\n\n---\nb: 2\n---\n"
    yield from _lines("second-after-blank", read_markdown(Source("cases/a/A.md", second.encode())))
    for name, text in _JSON.items():
        yield from _lines(f"json-{name}", read_json(Source("grids.geojson", text.encode())))
    for name, data in _BYTES.items():
        yield from _lines(f"bytes-{name}", read_yaml(Source("grids.yaml", data)))
    for reader in (read_json, read_yaml, read_markdown):
        yield from _lines(reader.__name__, reader(Source("broken", b"\xff")))
        yield from _lines(reader.__name__, reader(Source("marked", b"\xef\xbb\xbf{}\r\n")))


def test_every_file_is_read_as_it_was(golden: Callable[[Path, str], None]) -> None:
    golden(GOLDEN, "".join(said()))


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
    assert record.node("l", 2) is None and at("l", 2) == at("l", 9)
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


def test_outside_of_strings_nothing_is_left_of_a_json_text() -> None:
    assert strings_only('{"甲": [1,\n  "乙\\"丙"], 13}') == ' "甲"     \n  "乙\\"丙"      '
    assert strings_only("\n{1\n2}") == "\n  \n  "


def test_of_what_is_empty_or_missing_there_is_a_place_too() -> None:
    read = read_markdown(Source("cases/a/A.md", "---\nn: []\nm: {}\nl: [[], x]\n---\n甲乙\n丙\n".encode()))
    assert read.record is not None
    assert [str(read.record.at(*keys)) for keys in (("n",), ("m",), ("l",), ("l", 0), ("m", "x"))] == [
        "cases/a/A.md:2:1", "cases/a/A.md:3:1", "cases/a/A.md:4:1", "cases/a/A.md:4:5", "cases/a/A.md:3:1",
    ]  # fmt: skip
    keys = (("n",), ("nowhere",), ("l", 1), ("n", "x"), ("m", "x"))
    assert [str(read.record.at_key(*one)) for one in keys] == [
        "cases/a/A.md:2:1", "cases/a/A.md:2:1", "cases/a/A.md:4:9", "cases/a/A.md:2:1", "cases/a/A.md:3:1",
    ]  # fmt: skip
    place = read.record.body_place(0, 4)
    assert (place.line, place.column, place.end_line, place.end_column) == (6, 1, 7, 2)


def test_what_is_plain_is_read_the_quick_way() -> None:
    """In half the time: everything else gives the same, only later."""
    plain = {
        "a: b\nc: ~\nd: null\ne:\nf: ''\ng: \"é\\n\"": {"a": "b", "c": None, "d": None, "e": None, "f": "", "g": "é\n"},
        "a: [x, [y], {z: 1, w: ~}]\nb: {}\nc: []\nd:\n  - e: 1\n    f: |\n      g\n": {
            "a": ["x", ["y"], {"z": "1", "w": None}], "b": {}, "c": [], "d": [{"e": "1", "f": "g\n"}],
        },
        "a: " + "x" * 65_536: {"a": "x" * 65_536},
    }  # fmt: skip
    with patch.object(yaml_reader, "read_yaml_text", side_effect=AssertionError("not the quick way")):
        for text, values in plain.items():
            assert yaml_reader.read_yaml_values(text, "a.md") == (values, ())
        for deep in ("[" * 14 + "x" + "]" * 14, "{a: " * 14 + "x" + "}" * 14, "[" * 15 + "]" * 15, "{a: " * 14 + "{}" + "}" * 14):
            found, _ = yaml_reader.read_yaml_values(f"a: {deep}", "a.md")
            assert found is not None
        for last in ("x", "[]", "{}"):
            found, _ = yaml_reader.read_yaml_values("a: [" + "x, " * 19_996 + f"{last}]", "a.md")
            assert found is not None and len(found["a"] or "") == 19_997
