"""sidan answer"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from site_builder.cli import DAY
from site_builder.cli.common import as_of_option, data, lang_option, say
from site_builder.cli.writing import dry_run_option, open_desk
from site_builder.rules.page import escape


@click.command(
    help="答复事项的第 N 项诉求；不写答复内容时列出各项诉求。Answer point N of a case; without TEXT, list the points."
)
@click.argument("case_id", metavar="CASE")
@click.argument("number", metavar="N", type=click.IntRange(1), required=False)
@click.argument("text", metavar="TEXT", required=False)
@click.option("--on", type=DAY, default=None, help="答复日期（默认 --as-of 那天）The day of the answer.")
@dry_run_option
@as_of_option
@lang_option
@click.pass_obj
def command(
    folder: Path, /, case_id: str, number: int | None, text: str | None, on: date | None, dry_run: bool,
    as_of: date | None, lang: str | None,
) -> None:  # fmt: skip
    desk = open_desk(folder, [case_id], as_of, lang)
    case = desk.case(case_id)
    if number is None or text is None:
        for n, point in enumerate(case.points, 1):
            data(
                f"{n}  {escape(point.what)}"
                + (f"  —  {point.answered_on} {escape(point.answer)}" if point.answer else "")
            )
        if number is not None or not case.points:
            raise click.UsageError(
                "要写第几项和答复内容；这件事项没有诉求的先在 points 里写上 give the number of a point and the answer"
            )
        return
    if number > len(case.points):
        raise click.BadParameter(f"只有 {len(case.points)} 项诉求 there are {len(case.points)} points", param_hint="N")
    with desk.editing():
        document = desk.document(case.path)
        document = document.set(("points", number - 1, "answer"), text.strip())
        document = document.set(("points", number - 1, "answered_on"), desk.day(on))
    if desk.write([document], dry_run):
        data(case.path)
        say(f"{case.id} {escape(case.points[number - 1].what)}：{escape(text.strip())}")
