"""sidan new"""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import click

from site_builder.cli import DAY, FINDINGS, Problem, today
from site_builder.cli.common import as_of_option, data, read, say
from site_builder.model.people import Town
from site_builder.model.register import Register
from site_builder.records.new_record import case_text, visit_text
from site_builder.reports.findings import findings_text
from site_builder.spec import default_spec
from site_builder.spec.intake import intake

KINDS = (*default_spec().enums["kind"], "visit")
_ASKED = {
    "village": "村编号 village id",
    "grid": "网格编号（没有就留空）grid id, or empty",
    "title": "标题（不写真实姓名）title, no real names",
    "problem": "一句话问题（不写真实姓名）problem in a sentence",
    "category": "内容分类 category",
    "by": "登记人编号 registered by",
}


@click.command(
    help="新建一件事项（或一次接访下访），编号取下一个。A new file with the next free id and the fields its KIND needs."
)
@click.argument("kind", type=click.Choice(KINDS))
@click.option("--village", default=None, help=_ASKED["village"])
@click.option("--grid", default=None, help=_ASKED["grid"])
@click.option("--title", default=None, help=_ASKED["title"])
@click.option("--problem", default=None, help=_ASKED["problem"])
@click.option("--category", default=None, help=_ASKED["category"])
@click.option("--source", type=click.Choice(list(default_spec().enums["source"])), default="grid", show_default=True)
@click.option(
    "--level",
    type=click.Choice(list(default_spec().enums["level"])),
    default=None,
    help="信访默认 town，其他默认 village",
)
@click.option(
    "--access",
    type=click.Choice(["office", "village", "board"]),
    default=None,
    help="信访默认 office，其他默认 village",
)
@click.option("--found-on", type=DAY, default=None, help="发现日期（默认今天）")
@click.option("--by", default=None, help=_ASKED["by"])
@click.option("--leader", default=None, help="接访领导编号（visit）")
@click.option("--place", default=None, help="地点（visit）")
@click.option("--mode", type=click.Choice(list(default_spec().enums["visit_mode"])), default="visit", show_default=True)
@as_of_option
@click.pass_obj
def command(folder: Path, /, kind: str, as_of: date | None, found_on: date | None, **given: str | None) -> None:
    day = as_of or today()
    checked = read(folder, day)
    register = checked.register
    if register is None:
        say("sidan: grids.yaml 或 people.yaml 有错，先运行 sidan check  mend grids.yaml and people.yaml first")
        sys.exit(FINDINGS)
    found = found_on or day
    if kind == "visit":
        _need(given, ("leader", "place"))
        number = _next(folder, "V", found.year, ["visits"])
        path, text = (
            f"cases/visits/{number}.md",
            visit_text(number, found, str(given["mode"]), str(given["leader"]), str(given["place"])),
        )
    else:
        wanted = ("village", "title", "problem", "category", "by")
        _need(given, wanted)
        _known(register, given)
        id = _next(folder, register.town.id.upper(), day.year, [*register.town.villages])
        path = f"cases/{given['village']}/{id}.md"
        text = case_text(id, kind, found, day, {name: value for name, value in given.items() if value})
    _write(folder / path, text)
    data(path)
    after = read(folder, day)
    wrong = [f for f in after.findings if f.place.path == path]
    if wrong:
        for line in findings_text(replace(after, findings=tuple(wrong)), after.settings.locale):
            say(line)


def _need(given: dict[str, str | None], names: tuple[str, ...]) -> None:
    """Ask for what is missing on a terminal; otherwise name every missing option at once."""
    missing = [name for name in names if not given.get(name)]
    if missing and sys.stdin.isatty():
        for name in missing:
            given[name] = click.prompt(_ASKED.get(name, name), err=True)
    elif missing:
        options = " ".join(f"--{name}" for name in missing)
        raise click.UsageError(f"还要写 {options}  these options are missing")


def _known(register: Register, given: dict[str, str | None]) -> None:
    town: Town = register.town
    if given["village"] not in town.villages:
        raise click.BadParameter(f"没有 {given['village']}；有 {'、'.join(town.villages)}", param_hint="--village")
    if given["category"] not in register.spec.categories:
        raise click.BadParameter(
            f"没有 {given['category']}；有 {'、'.join(register.spec.categories)}", param_hint="--category"
        )
    if not town.knows(str(given["by"])):
        raise click.BadParameter(f"people.yaml 里没有 {given['by']} is not in people.yaml", param_hint="--by")
    if given.get("grid") and given["grid"] not in town.grids:
        raise click.BadParameter(f"没有网格 {given['grid']} no such grid", param_hint="--grid")


def _next(folder: Path, prefix: str, year: int, places: list[str]) -> str:
    """The next free number of the year, by the files that are there."""
    start = f"{prefix}-{year}-"
    taken = [
        int(path.stem.removeprefix(start))
        for place in places
        for path in (folder / "cases" / place).glob(f"{start}*.md")
        if path.stem.removeprefix(start).isdigit()
    ]
    return f"{start}{intake().next_number(taken):04d}"


def _write(path: Path, text: str) -> None:
    """Never over a file that is there."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
    except OSError as error:
        raise Problem(f"{path}：写不了，{error.strerror} cannot be written") from None
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
