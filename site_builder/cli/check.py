"""sidan check"""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import click

from site_builder.cli import FINDINGS, OK
from site_builder.cli.common import as_of_option, data, lang_option, language_of, read, say, under
from site_builder.cli.fixing import fix
from site_builder.reports.findings import findings_json, findings_text, summary_line


@click.command(help="校验全部事项，或者只看 PATHS 的问题。Check the register; with PATHS, show only their findings.")
@click.argument("paths", nargs=-1, type=click.Path())
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option(
    "--fix",
    "mend",
    is_flag=True,
    help="先改正只有一个正确答案的问题，不动办理过程。First correct what has one right answer; never an event.",
)
@as_of_option
@lang_option
@click.pass_obj
def command(folder: Path, paths: tuple[str, ...], form: str, mend: bool, as_of: date | None, lang: str | None) -> None:
    wanted = under(folder, paths)
    checked = read(folder, as_of)
    if mend and fix(folder, as_of, wanted, language_of(checked, lang)):
        checked = read(folder, as_of)
    checked = replace(checked, findings=tuple(f for f in checked.findings if wanted(f.place.path)))
    language = language_of(checked, lang)
    if form == "json":
        data(findings_json(checked, language))
    else:
        colour = sys.stdout.isatty() and "NO_COLOR" not in os.environ
        for line in findings_text(checked, language, colour):
            click.echo(line, color=colour)
        say(summary_line(checked, language))
    sys.exit(FINDINGS if checked.errors else OK)
