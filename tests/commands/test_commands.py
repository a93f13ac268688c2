"""The commands as people type them: what they print, where, and how they end (design §6)."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import openpyxl
import pytest
import yaml

from tests.conftest import REPOSITORY, Ran

Sidan = Callable[..., Ran]
AS_OF = ("--as-of", "2025-10-17")


@pytest.fixture
def town(tmp_path: Path) -> Path:
    """A register made by `sidan init`, with one file that is wrong."""
    shutil.copytree(REPOSITORY / "site_builder" / "starter", tmp_path / "town")
    return tmp_path / "town"


def spoil(town: Path) -> None:
    case = town / "cases/shimen/QTL-2025-0001.md"
    case.write_text(case.read_text(encoding="utf-8").replace("kind: dispute", "kind: dispuet"), encoding="utf-8")


def test_the_demonstration_register_has_no_errors_on_its_day_or_today(sidan: Sidan) -> None:
    for day in (AS_OF, ()):
        ran = sidan("check", *day)
        assert ran.code == 0
        assert "0 个错误" in ran.err or "没有发现问题" in ran.err


def test_check_tells_place_line_and_caret_and_ends_with_1(sidan: Sidan, town: Path) -> None:
    spoil(town)
    ran = sidan("-C", str(town), "check", *AS_OF)
    assert ran.code == 1
    assert "cases/shimen/QTL-2025-0001.md:4:7: 错误[R107]" in ran.out
    assert "是不是 dispute？" in ran.out
    assert "    4 | kind: dispuet\n      |       ^^^^^^^\n" in ran.out
    english = sidan("-C", str(town), "check", *AS_OF, "--lang", "en")
    assert "error[R107]" in english.out
    assert "did you mean dispute?" in english.out


def test_check_as_json_has_the_contracts_fields(sidan: Sidan, town: Path) -> None:
    spoil(town)
    ran = sidan("-C", str(town), "check", "--format", "json", *AS_OF)
    document = json.loads(ran.out)
    assert set(document) == {"findings", "summary"}
    assert document["summary"] == {"errors": 1, "warnings": 0, "cases": 2}
    (finding,) = document["findings"]
    wanted = {"code", "severity", "message", "path", "line", "column", "end_line", "end_column", "help", "related"}
    assert wanted <= set(finding)
    assert (finding["line"], finding["column"], finding["end_line"], finding["end_column"]) == (4, 7, 4, 14)


def test_check_can_be_asked_for_some_files_only(sidan: Sidan, town: Path) -> None:
    spoil(town)
    assert sidan("-C", str(town), "check", str(town / "grids.yaml"), *AS_OF).code == 0
    assert sidan("-C", str(town), "check", "cases", *AS_OF).code == 1
    assert sidan("-C", str(town), "check", "nowhere.md", *AS_OF).code == 2


def test_build_refuses_errors_and_leaves_the_old_site(sidan: Sidan, town: Path) -> None:
    assert sidan("-C", str(town), "build", *AS_OF).code == 0
    before = (town / "site/index.html").read_bytes()
    spoil(town)
    ran = sidan("-C", str(town), "build", *AS_OF)
    assert ran.code == 1
    assert "R107" in ran.err
    assert (town / "site/index.html").read_bytes() == before
    draft = sidan("-C", str(town), "build", "--draft", *AS_OF)
    assert draft.code == 0
    pages = list((town / "site").rglob("*.html"))
    assert pages
    assert all('class="draft"' in page.read_text(encoding="utf-8") for page in pages)


def test_two_builds_give_the_same_bytes(sidan: Sidan, town: Path, tmp_path: Path) -> None:
    for name in ("one", "two"):
        assert sidan("-C", str(town), "build", "--out", str(tmp_path / name), *AS_OF).code == 0
    one, two = (
        {p.relative_to(tmp_path / n): p.read_bytes() for p in (tmp_path / n).rglob("*") if p.is_file()}
        for n in ("one", "two")
    )
    assert one == two


@pytest.mark.parametrize("audience", ["office", "village:shimen", "board"])
def test_each_audience_has_its_site(sidan: Sidan, town: Path, audience: str) -> None:
    assert sidan("-C", str(town), "build", "--audience", audience, *AS_OF).code == 0
    assert (town / "site/index.html").exists()


@pytest.mark.parametrize(
    "arguments",
    [["chek"], ["check", "--fromat", "json"], ["week", "2025-W60"], ["week", "2026-W53", "--as-of", "2025-10-17"], ["build", "--audience", "village:nowhere"],
     ["build", "--audience", "all"], ["check", "--as-of", "2025-02-30"], ["check", "--as-of", "17.10.2025"], ["explain", "Z999"], ["new", "quarrel"],
     ["new", "dispute"], ["stats", "--from", "2025-12-01", "--as-of", "2025-10-17"], ["explain-deadline", "QTL-2025-9999"], ["week", "--village", "atlantis"]],
    ids=" ".join,
)  # fmt: skip
def test_wrong_usage_ends_with_2(sidan: Sidan, arguments: list[str]) -> None:
    ran = sidan(*arguments)
    assert ran.code == 2
    assert ran.out == ""
    assert ran.err


def test_what_cannot_be_read_or_written_ends_with_3_and_one_sentence(sidan: Sidan, town: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    for arguments in (["-C", str(tmp_path / "nowhere"), "check"], ["-C", str(tmp_path / "file"), "check"],
                      ["-C", str(town), "build", "--out", str(tmp_path / "file"), *AS_OF], ["init", str(town)]):  # fmt: skip
        ran = sidan(*arguments)
        assert ran.code == 3, arguments
        assert len(ran.err.strip().split("\n")) == 1


def test_stats_as_json(sidan: Sidan) -> None:
    first = json.loads(sidan("stats", "--from", "2025-01-01", "--as-of", "2025-08-04", "--format", "json").out)
    wanted = {"visits": 30, "petitions_promoted": 11, "orders": 15, "disputes_found": 152, "disputes_settled": 152, "disputes_partly": 0,
              "disputes_unsettled": 0, "disputes_open": 0, "disputes_excluded": 0}  # fmt: skip
    assert {key: first[key] for key in wanted} == wanted
    assert first["rate"] == {"num": 152, "den": 152, "cohort": "opened-in-period", "as_of": "2025-08-04"}
    second = json.loads(sidan("stats", "--from", "2025-08-05", *AS_OF, "--format", "json").out)
    assert (second["disputes_found"], second["rate"]["num"], second["rate"]["den"]) == (10, 5, 9)
    assert (
        second["disputes_partly"],
        second["disputes_unsettled"],
        second["disputes_open"],
        second["disputes_excluded"],
    ) == (1, 1, 2, 1)
    assert "化解率55.6%（5/9" in second["sentence"]


def test_the_week_in_every_format(sidan: Sidan, golden: Callable[[Path, str], None]) -> None:
    text = sidan("week", "2025-W42", *AS_OF).out
    golden(REPOSITORY / "tests/weeks/golden/2025-W42-town.md", text)
    golden(REPOSITORY / "tests/weeks/golden/2025-W41-town.md", sidan("week", "2025-W41", *AS_OF).out)
    document = json.loads(sidan("week", "2025-W42", *AS_OF, "--format", "json").out)
    assert document["movements"]["returned"] == ["QTL-2025-0020"]
    html = sidan("week", "2025-W42", "--village", "shimen", *AS_OF, "--format", "html").out
    assert "<!DOCTYPE html>" in html
    assert "石门村" in html


def test_tables_open_in_office_programs(tmp_path: Path) -> None:
    def raw(*arguments: str) -> bytes:
        return subprocess.run(
            [sys.executable, "-m", "site_builder", *arguments], cwd=REPOSITORY, capture_output=True, check=True
        ).stdout

    content = raw("export", "--format", "csv", *AS_OF)
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    assert rows[0] == ["矛盾纠纷排查化解台账"]
    book = raw("week", "2025-W42", *AS_OF, "--format", "xlsx")
    assert book == raw("week", "2025-W42", *AS_OF, "--format", "xlsx")
    sheets = openpyxl.load_workbook(io.BytesIO(book))
    assert sheets.sheetnames[:4] == ["问题清单", "任务清单", "措施清单", "责任清单"]
    assert sheets["任务清单"].freeze_panes == "C3"
    assert sheets["任务清单"]["G3"].is_date


@pytest.mark.parametrize("kind", ["case", "visit", "grids", "people"])
def test_the_schema_accepts_the_demonstration_register(sidan: Sidan, kind: str) -> None:
    schema: dict[str, Any] = json.loads(sidan("schema", kind).out)
    validator = jsonschema.Draft202012Validator(schema)
    folder = {
        "case": "cases/[a-u]*/*.md",
        "visit": "cases/visits/*.md",
        "grids": "grids.yaml",
        "people": "people.yaml",
    }[kind]
    paths = [p for p in sorted(REPOSITORY.glob(folder)) if kind != "case" or p.parent.name != "visits"]
    assert paths
    for path in paths[::4]:
        text = path.read_text(encoding="utf-8")
        front = text.split("---\n")[1] if text.startswith("---\n") else text
        record = yaml.load(front, Loader=yaml.CBaseLoader)
        assert not list(validator.iter_errors(_typed(record))), path


def _typed(value: Any) -> Any:
    """Texts as JSON numbers and flags, the way any YAML reader that follows the schema would take them."""
    if isinstance(value, dict):
        return {key: _typed(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_typed(item) for item in value]
    if value in ("true", "false"):
        return value == "true"
    return int(value) if value.isdigit() and len(value) < 13 else value


def test_new_makes_a_file_that_passes(sidan: Sidan, town: Path) -> None:
    for kind in ("dispute", "petition", "service", "hazard", "opinion"):
        ran = sidan(
            "-C", str(town), "new", kind, "--village", "shimen", "--grid", "shimen-01", "--category", "neighbour", "--by",
            "desk" if kind == "petition" else "grid-worker", "--title", "甲户: 与 #2 户争议", "--problem", "“排水沟”堵塞 - 待查", *AS_OF,
        )  # fmt: skip
        assert ran.code == 0, ran.err
        assert (town / ran.out.strip()).exists()
    ran = sidan("-C", str(town), "new", "visit", "--leader", "mayor", "--place", "石门村村部", *AS_OF)
    assert ran.code == 0
    checked = sidan("-C", str(town), "check", *AS_OF)
    assert checked.code == 0, checked.out
    assert "错误" not in checked.out


def test_explain_prints_a_rules_page(sidan: Sidan) -> None:
    text = sidan("explain", "d503").out
    assert "《信访工作条例》第三十四条" in text
    assert "## 错 Wrong" in text
    assert "## 对 Right" in text
    assert len(sidan("explain").out.strip().split("\n")) > 100


def test_help_starts_without_the_heavy_parts() -> None:
    code = "import sys, site_builder.cli; print([m for m in ('jinja2', 'yaml', 'markdown_it', 'watchdog', 'xlsxwriter') if m in sys.modules])"
    assert (
        subprocess.run([sys.executable, "-c", code], cwd=REPOSITORY, capture_output=True, check=True).stdout.strip()
        == b"[]"
    )


def test_the_wheel_works_in_an_empty_environment(tmp_path: Path) -> None:
    """Installed from a wheel, outside the repository: init, check, build, with spec, themes and rule pages inside."""
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(tmp_path), str(REPOSITORY)],
        check=True,
        capture_output=True,
    )
    (wheel,) = tmp_path.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    for name in (
        "site_builder/spec/moves.yaml",
        "site_builder/themes/default/layouts/base.html",
        "site_builder/starter/people.yaml",
        "site_builder/rules/pages/D503-extension-over-cap.md",
    ):
        assert name in names
    environment = tmp_path / "venv"
    subprocess.run([sys.executable, "-m", "venv", str(environment)], check=True)
    subprocess.run(
        [environment / "bin/pip", "install", "-q", "--disable-pip-version-check", str(wheel)],
        check=True,
        capture_output=True,
        timeout=170,
    )
    command = environment / "bin/sidan"
    begun = time.monotonic()
    for arguments in (
        ["init", "town"],
        ["-C", "town", "check"],
        ["-C", "town", "build"],
        ["-C", "town", "explain", "C211"],
    ):
        done = subprocess.run([command, *arguments], cwd=tmp_path, capture_output=True, check=False)
        assert done.returncode == 0, done.stderr.decode()
    assert (tmp_path / "town/site/index.html").exists()
    assert begun


def test_the_same_day_gives_the_same_bytes_in_any_surroundings(tmp_path: Path) -> None:
    """Hash seed, time zone, language and working folder change nothing."""
    found = set()
    for number, surroundings in enumerate(
        (
            {"PYTHONHASHSEED": "1", "TZ": "UTC"},
            {"PYTHONHASHSEED": "2", "TZ": "Pacific/Auckland", "LC_ALL": "C"},
            {"PYTHONHASHSEED": "3", "TZ": "Asia/Shanghai", "LANG": "en_US.UTF-8"},
        )
    ):
        folder = tmp_path / str(number)
        shutil.copytree(REPOSITORY / "tests/broken/register", folder / "town", symlinks=True)
        environment = {**os.environ, **surroundings, "PYTHONPATH": str(REPOSITORY)}
        ran = subprocess.run(
            [sys.executable, "-m", "site_builder", "-C", "town", "check", "--format", "json", *AS_OF],
            cwd=folder,
            env=environment,
            capture_output=True,
            check=False,
        )
        assert ran.returncode == 1
        found.add(ran.stdout)
    assert len(found) == 1


@pytest.mark.parametrize(("day", "sealed"), [("2025-09-22", 0), ("2025-09-23", 1)])
def test_the_sealed_are_counted_as_of_the_day(sidan: Sidan, tmp_path: Path, day: str, sealed: int) -> None:
    """The page and the file for programs say the same number, and none that the day could not know."""
    out = tmp_path / "out"
    assert sidan("build", "--as-of", day, "--out", str(out), "--draft").code == 0
    assert json.loads((out / "api/cases.json").read_text(encoding="utf-8"))["sealed"] == sealed


def test_where_the_output_goes_may_be_full_or_closed_or_gone() -> None:
    """One sentence and exit 3, or nobody to tell; never a traceback."""
    sidan = f"{sys.executable} -m site_builder"
    ends = []
    for shell in ("%s explain S801 > /dev/full", "%s explain S801 >&-", "%s explain S801 | true; exit ${PIPESTATUS[0]}"):
        ran = subprocess.run(["bash", "-c", shell % sidan], cwd=REPOSITORY, capture_output=True, timeout=60, check=False)
        assert b"Traceback" not in ran.stderr
        ends.append(ran.returncode)
    assert ends == [3, 0, 1]
