"""Dates and numbers as people write them in ledgers, and what is not read as one."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_builder.ledgers.days import NoDay, read_day, year_in
from site_builder.ledgers.numbers import NoNumber, read_count, read_money

DAY = date(2025, 9, 15)


@pytest.mark.parametrize(
    "value",
    [
        "2025.9.15", "2025-09-15", "2025/9/15", "2025年9月15日", "2025年9月15号", "二〇二五年九月十五日", "二○二五年九月十五", "20250915", 20250915,
        45915, "45915", 45915.0, 45915.6, DAY, datetime.combine(DAY, time(14, 30)), "２０２５．９．１５", "2025 年 9 月 15 日", "2025.9.15 14:30",
        "2025-09-15T00:00:00", "2025/9/15 星期一", "2025年9月15日上午", "25年9月15日", "2025.09.15.", "2025年\n9月15日",
    ],
    ids=repr,
)  # fmt: skip
def test_a_date_in_any_form(value: Any) -> None:
    assert read_day(value).on == DAY
    assert not read_day(value).borrowed


@pytest.mark.parametrize("value", ["9月15日", "9.15", "9-15", "9/15", "九月十五日", "９月１５日"])
def test_a_year_is_borrowed_and_never_made_up(value: str) -> None:
    with pytest.raises(NoDay) as refused:
        read_day(value)
    assert refused.value.reason == "no_year"
    assert (read_day(value, 2025).on, read_day(value, 2025).borrowed) == (DAY, True)
    assert read_day(value, 2023).on == date(2023, 9, 15)


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("2025.9", "no_day"), ("2025年9月", "no_day"), ("9月中旬", "no_day"), ("2025", "no_day"), ("2025.2.30", "impossible_date"), ("2025.13.1", "impossible_date"),
        ("约2025.9.15", "about_date"), ("2025年9月15日前后", "about_date"), ("2025年9月15日前", "about_date"), ("2025.9.15-2025.9.18", "several_dates"),
        ("2025.9.15、2025.9.20", "several_dates"), ("9月15日至18日", "several_dates"), (9.15, "decimal_date"), (9.1, "decimal_date"), (12, "no_date"), ("25.9.15", "short_year"),
        (date(1900, 1, 9), "far_date"), ("2205.9.15", "far_date"), ("去年", "no_date"), ("待定", "no_date"), (True, "no_date"), (time(8, 30), "no_date"), (999999, "no_date"), ("", "no_date"),
    ],
)  # fmt: skip
def test_what_is_no_certain_date_is_refused_with_the_reason(value: Any, reason: str) -> None:
    with pytest.raises(NoDay) as refused:
        read_day(value)
    assert refused.value.reason == reason


def test_two_digits_of_a_year_count_where_the_title_says_the_same() -> None:
    assert read_day("25.9.15", 2025).on == DAY
    with pytest.raises(NoDay):
        read_day("25.9.15", 2024)


@pytest.mark.parametrize(
    ("value", "on"),
    [
        ("2025.9.15-2025.9.18", date(2025, 9, 18)), ("2025年9月15日至2025年10月8日", date(2025, 10, 8)), ("2025.9.15—9.18", date(2025, 9, 18)),
        ("2025年9月15日至18日", date(2025, 9, 18)), ("2025年9月18日前", date(2025, 9, 18)), ("2025-09-18", date(2025, 9, 18)),
    ],
)  # fmt: skip
def test_of_a_time_limit_the_last_day_counts(value: str, on: date) -> None:
    assert read_day(value, None, last=True).on == on


@pytest.mark.parametrize(
    ("title", "year"),
    [("青檀岭镇2025年度矛盾纠纷台账", 2025), ("二〇二四年信访台账", 2024), ("2025年10月", 2025), ("2024-2025年度", None), ("矛盾纠纷台账", None), ("20250915导出", None)],
)  # fmt: skip
def test_a_title_names_one_year_or_none(title: str, year: int | None) -> None:
    assert year_in(title) == year


@given(
    st.one_of(st.text(), st.integers(), st.floats(), st.booleans(), st.none(), st.dates(), st.datetimes(), st.times())
)
def test_any_cell_is_a_date_or_refused(value: Any) -> None:
    for last in (False, True):
        with suppress(NoDay):
            read_day(value, 2025, last)


@given(st.dates(date(1990, 1, 1), date(2099, 12, 31)))
def test_every_date_reads_back_from_every_form(day: date) -> None:
    y, m, d = day.year, day.month, day.day
    for text in (f"{y}.{m}.{d}", f"{y}年{m}月{d}日", f"{y}-{m:02}-{d:02}", f"{y}{m:02}{d:02}"):
        assert read_day(text).on == day
    assert read_day((day - date(1899, 12, 30)).days).on == day


@pytest.mark.parametrize(
    ("value", "number"),
    [
        (12, 12),
        (12.0, 12),
        ("12", 12),
        ("12人", 12),
        ("１２人", 12),
        ("十二", 12),
        ("三十二户", 32),
        ("1,860", 1860),
        ("二百零五", 205),
    ],
)
def test_a_whole_number(value: Any, number: int) -> None:
    assert read_count(value) == number


@pytest.mark.parametrize(
    ("value", "unit", "amount"),
    [
        ("6.12万元", "", "61200"), ("61200元", "", "61200"), (61200, "", "61200"), ("1,860", "", "1860"), ("￥500", "", "500"), (6.12, "万元", "61200"),
        ("6.12", "万元", "61200"), ("61200元", "万元", "61200"), ("三千元", "", "3000"), ("六万", "", "60000"), (0.5, "", "0.5"), ("1.2亿", "", "120000000"), (13.8, "万", "138000"),
    ],
)  # fmt: skip
def test_an_amount_in_yuan(value: Any, unit: str, amount: str) -> None:
    assert read_money(value, unit) == Decimal(amount)


@pytest.mark.parametrize(
    ("value", "reason"),
    [("约60人", "about_number"), ("60余人", "about_number"), ("3-5人", "range"), ("3至5人", "range"), (2.5, "not_whole"), ("若干", "about_number"), ("12户38人", "no_number"),
     (-3, "no_number"), (float("nan"), "no_number"), (float("inf"), "no_number"), (True, "no_number"), (DAY, "no_number"), ("许多", "about_number"), ("很大", "no_number"), ("", "no_number")],
)  # fmt: skip
def test_what_is_no_certain_number_is_refused_with_the_reason(value: Any, reason: str) -> None:
    with pytest.raises(NoNumber) as refused:
        read_count(value)
    assert refused.value.reason == reason


@given(
    st.one_of(st.text(), st.integers(), st.floats(), st.booleans(), st.decimals()),
    st.sampled_from(["", "元", "万元", "个"]),
)
def test_any_cell_is_a_number_or_refused(value: Any, unit: str) -> None:
    for read in (lambda: read_count(value), lambda: read_money(value, unit)):
        with suppress(NoNumber):
            assert read() >= 0
