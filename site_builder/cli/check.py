"""sidan check"""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import click

from site_builder.checking import check_message
from site_builder.cli import FINDINGS, OK, Problem, today
from site_builder.cli.common import as_of_option, data, lang_option, language_of, read, say, under
from site_builder.reports.baseline import NotABaseline, baseline_text, read_baseline, without_known
from site_builder.reports.findings import findings_text, summary_line, waived_lines
from site_builder.reports.formats import FORMATS
from site_builder.reports.formats.github import summary
from site_builder.rules.checked import Checked


@click.command(help="校验全部事项，或者只看 PATHS 的问题。Check the register; with PATHS, show only their findings.")
@click.argument("paths", nargs=-1, type=click.Path())
@click.option("--base", default=None, metavar="REV", help="再判从 REV 起的改动 Judge the change from REV too.")
@click.option(
    "--head", default=None, metavar="REV", help="改动到 REV 为止（默认工作区） ... up to REV (the files here)."
)
@click.option(
    "--only-changed", is_flag=True, help="只校验改动涉及的记录 Validate only the records that the change concerns."
)
@click.option(
    "--baseline", type=click.Path(path_type=Path), help="基线文件：里面有的不再算 Findings in this file do not count."
)
@click.option(
    "--write-baseline", type=click.Path(path_type=Path), help="把现有的问题写成基线 Write the baseline and stop."
)
@click.option("--format", "form", type=click.Choice(list(FORMATS)), default="text", show_default=True)
@click.option(
    "--fix",
    "mend",
    is_flag=True,
    help="先改正只有一个正确答案的问题，不动办理过程。First correct what has one right answer; never an event.",
)
@click.option(
    "--message",
    type=click.Path(path_type=Path),
    default=None,
    metavar="FILE",
    help="只看一条提交说明里有没有个人信息 Look for personal data in a commit message, and at nothing else.",
)
@click.option(
    "--branch", default="", metavar="NAME", help="和 --message 一起：也看分支名 With --message: the branch's name too."
)
@as_of_option
@lang_option
@click.pass_obj
def command(
    folder: Path, paths: tuple[str, ...], base: str | None, head: str | None, only_changed: bool,
    baseline: Path | None, write_baseline: Path | None, form: str, mend: bool, message: Path | None, branch: str,
    as_of: date | None, lang: str | None,
) -> None:  # fmt: skip
    if base is None and (head is not None or only_changed):
        raise click.UsageError("--head 和 --only-changed 要和 --base 一起用 need --base")
    if message is not None:
        checked = _message(folder, message, branch, as_of)
        if not checked.findings:
            sys.exit(OK)
    else:
        wanted = under(folder, paths)
        if mend:
            from site_builder.cli.fixing import fix  # most checks mend and compare nothing, and start at once

            fix(folder, as_of, wanted, lang)
        checked = read(folder, as_of) if base is None else _review(folder, base, head, as_of, only_changed)
        checked = replace(checked, findings=tuple(f for f in checked.findings if wanted(f.place.path)))
    language = language_of(checked, lang)
    if write_baseline is not None:
        _write(write_baseline, baseline_text(checked, language))
        say(f"sidan: {write_baseline}：{len(checked.findings)} 条 findings")
        sys.exit(OK)
    if baseline is not None:
        checked = _only_new(checked, baseline)
    if form == "text":
        colour = sys.stdout.isatty() and "NO_COLOR" not in os.environ
        for line in findings_text(checked, language, colour):
            click.echo(line, color=colour)
    elif text := FORMATS[form](checked, language):
        data(text)
    if form == "github":
        _write_step_summary(summary(checked, language))
    if form in ("text", "github"):
        for line in waived_lines(checked, language):
            say(line)
        say(summary_line(checked, language))
    sys.exit(FINDINGS if checked.errors else OK)


def _message(folder: Path, message: Path, branch: str, as_of: date | None) -> Checked:
    """A commit message and a branch's name judged. Raises Problem where it cannot be read."""
    try:
        text = message.read_text(encoding="utf-8", errors="replace")
    except OSError as error:
        raise Problem(f"{message}：读不了，{error.strerror} cannot be read") from None
    return check_message(folder, "COMMIT_EDITMSG", text, as_of or today(), branch)


def _only_new(checked: Checked, path: Path) -> Checked:
    """The findings that the baseline does not hold; what it holds in vain is told."""
    try:
        known = read_baseline(path.read_text(encoding="utf-8"))
    except NotABaseline as error:
        raise click.UsageError(f"{path}：{error}") from None
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "不是 UTF-8 not UTF-8"
        raise Problem(f"{path}：读不了，{reason} cannot be read: {reason}") from None
    new, gone = without_known(checked, known)
    say(f"sidan: 基线里已有的 {len(checked.findings) - len(new.findings)} 条不算 known from the baseline")
    for one in gone:
        say(f"sidan: 基线里这一条已经改好，可以删去 mended, can go from the baseline: {one.path} {one.code}")
    return new


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise Problem(f"{path}：写不了，{error.strerror} cannot be written") from None


def _write_step_summary(text: str) -> None:
    """Add to the page that GitHub shows of a step; elsewhere there is none."""
    path = os.environ.get("GITHUB_STEP_SUMMARY")
    if path:
        with open(path, "a", encoding="utf-8") as file:
            file.write(text)


def _review(folder: Path, base: str, head: str | None, as_of: date | None, only_changed: bool) -> Checked:
    """The register and the change from `base`, judged."""
    from site_builder.cli.reviewing import reviewed

    done = reviewed(folder, base, head, as_of, only_changed)
    if done.ahead:
        say(
            f"sidan: {base} 后来又有 {done.ahead} 个提交，从共同的起点 {done.start.short} 起判 "
            f"{base} has moved on by {done.ahead} commits: judged from the common ancestor"
        )
    if done.skipped:
        say(
            f"sidan: 另有 {done.skipped} 个记录与改动无关，未重新校验 "
            f"{done.skipped} records that the change does not concern were not validated again"
        )
    return done.checked
