"""sidan new"""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import Any

import click

from site_builder.cli import DAY, Problem
from site_builder.cli.common import as_of_option, data, lang_option
from site_builder.cli.move_options import Typed
from site_builder.cli.writing import Desk, open_desk, writable
from site_builder.spec import Field, Label, default_spec
from site_builder.spec.intake import intake
from site_builder.text.source import Source
from site_builder.writers.new_record import case_text, record_text
from site_builder.writers.numbers import NumbersUsedUp
from site_builder.writers.replace_file import create_file
from site_builder.writers.yaml_text import Code, Value

SPEC = default_spec()
KINDS = (*SPEC.enums["kind"], "visit")
OPTIONS = ("village", "grid", "title", "problem", "category", "source", "level", "access")
"""The fields of a case that `new` asks for or sets."""
ASKED = ("village", "title", "problem", "category")
"""Those without which no case is registered."""
LEADERS_VISIT = ("leader", "place", "mode")
CLASS = "petition.class"


def _options(command: Any) -> Any:
    """One option for each field, with the labels and values of the spec."""
    fields = {name: SPEC.case_field(name) for name in OPTIONS}
    visit = {name: SPEC.records["visit"].fields[name] for name in LEADERS_VISIT}
    for name, field in reversed([*fields.items(), ("petition_class", SPEC.case_field(CLASS)), *visit.items()]):
        names = ["--" + name.replace("_", "-"), *(["--class"] if name == "petition_class" else []), name]
        values = list(SPEC.enums[field.type.name]) if field.type.kind == "enum" else None
        label = field.label
        command = click.option(*names, type=click.Choice(values) if values else None, help=f"{label.zh} {label.en}")(
            command
        )
    return command


@click.command(
    help="新建一件事项（或一次接访下访），编号取下一个。A new file with the next free id and the fields its KIND needs."
)
@click.argument("kind", type=click.Choice(KINDS))
@_options
@click.option("--found-on", type=DAY, default=None, help="发现（收到）日期，默认今天 found or received on")
@click.option("--by", default=None, help="登记人编号或姓名 registered by")
@as_of_option
@lang_option
@click.pass_obj
def command(
    folder: Path,
    /,
    kind: str,
    as_of: date | None,
    lang: str | None,
    found_on: date | None,
    by: str | None,
    **given: str | None,
) -> None:
    desk = open_desk(folder, [], as_of, lang)
    day = desk.as_of
    found = found_on or day
    if kind == "visit":
        path, text = _visit(desk, found, given)
    else:
        path, text = _case(desk, kind, found, by, given)
    desk.judge_new(Source(path, text.encode("utf-8")))
    with writable():
        create_file(folder, path, text.encode("utf-8"))
    data(path)


def _case(desk: Desk, kind: str, found: date, by: str | None, given: dict[str, str | None]) -> tuple[str, str]:
    begins = intake().begin(kind)
    given = {
        **given,
        "source": given["source"] or "grid",
        "level": given["level"] or begins.level,
        "access": given["access"] or begins.access,
        "by": by,
    }
    fields = {name: desk.register.spec.case_field(name) for name in OPTIONS}
    fields["by"] = desk.register.spec.event_field("by")
    values = _values(desk, given, fields, (*ASKED, "by"))
    actor = str(values.pop("by"))
    values |= {"kind": Code(kind), "found_on": found}
    if kind == "petition":
        values["petition"] = {"class": Code(given["petition_class"] or "申诉求决类")}
    id = _next(desk, desk.register.town.id.upper(), desk.as_of.year)
    return f"cases/{values['village']}/{id}.md", case_text(id, desk.as_of, actor, values, desk.register.spec)


def _visit(desk: Desk, found: date, given: dict[str, str | None]) -> tuple[str, str]:
    fields = {name: desk.register.spec.records["visit"].fields[name] for name in LEADERS_VISIT}
    values = _values(desk, {**given, "mode": given["mode"] or "visit"}, fields, ("leader", "place"))
    id = _next(desk, "V", found.year)
    return f"cases/visits/{id}.md", record_text("visit", {"id": Code(id), "on": found, **values}, desk.register.spec)


def _values(
    desk: Desk, given: dict[str, str | None], fields: dict[str, Field], wanted: tuple[str, ...]
) -> dict[str, Value]:
    """What was typed, judged; what is wanted and missing is asked for in a terminal, elsewhere named all at once."""
    missing = [name for name in wanted if not given.get(name)]
    if missing and not sys.stdin.isatty():
        options = " ".join(f"--{name}" for name in missing)
        raise click.UsageError(f"还要写 {options}  these options are missing")
    typed = Typed(desk)
    values: dict[str, Value] = {}
    for name, field in fields.items():
        if text := given.get(name):
            values[name] = typed.value([text], field, f"--{name}")
        elif name in missing:
            values[name] = typed.asked(_question(field.label, field.help, desk), field)
    return values


def _question(label: Label, help: Label | None, desk: Desk) -> str:
    language = desk.language
    return label.of(language) + (f"（{help.of(language)}）" if help else "")


def _next(desk: Desk, prefix: str, year: int) -> str:
    try:
        return desk.numbers().next(prefix, year)
    except NumbersUsedUp as error:
        raise Problem(f"{error.start} 的编号用完了 all numbers are taken") from None
