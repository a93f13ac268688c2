"""sidan check"""

from __future__ import annotations

import os
import sys
from datetime import date
from pathlib import Path

import click

from site_builder.cli import today
from site_builder.cli.answered import Asked, options
from site_builder.cli.common import as_of_option, lang_option, say
from site_builder.reports.format_names import FORMAT_NAMES


@click.command(help="校验全部事项，或者只看 PATHS 的问题。Check the register; with PATHS, show only their findings.")
@click.argument("paths", nargs=-1, type=click.Path())
@click.option("--base", default=None, metavar="REV", help="再判从 REV 起的改动 Judge the change from REV too.")
@click.option(
    "--head", default=None, metavar="REV", help="改动到 REV 为止（默认工作区） ... up to REV (the files here)."
)
@click.option(
    "--only-changed", is_flag=True, help="只校验改动涉及的记录 Validate only the records that the change concerns."
)
@click.option(
    "--baseline", type=click.Path(path_type=Path), help="基线文件：里面有的不再算 Findings in this file do not count."
)
@click.option(
    "--write-baseline", type=click.Path(path_type=Path), help="把现有的问题写成基线 Write the baseline and stop."
)
@click.option("--format", "form", type=click.Choice(FORMAT_NAMES), default="text", show_default=True)
@click.option(
    "--fix",
    "mend",
    is_flag=True,
    help="先改正只有一个正确答案的问题，不动办理过程。First correct what has one right answer; never an event.",
)
@click.option(
    "--message",
    type=click.Path(path_type=Path),
    default=None,
    metavar="FILE",
    help="只看一条提交说明里有没有个人信息 Look for personal data in a commit message, and at nothing else.",
)
@click.option(
    "--branch", default="", metavar="NAME", help="和 --message 一起：也看分支名 With --message: the branch's name too."
)
@as_of_option
@lang_option
@click.pass_obj
def command(
    folder: Path, paths: tuple[str, ...], base: str | None, head: str | None, only_changed: bool,
    baseline: Path | None, write_baseline: Path | None, form: str, mend: bool, message: Path | None, branch: str,
    as_of: date | None, lang: str | None,
) -> None:  # fmt: skip
    if base is None and (head is not None or only_changed):
        raise click.UsageError("--head 和 --only-changed 要和 --base 一起用 need --base")
    day = as_of or today()
    colour = form == "text" and sys.stdout.isatty() and "NO_COLOR" not in os.environ
    asked = None
    if form == "text" and not (base or baseline or write_baseline or mend or message):
        asked = Asked(folder, options("check", paths, day, lang, colour), history=False)
        if (known := asked.answer()) is not None:
            for line in known.out:
                click.echo(line, color=colour)
            for line in known.err:
                say(line)
            sys.exit(known.code)
    from site_builder.cli import checking  # what has been answered before is answered without it

    if message is not None:
        checked = checking.message(folder, message, branch, day)
    else:
        checked = checking.register(folder, paths, base, head, only_changed, mend, day, lang)
    answer = checking.told(checked, form, colour, lang, baseline, write_baseline)
    if asked is not None:
        asked.keep(answer)
    sys.exit(answer.code)
