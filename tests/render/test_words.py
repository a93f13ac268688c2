"""The catalogue of words."""

from __future__ import annotations

from pathlib import Path

import pytest
from markupsafe import Markup

from site_builder.render.words import WrongWords, fill, holes, leaves, read_words, with_own_words


def test_a_hole_is_filled_with_escaped_text() -> None:
    assert fill("共{n}件 & {what}", n=3, what="<b>") == Markup("共3件 &amp; &lt;b&gt;")


def test_markup_may_be_filled_in_as_it_is() -> None:
    assert fill("{link}", link=Markup("<a>")) == "<a>"


def test_one_and_other() -> None:
    word = {"one": "{n} case", "other": "{n} cases"}
    assert [fill(word, n=n) for n in (0, 1, 2)] == ["0 cases", "1 case", "2 cases"]
    assert holes(word) == {"n"}


def test_a_missing_value_is_an_error() -> None:
    with pytest.raises(KeyError):
        fill("{n}{m}", n=1)


def test_no_attribute_of_a_value_can_be_reached_from_a_word() -> None:
    assert fill("{n.__class__}", n=1) == "{n.__class__}"


def test_a_theme_replaces_single_words(tmp_path: Path) -> None:
    base, own = tmp_path / "base.yaml", tmp_path / "own.yaml"
    base.write_text("a: {b: 甲, c: 乙}\nd: 丙\n", encoding="utf-8")
    own.write_text("a: {b: 丁}\n", encoding="utf-8")
    words = read_words([own, base, tmp_path / "missing.yaml"])
    assert dict(leaves(words)) == {"a.b": "丁", "a.c": "乙", "d": "丙"}


def test_a_town_replaces_single_words() -> None:
    assert with_own_words({"a": {"b": "甲"}}, {"a.b": "乙"}) == {"a": {"b": "乙"}}
    with pytest.raises(WrongWords, match=r"there is no word a\.x; did you mean a\.b"):
        with_own_words({"a": {"b": "甲"}}, {"a.x": "乙"})
