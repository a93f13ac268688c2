"""A text that cannot be shown is that case's alone: its page says so and what to do, the rest of the site is built."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from markupsafe import Markup

from site_builder import making
from site_builder.cli import FINDINGS, OK, UNREADABLE, sidan
from site_builder.render import limits, theme
from site_builder.render.limits import Unshown, limited
from site_builder.render.markdown import markdown
from tests.hostile.corpus import GOOD
from tests.hostile.judge import write, write_base
from tests.support.sites import build_page, text_of
from tests.support.town import edition_of
from tests.support.town import town as town_of_cases

WORST = ("> " * 50 + "末\n" + "懒\n" * 200) * 90
"""The slowest text known: quotations in quotations, and lines that lazily belong to them."""
TEXTS = {"slow": "慢\n", "large": "大\n", "failed": "错\n", "deep": "> " * 20 + "深处的字\n", "": "好，看得见。\n"}
PATHS = {why: f"cases/shimen/QTL-2025-{number:04}.md" for number, why in enumerate(TEXTS, 11)}


def spin() -> Any:
    while True:
        pass


def set_or_not(text: str, *rest: Any) -> Markup:
    """A renderer that some texts break."""
    if text.startswith("慢"):
        spin()
    if text.startswith("大"):
        return Markup(len(bytearray(limits.BYTES + (64 << 20))))
    if text.startswith("错"):
        raise ValueError("secret")
    return markdown(text, *rest)


@pytest.fixture
def town(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A register of good cases whose texts break the renderer in every way, and one whose text does not."""
    monkeypatch.setattr(limits, "SECONDS", 0.2)
    monkeypatch.setattr(theme, "markdown", set_or_not)
    root = tmp_path / "town"
    root.mkdir()
    write_base(root)
    for why, path in PATHS.items():
        write(root, path, GOOD.replace("ID", Path(path).stem).replace("正文。\n", TEXTS[why]).encode())
    return root


def built(root: Path, *more: str) -> Result:
    return CliRunner().invoke(sidan, ["-C", str(root), "build", "--as-of", "2025-10-17", *more])


def page(root: Path, why: str) -> str:
    return text_of((root / "site/cases" / (Path(PATHS[why]).stem + ".html")).read_bytes())


def test_each_says_so_on_its_own_page_the_rest_is_built_and_it_is_tried_anew(town: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(making, "FEW", 0)  # by processes of their own
    ran = built(town)
    assert ran.exit_code == FINDINGS, ran.output
    for why in filter(None, TEXTS):
        assert f"{PATHS[why]}: 正文无法显示" in ran.stderr
        shown = page(town, why)
        assert "正文无法显示" in shown and PATHS[why] in shown and "甲户与乙户院墙排水争议" in shown
    assert "(ValueError)" in ran.stderr and "secret" not in ran.output
    assert PATHS[""] not in ran.stderr
    assert "好，看得见。" in page(town, "") and "正文无法显示" not in page(town, "")
    assert built(town).exit_code == FINDINGS, "nothing changed, and it is still not shown"
    write(town, PATHS["deep"], (town / PATHS["deep"]).read_bytes().replace(b"> " * 20, b"> " * 3))
    monkeypatch.setattr(theme, "markdown", markdown)
    ran = built(town)
    assert (ran.exit_code, "无法显示" in ran.output) == (OK, False), ran.output
    assert "深处的字" in page(town, "deep") and "慢" in page(town, "slow")


def test_a_village_is_told_in_its_language(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(theme, "markdown", set_or_not)
    shown = edition_of(town_of_cases().case(body="错\n").register(), "village:chachong", language="en")
    (path,) = (f"cases/{case.id}.html" for case in shown.cases)
    told = text_of(build_page(shown, path))
    assert "Thetextcannotbeshown" in told and "faultoftheprogram" in told and shown.cases[0].path in told


def test_the_worst_text_known_stays_within_the_limit() -> None:
    begun = time.process_time()
    with pytest.raises(Unshown, match="deep"):
        limited(lambda: markdown(WORST[:16_000], {}, "../", "图", "表"))
    assert time.process_time() - begun < limits.SECONDS / 4


@pytest.mark.parametrize("levels", range(1, 14))
@pytest.mark.parametrize("mark", ["> ", "- "])
def test_no_word_is_lost_however_deep(mark: str, levels: int) -> None:
    text = mark * levels + "深处的字\n"
    if mark == "- " and levels >= 10:  # a list counts as two levels
        with pytest.raises(Unshown, match="deep"):
            markdown(text, {}, "../", "图", "表")
    else:
        assert "深处的字" in markdown(text, {}, "../", "图", "表")


def in_a_thread(work: Callable[[], object]) -> object:
    said: list[object] = []

    def run() -> None:
        try:
            said.append(limited(work))
        except Unshown as problem:
            said.append(problem.why)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    return said[0]


def test_where_there_is_no_clock_of_the_process_another_thread_watches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "SECONDS", 0.1)
    assert in_a_thread(spin) == "slow"
    assert in_a_thread(lambda: "done") == "done"


def test_nothing_is_stopped_afterwards(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "SECONDS", 0.02)
    assert limited(lambda: "done") == "done"
    with pytest.raises(Unshown, match="slow"):
        limited(spin)
    begun = time.process_time()
    while time.process_time() - begun < 0.1:
        pass


def test_a_theme_that_sets_another_text_is_told_where(town: Path) -> None:
    own = town / "themes/default/pages/case.html"
    own.parent.mkdir(parents=True)
    own.write_text(
        '{% extends "!default/pages/case.html" %}{% block kind %}{{ problem|markdown(site.root) }}{% endblock %}', "utf-8"
    )
    path = PATHS["slow"]
    write(town, path, (town / path).read_bytes().replace("problem: 乙户".encode(), "problem: 错".encode()))
    ran = built(town)
    assert ran.exit_code == UNREADABLE, ran.output
    assert "themes/default/pages/case.html" in ran.stderr and "markdown" in ran.stderr
