"""sidan build"""

from __future__ import annotations

import os
import re
import sys
from datetime import date
from pathlib import Path

import click

from site_builder.cache.answers import Answer
from site_builder.cli import INTERRUPTED, Problem, today
from site_builder.cli.answered import Asked, options
from site_builder.cli.common import as_of_option, lang_option, say
from site_builder.output.problem import OutputError
from site_builder.output.standing import stands
from site_builder.views.audience import Audience


class AudienceType(click.ParamType[Audience]):
    """Who the site is for."""

    name = "AUDIENCE"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> Audience:
        if isinstance(value, Audience):
            return value
        try:
            return Audience.parse(str(value))
        except ValueError:
            self.fail(f"{value!r} 应当是 office、village:村编号 或 board", param, ctx)


class AddressType(click.ParamType[str]):
    """Where a scheduler answers."""

    name = "ADDRESS"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> str:
        if not re.fullmatch(r"(tcp|tls)://([^/:\s\[\]]+|\[[0-9A-Fa-f:.]+\]):\d{1,5}", str(value)):
            self.fail(f"{value!r} 应当像 tcp://10.0.0.5:8786 should be like that", param, ctx)
        return str(value)


@click.command(help="生成一种读者的网站（默认镇内 office）。Build the site of one audience.")
@click.option(
    "--changed-since",
    "base",
    metavar="REV",
    default=None,
    help="只看从 REV 起的改动，前后对照，放在 preview/ A preview of the change from REV, before and after, in preview/.",
)
@click.option(
    "--out", type=click.Path(path_type=Path), default=None, help="输出文件夹，每种读者一个（默认登记簿的 site/） The output folder, one for each audience."
)
@click.option(
    "--audience", type=AudienceType(), default="office", show_default=True, help="office | village:ID | board"
)
@click.option("--draft", is_flag=True, help="有错误也生成，每页注明草稿 Build despite errors; every page says draft.")
@click.option("--force", is_flag=True, help="全部重写 Write every file again.")
@click.option(
    "--jobs",
    type=click.IntRange(1, 64),
    default=None,
    help="同时工作的进程数（默认有几个核就几个） Worker processes (one a core).",
)
@click.option(
    "--scheduler",
    type=AddressType(),
    default=None,
    help="页面由 Dask 调度器（tcp://主机:端口）的进程生成 Pages made by the processes of a Dask scheduler.",
)
@as_of_option
@lang_option
@click.pass_obj
def command(
    folder: Path,
    base: str | None,
    out: Path | None,
    audience: Audience,
    draft: bool,
    force: bool,
    jobs: int | None,
    scheduler: str | None,
    as_of: date | None,
    lang: str | None,
) -> None:
    if base is not None:
        if audience.kind != "office":
            raise click.UsageError("--changed-since 只有一种读者 has one audience only")
        if scheduler is not None:
            raise click.UsageError("--changed-since 在本机生成，不用 --scheduler a preview is made here")
        from site_builder.cli.publishing import preview

        preview(folder, base, out, force, as_of, lang)
        return
    target = out if out is not None else folder / "site"
    day = as_of or today()
    try:
        full = os.path.abspath(target)
        asked = Asked(folder, options("build", full, target, str(audience), draft, day, lang), history=audience.kind == "office")
        if not force and (known := asked.answer()) is not None and _stands(full, known):
            for line in known.err:
                say(line)
            return
        from site_builder.cli.publishing import build  # what was built before and stands is told without it

        asked.keep(build(folder, day, target, audience, lang, draft, force, jobs, scheduler))
    except KeyboardInterrupt:
        say("\nsidan: 停下了，原来的网站没有动  stopped; the old site is untouched")
        sys.exit(INTERRUPTED)


def _stands(out: str, known: Answer) -> bool:
    try:
        return bool(known.site) and stands(out, known.site)
    except OutputError as error:
        raise Problem(str(error)) from None
