"""sidan import"""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path

import click

from site_builder.checking import check_files
from site_builder.cli import FINDINGS, Problem
from site_builder.cli.common import as_of_option, data, lang_option, say
from site_builder.cli.move_options import Typed
from site_builder.cli.writing import Desk, open_desk, writable
from site_builder.ledgers.delimited import read_delimited
from site_builder.ledgers.facts import Remark
from site_builder.ledgers.plan import NotEnough, WhichKind
from site_builder.ledgers.report import Report
from site_builder.ledgers.sheet import NoLedger, Sheet
from site_builder.ledgers.take import Refused, Taken, Taker, Taking, Wanted
from site_builder.ledgers.told import Teller
from site_builder.ledgers.words import WORDS
from site_builder.ledgers.workbook import MAX_BYTES, read_workbook
from site_builder.rules.page import escape, rule_page, speak
from site_builder.sources.layout import is_visit
from site_builder.spec.ledgers import column_names, ledgers
from site_builder.writers.create_files import create_files, recover, write_apart
from site_builder.writers.numbers import Numbers

SHOWN = 30
"""So many rows of each sort are shown in a terminal; a report has all."""
REPORTS = (".txt", ".json", ".csv", ".xlsx")
EXTRA = "读取 xlsx 要另装：pip install 'sidan[import]'；或者另存为 csv  xlsx needs an extra: pip install 'sidan[import]'; or save it as csv"


@click.command(
    "import",
    help="把原有的台账（xlsx、csv）转成事项文件，转不了的每一行都说明原因。Take over a ledger kept in an office program; every row "
    "that cannot be taken is told with the reason.",
)
@click.argument("ledger", type=click.Path(path_type=Path))
@click.option(
    "--kind",
    type=click.Choice(list(ledgers().kinds)),
    default=None,
    help="哪一种台账（默认看标题和表头）Which kind of ledger.",
)
@click.option("--sheet", "sheets", multiple=True, help="只读这张工作表，可以写多个 Only this sheet; may be repeated.")
@click.option(
    "--map", "heads", multiple=True, metavar="列名=字段", help="一列是什么，如 --map 事发村=村 What a column holds."
)
@click.option(
    "--set",
    "given",
    multiple=True,
    metavar="字段=值",
    help="台账没有的，都按这个记，如 --set 来源=五老 What is taken where the ledger says nothing.",
)
@click.option("--by", default=None, help="谁对转入负责：编号或姓名 Who answers for it: id or name.")
@click.option(
    "--report",
    type=click.Path(path_type=Path),
    default=None,
    help="报告写到这个文件：.xlsx .csv 是未转入的行，改好可以再转入；.json .txt 是全部。The report: .xlsx or .csv hold the refused rows, to correct; .json or .txt all.",
)
@click.option(
    "--key",
    type=click.Path(path_type=Path),
    default=None,
    help="P1、P2 对应的姓名写到登记簿以外的这个文件 Who P1 and P2 are, to a file outside the register.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default=None,
    help="写到这个文件夹，不写进登记簿 Write here and not into the register.",
)
@click.option("--dry-run", is_flag=True, help="只试一遍，不写事项文件 Try it; write no records.")
@as_of_option
@lang_option
@click.pass_obj
def command(
    folder: Path,
    /,
    ledger: Path,
    kind: str | None,
    sheets: tuple[str, ...],
    heads: tuple[str, ...],
    given: tuple[str, ...],
    by: str | None,
    report: Path | None,
    key: Path | None,
    out: Path | None,
    dry_run: bool,
    as_of: date | None,
    lang: str | None,
) -> None:
    for path, option in ((report, "--report"), (key, "--key")):
        _outside(folder, path, option)
    if report is not None and report.suffix.lower() not in REPORTS:
        raise click.BadParameter(
            f"文件名应当以 {'、'.join(REPORTS)} 结尾 is to end in one of these", param_hint="--report"
        )
    target = out or folder
    if not dry_run:
        with writable():
            recover(target)
    desk = open_desk(folder, [], as_of, lang)
    words = WORDS[desk.language]
    wanted = Wanted(
        file=ledger.name,
        kind=kind,
        sheets=sheets,
        heads={**desk.checked.settings.ledger_columns, **dict(_pair(text, "--map") for text in heads)},
        given={_column(name, "--set"): value for name, value in (_split(text, "--set") for text in given)},
        by=_by(desk, by),
        taken_on=desk.as_of,
    )
    numbers = Numbers([*desk.taken_ids(), *(path.stem for path in (target / "cases").glob("*/*.md"))])
    taker = Taker(desk.register, ledgers(), wanted, numbers)
    teller = Teller(desk.register.spec, ledgers(), desk.language)
    try:
        taking = taker.take(_sheets(ledger))
    except NoLedger as error:
        raise Problem(f"{escape(ledger.name)}：{words[error.reason].format(**error.values)}") from None
    except WhichKind as error:
        labels = "、".join(f"{code} {ledgers().kinds[code].label.of(desk.language)}" for code in error.kinds)
        raise click.UsageError(f"{escape(error.sheet)}：--kind {labels}") from None
    except NotEnough as error:
        raise click.UsageError(_lacking(error, teller)) from None
    taking = _judged(desk, taking)
    told = Report(
        taking, wanted, teller, desk.register.town.name_of(wanted.by), taker.heads(),
        {village.id: village.name for village in desk.register.town.villages.values()},
        desk.register.settings.ledgers_until, dry_run,
    )  # fmt: skip
    _write(told, taking, target, report, key, dry_run)
    data(told.text(SHOWN))
    if report is not None:
        say(words["report_written"].format(path=report))
    if key is not None and not dry_run:
        say(words["key"].format(path=key))
    say(
        "sidan: " + (words["written"].format(n=len(taking.taken)) if taking.taken and not dry_run else words["nothing"])
    )
    if taking.refused:
        sys.exit(FINDINGS)


# what was asked for


def _outside(folder: Path, path: Path | None, option: str) -> None:
    """A file that may hold names never lies in the register, which is committed."""
    if path is None:
        return
    if path.resolve().is_relative_to(folder.resolve()):
        raise click.BadParameter(
            "在登记簿里面，里面会有姓名；换一个地方 lies in the register and may hold names", param_hint=option
        )
    if os.path.lexists(path):
        raise click.BadParameter(f"已经有 {path} 这个文件 there is such a file", param_hint=option)


def _split(text: str, option: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name.strip() or not value.strip():
        raise click.BadParameter(f"{text!r} 应当写成 名称=值 is to be name=value", param_hint=option)
    return name.strip(), value.strip()


def _pair(text: str, option: str) -> tuple[str, str]:
    head, name = _split(text, option)
    return head, _column(name, option)


def _column(name: str, option: str) -> str:
    """A column by its code or by its name in either language."""
    columns = ledgers().columns
    found = next((c.name for c in columns.values() if name in (c.name, c.label.zh, c.label.en)), None)
    if found is None:
        known = "、".join(f"{code}（{columns[code].label.zh}）" for code in column_names())
        raise click.BadParameter(f"没有 {name} 这个字段；有：{known} no such field", param_hint=option)
    return found


def _by(desk: Desk, by: str | None) -> str:
    if by is None:
        raise click.UsageError("还要写 --by：谁对转入负责 --by is missing: who answers for the taking over")
    return str(Typed(desk).value([by], desk.register.spec.blocks["event"].fields["by"], "--by"))


def _lacking(error: NotEnough, teller: Teller) -> str:
    """Which columns are not there, and what to type."""
    missing = "、".join(f"{teller.label(name)}（{name}）" for name in error.missing)
    unknown = "、".join(escape(head) for head in error.unknown) or "—"
    return (
        f"工作表“{escape(error.sheet)}”里找不到：{missing} no such columns\n"
        f"  不认识的列 unknown heads: {unknown}\n"
        f"  用 --map 列名={error.missing[0]} 指明是哪一列，或者用 --set {error.missing[0]}=… 给出全表同一个值"
    )


# the file


def _sheets(path: Path) -> Iterable[Sheet]:
    content = _content(path)
    if path.suffix.lower() in (".csv", ".txt", ".tsv"):
        return (read_delimited(path.stem, content),)
    try:
        return read_workbook(content)
    except ImportError:
        raise Problem(EXTRA) from None


def _content(path: Path) -> bytes:
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        with os.fdopen(descriptor, "rb") as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise Problem(f"{path}：不是普通文件 is not a regular file")
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        raise Problem(f"{path}：读不了，{error.strerror} cannot be read: {error.strerror}") from None


# the last look, and the disk


def _judged(desk: Desk, taking: Taking) -> Taking:
    """The records judged in the register they are for; a row whose record has errors is refused with what they say."""
    sources = [row.source for row in taking.taken]
    files = replace(
        desk.files,
        cases=(*desk.files.cases, *(source for source in sources if not is_visit(source.path))),
        visits=(*desk.files.visits, *(source for source in sources if is_visit(source.path))),
    )
    paths = {source.path for source in sources}
    found: dict[str, list[Remark]] = {}
    worries: dict[str, list[Remark]] = {}
    for one in check_files(desk.folder, files, desk.as_of, paths).findings if sources else ():
        if one.place.path in paths:
            is_error = rule_page(one.code).severity == "error"
            if is_error or one.code.startswith("S8"):
                spoken = speak(one, desk.register.spec, desk.language)
                remark = Remark("", "", "check", {"message": f"{one.code} {spoken.message}"})
                (found if is_error else worries).setdefault(one.place.path, []).append(remark)
    kept = [_worried(row, worries) for row in taking.taken if row.source.path not in found]
    refused = [Refused(row.place, tuple(found[row.source.path])) for row in taking.taken if row.source.path in found]
    order = {
        (read.table.sheet, row.number): i
        for i, (read, row) in enumerate((r, row) for r in taking.reads for row in r.table.rows)
    }
    refused = sorted([*taking.refused, *refused], key=lambda row: order[(row.place.sheet, row.place.row)])
    return replace(taking, taken=kept, refused=refused)


def _worried(row: Taken, worries: dict[str, list[Remark]]) -> Taken:
    return replace(row, remarks=(*row.remarks, *worries.get(row.source.path, ())))


def _write(told: Report, taking: Taking, target: Path, report: Path | None, key: Path | None, dry_run: bool) -> None:
    """The report and the key first, then all records or none."""
    apart: list[tuple[Path, bytes, int]] = []
    if report is not None:
        made = {
            ".txt": lambda: told.text().encode(),
            ".json": lambda: told.json().encode(),
            ".csv": told.csv,
            ".xlsx": told.xlsx,
        }
        apart.append((report, made[report.suffix.lower()](), 0o600))
    if key is not None and not dry_run:
        apart.append((key, _key(taking), 0o600))
    with writable():
        write_apart(apart)
        if dry_run or not taking.taken:
            return
        try:
            target.mkdir(parents=True, exist_ok=True)
            create_files(target, [(row.source.path, row.source.data) for row in taking.taken])
        except BaseException:
            for path, _, _ in apart:
                path.unlink(missing_ok=True)
            raise


def _key(taking: Taking) -> bytes:
    """Whom the codes stand for, a table to be kept under lock."""
    lines = ["事项编号,代号,姓名"]
    lines += [f"{row.id},{code},{name}" for row in taking.taken for code, name in row.matter.codes.items()]
    return ("\ufeff" + "\r\n".join(lines) + "\r\n").encode("utf-8")
