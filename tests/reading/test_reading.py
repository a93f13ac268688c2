"""Text stays text and every place is exact, whatever a file holds; nothing that is read ends in an exception."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_builder.checking import check
from site_builder.records.node import Mapping, Record, Scalar, plain_mapping
from site_builder.records.read import read_markdown, read_yaml
from site_builder.records.yaml_reader import read_yaml_text, read_yaml_values
from site_builder.text.source import Source
from site_builder.writers.yaml_text import scalar
from tests.conftest import REPOSITORY, Ran


def read(text: str) -> Record:
    found = read_markdown(Source("cases/a/A.md", text.encode()))
    assert found.record is not None, found.findings
    return found.record


@pytest.mark.parametrize(
    "value",
    [
        "no",
        "yes",
        "on",
        "12:30",
        "0123",
        "013800138000",
        "1e400",
        "1_000",
        "0x1F",
        "2024-02-30",
        "null2",
        "~x",
        "010",
        "是",
        "tRUE",
    ],
)
def test_text_stays_text(value: str) -> None:
    node = read(f"---\na: {value}\n---\n").node("a")
    assert isinstance(node, Scalar)
    assert node.text == value


LINE = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn", "Co", "Zl", "Zp", "Cf")), min_size=1, max_size=30
)


@given(st.lists(LINE, min_size=1, max_size=6))
def test_a_span_cuts_out_its_own_text(values: list[str]) -> None:
    written = [scalar(value) for value in values]
    text = "---\n" + "".join(f"k{n}: {value}\n" for n, value in enumerate(written)) + "---\nbody\n"
    record = read(text)
    lines = text.split("\n")
    for number, value in enumerate(values):
        node = record.node(f"k{number}")
        assert isinstance(node, Scalar)
        assert node.text == value
        line, column, end_line, end_column = node.spot
        assert line == end_line == number + 2
        assert lines[line - 1][column - 1 : end_column - 1] == written[number]
        place = record.at_key(f"k{number}")
        assert lines[place.line - 1][place.column - 1 : place.end_column - 1] == f"k{number}"


WIDE = st.text("村路𠀀𡨴🀄é　a", min_size=1, max_size=9).map(lambda text: f"甲{text}乙")
"""Texts of one, two, three and four bytes a character, that need no quotes."""
FAULTS = {
    "F004": "z: {}|\u202eb", "F005": "|<<<<<<< {}", "F010": "z:|\t{}", "F011": "z|：{}", "F012": "|k0: {}", "F015": "z: |&a {}", "F016": "z: |!a {}",
    "F019": "z: {} |#2", "F021": "z: |@{}", "F013": "|z\u00ad: {}", "F014": "? |[{}]\n: 1", "F024": "z: {}|\ue000",
}  # fmt: skip
"""A line with each mistake; where it must be found stands a bar, before which any text may stand."""


@given(st.lists(WIDE, min_size=1, max_size=4), WIDE, st.sampled_from(sorted(FAULTS)), st.booleans())
def test_a_refusal_is_where_the_mistake_is(values: list[str], text: str, code: str, in_events: bool) -> None:
    indent = "  " if in_events and code not in ("F011", "F012") else ""
    line = indent + FAULTS[code].format(text)
    column = line.index("|") + 1
    before = "".join(f"k{n}: {value}\n" for n, value in enumerate(values)) + ("e:\n" if indent else "")
    whole = f"---\n{before}{line.replace('|', '').replace(chr(10), chr(10) + indent)}\n---\n{text}\n"
    found = read_markdown(Source("cases/a/A.md", whole.encode())).findings
    assert [(one.code, one.place.line, one.place.column) for one in found] == [(code, before.count("\n") + 2, column)]


@given(WIDE, st.integers(1, 40))
def test_a_byte_that_is_no_character_is_where_it_is(text: str, lines: int) -> None:
    data = f"---\n{'a: 村🀄' * lines}\nb: {text}".encode() + b"\xff\n---\n"
    (found,) = read_markdown(Source("cases/a/A.md", data)).findings
    assert (found.code, found.place.line, found.place.column) == ("F003", 3, len(text) + 4)


@given(LINE, LINE)
def test_the_body_is_kept_to_the_letter(before: str, after: str) -> None:
    body = f"{before}\n---\n{after}\n---\nkey: value\n"
    record = read(f"---\na: b\n---\n\n{body}")
    assert record.body == f"\n{body}"
    assert record.body_place(1).line == 5


@given(st.binary(max_size=400))
def test_no_bytes_end_in_an_exception(data: bytes) -> None:
    for result in (
        read_markdown(Source("a.md", data)),
        read_markdown(Source("a.md", b"---\n" + data + b"\n---\n")),
        read_yaml(Source("g.yaml", data)),
    ):
        assert result.record is not None or result.findings
        for finding in result.findings:
            assert finding.place.line >= 1
            assert finding.place.column >= 1


@given(st.text(alphabet="-:?[]{},#&*!|>'\"%@` \na1：\t\u3000", max_size=120))
def test_no_yaml_ends_in_an_exception(text: str) -> None:
    result = read_markdown(Source("a.md", f"---\n{text}\n---\n".encode()))
    lines = f"---\n{text}\n---\n".split("\n")
    for finding in result.findings:
        assert finding.place.line <= len(lines) + 1


LINES = st.sampled_from(
    ["a: 1", "b: ~", "c: null", 'd: "~"', "e:", "f: [1, ~, null, , x]", "g: {a: 1, b: , c: ~}", "h: |\n  t\n  # u", "- x",
     "  - y: 1", "  z: {}", "i: [[], {}]", "a: 2", "ｂ: 3", "键: 4", "1: 2", "j: &x 1", "k: *x", "l: !!str 1", "m: \"\\x07\"",
     "n: 3#楼 #2", "o:\tx", "? p\n: q", "r： s", "<<: {}", "---", "...", "%YAML 1.1", "s: 'it''s'", "t: >-\n  folded\n  text"]
)  # fmt: skip


@given(st.one_of(st.lists(LINES, max_size=8).map("\n".join), st.text(alphabet="-:?[]{},#&*!|>'\"~ \na1", max_size=60)))
def test_values_are_read_alike_with_and_without_their_places(text: str) -> None:
    values, findings = read_yaml_values(text, "a.md", 2)
    root, told = read_yaml_text(text, "a.md", 2)
    assert findings == told
    assert values == (plain_mapping(root) if root is not None else None)


@pytest.mark.parametrize("depth", range(12, 20))
@pytest.mark.parametrize("inner", ["x", "", "{}", "[]", "{a: b}", "[a]"])
def test_depth_ends_at_the_same_place(depth: int, inner: str) -> None:
    for opened, closed in (("[", "]"), ("{a: ", "}")):
        text = f"a: {opened * depth}{inner}{closed * depth}"
        root, findings = read_yaml_text(text, "a.md")
        assert read_yaml_values(text, "a.md") == (plain_mapping(root) if root is not None else None, findings)


@pytest.mark.parametrize("count", [9_990, 9_997, 9_998, 9_999, 10_000, 10_001])
def test_how_much_is_read_is_the_same(count: int) -> None:
    for text in ("a: [" + "x," * (count * 2) + "]", "".join(f"k{n}: v\n" for n in range(count))):
        root, findings = read_yaml_text(text, "a.md")
        assert read_yaml_values(text, "a.md") == (plain_mapping(root) if root is not None else None, findings)


@pytest.mark.parametrize(
    "front",
    ["[" * 1_000_000, "- " * 500_000, "{" * 200_000, "? " * 3_000, "a: " * 50_000, "a:\n" + "".join(" " * n + "b:\n" for n in range(1, 400)),
     "a: &a [x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: [*b,*b,*b,*b,*b,*b,*b,*b,*b]", "<<: [*a, *b]", "a: !!python/object/apply:os.system [id]",
     "a: " + "9" * 5000, 'a: "\\ud800"', 'a: "\\x1b[31m"', "a: !!binary x", "--- a\n--- b", "a: |\n" + "x" * 70_000],
    ids=range(15),
)  # fmt: skip
def test_hostile_files_are_one_finding_and_quick(front: str) -> None:
    begun = time.monotonic()
    result = read_markdown(Source("a.md", f"---\n{front}\n---\n".encode()))
    assert time.monotonic() - begun < 5
    assert result.findings or isinstance(result.record.root if result.record else None, Mapping)


def test_one_bad_file_does_not_stop_the_others(tmp_path: Path, sidan: Callable[..., Ran]) -> None:
    shutil.copytree(REPOSITORY / "site_builder" / "starter", tmp_path / "town")
    (tmp_path / "town/cases/shimen/QTL-2025-0900.md").write_bytes(b"\xff\xfe\x00")
    (tmp_path / "town/cases/shimen/QTL-2025-0901.md").write_text("---\nid: A\n")
    ran = sidan("-C", str(tmp_path / "town"), "check", "--as-of", "2025-10-17")
    assert ran.code == 1
    assert "F003" in ran.out
    assert "F007" in ran.out
    assert "2 个错误" in ran.err


def test_where_things_stand_is_worked_out_only_for_who_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    """A rule that takes a place before it knows of a fault makes every file be read twice."""
    reread: list[str] = []
    whole = Record.root.fget
    assert whole is not None

    def root(record: Record) -> Mapping:
        if not isinstance(record._root, Mapping):
            reread.append(record.path)
        return whole(record)

    monkeypatch.setattr(Record, "root", property(root))
    checked = check(REPOSITORY, date(2025, 10, 17))
    spoken_of = {finding.place.path for finding in checked.findings}
    cases = [path for path in reread if path.startswith("cases/") and path not in spoken_of]
    assert len(cases) <= checked.cases // 20, cases
