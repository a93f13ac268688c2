"""Of a sealed case a change says where it is and which rule speaks, and nothing that its file says (design §8)."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import pytest

from tests.conftest import Ran
from tests.review.conftest import SEALED, Town
from tests.rules.harness import base_register

Sidan = Callable[..., Ran]
SECRET = ("县纪", "发票", "2025-09-2", "石大有", "county-discipline", "华根家")
OPEN = """---
id: QTL-2025-0007
title: 反映石大有虚开发票
kind: petition
category: other
village: shimen
access: office
status: registered
level: town
source: letter
found_on: 2025-09-23
registered_on: 2025-09-23
first_handler: desk
problem: 虚开发票。
points:
  - {what: 追究虚开发票}
events:
  - {on: 2025-09-23, move: register, by: desk, note: 来信说虚开发票}
---
发票复印件。
"""


def told(sidan: Sidan, register: Town, *arguments: str) -> list[str]:
    """What is said of the case, in both languages, and every line of its file that is shown."""
    said = []
    for lang in ("zh", "en"):
        asked = ("-C", str(register.folder), *arguments, "--lang", lang, "--as-of", "2025-10-17")
        findings = json.loads(sidan(*asked, "--format", "json").out)["findings"]
        said += [str(f) for f in findings if f["path"] == SEALED]
        blocks = sidan(*asked).out.split("\n\n")
        lines = [line for block in blocks if block.startswith(SEALED) for line in block.split("\n")]
        said += [line for line in lines if re.match(r" *\d+ \|", line)]
    return said


def sealed() -> str:
    return base_register()[SEALED].decode()


@pytest.mark.parametrize(
    ("before", "after", "code"),
    [
        (sealed(), sealed().replace("2025-09-23, move", "2025-09-22, move"), "H901"),
        (sealed(), sealed().replace("found_on: 2025-09-23", "found_on: 2025-09-22"), "H903"),
        (sealed(), sealed().replace("first_handler: desk", "first_handler: secretary"), "H903"),
        (sealed(), None, "H905"),
        (sealed(), sealed().replace("access: sealed", "access: office"), "H911"),
        (sealed(), sealed().replace("category: other", "category: 发票"), ""),
        (sealed(), "---\naccess: sealed\n发票", ""),
        (OPEN, sealed(), ""),
        (OPEN, sealed().replace("first_handler: desk", "first_handler: secretary"), "H903"),
    ],
)
def test_no_word_of_a_sealed_case_is_told(
    sidan: Sidan, register: Town, before: str, after: str | None, code: str
) -> None:
    register.commit({SEALED: before})
    register.git("tag", "--force", "base")
    register.commit({SEALED: after})
    said = told(sidan, register, "check", "--base=base", "--only-changed")
    assert not code or any(code in one for one in said)
    for word in SECRET:
        assert not any(word in one for one in said), said


def test_sealing_takes_out_what_could_be_read_and_is_no_rewriting(sidan: Sidan, register: Town) -> None:
    register.commit({SEALED: OPEN})
    register.git("tag", "--force", "base")
    register.commit({SEALED: sealed()})
    said = told(sidan, register, "check", "--base=base")
    assert [one for one in said if "H912" not in one] == [], "beyond that it was entered late"


def test_the_audit_tells_nothing_of_a_sealed_case(sidan: Sidan, register: Town) -> None:
    register.commit({SEALED: sealed().replace("found_on: 2025-09-23", "found_on: 2025-09-22")})
    said = told(sidan, register, "history", "audit")
    assert any("H903" in one for one in said)
    for word in SECRET:
        assert not any(word in one for one in said), said
