"""A ledger that is too long for one page has one for each year, and every row on one of them."""

from __future__ import annotations

import pytest

from site_builder.pages import ledgers
from tests.pages.test_office_files import edition
from tests.support.sites import build


def test_a_short_ledger_is_one_page() -> None:
    site = build(edition("office"))
    assert "ledgers/disputes-2024.html" not in site
    assert ">QTL-2025-0001<" in site["ledgers/disputes.html"].decode()
    assert "茶冲的事" in site["ledgers/disputes.html"].decode()


def test_a_long_ledger_has_a_page_for_each_year(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledgers, "WHOLE", 2)
    site = build(edition("office"))
    latest, earlier = (site[f"ledgers/{name}.html"].decode() for name in ("disputes", "disputes-2024"))
    assert "茶冲的事" in latest and "石门的事" in latest and ">QTL-2025-0001<" not in latest
    assert ">QTL-2025-0001<" in earlier and "茶冲的事" not in earlier
    for page in (latest, earlier):
        assert page.index('href="../ledgers/disputes.html"') < page.index('href="../ledgers/disputes-2024.html"')
    assert "ledgers/visits-2025.html" not in site
