"""What the documents say was measured is what is kept of the measurements."""

from __future__ import annotations

from benchmarks.told import DOCS, RESULTS, growth, kept, plot, table


def test_the_documents_tell_what_was_measured() -> None:
    measured = kept()
    assert measured
    results, page = (path.read_text(encoding="utf-8") for path in (RESULTS, DOCS / "performance.md"))
    assert growth(measured) in page, "run python -m benchmarks.told"
    assert (DOCS / "images" / "performance.svg").read_text(encoding="utf-8") == plot(measured)
    for cases, one in measured.items():
        if "hugo" in one.runs:
            assert table(cases, one) in results
