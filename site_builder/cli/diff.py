"""sidan diff"""

from __future__ import annotations

import os
import shlex
import sys
from datetime import date
from pathlib import Path

import click

from site_builder.cli import Problem
from site_builder.cli.common import as_of_option, data, lang_option, language_of
from site_builder.cli.reviewing import NO_REGISTER, compared
from site_builder.reports.change_json import change_json
from site_builder.reports.change_markdown import change_markdown
from site_builder.reports.change_text import change_text


@click.command(
    help="从 BASE 起的改动，用办事的话说（默认到文件夹里的文件）。What changed since BASE, in the terms of the workflow."
)
@click.argument("base")
@click.argument("head", required=False)
@click.option("--format", "form", type=click.Choice(["text", "md", "json"]), default="text", show_default=True)
@as_of_option
@lang_option
@click.pass_obj
def command(folder: Path, base: str, head: str | None, form: str, as_of: date | None, lang: str | None) -> None:
    done = compared(folder, base, head, as_of)
    change = done.view(language_of(done.checked, lang))
    if change is None:
        raise Problem(NO_REGISTER)
    if form == "json":
        data(change_json(change))
    elif form == "md":
        data(change_markdown(change, _command(base, head, change.as_of)))
    else:
        colour = sys.stdout.isatty() and "NO_COLOR" not in os.environ
        for line in change_text(change, colour):
            click.echo(line, color=colour)


def _command(base: str, head: str | None, as_of: date) -> str:
    """What to type to see all of it."""
    words = ["sidan", "diff", base, *([head] if head else []), "--as-of", str(as_of)]
    return shlex.join(words)
