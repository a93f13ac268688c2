"""Three hundred hostile texts in Chromium: nothing runs, nothing is asked for, with the policy and without it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.hostile.in_browser import hostile_edition, searched, shown, site_of, written
from tests.hostile.vectors import vectors

ENOUGH = 300


def test_there_are_enough() -> None:
    assert len(vectors()) >= 1000


def test_nothing_runs_and_nothing_is_asked_for(tmp_path: Path, chromium: Any) -> None:
    texts = vectors()[:ENOUGH]
    site = site_of(hostile_edition(texts, 4), ("cases/", "index.html", "search"))
    bare = shown(chromium, tmp_path, written(site, tmp_path, policy=False))
    assert bare.wrong == []
    assert bare.pages > ENOUGH // 4
    found = searched(chromium, tmp_path, texts[:8])
    assert found.wrong == []
    walled = shown(chromium, tmp_path, written(site, tmp_path, policy=True)[::5])
    assert walled.wrong == []


def test_the_browser_would_see_it(tmp_path: Path, chromium: Any) -> None:
    """Each kind of fault, once, so that the silence above means something."""
    faults = {
        "script.html": "<script>alert(1)</script>",
        "handler.html": "<img src=x onerror=alert(1)>",
        "pointed.html": "<p onmouseover=alert(1)>x</p>",
        "link.html": "<a href='javascript:alert(1)'>x</a>",
        "beacon.html": "<img src='http://evil.example/b.gif'>",
        "frame.html": "<iframe srcdoc=x></iframe>",
    }
    for name, text in faults.items():
        (tmp_path / name).write_text(text)
        assert shown(chromium, tmp_path, [name]).wrong, name
    walled = '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'">'
    (tmp_path / "walled.html").write_text(walled + faults["script.html"])
    assert shown(chromium, tmp_path, ["walled.html"]).wrong == []
