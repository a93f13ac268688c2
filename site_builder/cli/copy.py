"""sidan copy"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from site_builder.cli.common import as_of_option, case_named, data, lang_option, language_of, say, sound, town_readable
from site_builder.reports.outward import outward_html, outward_markdown
from site_builder.views.outward import outward


@click.command(
    help="一件事项的对外副本：个人信息隐去，内部研究不写。A copy of a case for outside: personal data hidden, counsel left out."
)
@click.argument("case_id", metavar="CASE")
@click.option("--format", "form", type=click.Choice(["md", "html"]), default="md", show_default=True)
@as_of_option
@lang_option
@click.pass_obj
def command(folder: Path, case_id: str, form: str, as_of: date | None, lang: str | None) -> None:
    checked = sound(folder, as_of)
    register, language = town_readable(checked), language_of(checked, lang)
    case = case_named(register, case_id)
    if register.history(case).on(checked.as_of) is None:
        raise click.BadParameter(f"{checked.as_of} 还没有 {case_id} no such case on that day", param_hint="CASE")
    copy = outward(case, register, checked.as_of, language)
    say(
        f"sidan: 隐去 {copy.hidden} 处；姓名靠识别，发出前请再看一遍  {copy.hidden} hidden; names are found by guess: read it before it is sent"
    )
    data(outward_html(copy, language) if form == "html" else outward_markdown(copy, language))
