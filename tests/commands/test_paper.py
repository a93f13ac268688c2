"""The papers of a case by command, and templates that a town makes its own."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY, Ran
from tests.support.paper import A4, sheets, size

Sidan = Callable[..., Ran]
AS_OF = ("--as-of", "2025-10-17")
CASE = "QTL-2025-0014"


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """The demonstration town with a theme folder of its own."""
    for name in ("cases", "attachments", "grids.yaml", "people.yaml", "pyproject.toml"):
        source = REPOSITORY / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, tmp_path / name)
    (tmp_path / "themes/default/papers").mkdir(parents=True)
    return tmp_path


def test_the_papers_of_a_case_are_listed_with_their_state(sidan: Sidan) -> None:
    ran = sidan("paper", CASE, *AS_OF)
    assert ran.code == 0
    assert ran.out.splitlines() == [
        "acceptance  信访事项受理告知书  2025-08-12 已出具",
        "transfer    信访事项转办单  2025-08-08 已出具",
        "extension   信访事项延长办理期限告知书  2025-10-09 已出具",
        "opinion     信访事项答复意见书  应出具",
        "receipt     送达回证  应出具",
    ]
    assert "to be made" in sidan("paper", CASE, "--lang", "en", *AS_OF).out
    assert "没有要出具的文书" in sidan("paper", "QTL-2025-0002", *AS_OF).out


@pytest.mark.parametrize("arguments", [("QTL-2025-9999",), (CASE, "refusal"), ("QTL-2025-0016",)], ids=str)
def test_what_is_not_there_is_wrong_usage(sidan: Sidan, arguments: tuple[str, ...]) -> None:
    ran = sidan("paper", *arguments, *AS_OF)
    assert (ran.code, ran.out) == (2, "")


def test_a_paper_as_pdf_is_a4_and_the_same_again(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "site_builder", "paper", CASE, "extension", *AS_OF]
    first, second = (subprocess.run(command, cwd=REPOSITORY, capture_output=True, check=True).stdout for _ in range(2))
    assert first == second
    target = tmp_path / "paper.pdf"
    target.write_bytes(first)
    (sheet,) = sheets(target)
    assert size(target) == A4
    assert "信访事项延长办理期限告知书" in sheet
    assert "青檀岭镇人民政府" in sheet


def test_a_town_may_write_a_paper_its_own_way(sidan: Sidan, own: Path) -> None:
    (own / "themes/default/papers/extension.html").write_text(
        '{% from "parts/paper.html" import signed with context %}\n'
        '<p class="own">{{ "兹因{reason}，延至{new_due}。"|filled(fields) }}</p>\n{{ signed(organ, fields) }}\n',
        encoding="utf-8",
    )
    ran = sidan("-C", str(own), "paper", CASE, "extension", "--format", "html", *AS_OF)
    assert ran.code == 0
    assert (
        '<p class="own">兹因茶苗已过采摘期，须请农业技术人员按登记时的株行距推算并经三方确认，延至2025年11月10日。</p>'
        in ran.out
    )


@pytest.mark.parametrize(
    ("template", "told"),
    [
        ("{% if %}", "papers/extension.html:1:"),
        ('{{ "{weather}"|filled(fields) }}', "没有 weather 这个名称"),
        ("{{ nobody }}", "没有 nobody 这个名称"),
    ],
)
def test_a_template_that_is_wrong_is_told_with_its_place(sidan: Sidan, own: Path, template: str, told: str) -> None:
    (own / "themes/default/papers/extension.html").write_text(template, encoding="utf-8")
    for arguments in (("paper", CASE, "extension", "--format", "html"), ("build", "--out", str(own / "site"))):
        ran = sidan("-C", str(own), *arguments, *AS_OF)
        assert ran.code == 3
        assert told in ran.err
        assert "themes/default/papers/extension.html" in ran.err
