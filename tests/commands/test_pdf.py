"""PDF from the command: sheets that say what they are, the same bytes each time, one sentence where something lacks."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY
from tests.support.paper import A4, sheets, size

AS_OF = ("--as-of", "2025-10-17")
WEEK = ("week", "2025-W42", "--village", "shimen", "--format", "pdf", *AS_OF)


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    path = os.pathsep.join(filter(None, (environment.pop("PYTHONPATH", ""), str(REPOSITORY))))
    return subprocess.run(
        [sys.executable, "-m", "site_builder", *arguments],
        cwd=REPOSITORY,
        env={**os.environ, "PYTHONPATH": path, "PYTHONIOENCODING": "utf-8", **environment},
        capture_output=True,
        check=False,
    )


@pytest.fixture(scope="module")
def week(tmp_path_factory: pytest.TempPathFactory) -> Path:
    ran = run(*WEEK)
    assert ran.stderr == b""
    target = tmp_path_factory.mktemp("pdf") / "week.pdf"
    target.write_bytes(ran.stdout)
    return target


def test_every_sheet_of_a_week_says_town_week_and_which_it_is(week: Path) -> None:
    found = sheets(week)
    assert size(week) == (A4[1], A4[0])
    assert len(found) >= 3
    for number, sheet in enumerate(found, 1):
        assert "青檀岭镇石门村 2025-W42 四清单" in sheet.strip().splitlines()[0]
        assert f"第{number}页 共{len(found)}页" in sheet
        assert f"— {number} —" in re.sub(r"\s+", " ", sheet)
    assert "审核（村党组织书记）" in "".join(found)


def test_a_list_that_goes_on_has_its_head_again(week: Path) -> None:
    shown = [sheet for sheet in sheets(week) if re.search("措施清单 +青檀岭镇石门村 2025-W42", sheet)]
    assert len(shown) == 2
    assert all("责任岗位" in sheet for sheet in shown)


def test_text_can_be_searched_and_fonts_travel_with_it(week: Path) -> None:
    assert "加装隔音板，试行停机满两周后复测" in re.sub(r"\s", "", "".join(sheets(week)))
    fonts = subprocess.run(["pdffonts", week], capture_output=True, check=True).stdout.decode().splitlines()[2:]
    assert fonts
    assert all(re.search(r" yes yes yes ", line) for line in fonts)  # embedded, a subset, with its characters


def test_no_sheet_leads_to_a_file(week: Path) -> None:
    urls = subprocess.run(["pdfinfo", "-url", week], capture_output=True, check=True).stdout.decode()
    assert urls.splitlines()[1:] == []


def test_the_same_week_gives_the_same_bytes(week: Path) -> None:
    again = run(*WEEK, PYTHONHASHSEED="7", TZ="America/New_York", LC_ALL="C")
    assert again.stdout == week.read_bytes()


def test_ledgers_count_their_own_sheets(tmp_path: Path) -> None:
    ran = run("export", "--format", "pdf", "--ledger", "orders", "--year", "2025", *AS_OF)
    target = tmp_path / "orders.pdf"
    target.write_bytes(ran.stdout)
    found = sheets(target)
    assert all("上级交办件台账" in sheet for sheet in found)
    assert f"第1页 共{len(found)}页" in found[0]
    assert "审核（镇分管领导）" in found[-1]


FONTS = '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig><dir>{}</dir><cachedir>{}</cachedir></fontconfig>'


def test_without_a_chinese_font_it_says_which_to_install(tmp_path: Path) -> None:
    settings = tmp_path / "fonts.conf"
    settings.write_text(FONTS.format(tmp_path / "none", tmp_path / "cache"))
    ran = run(*WEEK, FONTCONFIG_FILE=str(settings))
    told(ran, "没有装中文字体", "no Chinese font", "apt-get install fonts-noto-cjk")


@pytest.mark.parametrize(
    ("raised", "words"),
    [
        ("ImportError('weasyprint')", ("PDF 要另装", "PDF is an extra", "pip install 'sidan[pdf]'")),
        (
            "OSError('cannot load library')",
            (
                "缺少系统库",
                "libraries are missing",
                "apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0",
            ),
        ),
    ],
)
def test_without_the_extra_or_its_libraries_it_says_what_to_install(
    tmp_path: Path, raised: str, words: tuple[str, ...]
) -> None:
    (tmp_path / "weasyprint.py").write_text(f"raise {raised}\n")
    told(run(*WEEK, PYTHONPATH=str(tmp_path)), *words)


def told(ran: subprocess.CompletedProcess[bytes], *words: str) -> None:
    said = ran.stderr.decode("utf-8")
    assert ran.returncode == 3
    assert ran.stdout == b""
    assert len(said.strip().splitlines()) == 1
    assert [word for word in words if word not in said] == []
