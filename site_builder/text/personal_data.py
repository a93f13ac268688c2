"""Numbers and names that belong to persons, found in any text, disguised or not.

Sources: GB 11643 (identity numbers, check by ISO 7064 MOD 11-2); domain notes §6.4; hazards notes §5.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, partial
from typing import Literal

from site_builder.text.names import find_names

Kind = Literal["identity", "identity_like", "mobile", "bank_card", "landline", "plate", "email", "account", "name"]
CERTAIN: frozenset[str] = frozenset({"identity", "mobile", "bank_card"})


@dataclass(frozen=True, slots=True)
class Hit:
    """Something that looks like personal data: characters `start` to `end` of the original text, from 0."""

    kind: Kind
    start: int
    end: int


_INVISIBLE = frozenset("\u200b\u200c\u200d\u2060\ufeff\u00ad")
_HAN = {"〇": "0", "零": "0", "一": "1", "二": "2", "三": "3", "四": "4", "五": "5", "六": "6", "七": "7", "八": "8",
        "九": "9", "壹": "1", "贰": "2", "叁": "3", "肆": "4", "伍": "5", "陆": "6", "柒": "7", "捌": "8", "玖": "9", "幺": "1"}  # fmt: skip
_SEP = r"[ \-\u2010-\u2015\u2212·.]?"
_ID18 = re.compile(r"(?<![0-9A-Za-z])" + _SEP.join([r"[1-9]"] + [r"\d"] * 16) + _SEP + r"[\dXx](?![0-9A-Za-z])")
_ID15 = re.compile(r"(?<![0-9A-Za-z])[1-9]\d{14}(?![0-9A-Za-z])")
_MOBILE = re.compile(
    r"(?<![0-9A-Za-z*])(?:(?:\+|00)?86" + _SEP + r")?1" + _SEP + r"[3-9]" + (_SEP + r"\d") * 9 + r"(?![0-9A-Za-z*]|元)"
)
_CARD = re.compile(r"(?<![0-9A-Za-z])[3-6]\d{3}" + r"[ \-]?\d{4}" * 3 + r"(?:[ \-]?\d{1,3})?(?![0-9A-Za-z])")
_LANDLINE = re.compile(r"(?<!\d)0\d{2,3}[ \-]?[2-9]\d{6,7}(?!\d)")
_PLATE = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z][·.\s]?[A-Z0-9]{5,6}(?![A-Za-z0-9])"
)
_EMAIL = re.compile(r"(?<![A-Za-z0-9._%+-])[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_ACCOUNT = re.compile(r"(?:微信|QQ|qq|VX|vx)号?码?[:：\s]*[A-Za-z0-9_-]{5,20}")
_PLAINLY: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("landline", _LANDLINE),
    ("plate", _PLATE),
    ("email", _EMAIL),
    ("account", _ACCOUNT),
)
"""What its pattern alone tells."""
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_PROVINCES = frozenset(
    [*range(11, 16), *range(21, 24), *range(31, 38), *range(41, 47), *range(50, 55), *range(61, 66), 71, 81, 82, 83]
)
_DIGIT = r"[\d" + "".join(_HAN) + "]"
_SHORTEST = 10
"""So many digits, with at most one character between each, has the shortest number however it is divided."""
_BESIDE = 4
"""So many characters beside a number may say that it is none, or belong to it."""
_RUN = re.compile(rf"{_DIGIT}(?<!{_DIGIT}.)(?<!{_DIGIT}..)(?:.?{_DIGIT}){{{_SHORTEST - 1},}}")
"""A long run from its first digit on; the digit is looked for first, since most characters are none."""
_MAYBE = tuple(
    map(
        re.compile,
        (
            "[" + "".join(sorted(_INVISIBLE)) + "\u00b2\u00b3\u00b9\u2070-\u209c\u2100-\u218f\u2460-\u24ff\u2776-\u2793"
            "\u3192-\u319f\u3220-\u33ff\uff10-\uff19\uff20-\uff3a\uff41-\uff5a\U0001d400-\U0001d7ff\U0001f100-\U0001f1ff]",
            r"[A-Z][·.\s]?[A-Z0-9]{5}",
            "@",
            "微信|QQ|qq|VX|vx",
        ),
    )
)
"""Without any of these, and without a run of digits, there is nothing to find but names: letters and digits in another
dress, or what hides them; the rest.

One after the other they are found three times as quickly as all at once, and than by taking every text apart.
"""


def find_personal_data(text: str) -> Iterator[Hit]:
    """Everything in a text that looks like personal data, in order of place; overlapping hits once."""
    hits: list[Hit] = []
    for start, part in _suspect(text):
        plain, places = _plain(part)
        hits += (Hit(hit.kind, hit.start + start, hit.end + start) for hit in _numbers(plain, places))
    hits += [Hit("name", start, end) for start, end in find_names(text)]
    last = 0
    for hit in sorted(hits, key=lambda h: (h.start, -h.end)):
        if hit.start >= last:
            yield hit
            last = hit.end


def _suspect(text: str) -> Iterator[tuple[int, str]]:
    """What must be taken apart, each part with its place: the whole where a disguise or a letter gives reason, otherwise
    the long runs of digits, with what stands beside them. Most runs are dates, which are too short."""
    if any(maybe.search(text) for maybe in _MAYBE):
        yield 0, text
        return
    for match in _RUN.finditer(text):
        start = max(match.start() - _BESIDE, 0)
        yield start, text[start : match.end() + _BESIDE]


class _Plain(dict[int, str]):
    """What a character stands for without its disguise; `odd` are those that stand for none or for several."""

    def __init__(self) -> None:
        super().__init__()
        self.odd: set[str] = set()

    def __missing__(self, code: int) -> str:
        character = chr(code)
        found = "" if character in _INVISIBLE else unicodedata.normalize("NFKC", character)
        plain = "".join(_HAN.get(one, one) for one in found)
        if len(plain) != 1:
            self.odd.add(character)
        self[code] = plain
        return plain


_PLAIN = _Plain()


def _plain(text: str) -> tuple[str, Sequence[int]]:
    """The text with disguises taken off, and for each character the place it had."""
    plain = text.translate(_PLAIN)
    if _PLAIN.odd.isdisjoint(text):
        return plain, range(len(text) + 1)
    places = [place for place, character in enumerate(text) for _ in _PLAIN[ord(character)]]
    return plain, [*places, len(text)]


def _numbers(plain: str, places: Sequence[int]) -> Iterator[Hit]:
    def hit(kind: Kind, match: re.Match[str]) -> Hit:
        return Hit(kind, places[match.start()], places[match.end() - 1] + 1)

    for match in _ID18.finditer(plain):
        digits = re.sub(r"[^\dXx]", "", match[0])
        if len(digits) != 18:
            continue
        good = is_identity_number(digits)
        if good or _looks_like_identity(digits):
            yield hit("identity" if good else "identity_like", match)
    for match in _ID15.finditer(plain):
        if int(match[0][:2]) in _PROVINCES and _is_date("19" + match[0][6:12]):
            yield hit("identity_like", match)
    for match in _CARD.finditer(plain):
        digits = re.sub(r"\D", "", match[0])
        if 16 <= len(digits) <= 19 and is_luhn(digits) and not is_identity_number(digits):
            yield hit("bank_card", match)
    for match in _MOBILE.finditer(plain):
        yield hit("mobile", match)
    for kind, pattern in _PLAINLY:
        for match in pattern.finditer(plain):
            yield hit(kind, match)


def is_identity_number(digits: str) -> bool:
    """18 characters: a province, a date that exists, and the right check character (GB 11643)."""
    if len(digits) != 18 or not digits[:17].isdigit() or not _looks_like_identity(digits):
        return False
    check = "10X98765432"[sum(int(a) * b for a, b in zip(digits, _WEIGHTS, strict=False)) % 11]
    return digits[17].upper() == check


def _looks_like_identity(digits: str) -> bool:
    return digits[:2].isdigit() and int(digits[:2]) in _PROVINCES and _is_date(digits[6:14])


def _is_date(digits: str) -> bool:
    try:
        return 1900 <= date(int(digits[:4]), int(digits[4:6]), int(digits[6:8])).year <= 2100
    except ValueError:
        return False


def is_luhn(digits: str) -> bool:
    """The check of bank card numbers (ISO/IEC 7812-1)."""
    total = 0
    for index, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if index % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


_MASKS = frozenset(
    "0123456789*＊×xX某甲乙丙丁户□█■_-…·P（）()［］[]【】〔〕已略隐去掉删除此处个人信息电话号码身份证姓名"
)
"""What may stand where personal data was: asterisks, party labels, and words that say that it was left out."""
_LONGEST_MASK = 20


def is_taken_out(before: str, after: str) -> bool:
    """True where the second text is the first with its personal data masked or left out, and nothing else.

    A mask has at most 20 characters of `_MASKS` or of the data itself (`138****0000`, 徐某). Sets of places are kept
    as the bits of a number, so that the work stays small whatever the texts are.
    """
    hits = list(find_personal_data(before))
    if not hits or len(after) > len(before) + _LONGEST_MASK * len(hits) or any(find_personal_data(after)):
        return False
    bits, found = cache(partial(_bits, after)), cache(partial(_found, after))
    places = 1 << hits[0].start if after.startswith(before[: hits[0].start]) else 0
    for hit, following in zip(hits, [*(hit.start for hit in hits[1:]), len(before)], strict=True):
        allowed = bits(_MASKS | set(before[hit.start : hit.end]))
        reached = places
        for _ in range(_LONGEST_MASK):
            places = (places & allowed) << 1
            reached |= places
        kept = before[hit.end : following]
        places = (reached & found(kept)) << len(kept)
    return bool(places >> len(after) & 1)


def _bits(text: str, characters: frozenset[str]) -> int:
    """The places in a text where one of these characters stands."""
    return int("".join("1" if c in characters else "0" for c in reversed(text)) or "0", 2)


def _found(text: str, part: str) -> int:
    """The places in a text where a part of it begins."""
    places, at = 0, text.find(part)
    while at >= 0:
        places |= 1 << at
        at = text.find(part, at + 1)
    return places


@dataclass(frozen=True, slots=True)
class Detector:
    """What a reader in another language needs to find the same numbers (the intake form, in a browser).

    `patterns` are (name, characters that may not stand before, pattern without look-behind): `id18`, `id15`
    and `bank_card` are then checked, the others are kinds of hit. `disguises` are the numerals that stand
    for digits; `invisible` is left out before anything is looked for.
    """

    patterns: tuple[tuple[str, str, str], ...]
    disguises: tuple[tuple[str, str], ...]
    invisible: str
    weights: tuple[int, ...]
    provinces: tuple[int, ...]


_BEFORE = re.compile(r"\(\?<!(\[.*?\]|\\d)\)")


def detector() -> Detector:
    """The numbers of `find_personal_data` as data. Names are not among them: they need a reader."""
    named: tuple[tuple[str, re.Pattern[str]], ...] = (
        ("id18", _ID18), ("id15", _ID15), ("bank_card", _CARD), ("mobile", _MOBILE), *_PLAINLY,
    )  # fmt: skip
    patterns = []
    for name, pattern in named:
        before = _BEFORE.match(pattern.pattern)
        patterns.append((name, before[1] if before else "", pattern.pattern[before.end() if before else 0 :]))
    return Detector(
        tuple(patterns), tuple(_HAN.items()), "".join(sorted(_INVISIBLE)), _WEIGHTS, tuple(sorted(_PROVINCES))
    )
