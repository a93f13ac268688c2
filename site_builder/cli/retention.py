"""sidan retention"""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import click

from site_builder.cli.common import as_of_option, data, data_bytes, lang_option, language_of, sound, town_readable
from site_builder.model.retention import all_retention
from site_builder.reports.retention import retention_rows, retention_text
from site_builder.reports.written import tables_csv
from site_builder.views.tables import Tables


@click.command(
    help="了结的事项保存到什么时候，哪些到期可以处置。Until when ended matters are kept, and what is due for disposal."
)
@click.option("--all", "everything", is_flag=True, help="不只是到期的 Not only what is due.")
@click.option("--format", "form", type=click.Choice(["text", "json", "csv"]), default="text", show_default=True)
@as_of_option
@lang_option
@click.pass_obj
def command(folder: Path, everything: bool, form: str, as_of: date | None, lang: str | None) -> None:
    checked = sound(folder, as_of)
    register, language, day = town_readable(checked), language_of(checked, lang), checked.as_of
    found = [one for one in all_retention(register, day) if everything or one.is_over(day)]
    match form:
        case "json":
            document = {"as_of": str(day), "matters": retention_rows(found, register, day)}
            data(json.dumps(document, ensure_ascii=False, indent=2))
        case "csv":
            data_bytes(tables_csv([Tables(register, day, language).retention(found)]))
        case _:
            data(retention_text(found, register, day, language))
