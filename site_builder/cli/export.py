"""sidan export"""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import click

from site_builder.cli.common import as_of_option, data, data_bytes, lang_option, language_of, sound
from site_builder.cli.printing import printed
from site_builder.exports.cases_json import register_document
from site_builder.pipeline import ledgers_pdf
from site_builder.reports.workbook import workbook
from site_builder.reports.written import tables_csv
from site_builder.views.audience import Audience
from site_builder.views.edition import edition
from site_builder.views.tables import Tables


@click.command(help="导出台账：矛盾纠纷、信访事项、接访下访、上级交办。Export the ledgers.")
@click.option("--format", "form", type=click.Choice(["xlsx", "csv", "json", "pdf"]), default="csv", show_default=True)
@click.option(
    "--ledger",
    type=click.Choice(["all", "disputes", "petitions", "visits", "orders"]),
    default="all",
    show_default=True,
    help="哪一本台账 Which ledger.",
)
@click.option(
    "--year",
    type=click.IntRange(1900, 9999),
    default=None,
    help="只要这一年的 Only what was found, received or held in it.",
)
@as_of_option
@lang_option
@click.pass_obj
def command(folder: Path, form: str, ledger: str, year: int | None, as_of: date | None, lang: str | None) -> None:
    if form == "json" and (year is not None or ledger != "all"):
        raise click.UsageError("json 是整个登记簿，不分台账和年份 json is the whole register: no --ledger, no --year")
    checked = sound(folder, as_of)
    register = checked.register
    assert register is not None
    language = language_of(checked, lang)
    if form == "json":
        shown = edition(register, Audience("office"), checked.as_of, language)
        data(json.dumps(register_document(shown), ensure_ascii=False, indent=2))
        return
    tables = Tables(register, checked.as_of, language)
    wanted = [table for table in tables.ledgers(year) if ledger in ("all", table.code)]
    match form:
        case "csv":
            data_bytes(tables_csv(wanted))
        case "xlsx":
            data_bytes(workbook(register.town.name, wanted, language))
        case _:
            data_bytes(printed(lambda: ledgers_pdf(checked, wanted, language)))
