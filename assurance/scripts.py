"""Hostile texts in every field of a case, in real Chromium, with the policy and without it."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from pathlib import Path

from assurance import Result
from tests.hostile.in_browser import hostile_edition, searched, shown, site_of, written
from tests.hostile.vectors import vectors

WHOLE = 450
"""So many texts are tried at share 1; all there are at a greater one. A page has three of them, and is loaded twice."""
PIECE = 150


def run(share: float) -> Result:
    """Every page of a case, the lists and the search; a try is a text on a page, loaded once."""
    from playwright.sync_api import sync_playwright

    begun = time.monotonic()
    all_texts = vectors()
    texts = all_texts[: max(30, round(WHOLE * share))] if share <= 1 else all_texts
    tries, wrong = 0, []
    with sync_playwright() as p:
        browser = p.chromium.launch(
            executable_path=os.environ.get("CHROMIUM") or shutil.which("chromium"), args=["--no-sandbox"]
        )
        for at in range(0, len(texts), PIECE):
            piece = texts[at : at + PIECE]
            site = site_of(
                hostile_edition(piece, 3), ("cases/", "index", "search", "villages/", "kinds/", "weeks/2025-W38")
            )
            for policy in (False, True):
                with tempfile.TemporaryDirectory() as folder:
                    seen = shown(browser, Path(folder), written(site, Path(folder), policy))
                    wrong += seen.wrong
                    if not policy:
                        wrong += searched(browser, Path(folder), piece[::15]).wrong
                    tries += len(piece)
        browser.close()
    return Result("P4", tries, len(wrong), time.monotonic() - begun, tuple(wrong[:20]))
