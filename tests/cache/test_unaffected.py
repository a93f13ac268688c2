"""What tells the same of the changed records as before stays, and is never asked for; whatever does not is made."""

from __future__ import annotations

from collections.abc import Container
from pathlib import Path

import pytest

from site_builder import making, pipeline
from site_builder.cache import stamps
from site_builder.cache.made import made_from, note_made
from site_builder.cache.place import cache_folder
from site_builder.cache.values import Damaged
from site_builder.checking import check_kept
from site_builder.model.weeks import LABEL
from site_builder.output.publish import publication
from site_builder.pages.part import ALL
from site_builder.pipeline import build_into
from site_builder.verdicts.register import opened
from site_builder.workers import runner
from tests.cache.edits import DAY, Editor, small_register
from tests.cache.test_site import OFFICE, assert_same, clean, incremental, on_disk


@pytest.fixture
def town(tmp_path: Path, repository: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(stamps, "UNSETTLED", 0)  # the register was not written a moment ago
    return small_register(repository, tmp_path / "town")


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the parts that are made."""
    found: list[str] = []
    files = making._files

    def noting(part, bench):  # type: ignore[no-untyped-def]
        found.append(part.name)
        return files(part, bench)

    monkeypatch.setattr(making, "_files", noting)
    return found


def test_a_report_of_progress_leaves_the_weeks_and_places_as_they_are(
    town: Path, tmp_path: Path, made: list[str]
) -> None:
    incremental(town, tmp_path / "work", DAY)
    told = Editor(town, 1).add_event()
    (tmp_path / "work/cache").mkdir(exist_ok=True)
    with opened(town, tmp_path / "work/cache") as cabinet:  # as `sidan check` between the edit and the build
        check_kept(town, DAY, cabinet, runner(1))
    del made[:]
    incremental(town, tmp_path / "work", DAY)
    stay = ("week 2025-W40", "workbook 2025-W40", "site_builder.pages.grid", "site_builder.pages.person")
    assert not [name for name in made if name.startswith(stay)], told
    assert "site_builder.pages.home" not in made
    assert "site_builder.exports.database" in made
    assert_same(on_disk(tmp_path / "work"), clean(town, DAY), told)


def test_a_reply_is_seen_wherever_it_counts(town: Path, tmp_path: Path, made: list[str]) -> None:
    incremental(town, tmp_path / "work", DAY)
    told = Editor(town, 2).reply()
    del made[:]
    incremental(town, tmp_path / "work", DAY)
    assert {"site_builder.pages.home", "site_builder.pages.figures", "site_builder.pages.case_groups"} <= set(made), told
    assert_same(on_disk(tmp_path / "work"), clean(town, DAY), told)


def test_what_is_noted_of_a_site_is_checked(town: Path, tmp_path: Path) -> None:
    incremental(town, tmp_path / "work", DAY)
    cache = cache_folder(town)
    assert cache is not None
    out = str(tmp_path / "work/site")
    noted = made_from(cache, out)
    assert noted is not None
    assert len(noted.records) == len([*(town / "cases").glob("*/*.md")])
    assert made_from(cache, out + "-other") is None
    (ledger,) = cache.glob("made/*/ledger")
    data = bytearray(ledger.read_bytes())
    data[len(data) // 2] ^= 1
    ledger.write_bytes(data)
    with pytest.raises(Damaged):
        made_from(cache, out)
    assert made_from(cache, out) is None
    note_made(cache, out, noted)
    assert made_from(cache, out) == noted


def test_one_cabinet_through_several_saves(town: Path, tmp_path: Path) -> None:
    """As `sidan serve` keeps it open: cases that stay are the same values, those that change are not, nor on another day."""
    editor, work = Editor(town, 5), tmp_path / "work"
    (work / "cache").mkdir(parents=True)
    with opened(town, work / "cache") as cabinet:
        for edit in (editor.reword, editor.mention, editor.reply, editor.delete, editor.another_day):
            told = edit()
            checked = check_kept(town, editor.day, cabinet, runner(1))
            with publication(work / "site", "office") as stage:
                build_into(stage, checked, OFFICE, "zh", True, runner(1))
            if edit in (editor.delete, editor.another_day):
                assert_same(on_disk(work), clean(town, editor.day), told)


def test_what_tells_of_other_cases_and_weeks_is_not_listed(
    town: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    incremental(town, tmp_path / "work", DAY)
    told = Editor(town, 3).add_event()
    asked: list[Container[str]] = []
    parts_of = pipeline.parts_of

    def noting(shown, theme, about=ALL):  # type: ignore[no-untyped-def]
        asked.append(about)
        return parts_of(shown, theme, about)

    monkeypatch.setattr(pipeline, "parts_of", noting)
    incremental(town, tmp_path / "work", DAY)
    (about,) = asked
    assert isinstance(about, frozenset)
    assert 1 <= sum(not LABEL.fullmatch(one) for one in about) <= 3, told
    assert_same(on_disk(tmp_path / "work"), clean(town, DAY), told)


def test_a_file_of_the_site_that_is_gone_is_made_again_with_what_changed(town: Path, tmp_path: Path) -> None:
    incremental(town, tmp_path / "work", DAY)
    told = Editor(town, 3).add_event()
    for page in sorted((tmp_path / "work/site/cases").glob("*.html")):
        page.unlink()
    incremental(town, tmp_path / "work", DAY)
    assert_same(on_disk(tmp_path / "work"), clean(town, DAY), told)
