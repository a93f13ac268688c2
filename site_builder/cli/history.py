"""sidan history"""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path

import click

from site_builder.cli import FINDINGS, OK, today
from site_builder.cli.common import as_of_option, data, lang_option, language_of, on_terminal, say
from site_builder.cli.reviewing import history_readable
from site_builder.reports.findings import findings_json, findings_text, summary_line
from site_builder.review.audit import audit as replay
from site_builder.review.scan import Found, Scan
from site_builder.review.scan import scan as look_through
from site_builder.settings import read_settings
from site_builder.sources.layout import SETTINGS
from site_builder.sources.owners import read_owners
from site_builder.spec import Language, Spec
from site_builder.text.finding import Term


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


@command.command(
    help="查 git 里留着的个人信息：每个版本、提交说明、文件名和分支名，只报位置，不显示号码。"
    "Personal data that git keeps, in any version, message or name: where it is, never what."
)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@lang_option
@click.pass_obj
def scan(folder: Path, form: str, lang: str | None) -> None:
    with history_readable():
        done = look_through(folder)
        settings, _ = read_settings(read_owners(folder, [SETTINGS]).get(SETTINGS))
    spec, language = settings.spec(), "en" if lang == "en" else "zh" if lang else settings.locale
    if form == "json":
        data(_scan_json(done))
    else:
        for one in done.found:
            click.echo(_scan_line(one, spec, language))
        for id in done.too_large:
            click.echo(f"{id}: 太大，没有查 too large, not looked through")
    say(
        f"sidan: 查了 {done.looked} 个新对象，{done.known} 个以前查过；找到 {len(done.found)} 处 "
        f"{done.looked} new objects, {done.known} known; {len(done.found)} finds"
    )
    if done.is_shallow:
        say(
            "sidan: 这是浅克隆，更早的没有查；先运行 git fetch --unshallow  this clone is shallow: fetch the rest first"
        )
    if done.found:
        say("sidan: 怎样去掉，见 docs/personal-data.md  how to remove it: docs/personal-data.md")
    sys.exit(FINDINGS if done.found or done.too_large else OK)


_WHERE = {
    "message": {"zh": "提交说明或作者", "en": "message or author of the commit"},
    "path": {"zh": "文件名", "en": "name of a file"},
    "reference": {"zh": "分支名或标签名", "en": "name of a branch or tag"},
}


def _scan_line(one: Found, spec: Spec, language: Language) -> str:
    where = _WHERE[one.where][language] if one.where in _WHERE else one.where
    place = f"{where}:{one.line}:{one.column}" if one.line else where
    when = f"{one.commit} {one.on}" if one.commit else {"zh": "不在任何提交里", "en": "in no commit"}[language]
    there = {"zh": "，现在的文件里还有", "en": ", still in the files"}[language] if one.is_there else ""
    return f"{when} {place}: {spec.label(Term('personal_data', one.kind), language)}{there}"


def _scan_json(done: Scan) -> str:
    rows = [
        {"commit": one.commit or None, "on": str(one.on) if one.on else None, "where": one.where, "line": one.line,
         "column": one.column, "kind": one.kind, "is_there": one.is_there}
        for one in done.found
    ]  # fmt: skip
    return json.dumps(
        {"found": rows, "looked": done.looked, "known": done.known, "too_large": list(done.too_large),
         "shallow": done.is_shallow}, ensure_ascii=False, indent=2,
    )  # fmt: skip
