"""One register with many broken files: each is found in one run, at its place, and the others are still read.

`broken/expected.yaml` names every file with its findings as `CODE LINE:COLUMN`. Design §8: no input ends in a
traceback; a bad file is a finding with its position, and the other files are still checked.
"""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from site_builder.checking import check
from site_builder.rules.checked import Checked
from site_builder.rules.page import page_names, speak
from tests.rules.harness import AS_OF

FOLDER = Path(__file__).with_name("broken")
EXPECTED: dict[str, list[str]] = yaml.safe_load((FOLDER / "expected.yaml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def found() -> Checked:
    return check(FOLDER / "register", AS_OF)


def test_there_are_enough_broken_files() -> None:
    assert len(EXPECTED) >= 60
    assert {entry[0] for findings in EXPECTED.values() for entry in findings} >= set("FRCPTDSV")


@pytest.mark.parametrize("path", EXPECTED)
def test_a_broken_file_is_found_at_its_place(path: str, found: Checked) -> None:
    here = [f for f in found.findings if f.place.path == path]
    assert [f"{f.code} {f.place.line}:{f.place.column}" for f in here] == EXPECTED[path]


def test_nothing_is_found_in_the_files_that_are_not_broken(found: Checked) -> None:
    assert {f.place.path for f in found.findings} == set(EXPECTED)


def test_every_file_that_can_be_read_is_in_the_register(found: Checked) -> None:
    assert found.register is not None
    read = {case.path for case in found.register.cases} | {v.record.path for v in found.register.visits}
    folder = FOLDER / "register"
    files = {p.relative_to(folder).as_posix() for p in (folder / "cases").glob("*/*.md")}
    named_wrongly = {path for path in EXPECTED if EXPECTED[path][0].startswith(("F030", "F031"))}
    assert read == files - set(found.unread) - named_wrongly


def test_every_finding_can_be_said_in_both_languages(found: Checked) -> None:
    for finding in found.findings:
        assert finding.code in page_names(), f"{finding.code} has no page"
        for language in ("zh", "en"):
            assert speak(finding, found.spec, language).message


def test_a_second_run_finds_the_same(found: Checked) -> None:
    assert check(FOLDER / "register", AS_OF).findings == found.findings
