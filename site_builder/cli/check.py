"""sidan check"""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import click

from site_builder.cli import FINDINGS, OK
from site_builder.cli.common import as_of_option, data, lang_option, language_of, read, say
from site_builder.reports.findings import findings_json, findings_text, summary_line
from site_builder.rules.checked import Checked


@click.command(help="校验全部事项，或者只看 PATHS 的问题。Check the register; with PATHS, show only their findings.")
@click.argument("paths", nargs=-1, type=click.Path())
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@as_of_option
@lang_option
@click.pass_obj
def command(folder: Path, paths: tuple[str, ...], form: str, as_of: date | None, lang: str | None) -> None:
    checked = read(folder, as_of)
    if paths:
        checked = _only(checked, folder, paths)
    language = language_of(checked, lang)
    if form == "json":
        data(findings_json(checked, language))
    else:
        colour = sys.stdout.isatty() and "NO_COLOR" not in os.environ
        for line in findings_text(checked, language, colour):
            click.echo(line, color=colour)
        say(summary_line(checked, language))
    sys.exit(FINDINGS if checked.errors else OK)


def _only(checked: Checked, folder: Path, paths: tuple[str, ...]) -> Checked:
    """The findings of the files and folders named. A path that is not there is wrong usage."""
    root = folder.resolve()
    wanted = []
    for path in paths:
        for candidate in (folder / path, Path(path)):
            if candidate.exists():
                full = candidate.resolve()
                break
        else:
            raise click.BadParameter(f"没有 {path} no such file", param_hint="PATHS")
        if not full.is_relative_to(root):
            raise click.BadParameter(f"{path} 不在登记簿里 is outside the register", param_hint="PATHS")
        wanted.append(full.relative_to(root).as_posix())
    found = tuple(
        f
        for f in checked.findings
        if any(w == "." or f.place.path == w or f.place.path.startswith(w + "/") for w in wanted)
    )
    return replace(checked, findings=found)
