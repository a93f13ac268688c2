"""A large register that passes the check: the demonstration's own cases, told again over ten years in other words.

    python -m benchmarks.register FOLDER [--cases 10000] [--seed 1]

Each case is one of the demonstration's that stands alone, moved by whole weeks to another time, under another
number, with a longer account. Every move to another time is judged by the validator first (holidays
fall differently each year), and what it finds fault with is left out. The same seed gives the same bytes.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from site_builder.checking import check_files
from site_builder.sources.layout import Files
from site_builder.text.source import Source

ROOT = Path(__file__).resolve().parent.parent
AS_OF = date(2025, 10, 17)
WEEKS = 500
"""How far back the oldest case lies: nearly ten years."""
TRIED = 2_000
"""So many moves of a case to another time are judged; a larger register tells each of them more than once."""
RECENT = 2
"""Cases that are still open are moved by so many weeks at most: nobody leaves a case open for years."""
NUMBERS = 9_999
"""How many cases a town can number in a year; in a register of 100,000 most years are full."""
BODY = 1_600
_DATE = re.compile(r"\b(20\d\d)-(\d\d)-(\d\d)\b")
_WEEK = re.compile(r"\b(20\d\d)-W(\d\d)\b")
_ID = re.compile(r"\b(?:QTL|V)-\d{4}-\d{4}\b")
_WHO = [
    "网格员",
    "村干部",
    "调解员",
    "司法所",
    "邻居",
    "村民小组长",
    "双方亲友",
    "老党员",
    "老教师",
    "林业站",
    "水利站",
    "自然资源所",
]
_DID = [
    "到现场看了",
    "丈量了",
    "拍了照",
    "听了双方意见",
    "查了档案",
    "比对了图纸",
    "走访了邻户",
    "请了见证人",
    "议了办法",
    "核对了账目",
    "写了记录",
    "讲了法律",
]
_WHAT = [
    "界址",
    "排水沟",
    "通行道路",
    "林地四至",
    "宅基地",
    "承包合同",
    "水渠",
    "电线",
    "噪声",
    "欠款",
    "青苗",
    "围墙",
    "屋檐",
    "树根",
    "机耕路",
    "塘坝",
]
_SAID = [
    "愿意各让一步",
    "要求书面写清",
    "担心下雨再堵",
    "认可现场标记",
    "希望当面说开",
    "同意先试一个月",
    "请村里作证",
    "提出分期支付",
    "同意按老界走",
]


@dataclass(frozen=True)
class Told:
    """One of the demonstration's cases at another time: its village, its text without a number, its year."""

    village: str
    text: str
    year: int


def top() -> dict[str, str]:
    """grids.yaml and people.yaml of a town where nobody ever came or left."""
    people, grids = ((ROOT / name).read_text(encoding="utf-8") for name in ("people.yaml", "grids.yaml"))
    kept = [line for line in people.split("\n") if "until:" not in line]
    people = re.sub(r"from: \d{4}-\d\d-\d\d", "from: 2010-01-01", "\n".join(kept))
    people = re.sub(r"\n    posts:(?=\n(?:    \w|  - id|$))", "", people)
    grids = re.sub(
        r"worker:\n(?: +- \{person: [\w-]+, from: \S+ until: \S+\}\n)* +- \{person: ([\w-]+), from: \S+\}",
        r"worker: \1",
        grids,
    )
    return {"people.yaml": people, "grids.yaml": grids}


def stories() -> list[tuple[Path, str]]:
    """The demonstration's cases that name no other record and are no sealed one."""
    found = []
    for path in sorted((ROOT / "cases").glob("*/QTL-*.md")):
        text = path.read_text(encoding="utf-8")
        if set(_ID.findall(text)) == {path.stem} and "access: sealed" not in text:
            found.append((path, text))
    return found


def moved(text: str, weeks: int) -> str:
    """The text with every date and week so many weeks earlier."""

    def day(match: re.Match[str]) -> str:
        return str(date(*map(int, match.groups())) - timedelta(weeks=weeks))

    def week(match: re.Match[str]) -> str:
        year, number, _ = (date.fromisocalendar(int(match[1]), int(match[2]), 1) - timedelta(weeks=weeks)).isocalendar()
        return f"{year}-W{number:02d}"

    return _WEEK.sub(week, _DATE.sub(day, text))


def candidates(chance: random.Random, count: int) -> list[Told]:
    """Cases at other times, as far as the validator has nothing against them."""
    known = stories()
    tried: list[tuple[Told, Source]] = []
    for number in range(count):
        path, text = known[number % len(known)]
        is_over = re.search(r"^status: (closed|merged|withdrawn|transferred|not_accepted)$", text, re.MULTILINE)
        weeks = chance.randrange(WEEKS if is_over else RECENT + 1)
        again = moved(text, weeks)
        found = re.search(r"^registered_on: (\d{4})", again, re.MULTILINE)
        assert found
        id = f"QTL-{found[1]}-{number + 1:04d}"
        body = again.replace(path.stem, id)
        tried.append(
            (
                Told(path.parent.name, again.replace(path.stem, "@ID@"), int(found[1])),
                Source(f"cases/{path.parent.name}/{id}.md", body.encode()),
            )
        )
    towns = {name: Source(name, text.encode()) for name, text in top().items()}
    files = Files(towns["grids.yaml"], towns["people.yaml"], None, None, tuple(source for _, source in tried), (), ())
    faulty = {finding.place.path for finding in check_files(ROOT, files, AS_OF).findings}
    return [told for told, source in tried if source.path not in faulty]


def account(chance: random.Random) -> str:
    """A long account in plain sentences."""
    lines: list[str] = []
    size = 0
    while size < BODY:
        who, other = chance.sample(_WHO, 2)
        line = (
            f"{chance.randrange(1, 13)}月{chance.randrange(1, 29)}日，{who}{chance.choice(_DID)}，看的是{chance.choice(_WHAT)}和"
            f"{chance.choice(_WHAT)}；P{chance.randrange(1, 3)}{chance.choice(_SAID)}，{other}{chance.choice(_DID)}。"
        )
        if chance.random() < 0.15:
            line = f"\n## 第{len(lines) + 1}次\n\n{line}\n"
        lines.append(line)
        size += len(line.encode())
    return "\n".join(lines)


def files(cases: int, seed: int) -> Iterator[tuple[str, bytes]]:
    """Every file of the register: its path and its bytes."""
    chance = random.Random(seed)
    for name, text in top().items():
        yield name, text.encode()
    known = candidates(chance, min(TRIED, cases * 2))
    numbers: Counter[int] = Counter()
    for _ in range(cases):
        told = chance.choice(known)
        while numbers[told.year] == NUMBERS:
            told = chance.choice(known)
        numbers[told.year] += 1
        id = f"QTL-{told.year}-{numbers[told.year]:04d}"
        front, _, body = told.text.replace("@ID@", id).partition("\n---\n")
        yield f"cases/{told.village}/{id}.md", f"{front}\n---\n{body}\n{account(chance)}\n".encode()


def write(folder: Path, cases: int, seed: int) -> int:
    """Write the register into a folder; how many bytes it has."""
    total = 0
    for path, data in files(cases, seed):
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
        total += len(data)
    return total


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--cases", type=int, default=10_000)
    arguments.add_argument("--seed", type=int, default=1)
    asked = arguments.parse_args()
    total = write(asked.folder, asked.cases, asked.seed)
    sys.stdout.write(f"{asked.cases} cases, {total / asked.cases / 1000:.1f} KB each, in {asked.folder}\n")


if __name__ == "__main__":
    main()
