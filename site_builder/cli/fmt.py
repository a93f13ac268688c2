"""sidan fmt"""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import click

from site_builder.checking import check_files
from site_builder.cli import FINDINGS, OK, today
from site_builder.cli.common import as_of_option, data, lang_option, language_of, readable, say, under
from site_builder.cli.writing import writable
from site_builder.reports.findings import findings_text
from site_builder.rules.page import rule_page
from site_builder.sources.folder import read_folder
from site_builder.text.finding import Finding
from site_builder.writers.document import Document, Unwritable
from site_builder.writers.format import Unformatted, formatted
from site_builder.writers.replace_file import replace_file


@click.command(
    help="整理事项文件的格式：字段顺序、缩进、引号；内容、批注和正文不变。"
    "Format the front matter of case and visit files; what they say, comments and bodies stay."
)
@click.argument("paths", nargs=-1, type=click.Path())
@click.option(
    "--check",
    "only_check",
    is_flag=True,
    help="只看不改；有要整理的就以 1 结束 Write nothing; exit 1 where something would change.",
)
@as_of_option
@lang_option
@click.pass_obj
def command(folder: Path, paths: tuple[str, ...], only_check: bool, as_of: date | None, lang: str | None) -> None:
    with readable():
        files = read_folder(folder)
    checked = check_files(folder, files, as_of or today(), frozenset())
    wanted = under(folder, paths)
    changed = left = 0
    wrong: list[Finding] = []
    for kind, source in [*(("case", s) for s in files.cases), *(("visit", s) for s in files.visits)]:
        if not wanted(source.path):
            continue
        try:
            document = Document.open(source, checked.spec, kind)
            after = formatted(document)
        except Unwritable as error:
            wrong += [f for f in error.findings if rule_page(f.code).severity == "error"]
            continue
        except Unformatted:
            left += 1
            say(
                f"sidan: {source.path} 的批注位置特殊，没有整理 is left as it is: a comment stands where it cannot be moved"
            )
            continue
        if after.data == source.data:
            continue
        changed += 1
        data(source.path)
        if not only_check:
            with writable():
                replace_file(folder, source.path, source.data, after.data)
    for line in findings_text(replace(checked, findings=tuple(wrong)), language_of(checked, lang)):
        say(line)
    say(
        f"{changed} 个文件{'要整理' if only_check else '已整理'} {changed} files {'to be formatted' if only_check else 'formatted'}"
    )
    sys.exit(FINDINGS if wrong or (only_check and changed) else OK)
