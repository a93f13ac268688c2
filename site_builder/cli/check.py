"""sidan check"""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import click

from site_builder.cli import FINDINGS, OK, Problem, today
from site_builder.cli.common import as_of_option, data, lang_option, language_of, read, say
from site_builder.pipeline import check_message
from site_builder.reports.findings import findings_json, findings_text, summary_line
from site_builder.rules.checked import Checked


@click.command(help="校验全部事项，或者只看 PATHS 的问题。Check the register; with PATHS, show only their findings.")
@click.argument("paths", nargs=-1, type=click.Path())
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option(
    "--message",
    type=click.Path(path_type=Path),
    default=None,
    metavar="FILE",
    help="只看一条提交说明里有没有个人信息 Look for personal data in a commit message, and at nothing else.",
)
@as_of_option
@lang_option
@click.pass_obj
def command(
    folder: Path, paths: tuple[str, ...], form: str, message: Path | None, as_of: date | None, lang: str | None
) -> None:
    checked = _message(folder, message, as_of) if message else read(folder, as_of)
    if message and not checked.findings:
        sys.exit(OK)
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


def _message(folder: Path, message: Path, as_of: date | None) -> Checked:
    """A commit message judged. Raises Problem where it cannot be read."""
    try:
        text = message.read_text(encoding="utf-8", errors="replace")
    except OSError as error:
        raise Problem(f"{message}：读不了，{error.strerror} cannot be read") from None
    return check_message(folder, "COMMIT_EDITMSG", text, as_of or today())


def _only(checked: Checked, folder: Path, paths: tuple[str, ...]) -> Checked:
    """The findings of the files and folders named. A path that is not there is wrong usage."""
    root = folder.resolve()
    wanted = []
    for path in paths:
        for candidate in (folder / path, Path(path)):
            if os.path.lexists(candidate):  # a link is judged itself, wherever it leads
                full = candidate.parent.resolve() / candidate.name if candidate.is_symlink() else candidate.resolve()
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
