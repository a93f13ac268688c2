"""Nobody can tell from a site what he may not see: whatever it is, the site is the same, byte for byte."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assurance.two_worlds import compared
from site_builder.model.case import Case
from site_builder.views import edition, pictures, projection
from site_builder.views.audience import Audience


@pytest.mark.parametrize(("kind", "pairs"), [("board", 56), ("village", 30), ("office", 30)])
def test_two_registers_with_the_same_for_an_audience_give_it_the_same_site(kind: str, pairs: int) -> None:
    made, different = compared(kind, pairs)
    assert different == []
    assert made >= pairs


def test_a_count_that_knows_more_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Audience, "sees", lambda self, case: not case.is_sealed)
    assert compared("board", 50)[1]


def test_an_order_that_knows_more_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The board's matters in the order of the register's numbers."""
    real = projection._case

    def numbered(case: Case, audience: str) -> Case:
        return replace(real(case, audience), found_on=case.registered_on.replace(day=int(case.id[-4:]) % 28 + 1))

    monkeypatch.setattr(projection, "_case", numbered)
    assert compared("board", 50)[1]


def test_a_picture_as_it_lies_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "made_anew", lambda data, form: data)
    pictures.shown_bytes.cache_clear()
    assert compared("board", 50)[1]
    pictures.shown_bytes.cache_clear()


def test_a_sealed_matter_that_is_more_than_a_number_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(edition, "for_office", lambda register: register)
    monkeypatch.setattr(Case, "is_sealed", property(lambda self: False))
    assert compared("office", 30)[1]
