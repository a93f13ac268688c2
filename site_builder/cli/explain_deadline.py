"""sidan explain-deadline"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from site_builder.cli.common import as_of_option, case_named, data, lang_option, language_of, sound, town_readable
from site_builder.reports.deadlines import explain_text


@click.command(help="一件事项的每个期限为什么是那一天，逐日列出。Why each deadline of CASE is that day, day by day.")
@click.argument("case_id", metavar="CASE")
@as_of_option
@lang_option
@click.pass_obj
def command(folder: Path, case_id: str, as_of: date | None, lang: str | None) -> None:
    checked = sound(folder, as_of)
    register = town_readable(checked)
    case = case_named(register, case_id)
    data(explain_text(case, register, checked.as_of, language_of(checked, lang)))
