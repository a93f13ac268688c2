"""Ledgers as towns keep them, made with openpyxl or in memory, and what taking them over gives."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl

from site_builder.checking import check_files, register_of
from site_builder.ledgers.sheet import Merge, Sheet
from site_builder.ledgers.take import Taker, Taking, Wanted
from site_builder.model.register import Register
from site_builder.rules.page import rule_page
from site_builder.settings import Settings
from site_builder.sources.layout import Files, is_visit
from site_builder.spec.ledgers import ledgers
from site_builder.text.source import Source
from site_builder.writers.numbers import Numbers
from tests.support.town import GRIDS, PEOPLE

TAKEN_ON = date(2025, 10, 17)
UNTIL = '[tool.sidan.ledgers]\nuntil = "2025-12-31"\n'
DISPUTES = (
    "序号",
    "村",
    "网格",
    "排查日期",
    "纠纷类型",
    "当事人",
    "基本情况",
    "结果",
    "化解日期",
    "回访日期",
    "满意度",
    "销号日期",
)


def sheet(
    *rows: Sequence[Any], name: str = "台账", merges: Iterable[tuple[int, int, int, int]] = (), **own: Any
) -> Sheet:
    """A sheet in memory; merges are top, left, bottom, right from 0."""
    return Sheet(name, tuple(map(tuple, rows)), merges=tuple(Merge(*m) for m in merges), **own)


def dispute(day: Any = "2025.9.15", what: str = "两户为排水沟争执", **own: Any) -> tuple[Any, ...]:
    """A row under the heads DISPUTES; keys are heads."""
    cells = {"序号": 1, "村": "茶冲村", "排查日期": day, "纠纷类型": "邻里", "基本情况": what, **own}
    return tuple(cells.get(head) for head in DISPUTES)


def files(settings: str = "", records: Iterable[Source] = ()) -> Files:
    """The small town's register with these records."""
    sources = list(records)
    return Files(
        Source("grids.yaml", GRIDS.encode()), Source("people.yaml", PEOPLE.encode()),
        Source("pyproject.toml", settings.encode()) if settings else None, None,
        tuple(s for s in sources if not is_visit(s.path)), tuple(s for s in sources if is_visit(s.path)), (),
    )  # fmt: skip


def register(settings: str = "", records: Iterable[Source] = ()) -> Register:
    found = register_of(files(settings, records))
    assert found is not None
    return found


def take(
    *sheets: Sheet,
    kind: str | None = "dispute",
    settings: str = "",
    records: Iterable[Source] = (),
    heads: Mapping[str, str] | None = None,
    given: Mapping[str, str] | None = None,
    names: tuple[str, ...] = (),
    file: str = "台账.xlsx",
    taken_on: date = TAKEN_ON,
) -> Taking:
    """Take these sheets over into the small town's register."""
    sources = list(records)
    wanted = Wanted(file, kind, names, heads or {}, given or {}, "desk", taken_on)
    numbers = Numbers(source.path.rsplit("/", 1)[1].removesuffix(".md") for source in sources)
    return Taker(register(settings, sources), ledgers(), wanted, numbers).take(sheets)


def errors(taking: Taking, settings: str = "", records: Iterable[Source] = ()) -> list[str]:
    """What `sidan check` finds wrong with a register in which these records are."""
    checked = check_files(Path(), files(settings, [*records, *(row.source for row in taking.taken)]), TAKEN_ON)
    return [f"{f.place} {f.code}" for f in checked.findings if rule_page(f.code).severity == "error"]


def only(taking: Taking) -> str:
    """The text of the one record that was taken."""
    (row,) = taking.taken
    return row.source.data.decode("utf-8")


def reasons(taking: Taking) -> list[list[str]]:
    """Of each refused row the keys of its reasons."""
    return [[remark.key for remark in row.remarks] for row in taking.refused]


def settings_of(text: str) -> Settings:
    return register(text).settings


def workbook(
    path: Path,
    sheets: Mapping[str, Iterable[Sequence[Any]]],
    merges: Mapping[str, Iterable[str]] | None = None,
    hidden: tuple[str, ...] = (),
) -> Path:
    """A workbook on the disk; merges are ranges by the name of the sheet."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        made = book.create_sheet(name)
        for row in rows:
            made.append(list(row))
        for cells in (merges or {}).get(name, ()):
            made.merge_cells(cells)
        if name in hidden:
            made.sheet_state = "hidden"
    book.save(path)
    return path
