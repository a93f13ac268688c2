"""sidan stats"""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import click

from site_builder.cli import DAY
from site_builder.cli.common import as_of_option, data, lang_option, language_of, sound
from site_builder.reports.figures import figures_text
from site_builder.reports.shapes import figures_object


@click.command(help="统计数字：每个比率都带分子、分母、口径和截止日。The figures, each rate with its denominator.")
@click.option("--from", "since", type=DAY, default=None, help="从哪一天起（默认当年1月1日） From (1 January).")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@as_of_option
@lang_option
@click.pass_obj
def command(folder: Path, since: date | None, form: str, as_of: date | None, lang: str | None) -> None:
    checked = sound(folder, as_of)
    register = checked.register
    assert register is not None
    first = since or date(checked.as_of.year, 1, 1)
    if first > checked.as_of:
        raise click.BadParameter("晚于 --as-of is after --as-of", param_hint="--from")
    if form == "json":
        data(json.dumps(figures_object(register, first, checked.as_of), ensure_ascii=False, indent=2))
    else:
        data(figures_text(register, first, checked.as_of, language_of(checked, lang)))
