"""sidan codeowners"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from site_builder.cli import Problem
from site_builder.cli.common import as_of_option, data, read, town_readable
from site_builder.model.code_owners import OWNERS_FILES, code_owners
from site_builder.model.people import Town
from site_builder.settings import FORGES


@click.command(
    help="由 people.yaml 生成 CODEOWNERS：哪个村的改动请谁审。CODEOWNERS from people.yaml, by village folder."
)
@click.option("--forge", type=click.Choice(FORGES), default=None, help="哪种平台（默认看设置） Which forge.")
@click.option("--write", is_flag=True, help="写进登记簿，而不是打印 Write the file instead of printing it.")
@as_of_option
@click.pass_obj
def command(folder: Path, forge: str | None, write: bool, as_of: date | None) -> None:
    checked = read(folder, as_of)
    town, day = town_readable(checked).town, checked.as_of
    named = forge or (checked.settings.forge.kind if checked.settings.forge else None)
    if not write:
        data(code_owners(town, named or FORGES[0], day))
        return
    there = [name for name, path in OWNERS_FILES.items() if (folder / path).exists()]
    for path in write_code_owners(folder, town, [named] if named else there or [FORGES[0]], day):
        data(path)


def write_code_owners(folder: Path, town: Town, forges: list[str], day: date) -> list[str]:
    """Write the file of each forge; the paths, from the register's folder. Raises Problem."""
    paths = {OWNERS_FILES[name]: name for name in forges}
    for path, name in paths.items():
        target = folder / path
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            if target.is_symlink():
                raise Problem(f"{path} 是链接，不写 is a link; it is not written through")
            target.write_text(code_owners(town, name, day), encoding="utf-8", newline="\n")
        except OSError as error:
            raise Problem(f"{path}：写不了，{error.strerror} cannot be written") from None
    return list(paths)
