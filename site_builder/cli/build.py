"""sidan build"""

from __future__ import annotations

import os
import sys
from datetime import date
from pathlib import Path

import click

from site_builder.cli import FINDINGS, Problem
from site_builder.cli.common import (
    as_of_option,
    lang_option,
    language_of,
    on_terminal,
    read,
    say,
)
from site_builder.cli.reviewing import NO_REGISTER, compared
from site_builder.cli.themed import theme_usable
from site_builder.output.publish import OutputError, publish
from site_builder.pipeline import Built, build, build_preview
from site_builder.reports.findings import findings_text, summary_line
from site_builder.spec import Language
from site_builder.views.edition import Audience


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


@click.command(help="生成一种读者的网站（默认镇内 office）。Build the site of one audience.")
@click.option(
    "--changed-since",
    "base",
    metavar="REV",
    default=None,
    help="只看从 REV 起的改动，前后对照，放在 preview/ A preview of the change from REV, before and after, in preview/.",
)
@click.option(
    "--out", type=click.Path(path_type=Path), default=None, help="输出文件夹（默认登记簿的 site/） The output folder."
)
@click.option(
    "--audience", type=AudienceType(), default="office", show_default=True, help="office | village:ID | board"
)
@click.option("--draft", is_flag=True, help="有错误也生成，每页注明草稿 Build despite errors; every page says draft.")
@click.option("--force", is_flag=True, help="全部重写 Write every file again.")
@click.option(
    "--jobs", type=click.IntRange(1, 64), default=1, show_default=True, help="同时工作的进程数 Worker processes."
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
    jobs: int,
    as_of: date | None,
    lang: str | None,
) -> None:
    if base is not None:
        if audience.kind != "office":
            raise click.UsageError("--changed-since 只有一种读者 has one audience only")
        _preview(folder, base, out, force, as_of, lang)
        return
    checked = read(folder, as_of)
    language: Language = language_of(checked, lang)
    town = checked.register.town if checked.register else None
    if audience.village is not None and town is not None and audience.village not in town.villages:
        raise click.BadParameter(
            f"没有 {audience.village}；有 {'、'.join(town.villages)} no such village", param_hint="--audience"
        )
    with theme_usable():
        built = build(checked, audience, language, draft, _progress if on_terminal() else None)
    if built.refused:
        for line in findings_text(checked, language):
            say(line)
        say(summary_line(checked, language))
        say(
            "sidan: 有错误，没有生成，原来的网站没有动；加 --draft 可以先看草稿  not built: errors; the old site is untouched"
        )
        sys.exit(FINDINGS)
    _publish(built, out if out is not None else folder / "site", force, language)


def _preview(folder: Path, base: str, out: Path | None, force: bool, as_of: date | None, lang: str | None) -> None:
    """The site of one change. Errors do not refuse it: it is made for those who look at the change."""
    done = compared(folder, base, None, as_of)
    language = language_of(done.checked, lang)
    change = done.view(language)
    if change is None:
        raise Problem(NO_REGISTER)
    with theme_usable():
        built = build_preview(done.checked, change, _progress if on_terminal() else None)
    if done.checked.errors:
        say("sidan: 改动还有错误，每页注明草稿  the change has errors: every page says draft")
    _publish(built, out if out is not None else folder / "preview", force, language)


def _publish(built: Built, target: Path, force: bool, language: Language) -> None:
    try:
        done = publish(built.files, target, force)
    except OutputError as error:
        raise Problem(str(error)) from None
    if on_terminal():
        click.echo("\r", err=True, nl=False)
    say(summary_line(built.checked, language))
    say(
        f"{os.path.join(target, 'index.html')}  {done.written} 写入 written, {done.unchanged} 未变 unchanged, {done.deleted} 删除 deleted"
    )


def _progress(pages: int) -> None:
    if pages % 25 == 0:
        click.echo(f"\r{pages} …", err=True, nl=False)
