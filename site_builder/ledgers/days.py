"""Dates as people write them in ledgers → a date, or the reason why not. A year is never made up.

Known: real dates, serial numbers of office programs (45915), 20250915, 2025.9.15, 2025-09-15, 2025/9/15, 2025年9月15日,
二〇二五年九月十五日, 25年9月15日; and 9月15日, 9.15 where somebody else gives the year.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from site_builder.ledgers.sheet import Value
from site_builder.text.dress import squeezed

EARLIEST, LATEST = date(1990, 1, 1), date(2099, 12, 31)
_EPOCH = date(1899, 12, 30)
_SERIALS = range(32_874, 73_051)
"""Serial numbers from 1990-01-01 to 2099-12-31."""
_HAN = dict(zip("〇零○一二三四五六七八九", "000123456789", strict=True))
_TIME = re.compile(
    r"(?:上午|下午|凌晨|晚上|晚|早上)?\d{1,2}(?:[:：]\d{2}){1,2}(?:\.\d+)?$|(?:上午|下午|晚上?)?\d{1,2}[时点](?:\d{1,2}分?)?$|上午$|下午$"
)
_WEEKDAY = re.compile(r"[(（]?(?:星期|周|礼拜)[一二三四五六日天][)）]?")
_SEP = r"[-/.年、．]"
_FULL = re.compile(rf"(\d{{4}}){_SEP}(\d{{1,2}})[-/.月](\d{{1,2}})[日号]?")
_SHORT = re.compile(r"(\d{2})([年.\-/])(\d{1,2})[-/.月](\d{1,2})[日号]?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_NO_YEAR = re.compile(r"(\d{1,2})[-/.月](\d{1,2})[日号]?")
_DAY = re.compile(r"(\d{1,2})[日号]?")
_MONTH = re.compile(rf"\d{{4}}{_SEP}\d{{1,2}}月?|\d{{1,2}}月份?|.*[上中下]旬|.*月[初底末]|\d{{4}}年?")
_RANGE = re.compile(r"至|到|[—~～－]+|--")
_ABOUT = re.compile(r"约|左右|前后|许|大概|之?[前后]$|以[前后]$")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?!\d)")


class NoDay(Exception):
    """Why a value is no date; `reason` is a key of the words."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Day:
    """A date that was read; `borrowed` is true where its year came from elsewhere."""

    on: date
    borrowed: bool = False


def year_in(text: str) -> int | None:
    """The one year that a title names; None where it names none or several."""
    plain = _plain_numbers(squeezed(text))
    years = {int(year) for year in _YEAR.findall(plain)}
    return years.pop() if len(years) == 1 else None


def read_day(value: Value, year: int | None = None, last: bool = False) -> Day:
    """A cell as a date. `year` is the year where the cell names none; `last`: of two dates the later one counts.

    Raises NoDay.
    """
    if isinstance(value, datetime | date):
        return Day(_sane(value.date() if isinstance(value, datetime) else value))
    if isinstance(value, bool | time | timedelta) or value is None:
        raise NoDay("no_date")
    if isinstance(value, int | float | Decimal):
        return Day(_serial(value))
    return _text(_undated(squeezed(value)), year, last)


def _serial(number: int | float | Decimal) -> date:
    if not math.isfinite(number):
        raise NoDay("no_date")
    if number == int(number):
        match = _COMPACT.fullmatch(str(int(number)))
        if match:
            return _made(*map(int, match.groups()))
    if int(number) in _SERIALS:
        return _EPOCH + timedelta(days=int(number))
    raise NoDay("decimal_date" if 1 <= number < 32 and number != int(number) else "no_date")


def _undated(text: str) -> str:
    """Without weekday and time of day."""
    return _TIME.sub("", _WEEKDAY.sub("", text)).strip("T,，;；。. ")


def _text(text: str, year: int | None, last: bool) -> Day:
    text = _plain_numbers(text)
    if last:
        text = re.sub(r"(?:之|以)?前$", "", text)
    if _ABOUT.search(text):
        raise NoDay("about_date")
    parts = _parts(text)
    if len(parts) == 2 and all(map(_like_a_day, parts)):
        if not last:
            raise NoDay("several_dates")
        first = _one(parts[0], year)
        return _one(parts[1], first.on.year if not first.borrowed else year, first.on)
    if len(named := [part for part in re.split(r"[,，;；、]", text) if part]) > 1 and all(map(_like_a_day, named)):
        raise NoDay("several_dates")
    return _one(text, year)


def _parts(text: str) -> list[str]:
    """From and to: 9月15日至18日, 2025.9.15-2025.9.18 (a hyphen divides where the dates have none of their own)."""
    parts = [part for part in _RANGE.split(text) if part]
    if len(parts) == 1 and text.count("-") == 1 and re.search(r"[./年月]", text):
        parts = text.split("-")
    return parts


def _like_a_day(text: str) -> bool:
    return any(p.fullmatch(text) for p in (_FULL, _SHORT, _NO_YEAR, _DAY, _COMPACT))


def _one(text: str, year: int | None, after: date | None = None) -> Day:
    if match := _FULL.fullmatch(text) or _COMPACT.fullmatch(text):
        return Day(_made(*map(int, match.groups())))
    if match := _SHORT.fullmatch(text):
        short, sign, month, day = match.groups()
        if sign == "年" or (year is not None and year % 100 == int(short)):
            return Day(_made(2000 + int(short), int(month), int(day)))
        raise NoDay("short_year")
    if text.isdigit() and len(text) == 5 and int(text) in _SERIALS:
        return Day(_serial(int(text)))
    if match := _NO_YEAR.fullmatch(text):
        if year is None:
            raise NoDay("no_year")
        return Day(_made(year, int(match[1]), int(match[2])), borrowed=True)
    if after is not None and (match := _DAY.fullmatch(text)):
        return Day(_made(after.year, after.month, int(match[1])), borrowed=True)
    raise NoDay("no_day" if _MONTH.fullmatch(text) else "no_date")


def _made(year: int, month: int, day: int) -> date:
    try:
        return _sane(date(year, month, day))
    except ValueError:
        raise NoDay("impossible_date") from None


def _sane(day: date) -> date:
    if not EARLIEST <= day <= LATEST:
        raise NoDay("far_date")
    return day


def _plain_numbers(text: str) -> str:
    """二〇二五年十月廿一日 → 2025年10月21日."""
    text = text.replace("廿", "二十").replace("卅", "三十").replace("元月", "1月")
    text = re.sub(r"[〇零○一二三四五六七八九]{4}(?=年)", lambda m: "".join(_HAN[c] for c in m[0]), text)
    return re.sub(
        r"[一二三四五六七八九]?十[一二三四五六七八九]?|[〇零一二三四五六七八九]{1,2}(?=[月日号])", _tens, text
    )


def _tens(match: re.Match[str]) -> str:
    text = match[0]
    if "十" not in text:
        return "".join(_HAN[c] for c in text)
    tens, _, ones = text.partition("十")
    return f"{_HAN.get(tens, '1')}{_HAN.get(ones, '0')}"
