"""`sidan import` as people type it: a ledger with merged heads, missing dates and wrong types, taken over and checked."""

from __future__ import annotations

import csv
import datetime
import io
import json
import os
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.conftest import REPOSITORY, Ran
from tests.support.ledgers import DISPUTES, UNTIL, dispute, workbook

GOLDEN = Path(__file__).with_name("golden")
AS_OF = ("--as-of", "2025-10-17")
BY = ("--by", "葛国贤")
Sidan = Callable[..., Ran]


def messy(path: Path) -> Path:
    """What a ledger looks like after three clerks and a year."""
    top = [
        "序号",
        "村",
        "网格",
        "排查日期",
        "纠纷\n类型",
        "当事人",
        None,
        None,
        "纠纷简要情况",
        "涉及人数",
        "涉及金额（万元）",
        "风险等级",
        "责任单位",
        "责任人",
        "包案领导",
        "化解情况",
        None,
        None,
        "回访",
        None,
        "销号日期",
        "备注",
        "领导签字",
    ]
    below = [
        *[None] * 5,
        "姓名",
        "身份证号",
        "联系电话",
        *[None] * 7,
        "结果",
        "协议形式",
        "日期",
        "日期",
        "满意度",
        None,
        None,
        None,
    ]
    day = datetime.date
    rows: list[list[Any]] = [
        ["青檀岭镇2025年度矛盾纠纷排查化解台账"], ["填报单位：镇信访办      填报时间：2025.10.15"], top, below,
        [1, "石门村", "第1网格", day(2025, 9, 15), "邻里纠纷", "张建国、李明", "340828190001010007", "13800138000", "张建国与李明因屋后排水沟堵塞发生争执", 2, 0.5, "低", "石门村调委会", "华根家", "镇长", "化解成功", "书面协议", day(2025, 9, 26), day(2025, 10, 8), "满意", day(2025, 10, 10)],
        [2, None, "三网格", "2025.9.16", "山林土地", "王大锤", None, None, "王大锤与组集体林地界址不清", "3人", None, "黄", "林业站", "不在岗的人", "分管副书记", "未化解", *[None] * 5, "正在调取山林档案"],
        [3, "茶冲", "茶冲组", "9月17日", "宅基地", "赵六等5人", None, None, "新建围墙影响采光", 5, "1860元", "一般", "茶冲村委会", None, None, "已化解", "口头", "9月30日", "10月5日", "基本满意"],
        [4, "茶冲村", None, "二〇二五年九月十八日", "其它", "无", None, None, "水井变浑，23户饮水受影响", "约60人", None, "较大", None, None, None, "部分化解", None, "2025-10-09"],
        [5, "沙河湾村", None, 45915, "拖欠工资", None, None, None, "乡道工程务工者反映拖欠工资", 12, 13.8, "重大", None, None, "书记", "化解"],
        [6, "南山村", None, "2025.9.20", "邻里", None, None, None, "两户为通行争执", 2],
        [7, "竹园村", None, None, "邻里", None, None, None, "两户为晒场争执", 2],
        [8, "竹园村", None, "2025.9.31", "邻里", None, None, None, "两户为水渠争执", "两"],
        ["小计", *[None] * 8, 8],
        [9, "竹园村", None, True, "鬼知道", None, None, None, "两户为晒场争执", 2],
        [10, "竹园村", None, "2025.10.2", "邻里", "孙悟空", None, None, "孙悟空家的牛啃食邻户庄稼", 2, "三千元", None, "竹园村", "朱霞桂", None, "化解", "书面", "2025.10.1"],
        [11], [], [12, "白果树村", None, "2025.10.3", "邻里", None, None, None, "=C3&\"x\"", 2], ["合计", *[None] * 8, 30], ["填表人：葛国贤      审核人：华根家"],
    ]  # fmt: skip
    tall = [f"{letter}3:{letter}4" for letter in "ABCDEIJKLMNOUVW"]
    merges = ["A1:W1", "A2:W2", "F3:H3", "P3:R3", "S3:T3", "B5:B6", *tall]
    return workbook(
        path, {"矛盾纠纷": rows, "隐藏": [["x"]], "说明": [["每周五前报送"]]}, {"矛盾纠纷": merges}, hidden=("隐藏",)
    )


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    return messy(tmp_path / "2025年矛盾纠纷台账.xlsx")


def records(register: Path) -> dict[str, str]:
    return {
        str(p.relative_to(register)): p.read_text(encoding="utf-8") for p in sorted((register / "cases").glob("*/*.md"))
    }


def test_a_messy_ledger_is_taken_over_and_every_row_accounted_for(
    sidan: Sidan, register: Path, ledger: Path, tmp_path: Path, golden: Callable[[Path, str], None]
) -> None:
    (register / "pyproject.toml").write_text(UNTIL, encoding="utf-8")
    report = tmp_path / "report.txt"
    ran = sidan("-C", str(register), "import", str(ledger), *BY, *AS_OF, "--report", str(report))
    assert ran.code == 1, "some rows were refused"
    golden(GOLDEN / "report.txt", report.read_text(encoding="utf-8"))
    golden(GOLDEN / "records.md", "".join(f"=== {path}\n{text}" for path, text in records(register).items()))
    checked = sidan("-C", str(register), "check", *AS_OF)
    assert (checked.code, "错误[" in checked.out) == (0, False)
    assert sidan("-C", str(register), "build", *AS_OF).code == 0
    page = (register / "site/cases/QTL-2025-0001.html").read_text(encoding="utf-8")
    assert "据台账，未见凭据" in page
    english = sidan("-C", str(register), "import", str(ledger), *BY, *AS_OF, "--lang", "en", "--dry-run")
    assert "Already in the register: 4 rows" in english.out
    assert "“南山村” is no village" in english.out
    for name in ("张建国", "李明", "王大锤", "赵六", "孙悟空", "13800138000", "340828190001010007"):
        assert not any(name in text for text in records(register).values())


def test_a_second_time_the_rows_are_known_again(sidan: Sidan, register: Path, ledger: Path, tmp_path: Path) -> None:
    assert sidan("-C", str(register), "import", str(ledger), *BY, *AS_OF).code == 1
    before = records(register)
    report = tmp_path / "again.json"
    again = sidan("-C", str(register), "import", str(ledger), *BY, "--as-of", "2025-11-01", "--report", str(report))
    assert again.code == 1
    assert records(register) == before
    told = json.loads(report.read_text(encoding="utf-8"))
    assert (len(told["taken"]), len(told["known"]), len(told["refused"])) == (0, 4, 7)
    assert [row["id"] for row in told["known"]] == [f"QTL-2025-000{n}" for n in range(1, 5)]


@pytest.mark.parametrize("suffix", [".xlsx", ".csv"])
def test_the_refused_rows_are_corrected_in_the_report_and_taken_over(
    sidan: Sidan, register: Path, ledger: Path, tmp_path: Path, suffix: str
) -> None:
    report = tmp_path / f"refused{suffix}"
    sidan("-C", str(register), "import", str(ledger), *BY, *AS_OF, "--report", str(report))
    rows = _rows(report)
    heads = rows[1]
    assert heads[-2:] == ["未转入原因", "台账行"]
    assert [row[-1] for row in rows[2:]] == ["9", "10", "11", "12", "14", "15", "18"]
    assert not {"身份证号", "当事人 身份证号", "联系电话"} & set(heads)
    right = {
        "9": {"化解日期": "2025.9.30"},
        "10": {"村": "石门村"},
        "11": {"排查日期": "2025.9.21"},
        "12": {"排查日期": "2025.9.30"},
        "14": {"排查日期": "9月30日", "纠纷 类型": "邻里"},
        "15": {"化解日期": "10月3日"},
        "18": {"纠纷简要情况": "两户为水塘争执"},
    }
    for row in rows[2:]:
        for head, value in right[row[-1]].items():
            row[heads.index(head)] = value
    corrected = (
        workbook(tmp_path / "corrected.xlsx", {"改好的": rows})
        if suffix == ".xlsx"
        else _csv(tmp_path / "corrected.csv", rows)
    )
    ran = sidan("-C", str(register), "import", str(corrected), *BY, *AS_OF)
    assert ran.code == 0, ran.out
    assert len(records(register)) == 11
    assert sidan("-C", str(register), "check", *AS_OF).code == 0


def _rows(report: Path) -> list[list[str]]:
    if report.suffix == ".csv":
        rows = list(csv.reader(io.StringIO(report.read_text(encoding="utf-8-sig"))))
    else:
        sheet = openpyxl.load_workbook(report)["矛盾纠纷"]
        rows = [["" if cell is None else str(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
    return rows


def _csv(path: Path, rows: list[list[str]]) -> Path:
    with path.open("w", encoding="gb18030", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def test_the_report_offers_the_words_of_closed_lists(
    sidan: Sidan, register: Path, ledger: Path, tmp_path: Path
) -> None:
    report = tmp_path / "refused.xlsx"
    sidan("-C", str(register), "import", str(ledger), *BY, *AS_OF, "--report", str(report), "--dry-run")
    sheet = openpyxl.load_workbook(report)["矛盾纠纷"]
    heads = {cell.value: cell.column_letter for cell in sheet[2]}
    offered = {str(choice.sqref)[0] for choice in sheet.data_validations.dataValidation}
    assert {heads["纠纷 类型"], heads["结果"], heads["风险等级"]} <= offered


def test_a_dry_run_writes_no_record(sidan: Sidan, register: Path, ledger: Path) -> None:
    ran = sidan("-C", str(register), "import", str(ledger), *BY, *AS_OF, "--dry-run")
    assert "试转，没有写入" in ran.out
    assert "没有写入" in ran.err
    assert records(register) == {}
    assert sorted(p.name for p in register.iterdir()) == ["cases", "grids.yaml", "people.yaml"]


def test_records_can_be_written_elsewhere(sidan: Sidan, register: Path, ledger: Path, tmp_path: Path) -> None:
    out = tmp_path / "look first"
    assert sidan("-C", str(register), "import", str(ledger), *BY, *AS_OF, "--out", str(out)).code == 1
    assert records(register) == {}
    assert sorted(records(out)) == [
        "cases/chachong/QTL-2025-0003.md",
        "cases/chachong/QTL-2025-0004.md",
        "cases/shimen/QTL-2025-0001.md",
        "cases/shimen/QTL-2025-0002.md",
    ]
    assert sorted(p.name for p in out.iterdir()) == ["cases"]


def test_the_key_is_written_on_request_outside_the_register_for_its_owner_alone(
    sidan: Sidan, register: Path, ledger: Path, tmp_path: Path
) -> None:
    inside = sidan("-C", str(register), "import", str(ledger), *BY, *AS_OF, "--key", str(register / "key.csv"))
    assert (inside.code, records(register)) == (2, {})
    key = tmp_path / "key.csv"
    ran = sidan("-C", str(register), "import", str(ledger), *BY, *AS_OF, "--key", str(key))
    assert "不要放进登记簿" in ran.err
    lines = key.read_text(encoding="utf-8-sig").strip().split("\n")
    assert lines[:3] == ["事项编号,代号,姓名", "QTL-2025-0001,P1,张建国", "QTL-2025-0001,P2,李明"]
    assert stat.S_IMODE(os.stat(key).st_mode) == 0o600
    assert sidan("-C", str(register), "import", str(ledger), *BY, *AS_OF, "--key", str(key)).code == 2, (
        "nothing is overwritten"
    )


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ((), "--by"), ((*BY, "--map", "x"), "名称=值"), ((*BY, "--map", "备注=什么"), "没有 什么 这个字段"), ((*BY, "--set", "什么=x"), "没有 什么 这个字段"), (("--by", "没有这人"), "没有这人"),
        ((*BY, "--report", "r.pdf"), ".xlsx"), ((*BY, "--kind", "quarrel"), "quarrel"), ((*BY, "--sheet", "没有"), "没有"),
    ],
)  # fmt: skip
def test_wrong_usage_says_what_to_type(
    sidan: Sidan, register: Path, ledger: Path, options: tuple[str, ...], said: str
) -> None:
    ran = sidan("-C", str(register), "import", str(ledger), *options, *AS_OF)
    assert ran.code == (3 if "--sheet" in options else 2)
    assert said in ran.err
    assert records(register) == {}


def test_columns_that_are_missing_are_named_with_what_to_type(sidan: Sidan, register: Path, tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "x.xlsx",
        {"台账": [["村", "哪天", "纠纷类型", "基本情况", "结果"], ["石门村", "2025.9.15", "邻里", "争执", None]]},
    )
    ran = sidan("-C", str(register), "import", str(path), *BY, *AS_OF, "--kind", "dispute")
    assert ran.code == 2
    assert "发现（收到）日期（found_on）" in ran.err
    assert "哪天" in ran.err
    assert "--map 列名=found_on" in ran.err
    assert (
        sidan(
            "-C", str(register), "import", str(path), *BY, *AS_OF, "--kind", "dispute", "--map", "哪天=发现（收到）日期"
        ).code
        == 0
    )
    assert len(records(register)) == 1


def test_a_file_in_the_way_is_not_overwritten(sidan: Sidan, register: Path, tmp_path: Path) -> None:
    """A file that is no record and yet has the next number: ids are counted from names, so it is stepped over."""
    path = workbook(tmp_path / "x.xlsx", {"台账": [DISPUTES, dispute(村="石门村")]})
    (register / "cases/shimen").mkdir()
    (register / "cases/shimen/QTL-2025-0001.md").write_text("not a case", encoding="utf-8")
    ran = sidan("-C", str(register), "import", str(path), *BY, *AS_OF, "--kind", "dispute")
    assert ran.code == 0, ran.err
    assert (register / "cases/shimen/QTL-2025-0001.md").read_text(encoding="utf-8") == "not a case"
    assert (register / "cases/shimen/QTL-2025-0002.md").exists()


def test_a_village_folder_that_is_a_link_is_not_written_through(sidan: Sidan, register: Path, tmp_path: Path) -> None:
    path = workbook(tmp_path / "x.xlsx", {"台账": [DISPUTES, dispute(村="石门村")]})
    (tmp_path / "elsewhere").mkdir()
    (register / "cases/shimen").symlink_to(tmp_path / "elsewhere")
    ran = sidan("-C", str(register), "import", str(path), *BY, *AS_OF, "--kind", "dispute")
    assert ran.code == 3
    assert list((tmp_path / "elsewhere").iterdir()) == []
    assert not (register / ".sidan-import").exists()


def test_without_the_extra_a_csv_is_read_and_a_workbook_says_what_to_install(
    register: Path, ledger: Path, tmp_path: Path
) -> None:
    code = "import sys; sys.modules['openpyxl'] = None; from site_builder.cli import main; sys.argv = ['sidan', *sys.argv[1:]]; main()"
    text = ",".join(DISPUTES) + "\n" + ",".join(str(cell or "") for cell in dispute()) + "\n"
    (tmp_path / "台账.csv").write_bytes(text.encode("gb18030"))
    for path, status, said in ((ledger, 3, "sidan[import]"), (tmp_path / "台账.csv", 0, "已写入 1 个文件")):
        ran = subprocess.run(
            [sys.executable, "-c", code, "-C", str(register), "import", str(path), *BY, *AS_OF, "--kind", "dispute"],
            cwd=REPOSITORY, capture_output=True, check=False, env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
        )  # fmt: skip
        assert ran.returncode == status, ran.stderr.decode()
        assert said in ran.stderr.decode("utf-8")


def test_the_register_s_own_ledgers_are_known_again(sidan: Sidan, tmp_path: Path) -> None:
    """`sidan export`, then `sidan import` into the same register."""
    export = subprocess.run(
        [sys.executable, "-m", "site_builder", "export", "--format", "xlsx", *AS_OF],
        cwd=REPOSITORY,
        capture_output=True,
        check=True,
    ).stdout
    (tmp_path / "export.xlsx").write_bytes(export)
    report = tmp_path / "report.json"
    ran = sidan("import", str(tmp_path / "export.xlsx"), *BY, *AS_OF, "--dry-run", "--report", str(report))
    assert ran.code == 0, ran.out
    told = json.loads(report.read_text(encoding="utf-8"))
    assert (told["taken"], told["refused"]) == ([], [])
    assert len(told["known"]) > 250


def _git(folder: Path, *words: str, day: str = "2025-10-17") -> None:
    stamp = f"{day}T10:00:00+0800"
    who = {"NAME": "x", "EMAIL": "ge-guoxian@qingtanling.example", "DATE": stamp}
    environment = {
        **os.environ,
        **{f"GIT_{role}_{what}": value for role in ("AUTHOR", "COMMITTER") for what, value in who.items()},
    }
    subprocess.run(["git", "-C", str(folder), *words], env=environment, check=True, capture_output=True)


def test_a_commit_that_takes_a_ledger_over_passes_the_gate(sidan: Sidan, register: Path, ledger: Path) -> None:
    (register / "pyproject.toml").write_text(UNTIL, encoding="utf-8")
    _git(register, "init", "--quiet", "--initial-branch=main")
    _git(register, "add", "--all")
    _git(register, "commit", "--quiet", "--message", "base", day="2025-10-01")
    assert sidan("-C", str(register), "import", str(ledger), *BY, *AS_OF).code == 1
    _git(register, "add", "--all")
    _git(register, "commit", "--quiet", "--message", "ledger")
    checked = sidan("-C", str(register), "check", "--base", "HEAD~1", *AS_OF)
    assert checked.code == 0, checked.out
    told = sidan("-C", str(register), "diff", "HEAD~1", "HEAD", *AS_OF).out
    assert "台账转入 4 件，只据台账、未见凭据：QTL-2025-0001、QTL-2025-0002、QTL-2025-0003、QTL-2025-0004" in told
    case = register / "cases/shimen/QTL-2025-0002.md"
    later = "  - on: 2025-10-10\n    move: reply\n    by: ge-guoxian\n    result: 化解\n    entered_on: 2025-10-17\n    ledger: true\n---\n"
    text = case.read_text(encoding="utf-8").replace("status: registered", "status: replied")
    text = text.replace("\nledger:\n", "\noutcome:\n  result: 化解\nledger:\n").replace(
        "ledger: true\n---\n", f"ledger: true\n{later}"
    )
    case.write_text(text, encoding="utf-8")
    assert sidan("-C", str(register), "check", *AS_OF).code == 0
    _git(register, "add", "--all")
    _git(register, "commit", "--quiet", "--message", "by the ledger, they say")
    refused = sidan("-C", str(register), "check", "--base", "HEAD~1", *AS_OF)
    assert refused.code == 1
    assert "H917" in refused.out


def test_a_case_taken_over_goes_on_like_any_other(sidan: Sidan, register: Path, tmp_path: Path) -> None:
    path = workbook(tmp_path / "x.xlsx", {"台账": [DISPUTES, dispute(村="石门村", 结果="化解", 化解日期="2025.9.26")]})
    assert sidan("-C", str(register), "import", str(path), *BY, *AS_OF, "--kind", "dispute").code == 0
    move = ("-C", str(register), "move", "QTL-2025-0001")
    followed = sidan(*move, "follow_up", "--by", "hua-genjia", "--satisfaction", "满意", "--performed", "true", *AS_OF)
    assert followed.code == 0, followed.err
    bare = sidan(*move, "close", "--by", "xiang-xiande", *AS_OF)
    assert bare.code == 2, "what is done in the register is asked for its evidence"
    powers = [
        ("know", "9月15日登门告知"),
        ("take-part", "双方到场签字"),
        ("decide", "协议双方签字"),
        ("supervise", "10月17日回访满意"),
    ]
    options = [word for name, text in powers for word in (f"--powers-{name}", text)]
    closed = sidan(*move, "close", "--by", "xiang-xiande", *options, *AS_OF)
    assert closed.code == 0, closed.err
    assert sidan("-C", str(register), "check", *AS_OF).code == 0
