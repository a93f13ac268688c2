"""The strict reader of JSON agrees with Python's, tells the place of every value, and never raises."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_builder.records.json_reader import MAX_DEPTH, read_json_text, strings_only
from site_builder.records.node import Mapping, Node, Scalar, Sequence

PATH = "grids.geojson"
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=20,
)
PIECES = [
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    '"a"',
    "1",
    "-0.5e3",
    "true",
    "null",
    " ",
    "\n",
    '"\\u00e9"',
    "'",
    "//",
    "é",
    "01",
]


def plain(node: Node) -> Any:
    if isinstance(node, Mapping):
        return {key: plain(entry.value) for key, entry in node.entries.items()}
    if isinstance(node, Sequence):
        return [plain(item) for item in node.items]
    return json.loads(node.text) if node.plain else node.text


def scalars(node: Node) -> list[Scalar]:
    if isinstance(node, Scalar):
        return [node]
    inside = [entry.value for entry in node.entries.values()] if isinstance(node, Mapping) else node.items
    keys = [entry.key for entry in node.entries.values()] if isinstance(node, Mapping) else []
    return [*keys, *(scalar for item in inside for scalar in scalars(item))]


def cut(text: str, spot: tuple[int, int, int, int]) -> str:
    """What stands at a place that begins and ends in one line."""
    line, column, end_line, end = spot
    assert line == end_line
    return text.split("\n")[line - 1][column - 1 : end - 1]


@given(values, st.sampled_from([None, 1, "\t"]), st.booleans())
def test_it_reads_what_python_writes(value: Any, indent: Any, ascii_only: bool) -> None:
    text = json.dumps(value, indent=indent, ensure_ascii=ascii_only)
    depth = _depth(value)
    node, findings = read_json_text(text, PATH)
    if depth > MAX_DEPTH:
        assert node is None
        return
    assert node is not None and findings == ()
    assert plain(node) == value
    for scalar in scalars(node):
        assert json.loads(cut(text, scalar.spot)) == (json.loads(scalar.text) if scalar.plain else scalar.text)


def _depth(value: Any) -> int:
    if isinstance(value, dict | list):
        inside = value.values() if isinstance(value, dict) else value
        return 1 + max(map(_depth, inside), default=0)
    return 0


@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
def test_it_takes_what_is_json_and_nothing_else(text: str) -> None:
    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        if len(dict(pairs)) < len(pairs):
            raise ValueError("a key twice")
        return dict(pairs)

    try:
        wanted: Any = json.loads(text, object_pairs_hook=once)
        is_json = True
    except ValueError:
        wanted, is_json = None, False
    node, findings = read_json_text(text, PATH)
    assert (node is not None) == is_json == (findings == ())
    if node is not None:
        assert plain(node) == wanted
    lines = text.split("\n")
    for finding in findings:
        assert 1 <= finding.place.line <= len(lines)
        assert 1 <= finding.place.column <= len(lines[finding.place.line - 1]) + 1


@given(st.text(max_size=60))
def test_nothing_makes_it_stumble(text: str) -> None:
    node, findings = read_json_text(text, PATH)
    assert (node is None) == bool(findings)


@pytest.mark.parametrize(
    "text", ["NaN", "-Infinity", "[1,]", "{a: 1}", "01", "1.", ".5", "+1", '"\t"', '"\\x"', "\ufeff1", "[1] 2"]
)
def test_what_other_readers_let_pass_is_refused(text: str) -> None:
    assert read_json_text(text, PATH)[0] is None


def test_a_pyramid_of_brackets_is_one_finding() -> None:
    node, findings = read_json_text("[" * 100_000, PATH)
    assert node is None
    assert [(f.code, f.variant, f.place.column) for f in findings] == [("F023", "deep", MAX_DEPTH + 1)]


def test_every_key_stands_once() -> None:
    node, findings = read_json_text('{"a": 1,\n "a": 2, "a": 3}', PATH)
    assert node is None
    assert [(f.code, f.place.line, f.place.column, f.related[0].place.column) for f in findings] == [
        ("F012", 2, 2, 2),
        ("F012", 2, 10, 2),
    ]


def test_only_strings_are_left_where_they_stood() -> None:
    text = '{"a": [116.13812345678, "电话"],\n "b": 1}'
    left = strings_only(text)
    assert len(left) == len(text) and left.split() == ['"a"', '"电话"', '"b"']
    assert left.index("电话") == text.index("电话")
