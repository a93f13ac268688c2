"""How long a key press takes on the search page, from the key to the painted result, opened from a folder.

    python -m benchmarks.search [--cases 10000] [--folder FOLDER]

makes a register of that size (benchmarks.register), writes its search page and search data into a folder, opens it in
Chromium and types. Each key is timed from its input event to the first moment after the frame that shows its result.
Prints a table: the size of the data, how long it takes to be read in, median and worst key press, while it is read in
and after. `--folder` keeps the page, to try by hand.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from playwright import sync_api as playwright

from benchmarks.register import AS_OF, ROOT, files
from site_builder.checking import check_files
from site_builder.exports import search_data
from site_builder.pages import search, site_of
from site_builder.render.page import File
from site_builder.render.render import render
from site_builder.render.theme import load_theme
from site_builder.sources.layout import Files
from site_builder.text.source import Source
from site_builder.views.audience import Audience
from site_builder.views.edition import Edition, edition

QUERIES = (
    "排", "排水沟", "建国", "QTL-2024-0101", "P1", "石门 排水", "书面 写清 调解员", "２０２５", "不存在的词", '"愿意各让一步"', "的", "2025-W42",
)  # fmt: skip
"""Rare and common, one and several, a part of a name, a number, nothing."""
TIMER = """
(() => {
  window.times = [];
  let start = 0;
  window.addEventListener("input", () => { start = performance.now(); }, true);
  window.addEventListener("input", () => {
    const began = start, script = performance.now() - start;
    requestAnimationFrame(() => setTimeout(() => window.times.push([performance.now() - began, script]), 0));
  });
  new PerformanceObserver(list => list.getEntries().forEach(e => { window.longest = Math.max(window.longest || 0, e.duration); }))
    .observe({ type: "longtask", buffered: true });
})()
"""
READ = (
    "document.getElementById('search-count').textContent !== '' "
    "&& document.getElementById('search-progress').textContent === ''"
)


def large(cases: int) -> Edition:
    """The office's edition of a register of that size."""
    sources = [Source(path, data) for path, data in files(cases, 1)]
    towns = {source.path: source for source in sources[:2]}
    read = Files(towns["grids.yaml"], towns["people.yaml"], None, None, tuple(sources[2:]), (), ())
    register = check_files(ROOT, read, AS_OF).register
    assert register is not None
    return edition(register, Audience("office"), AS_OF, "zh")


def written(shown: Edition, folder: Path) -> tuple[int, float]:
    """Write the search page with its data; the bytes of the data and the seconds it took to make them."""
    theme = load_theme("default", None, site_of(shown))
    start = time.perf_counter()
    data = list(search_data.files(shown))
    seconds = time.perf_counter() - start
    pages: list[File] = [render(page, theme) for page in search.pages(shown)]
    for file in (*data, *pages, *theme.static):
        target = folder / file.path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(file.data)
    return sum(len(file.data) for file in data), seconds


class Typist:
    """Somebody at the page: types each query key by key and takes it away again."""

    def __init__(self, page: Any) -> None:
        self.page = page

    def type(self, query: str) -> None:
        for character in query:
            self.page.keyboard.insert_text(character)
            self.page.wait_for_timeout(60)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.press("Delete")
        self.page.wait_for_timeout(60)

    def times(self) -> list[tuple[float, float]]:
        """Milliseconds of each key so far: until painted, and in scripts alone."""
        found: list[list[float]] = self.page.evaluate("window.times.splice(0)")
        return [(painted, script) for painted, script in found]


def timed(page: Any, address: str) -> Iterator[tuple[str, list[tuple[float, float]]]]:
    """The key presses while the data are read in, and afterwards."""
    page.goto(address)
    page.evaluate(TIMER)
    page.focus("#q")
    typist = Typist(page)
    while not page.evaluate(READ):
        typist.type("排水沟")
        page.wait_for_timeout(400)
    yield "key press while data is read in", typist.times()
    for query in QUERIES:
        typist.type(query)
    yield "key press", typist.times()


def row(name: str, times: list[tuple[float, float]]) -> str:
    painted, script = [p for p, _ in times], [s for _, s in times]
    return (
        f"| {name} | {len(times)} | {statistics.median(painted):.0f} | {max(painted):.0f} "
        f"| {statistics.median(script):.1f} | {max(script):.1f} |"
    )


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--cases", type=int, default=10_000)
    arguments.add_argument("--folder", type=Path)
    asked = arguments.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = asked.folder or Path(temporary)
        size, seconds = written(large(asked.cases), folder)
        address = (folder / "search.html").as_uri()
        with playwright.sync_playwright() as p:
            browser = p.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
            page = browser.new_page(viewport={"width": 1280, "height": 900})
            start = time.perf_counter()
            page.goto(address)
            while not page.evaluate(READ):
                page.wait_for_timeout(20)
            load = time.perf_counter() - start
            rows = [row(*part) for part in timed(page, address)]
            longest = page.evaluate("window.longest || 0")
            browser.close()
    sys.stdout.write(
        f"{asked.cases:,} cases, {size / 1e6:.1f} MB of search data made in {seconds:.1f} s, "
        f"read in by the page in {load:.1f} s, its longest task {longest:.0f} ms\n\n"
        "| milliseconds | keys | painted, median | painted, worst | scripts, median | scripts, worst |\n"
        "|---|---|---|---|---|---|\n" + "\n".join(rows) + "\n"
    )


if __name__ == "__main__":
    main()
