"""Numbers as people write them in ledgers: 12人, 6.12万元, 1,860, 六十. What is about, or a range, is no number."""

from __future__ import annotations

import re
from datetime import date, time, timedelta
from decimal import Decimal, InvalidOperation

from site_builder.ledgers.sheet import Value
from site_builder.text.dress import squeezed

_COUNTED = re.compile(r"(.*?)(?:人次|人|户|名|余|件|个|天|日|元|元整|圆|块|块钱|亩)?")
_ABOUT = re.compile(r"约|余|多|几|左右|以上|以下|不足|近|数|若干|大概|[+±]")
_RANGE = re.compile(r"\d\s*(?:[-~～—－至到])\s*\d")
_UNITS = {"千": 1_000, "万": 10_000, "百万": 1_000_000, "亿": 100_000_000}
_DIGITS = dict(zip("〇零一二两三四五六七八九", (0, 0, 1, 2, 2, 3, 4, 5, 6, 7, 8, 9), strict=True))
_PLACES = {"十": 10, "百": 100, "千": 1_000}
MOST = Decimal(10) ** 12


class NoNumber(Exception):
    """Why a value is no number; `reason` is a key of the words."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def read_count(value: Value) -> int:
    """A whole number that is not negative. Raises NoNumber."""
    number = _number(value, "")
    if number != number.to_integral_value():
        raise NoNumber("not_whole")
    return int(number)


def read_money(value: Value, unit: str) -> Decimal:
    """An amount in yuan; `unit` is what the head of the column says (万元). Raises NoNumber."""
    number = _number(value, unit)
    if number.as_tuple().exponent < -4:  # type: ignore[operator]  # finite, so the exponent is a number
        number = number.quantize(Decimal("0.01"))
    return number.to_integral_value() if number == number.to_integral_value() else number.normalize()


def _number(value: Value, unit: str) -> Decimal:
    factor = next((_UNITS[name] for name in ("百万", "万", "千", "亿") if unit.startswith(name)), 1)
    if isinstance(value, bool | date | time | timedelta) or value is None:
        raise NoNumber("no_number")
    if isinstance(value, int | float | Decimal):
        return _within(_within(Decimal(str(value))) * factor)
    text = (
        squeezed(value).replace(",", "").replace("，", "").removeprefix("￥").removeprefix("¥").removeprefix("人民币")
    )
    if _RANGE.search(text):
        raise NoNumber("range")
    if _ABOUT.search(text):
        raise NoNumber("about_number")
    match = _COUNTED.fullmatch(text)
    bare = match[1] if match else text
    for name in ("百万", "万", "亿", "千"):
        if bare.endswith(name) and len(bare) > len(name) and name != "千":
            return _within(_plain(bare.removesuffix(name)) * _UNITS[name])
    own = text != bare and factor != 1 and text.endswith(("元", "圆", "块"))
    return _within(_plain(bare) * (1 if own else factor))


def _plain(text: str) -> Decimal:
    try:
        if re.fullmatch(r"\d{1,15}(?:\.\d{1,10})?", text):
            return Decimal(text)
        if text and set(text) <= set(_DIGITS) | set(_PLACES):
            return Decimal(_han(text))
    except InvalidOperation:
        pass
    raise NoNumber("no_number")


def _han(text: str) -> int:
    """三十二 → 32; 一二 → 12."""
    if not set(text) & set(_PLACES):
        return int("".join(str(_DIGITS[c]) for c in text))
    total, digit = 0, 0
    for c in text:
        if c in _PLACES:
            total += (digit or 1) * _PLACES[c]
            digit = 0
        else:
            digit = _DIGITS[c]
    return total + digit


def _within(number: Decimal) -> Decimal:
    if not number.is_finite() or not 0 <= number < MOST:
        raise NoNumber("no_number")
    return number
