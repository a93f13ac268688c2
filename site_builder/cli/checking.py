"""What `sidan check` does where the answer is not known yet."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import click

from site_builder.cache.answers import Answer
from site_builder.checking import check_message
from site_builder.cli import FINDINGS, OK, Problem
from site_builder.cli.common import data, language_of, read, say, under
from site_builder.reports.baseline import NotABaseline, baseline_text, read_baseline, without_known
from site_builder.reports.findings import findings_text, summary_line, waived_lines
from site_builder.reports.formats import FORMATS
from site_builder.reports.formats.github import summary
from site_builder.rules.checked import Checked


def message(folder: Path, path: Path, branch: str, day: date) -> Checked:
    """A commit message and a branch's name judged; it ends here where they are in order. Raises Problem where it cannot
    be read."""
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
    except OSError as error:
        raise Problem(f"{path}：读不了，{error.strerror} cannot be read") from None
    checked = check_message(folder, "COMMIT_EDITMSG", text, day, branch)
    if not checked.findings:
        sys.exit(OK)
    return checked


def register(
    folder: Path, paths: tuple[str, ...], base: str | None, head: str | None, only_changed: bool, mend: bool,
    day: date, lang: str | None,
) -> Checked:  # fmt: skip
    """A register judged, or the change from `base`; of the findings, those of the paths. `mend` corrects first."""
    wanted = under(folder, paths)
    if mend:
        from site_builder.cli.fixing import fix  # most checks mend and compare nothing, and start at once

        fix(folder, day, wanted, lang)
    checked = read(folder, day) if base is None else _review(folder, base, head, day, only_changed)
    return replace(checked, findings=tuple(f for f in checked.findings if wanted(f.place.path)))


def told(
    checked: Checked, form: str, colour: bool, lang: str | None, baseline: Path | None, write_baseline: Path | None
) -> Answer:  # fmt: skip
    """Say what was found, in one of the formats. What was said of text, and the exit code."""
    language = language_of(checked, lang)
    if write_baseline is not None:
        _write(write_baseline, baseline_text(checked, language))
        say(f"sidan: {write_baseline}：{len(checked.findings)} 条 findings")
        sys.exit(OK)
    if baseline is not None:
        checked = _only_new(checked, baseline)
    out: list[str] = []
    err: list[str] = []
    if form == "text":
        out += findings_text(checked, language, colour)
        for line in out:
            click.echo(line, color=colour)
    elif text := FORMATS[form](checked, language):
        data(text)
    if form == "github":
        _write_step_summary(summary(checked, language))
    if form in ("text", "github"):
        err += (*waived_lines(checked, language), summary_line(checked, language))
        for line in err:
            say(line)
    return Answer(out, err, FINDINGS if checked.errors else OK)


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


def _review(folder: Path, base: str, head: str | None, as_of: date, only_changed: bool) -> Checked:
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
