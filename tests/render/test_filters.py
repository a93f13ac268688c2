"""Dates and numbers as a page shows them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from site_builder.render import filters


@dataclass
class Text:
    text: str
    ids: tuple[tuple[str, str], ...] = ()


def test_a_date_in_running_text() -> None:
    day = date(2025, 10, 7)
    assert filters.long_date(day, "zh") == "2025年10月7日"
    assert filters.long_date(day, "en") == "7 Oct 2025"
    assert filters.short_date(day, "zh") == "10月7日"
    assert filters.month(day, "en") == "Oct"


def test_a_number_keeps_its_digits() -> None:
    assert filters.number(138000) == "138,000"
    assert filters.number(Decimal("30000.50")) == "30,000.50"
    assert filters.number(Decimal("6E+4")) == "60,000"
    assert filters.number(0) == "0"


def test_case_numbers_in_a_text_become_links_and_the_rest_is_escaped() -> None:
    ids = (("A-1", "cases/A-1.html"), ("A-11", "cases/A-11.html"))
    assert str(filters.linked(Text("<b> A-11、A-1", ids), "../")) == (
        '&lt;b&gt; <a href="../cases/A-11.html">A-11</a>、<a href="../cases/A-1.html">A-1</a>'
    )
    assert str(filters.linked(Text("{{ 7*7 }}"), "")) == "{{ 7*7 }}"


def test_pieces_in_a_row() -> None:
    assert str(filters.joined(["a", "", "<b>"], "、")) == "a、&lt;b&gt;"
