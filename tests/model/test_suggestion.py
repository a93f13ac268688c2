"""What is offered for a misspelt id: one that differs in its letters, never another number."""

from __future__ import annotations

import pytest

from site_builder.model.decode import suggestion
from site_builder.spec import default_spec
from site_builder.text.finding import Term

KNOWN = dict.fromkeys(("QTL-2018-0440", "QTL-2025-1900", "QTL-2025-0040"), "") | {
    "shimen-01": "石门一组",
    "mediator": "",
}


@pytest.mark.parametrize(
    ("wrong", "meant"),
    [
        ("QTL-2018-0404", ""),
        ("QLT-2025-1900", "QTL-2025-1900"),
        ("qtl-2025-1900", "QTL-2025-1900"),
        ("QTL-2025-00040", "QTL-2025-0040"),
        ("shimen-1", "shimen-01"),
        ("shimne-01", "shimen-01"),
        ("shimen-02", ""),
        ("mediater", "mediator"),
        ("石门一组", "shimen-01"),
        ("9" * 9000, ""),
    ],
)
def test_an_id_near_in_its_numbers_alone_is_another_record(wrong: str, meant: str) -> None:
    assert suggestion(wrong, KNOWN) == meant


@pytest.mark.parametrize(
    ("code", "label"),
    [
        ("case.tasks.due", "完成时限"),
        ("case.events.due", "新的时限"),
        ("due", "新的时限"),
        ("case.petition.official_ref", "信访系统编号"),
        ("case.tasks.nothing", "nothing"),
        ("case.nothing.due", "due"),
    ],
)
def test_a_field_is_named_by_its_own_group(code: str, label: str) -> None:
    assert default_spec().label(Term("field", code), "zh") == label
