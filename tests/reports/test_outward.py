"""Copies that leave the office: 50 numbers are planted in a case; the check finds each, and the copy has none."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from typing import Any

import html5lib
import pytest

from site_builder.model.case import Case
from site_builder.model.register import Register
from site_builder.reports.outward import outward_html, outward_markdown
from site_builder.rules.privacy import scan_text
from site_builder.text.personal_data import find_personal_data
from site_builder.views.outward import outward
from tests.support.town import case_path, case_text, town

AS_OF = date(2025, 10, 17)
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def identity(n: int) -> str:
    """A made-up identity number of somebody born in 1900, with its check character (GB 11643)."""
    digits = f"340828190001{n % 28 + 1:02d}000"
    return digits + "10X98765432"[sum(int(a) * b for a, b in zip(digits, WEIGHTS, strict=True)) % 11]


def card(n: int) -> str:
    """A made-up card number that passes Luhn."""
    digits = f"622202000000{n:06d}"
    total = sum(v - 9 if (v := int(d) * (2 - i % 2)) > 9 else v for i, d in enumerate(reversed(digits)))
    return digits + str(-total % 10)


def wide(text: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if c.isdigit() else c for c in text)


def han(text: str) -> str:
    return "".join("零一二三四五六七八九"[int(c)] for c in text)


def divided(text: str, by: str) -> str:
    return by.join((text[:3], text[3:7], text[7:]))


MOBILES = [f"139{n:08d}" for n in range(10)]
PLANTED: tuple[str, ...] = (
    *MOBILES[:4], *(wide(m) for m in MOBILES[4:6]), divided(MOBILES[6], " "), divided(MOBILES[7], "-"), han(MOBILES[8]),
    divided(MOBILES[9], "\u2011"), "+86 " + "13700000011", *(divided(f"1360000{n:04d}", "·") for n in range(4)),
    *(identity(n) for n in range(8)), *(wide(identity(n)) for n in range(8, 12)), "340828000101001",
    *(card(n) for n in range(6)), " ".join(card(7)[i : i + 4] for i in range(0, 19, 4)),
    "0556-2171234", "05562171235", "0551 62171236", "皖H12345", "皖HA1234", "皖H·54321", "someone@example.com", "a_b.c@mail.example.cn",
    "微信号：wxid12345", "QQ：123456789", "VX abc-12345", *(f"1580000{n:04d}" for n in range(4)),
)  # fmt: skip


def bare(text: str) -> str:
    """A text without dress and division, as somebody would read a number out of it."""
    numerals = dict(zip("〇零一二三四五六七八九", "00123456789", strict=True))
    plain = "".join(numerals.get(c, c) for c in unicodedata.normalize("NFKC", text))
    return re.sub(r"[\s\-·.\u2010-\u2015]", "", plain).casefold()


def core(planted: str) -> str:
    """The number itself, without the words before it."""
    return bare(re.sub(r"^(?:微信号：|QQ：|VX |\+86 )", "", planted))


PER = len(PLANTED) // 5


def planted_case() -> tuple[str, Register, Case]:
    """A case with ten numbers in each of five places."""
    parts = [PLANTED[i : i + PER] for i in range(0, len(PLANTED), PER)]
    said = ["；".join(f"联系处{one}，" for one in part) for part in parts]
    fields: dict[str, Any] = {
        "title": "两户为排水沟争执", "problem": said[0][:118] and "见下文", "points": [{"what": said[0], "answer": said[1], "answered_on": "2025-09-20"}],
        "status": "working", "lead_unit": "mediation-chachong", "lead_post": "mediator",
        "tasks": [{"id": "T1", "what": "改沟" + said[2], "done_when": "沟已改好", "due": "2025-10-20", "assigned_on": "2025-09-19", "owner": "mediator"}],
        "events": [
            ("2025-09-19", "triage", "secretary", {"recusal_checked": True, "note": "内部意见" + said[2]}),
            ("2025-09-19", "assign", "secretary", {"basis": "周例会"}),
            ("2025-09-22", "work", "mediator", {"what": said[3]}),
        ],
    }  # fmt: skip
    body = f"\n经过：{said[4]}\n\n| 甲 | 乙 |\n|---|---|\n| {parts[0][0]} | 完 |\n"
    register = town().case(body=body, **fields).register()
    return case_text("QTL-2025-0001", body, **fields), register, register.cases[0]


def test_there_are_fifty_and_the_check_finds_every_one() -> None:
    assert len(PLANTED) == 50
    assert len(set(map(core, PLANTED))) == 50
    text, _, _ = planted_case()
    for planted in PLANTED:
        alone = f"联系处{planted}，"
        assert len(list(find_personal_data(alone))) == 1, planted
    found = list(scan_text(case_path("QTL-2025-0001"), text, None))
    assert len([finding for finding in found if finding.code.startswith("S80")]) >= 50


@pytest.mark.parametrize("write", [outward_markdown, outward_html])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_none_of_them_is_in_the_copy(write: Any, language: Any) -> None:
    _, register, case = planted_case()
    written = write(outward(case, register, AS_OF, language), language)
    read = bare(written)
    assert [planted for planted in PLANTED if core(planted) in read] == []
    assert list(find_personal_data(written)) == []
    assert "〔已隐去〕" in written


def test_the_same_case_with_other_numbers_gives_the_same_copy() -> None:
    """Nothing of a number is left, not even its length (two worlds)."""

    def copied(number: str, name: str) -> str:
        register = town().case(body=f"\n村民{name}的电话是{number}。\n", problem=f"村民{name}反映积水").register()
        return outward_markdown(outward(register.cases[0], register, AS_OF, "zh"), "zh")

    assert copied("13900000000", "张三丰") == copied(identity(3), "李某") == copied("0556-2171234", "欧阳晓明")


def test_counsel_parties_and_names_stay_inside() -> None:
    case = {
        "parties": ["P1", "P2"], "risk": {"level": "较大", "reason": "两户曾口角"}, "status": "working", "lead_unit": "mediation-chachong", "lead_post": "mediator",
        "tasks": [{"id": "T1", "what": "改沟到屋后", "done_when": "沟已改好", "due": "2025-10-20", "assigned_on": "2025-09-19", "owner": "mediator"}],
        "events": [
            ("2025-09-19", "triage", "secretary", {"recusal_checked": True, "note": "注意情绪"}),
            ("2025-09-19", "assign", "secretary", {"basis": "周例会"}),
            ("2025-09-20", "supervise", "head", {"level_supervised": "yellow", "reason_supervised": "推诿拖延", "reply_due": "2025-10-01"}),
            ("2025-09-22", "work", "mediator", {"what": "到场看沟"}),
            ("2025-09-24", "mediate", "mediator", {"consent": True, "present": ["P1", "P2", "支部书记"], "mediation_result": "继续", "next": "再议"}),
        ],
    }  # fmt: skip
    register = town().case(**case).register()
    written = outward_markdown(outward(register.cases[0], register, AS_OF, "zh"), "zh")
    for inside in ("P1", "口角", "改沟到屋后", "注意情绪", "督办", "研判", "再议", "调一", "书记一"):
        assert inside not in written, inside
    for shown in ("2025年9月22日 着手办理（茶冲村人民调解委员会", "到场看沟", "调解情况：继续"):
        assert shown in written, shown


def test_texts_open_nothing_in_the_copy() -> None:
    evil = "<script>alert(1)</script> **粗** [去](javascript:x) | 表"
    register = town().case(problem=evil, title=evil[:40], points=[{"what": evil}], body=f"\n{evil}\n").register()
    page = outward_html(outward(register.cases[0], register, AS_OF, "zh"), "zh")
    tree = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(page)
    assert tree.find(".//script") is None
    assert [link.get("href") for link in tree.iter("a")] == []
    assert next(element.tag for element in tree.iter() if element.tag in ("h1", "h2", "h3")) == "h1"
    assert evil in "".join(tree.itertext())
