"""sidan due"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from site_builder.cli.common import as_of_option, data, data_bytes, lang_option, language_of, sound
from site_builder.model.due import due
from site_builder.reports.deadlines import due_ics, due_json, due_text


@click.command(help="已经逾期和近期到期的事项。What is overdue or falls due soon.")
@click.option(
    "--within",
    type=click.IntRange(0, 3660),
    default=14,
    show_default=True,
    metavar="DAYS",
    help="多少天以内 Calendar days ahead.",
)
@click.option("--format", "form", type=click.Choice(["text", "json", "ics"]), default="text", show_default=True)
@as_of_option
@lang_option
@click.pass_obj
def command(folder: Path, within: int, form: str, as_of: date | None, lang: str | None) -> None:
    checked = sound(folder, as_of)
    register = checked.register
    assert register is not None
    items = due(register, checked.as_of, within)
    language = language_of(checked, lang)
    if form == "json":
        data(due_json(items, checked.as_of, within))
    elif form == "ics":
        data_bytes(due_ics(items, register, checked.as_of, language).encode())
    else:
        data(due_text(items, register, checked.as_of, within, language))
