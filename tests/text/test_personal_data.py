"""No dress hides a number: each digit and each division written in any of its forms."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from site_builder.text.personal_data import find_personal_data

HAN = dict(
    zip("0123456789", ("〇零", "一壹幺", "二贰", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖"), strict=True)
)
"""The numerals that stand for each digit."""
FORMS = {
    digit: [c for c in map(chr, range(0x20, 0x20000)) if unicodedata.normalize("NFKC", c) == digit] + [*HAN[digit]]
    for digit in HAN
}
"""Every character that is a digit without its dress."""
DIVISIONS = [
    "",
    *(c for c in map(chr, range(0x20, 0x10000)) if unicodedata.normalize("NFKC", c) in (" ", "-", "·", ".")),
]
HIDDEN = ["", "\u200b", "\u00ad", "\u2060"]


@st.composite
def disguised(draw: st.DrawFn, number: str, divided: bool = True) -> str:
    """A number with every digit in some form, and perhaps something between two of them."""
    parts = []
    for digit in number:
        parts.append(draw(st.sampled_from(FORMS.get(digit, [digit]))))
        parts.append(draw(st.sampled_from(HIDDEN)))
        if divided:
            parts.append(draw(st.sampled_from(DIVISIONS)))
    return "".join(parts[:-1] if divided else parts)


@settings(max_examples=400, deadline=None)
@given(disguised("13800138000"))
def test_a_mobile_number_in_any_dress_is_found(text: str) -> None:
    assert [hit.kind for hit in find_personal_data(f"联系人处{text}。")] == ["mobile"]


@pytest.mark.parametrize("digits", ["13800138000", "１３８００１３８０００", "一三八〇〇一三八〇〇〇"])
def test_every_division_is_seen_through(digits: str) -> None:
    for division in DIVISIONS:
        text = f"电话{digits[:3]}{division}{digits[3:7]}{division}{digits[7:]}"
        assert [hit.kind for hit in find_personal_data(text)] == ["mobile"], ascii(text)


@settings(max_examples=200, deadline=None)
@given(disguised("11010519491231002X"))
def test_an_identity_number_in_any_dress_is_found(text: str) -> None:
    assert [hit.kind for hit in find_personal_data(f"证件：{text}。")] == ["identity"]


@settings(max_examples=100, deadline=None)
@given(disguised("07315550123", divided=False))
def test_a_landline_in_any_dress_is_found(text: str) -> None:
    assert [hit.kind for hit in find_personal_data(f"电话{text}")] == ["landline"]


@pytest.mark.parametrize(
    "text", ["湘A12345", "湘Ａ１２３４５", "湘A·12345", "a@b.example", "a＠b.example", "微信：abcde1"]
)
def test_a_plate_an_address_and_an_account_are_found_in_full_width_too(text: str) -> None:
    assert [hit.kind for hit in find_personal_data(text)] in (["plate"], ["email"], ["account"])


def test_days_and_the_numbers_of_cases_are_no_personal_data() -> None:
    assert not [*find_personal_data("2025-10-17，QTL-2025-0001，二〇二五年十月十七日 9:30 至 11:00，3.5亩，1200元")]


FOURTEEN = {
    "plain": ("13800138000", "mobile"),
    "full width": ("１３８００１３８０００", "mobile"),
    "spaces": ("138 0013 8000", "mobile"),
    "hyphens": ("138-0013-8000", "mobile"),
    "full-width hyphens": ("138－0013－8000", "mobile"),
    "middle dots": ("138·0013·8000", "mobile"),
    "every digit apart": ("1 3 8 0 0 1 3 8 0 0 0", "mobile"),
    "zero-width spaces": ("138\u200b0013\u200b8000", "mobile"),
    "the country before it": ("+86 138 0013 8000", "mobile"),
    "Han digits": ("一三八〇〇一三八〇〇〇", "mobile"),
    "grave Han digits": ("壹叁捌零零壹叁捌零零零", "mobile"),
    "circled digits": ("①③⑧⓪⓪①③⑧⓪⓪⓪", "mobile"),
    "an identity number with a small x in parts": ("110105 19491231 002x", "identity"),
    "a bank card in fours": ("6222 0212 3456 7894", "bank_card"),
}
"""The forms in which numbers were found disguised (hazards notes §5)."""


@pytest.mark.parametrize(("written", "kind"), FOURTEEN.values(), ids=FOURTEEN)
def test_each_of_fourteen_disguises_is_seen_through(written: str, kind: str) -> None:
    text = f"他的号码是{written}，请联系"
    (hit,) = find_personal_data(text)
    assert (hit.kind, text[hit.start : hit.end].removeprefix("+86 ")) == (kind, written.removeprefix("+86 "))
