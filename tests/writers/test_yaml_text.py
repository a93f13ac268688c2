"""Whatever is written is read back as it was, and stands without quotes where it can."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from site_builder.records.yaml_reader import read_yaml_text
from site_builder.writers.format import meaning
from site_builder.writers.yaml_text import Code, Value, entry, flow, item, scalar

NASTY = st.sampled_from(
    ["no", "是", "null", "~", "2025-10-17", "12:30", "0123", "1e3", "a: b", "a #b", "#1", "- x", "P1：两户", "“甲”：乙", "a\tb", "{x}", "[y]",
     " x", "x ", "", "'", '"', "\\", "a,b", "x:", "@x", "`x`", "%x", "!x", "&x", "*x", "|", ">", "? x", "---", "...", "：", "，", "=", "<<", "<x",
     "甲、乙\n第二行: 好", "行一\n\n行三\n", "一行\n", "\n首", "  缩进\n二", "尾\n\n\n", "𠮷\u3000户", "a\u00a0b", "\n", "x\n  \ny", "https://例.cn/a?b=c#d"]
)  # fmt: skip
TEXTS = NASTY | st.text(st.characters(exclude_categories=("Cs", "Cc", "Cf", "Zl", "Zp", "Cn", "Co")), max_size=30)
VALUES = st.recursive(
    TEXTS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.from_regex("[a-z]{1,6}", fullmatch=True), inner, max_size=3), max_leaves=8
)  # fmt: skip


def read(text: str) -> Any:
    root, findings = read_yaml_text(text, "x")
    assert root is not None, (findings, text)
    return meaning(root)


def has_list_of_lists(value: Any) -> bool:
    if isinstance(value, dict):
        return any(map(has_list_of_lists, value.values()))
    return isinstance(value, list) and any(isinstance(v, list) or has_list_of_lists(v) for v in value)


@given(VALUES, st.booleans())
def test_a_value_in_a_block_reads_back_as_it_was(value: Value, short: bool) -> None:
    text = "\n".join(["a: 1", *entry("key", value, "", short), "z: 1"]) + "\n"
    assert read(text) == {"a": "1", "key": value, "z": "1"}


@given(VALUES)
def test_a_value_in_brackets_reads_back_as_it_was(value: Value) -> None:
    assert read(f"key: {flow(value)}\n") == {"key": value}


@given(st.lists(VALUES, min_size=1, max_size=3), st.booleans())
def test_items_of_a_list_read_back_as_they_were(values: list[Value], short: bool) -> None:
    lines = [line for value in values for line in item(value, "  ", short)]
    assert read("key:\n" + "\n".join(lines) + "\n") == {"key": values}


@given(TEXTS)
def test_a_text_is_a_text_to_other_programs_too(text: str) -> None:
    """An editor that knows YAML 1.1 and nothing of the schema reads no date, number or `false` where text was meant."""
    assert yaml.safe_load(f"key: {scalar(text)}")["key"] == text


@pytest.mark.parametrize(
    ("value", "written"),
    [("甲户与乙户争议", "甲户与乙户争议"), ("no", '"no"'), ("2025-10-17", '"2025-10-17"'), ("a: b", '"a: b"'), ("3#楼 #2", '"3#楼 #2"'),
     ("3#楼", "3#楼"), ("https://a.cn/x", "https://a.cn/x"), (Code("2025-10-17"), "2025-10-17"), (Code("6"), "6"), (True, "true"), (None, "null")],
)  # fmt: skip
def test_quotes_stand_only_where_they_are_needed(value: Value, written: str) -> None:
    assert scalar(value) == written
