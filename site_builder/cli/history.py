"""sidan history"""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import click

from site_builder.cli import FINDINGS, OK, today
from site_builder.cli.common import as_of_option, data, lang_option, language_of, on_terminal, say
from site_builder.cli.reviewing import history_readable
from site_builder.reports.findings import findings_json, findings_text, summary_line
from site_builder.review.audit import audit as replay


@click.group(help="登记簿的提交历史。The history of the register in git.")
def command() -> None:
    """The commands about history."""


@command.command(
    help="重放全部历史，列出按今天的规则不该通过的改动。Every past change that today's rules would refuse."
)
@click.option("--head", default="HEAD", metavar="REV", show_default=True, help="查到哪个版本 Up to REV.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@as_of_option
@lang_option
@click.pass_obj
def audit(folder: Path, head: str, form: str, as_of: date | None, lang: str | None) -> None:
    def told(done: int, all: int) -> None:
        if done % 50 == 0 or done == all:
            click.echo(f"\r{done}/{all}", err=True, nl=done == all)

    with history_readable():
        done = replay(folder, head, as_of or today(), told if on_terminal() else None)
    language = language_of(done.checked, lang)
    if form == "json":
        data(findings_json(done.checked, language))
    else:
        for line in findings_text(done.checked, language):
            click.echo(line)
        say(f"sidan: 重放了 {done.commits} 个提交 replayed {done.commits} commits")
        say(summary_line(done.checked, language))
    sys.exit(FINDINGS if done.checked.errors else OK)
