"""sidan week"""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import click

from site_builder.cli.common import as_of_option, data, data_bytes, lang_option, language_of, sound
from site_builder.cli.printing import printed
from site_builder.model.four_lists import TOWN, four_lists
from site_builder.model.weeks import Week
from site_builder.pipeline import one_week, week_pdf
from site_builder.reports.shapes import week_object
from site_builder.reports.workbook import workbook
from site_builder.reports.written import tables_csv, tables_markdown
from site_builder.views.tables import Tables
from site_builder.views.week_tables import week_notes, week_tables, week_title


class WeekType(click.ParamType[Week]):
    """An ISO week that exists."""

    name = "YYYY-Www"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> Week:
        if isinstance(value, Week):
            return value
        try:
            return Week.parse(str(value))
        except ValueError:
            self.fail(f"{value!r} 不是周次，应当像 2025-W42 not a week like 2025-W42", param, ctx)


@click.command(help="一周的四清单（默认本周、全镇）。The four lists of one week (this week, the whole town).")
@click.argument("week", type=WeekType(), required=False)
@click.option("--village", metavar="ID", default=None, help="哪个村 A village.")
@click.option(
    "--format", "form", type=click.Choice(["html", "csv", "xlsx", "md", "json", "pdf"]), default="md", show_default=True
)
@as_of_option
@lang_option
@click.pass_obj
def command(
    folder: Path, week: Week | None, village: str | None, form: str, as_of: date | None, lang: str | None
) -> None:
    checked = sound(folder, as_of)
    register = checked.register
    assert register is not None
    scope = village or TOWN
    if scope != TOWN and scope not in register.town.villages:
        raise click.BadParameter(
            f"没有 {scope}；有 {'、'.join(register.town.villages)} no such village", param_hint="--village"
        )
    wanted = week or Week.of(checked.as_of)
    if wanted.monday > checked.as_of:
        raise click.BadParameter(f"{wanted} 还没有到 lies after {checked.as_of}", param_hint="WEEK")
    language = language_of(checked, lang)
    lists = four_lists(register, wanted, checked.as_of, [scope])[scope]
    tables = Tables(register, lists.as_of, language)
    title = week_title(lists, register, language)
    match form:
        case "json":
            data(json.dumps(week_object(lists, register), ensure_ascii=False, indent=2))
        case "csv":
            data_bytes(tables_csv(week_tables(lists, tables)))
        case "xlsx":
            data_bytes(workbook(title, week_tables(lists, tables), language))
        case "md":
            data(tables_markdown(title, week_notes(lists, tables), week_tables(lists, tables)))
        case "pdf":
            data_bytes(printed(lambda: week_pdf(checked, wanted, scope, language)))
        case _:
            data_bytes(printed(lambda: one_week(checked, wanted, scope, language)))
