"""Text stays text and every place is exact, whatever a file holds; nothing that is read ends in an exception."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_builder.records.node import Mapping, Record, Scalar
from site_builder.records.read import read_markdown, read_yaml
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
