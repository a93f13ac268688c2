"""A mask hides all of what it hides: how long it was, what it began with, that it was there twice."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_builder.text.masked import NAME, NUMBER, masked
from site_builder.text.personal_data import find_personal_data


@pytest.mark.parametrize(
    "text",
    ["13800138000", "１３８-００１３-８０００", "+86 138 0013 8000", "340828190001010007", "一三八零零一三八零零零", "6222020000000000000", "0556-2171234",
     "a.long.address@example.com", "138****8000", "340828********0007", "皖H·12345", "微信：abc12345"],
)  # fmt: skip
def test_a_number_becomes_the_same_mask_however_long_it_is(text: str) -> None:
    assert masked(f"电话{text}，请回复") == (f"电话{NUMBER}，请回复", 1)


@pytest.mark.parametrize("name", ["张三丰", "李某", "李某某", "王某甲", "赵*", "刘**"])
def test_a_name_becomes_the_same_mask_however_it_was_written(name: str) -> None:
    assert masked(f"村民{name}反映排水不畅")[0] == f"村民{NAME}反映排水不畅"


def test_known_names_are_hidden_wherever_they_stand() -> None:
    assert masked("由余学平和郝克礼到场", ["余学平", "郝克礼"]) == (f"由{NAME}和{NAME}到场", 2)


def test_what_comes_together_when_something_goes_is_hidden_too() -> None:
    """An invisible or masked piece between two halves saves neither."""
    shown, _ = masked("1380013138001380008000")
    assert list(find_personal_data(shown)) == []


@given(st.text(st.sampled_from("0123456789１２３一二三Xx*某张王李@.-·〔〕已隐去 村民皖H"), max_size=60))
def test_nothing_is_left_and_a_second_time_changes_nothing(text: str) -> None:
    shown, count = masked(text)
    assert list(find_personal_data(shown)) == []
    assert masked(shown) == (shown, 0)
    assert (count == 0) == (shown == text)
