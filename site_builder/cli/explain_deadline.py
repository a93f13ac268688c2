"""sidan explain-deadline"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from site_builder.cli.common import as_of_option, data, lang_option, language_of, sound
from site_builder.reports.deadlines import explain_text


@click.command(help="一件事项的每个期限为什么是那一天，逐日列出。Why each deadline of CASE is that day, day by day.")
@click.argument("case_id", metavar="CASE")
@as_of_option
@lang_option
@click.pass_obj
def command(folder: Path, case_id: str, as_of: date | None, lang: str | None) -> None:
    checked = sound(folder, as_of)
    register = checked.register
    assert register is not None
    case = register.case_by_id.get(case_id)
    if case is None or case.is_sealed:
        raise click.BadParameter(f"没有 {case_id} 这件事项 no such case", param_hint="CASE")
    data(explain_text(case, register, checked.as_of, language_of(checked, lang)))
