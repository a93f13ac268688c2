"""How long it takes to take over a ledger of 10,000 rows, read, masked, judged and written.

    python -m benchmarks.ledger [ROWS]

makes a workbook with names and numbers in its texts, a register of the demonstration's grids and people, runs
`sidan import` on it, and prints the seconds, those of the processor alone too, and how many rows were taken.
"""

from __future__ import annotations

import json
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

import xlsxwriter

from benchmarks.review import ENVIRONMENT, ROOT

HEADS = ("序号", "村", "网格", "排查日期", "纠纷类型", "当事人", "联系电话", "基本情况", "涉及人数", "涉及金额（元）", "风险等级", "责任单位",
         "结果", "协议形式", "化解日期", "回访日期", "满意度", "销号日期", "备注")  # fmt: skip
VILLAGES = ("石门村", "茶冲村", "沙河湾村", "枫香坳村", "白果树村", "竹园村")
FIRST, DAYS = date(2022, 1, 1), 1300


def make(path: Path, rows: int) -> None:
    dice = random.Random(1)
    book = xlsxwriter.Workbook(str(path))
    sheet, day = book.add_worksheet("台账"), book.add_format({"num_format": "yyyy-mm-dd"})
    sheet.write_string(0, 0, "青檀岭镇矛盾纠纷排查化解台账")
    sheet.write_row(1, 0, HEADS)
    for number in range(rows):
        found = FIRST + timedelta(days=dice.randrange(DAYS))
        village = dice.choice(VILLAGES)
        one, other = (
            dice.choice("王李张刘陈杨黄赵吴周") + dice.choice("建国强明华芳") + dice.choice("军伟勇丽敏") for _ in "ab"
        )
        what = f"{one}与{other}因第{number}号地块界线和排水发生争执，{other}要求恢复原状，电话13800138000，双方各执一词"
        cells = [number + 1, village, f"第{dice.randrange(1, 6)}网格", found, dice.choice(("邻里", "山林土地", "宅基地", "其他")), f"{one}、{other}",
                 "13800138000", what, dice.randrange(2, 9), dice.randrange(100, 9000), dice.choice("低中高"), f"{village}调委会"]  # fmt: skip
        if dice.random() < 0.9:
            settled = found + timedelta(days=dice.randrange(1, 25))
            cells += [
                "化解",
                "口头",
                settled,
                settled + timedelta(days=7),
                "满意",
                settled + timedelta(days=9),
                "村调委会到现场踏看",
            ]
        for column, value in enumerate(cells):
            if isinstance(value, date):
                sheet.write_datetime(number + 2, column, value, day)
            else:
                sheet.write(number + 2, column, value)
    book.close()


def main(rows: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        register, ledger, report = (Path(folder) / name for name in ("register", "ledger.xlsx", "report.json"))
        (register / "cases").mkdir(parents=True)
        for name in ("grids.yaml", "people.yaml"):
            shutil.copy(ROOT / name, register / name)
        (register / "pyproject.toml").write_text('[tool.sidan.ledgers]\nuntil = "2025-12-31"\n', encoding="utf-8")
        make(ledger, rows)
        command = [
            sys.executable,
            "-m",
            "site_builder",
            "-C",
            str(register),
            "import",
            str(ledger),
            "--by",
            "ge-guoxian",
        ]
        start = time.perf_counter()
        done = subprocess.run(
            [*command, "--report", str(report), "--as-of", "2025-12-31"],
            env=ENVIRONMENT,
            capture_output=True,
            check=False,
        )
        seconds, spent = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
        told = json.loads(report.read_text(encoding="utf-8"))
        print(
            f"{rows} rows, {ledger.stat().st_size // 1024} KB: {seconds:.1f} s, of which the processor {spent.ru_utime + spent.ru_stime:.1f} s; exit {done.returncode}"
        )
        print(
            f"taken {len(told['taken'])}, refused {len(told['refused'])}, files {len(list(register.glob('cases/*/*.md')))}"
        )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
