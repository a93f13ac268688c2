"""sidan rollup"""

from __future__ import annotations

import os
import re
import sys
from datetime import date
from pathlib import Path
from typing import cast

import click

from site_builder.cli import FINDINGS, Problem, today
from site_builder.cli.common import as_of_option, lang_option, readable, say
from site_builder.cli.themed import theme_usable
from site_builder.output.problem import OutputError
from site_builder.output.publish import publish
from site_builder.rollup import county_files, gather
from site_builder.spec import Language
from site_builder.workers import cores, runner

_ADDRESS = re.compile(r"https?://[^\s\"'<>\\?#@/]+(/[^\s\"'<>\\?#]*)?")


class LinkType(click.ParamType[tuple[str, str]]):
    """`QTL=https://…`: where the site of a town lies, by the town's id."""

    name = "TOWN=URL"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, str]:
        if isinstance(value, tuple):
            return value
        town, _, link = str(value).partition("=")
        if not town or not _ADDRESS.fullmatch(link):
            self.fail(f"{value!r} 应当像 QTL=https://镇网站/ should be like QTL=https://host/", param, ctx)
        return town, link


@click.command(
    help="由各镇的登记簿或公开数据生成县级汇总网站。A county's site from the registers or data of its towns."
)
@click.argument("towns", metavar="REGISTER...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default=Path("county"),
    show_default=True,
    help="输出文件夹 The output folder.",
)
@click.option("--name", default="县级汇总", show_default=True, help="县名 The county's name.")
@click.option(
    "--link",
    "links",
    type=LinkType(),
    multiple=True,
    help="镇的网站在哪里，按镇编号 Where a town's own site lies, by the town's id.",
)
@click.option("--force", is_flag=True, help="全部重写 Write every file again.")
@as_of_option
@lang_option
def command(
    towns: tuple[Path, ...], out: Path, name: str, links: tuple[tuple[str, str], ...], force: bool, as_of: date | None,
    lang: str | None,
) -> None:  # fmt: skip
    language = cast(Language, lang or "zh")
    places = tuple(dict.fromkeys(towns))
    with readable():
        gathered = gather(places, name, dict(links), as_of, today(), language, runner(cores()))
    shown = gathered.county
    for place, notice in zip(gathered.places, shown.notices, strict=True):
        say(f"{place}: {notice.text(language)}")
    for town in sorted(dict(links).keys() - {town.id for town in shown.towns}):
        say(f"--link {town}: 列入的镇里没有这个编号 none of the towns shown has this id")
    if not shown.towns:
        raise Problem("没有一个镇可以列入，没有生成，原来的网站没有动 no town can be shown; the old site is untouched")
    with theme_usable():
        files = county_files(shown)
    try:
        done = publish(files, out, "county", force)
    except OutputError as error:
        raise Problem(str(error)) from None
    say(
        f"{len(shown.towns)} 个镇列入，{len(shown.counted)} 个计入合计 {len(shown.towns)} towns shown, {len(shown.counted)} in the total"
    )
    say(
        f"{os.path.join(out, 'index.html')}  {done.written} 写入 written, {done.unchanged} 未变 unchanged, {done.deleted} 删除 deleted"
    )
    if any(notice.leaves_out for notice in shown.notices):
        sys.exit(FINDINGS)
