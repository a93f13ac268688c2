"""An edit judged against the rest finds what the whole check of the same files finds, in every file."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from site_builder.assist.judged import Judged, judge_edit, judge_folder
from tests.conftest import REPOSITORY

DAY = date(2025, 10, 17)
EDITS = (
    ("kind: ", "kind: x"), ("status: closed", "status: working"), ("found_on: 2025", "found_on: 2024"),
    ("\n  - {on: 2025-0", "\n  - {on: 2026-0"), ("access:", "acess:"), ("related:", "relatd:"),
    ("move: merge", "move: progress"), ("---\n", "--\n"), ("by: ", "by: x"), ("cases:", "casess:"),
    ("into: QTL", "into: QTX"), ("level: village", "level: town"), ("mode: ", "mode: x"),
)  # fmt: skip


@pytest.fixture(scope="module")
def register() -> Judged:
    return judge_folder(REPOSITORY, {}, DAY)


def test_an_edit_finds_what_the_whole_check_finds_in_every_file(register: Judged) -> None:
    paths = sorted(register.names)
    merged = [path for path in paths if "move: merge" in register.checked.texts[path]]
    tried = 0
    for number, path in enumerate([*paths[::53], *merged]):
        text = register.checked.texts[path]
        for old, new in EDITS[number % 4 :: 4]:
            if old not in text:
                continue
            edited = text.replace(old, new)
            after = judge_edit(register, path, edited)
            assert after is not None
            assert after.checked.findings == judge_folder(REPOSITORY, {path: edited}, DAY).checked.findings, (path, old)
            again = judge_edit(after, path, text)
            assert again is not None
            assert again.checked.findings == register.checked.findings
            tried += 1
    assert tried > 10


def test_what_an_edit_makes_wrong_elsewhere_is_found_there(register: Judged) -> None:
    main, joined = next(
        (case, other)
        for case in register.checked.register.cases  # type: ignore[union-attr]
        if case.links.duplicates
        for other in register.checked.register.cases  # type: ignore[union-attr]
        if other.id == case.links.duplicates
    )
    text = register.checked.texts[joined.path]
    after = judge_edit(register, joined.path, text.replace(main.id, joined.id))
    assert after is not None
    assert {one.code for one in after.findings(main.path)} >= {"C233"}


def test_a_waived_finding_stays_waived_and_two_files_of_one_id_are_found(tmp_path: Path) -> None:
    for name in ("grids.yaml", "people.yaml"):
        shutil.copy(REPOSITORY / name, tmp_path / name)
    for name in ("cases", "attachments"):
        shutil.copytree(REPOSITORY / name, tmp_path / name)
    ended = "\nstatus: closed\n"
    one, two = [f for f in sorted((tmp_path / "cases/shimen").glob("*.md"))[:30] if ended in f.read_text("utf-8")][:2]
    path = one.relative_to(tmp_path).as_posix()
    wrong = one.read_text(encoding="utf-8").replace(ended, "\nstatus: working\n")
    (tmp_path / "waivers.yaml").write_text(
        f"waivers:\n  - {{code: C215, record: {one.stem}, owner: {_somebody()}, reason: 等原件核对以后再改，已经报告书记, until: 2025-10-31}}\n",
        encoding="utf-8",
    )
    one.write_text(wrong, encoding="utf-8")
    judged = judge_folder(tmp_path, {}, DAY)
    assert "C215" not in {found.code for found in judged.findings(path)}
    assert [w.finding.code for w in judged.checked.waived] == ["C215"]
    after = judge_edit(judged, path, wrong + "\n")
    assert after is not None
    assert after.findings(path) == judged.findings(path)
    twice = judge_edit(judged, path, two.read_text(encoding="utf-8"))
    assert twice is not None
    other = two.relative_to(tmp_path).as_posix()
    assert "V706" in {one.code for one in (*twice.findings(path), *twice.findings(other))}


def _somebody() -> str:
    text = (REPOSITORY / "people.yaml").read_text(encoding="utf-8").split("people:", 1)[1]
    return text.split("id: ", 1)[1].split(",")[0].split("\n")[0].strip()


def test_the_towns_files_need_the_whole_reading(register: Judged) -> None:
    assert judge_edit(register, "people.yaml", "") is None
    assert judge_edit(register, "README.md", "") is None
