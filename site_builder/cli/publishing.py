"""What `sidan build` and `withdraw` do to make a site, and what they say of it."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Collection, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import date
from pathlib import Path

import click

from site_builder.cache.answers import Answer
from site_builder.cache.sites import note_site, sites_of
from site_builder.cli import FINDINGS, Problem
from site_builder.cli.common import language_of, on_terminal, say, with_register
from site_builder.cli.reviewing import NO_REGISTER, compared
from site_builder.cli.themed import theme_usable
from site_builder.making import NoText
from site_builder.output.place import store_of
from site_builder.output.problem import OutputError, Refused
from site_builder.output.publish import Published, publication, publish
from site_builder.pipeline import (
    Built,
    Elsewhere,
    build_into,
    build_preview,
    pictures_left_out,
    what_is_shown,
    withdraw_into,
)
from site_builder.reports.findings import findings_text, summary_line
from site_builder.rules.checked import Checked
from site_builder.sources.attachments import ATTACHMENTS
from site_builder.spec import Language
from site_builder.views.audience import Audience
from site_builder.workers import Run, cores, runner


def build(
    folder: Path, day: date, target: Path, audience: Audience, lang: str | None, draft: bool, force: bool,
    jobs: int | None, scheduler: str | None,
) -> Answer:  # fmt: skip
    """Build one audience's site, and end with exit 1 where errors or the gate forbade it. What to say as long as it
    stands."""

    def make(checked: Checked) -> Answer:
        town = checked.register.town if checked.register else None
        if audience.village is not None and town is not None and audience.village not in town.villages:
            raise click.BadParameter(
                f"没有 {audience.village}；有 {'、'.join(town.villages)} no such village", param_hint="--audience"
            )
        pool = _pool(jobs, scheduler)
        answer = published(checked, target, audience, language_of(checked, lang), draft, force, pool)
        if answer is None:
            sys.exit(FINDINGS)
        return answer

    return with_register(folder, day, jobs, make)


def published(
    checked: Checked, target: Path, audience: Audience, language: Language, draft: bool, force: bool,
    pool: AbstractContextManager[tuple[Run, Elsewhere | None]],
) -> Answer | None:  # fmt: skip
    """Build and show one audience's site, and say what was done; None where errors or the gate forbade it, or a text
    cannot be shown. What is to be said of it as long as it stands.

    Where errors do, what the audience may no longer see is taken from its site nevertheless. Raises Problem.
    """
    taken = None
    mark: tuple[str, ...] = ()
    try:
        with (
            theme_usable(),
            pool as (run, elsewhere),
            publication(target, str(audience), force, checked.root) as stage,
        ):
            progress = Progress() if on_terminal() else None
            done = build_into(stage, checked, audience, language, draft, run, progress, elsewhere)
            if done is None:
                before = _shown_before(checked.root, target, audience, stage.paths)
                taken = withdraw_into(stage, checked, audience, language, before, run)
            else:
                mark = stage.mark()
    except Refused as error:
        say(f"sidan: {error}")
        return None
    except OutputError as error:
        raise Problem(str(error)) from None
    if done is not None or taken is not None:
        note_site(checked.root, target, str(audience), what_is_shown(checked, audience, taken is not None))
    if done is not None:
        _say_done(checked, done.published, target, language)
        say_without_text(done.without_text)
        if done.without_text:
            return None
        if lost := pictures_left_out(checked, audience):
            say(
                f"sidan: {lost} 张图片没有放上去：没有装 Pillow，先运行 pip install 'sidan[images]' 再生成  "
                f"{lost} pictures were left out: run pip install 'sidan[images]' and build again"
            )
            return Answer()  # said of no site, so that the next build looks for Pillow again
        stands = Published(0, done.published.written + done.published.unchanged, 0)
        return Answer(err=_done_lines(checked, stands, target, language), site=mark)
    for line in findings_text(checked, language):
        say(line)
    if taken is not None:
        _say_done(checked, taken.done.published, target, language)
        say_without_text(taken.done.without_text)
        what = "、".join(taken.gone) or "不知道原来有哪些 what was shown is not known"
        say(
            f"sidan: 有错误，没有重新生成，但已撤下不再给这种读者看的：{what}；其余只放没有错误的，每页注明草稿  "
            f"errors: not built anew, but what is no longer for this audience was taken down"
        )
        return None
    say(summary_line(checked, language))
    say(
        "sidan: 有错误，没有生成，原来的网站没有动；加 --draft 可以先看草稿  not built: errors; the old site is untouched"
    )
    return None


def _shown_before(root: Path, target: Path, audience: Audience, paths: Collection[str]) -> Collection[str] | None:
    """What a site shows, by what was noted or, where it has no pictures, by its pages; None where neither tells."""
    if not paths:
        return ()
    noted = sites_of(root).get(os.path.abspath(target))
    if noted is not None and noted.audience == str(audience):
        return noted.what
    if audience.kind == "board" or any(path.startswith(f"{ATTACHMENTS}/") for path in paths):
        return None
    return [
        path[len("cases/") : -len(".html")] for path in paths if path.startswith("cases/") and path.endswith(".html")
    ]


@contextmanager
def _pool(jobs: int | None, scheduler: str | None) -> Iterator[tuple[Run, Elsewhere | None]]:
    """Who makes the pages: processes of this machine, or those of a scheduler."""
    if scheduler is None:
        yield runner(jobs or cores()), None
        return
    from site_builder import cluster

    try:
        with cluster.scheduler(scheduler) as run:
            yield run, cluster.elsewhere
    except cluster.NoCluster as error:
        raise Problem(f"{error}；原来的网站没有动 the old site is untouched") from None


def preview(folder: Path, base: str, out: Path | None, force: bool, as_of: date | None, lang: str | None) -> None:
    """The site of one change. Errors do not refuse it: it is made for those who look at the change."""
    done = compared(folder, base, None, as_of)
    language = language_of(done.checked, lang)
    change = done.view(language)
    if change is None:
        raise Problem(NO_REGISTER)
    with theme_usable():
        built = build_preview(done.checked, change)
    if done.checked.errors:
        say("sidan: 改动还有错误，每页注明草稿  the change has errors: every page says draft")
    _publish(built, out if out is not None else folder / "preview", force, language)


def _publish(built: Built, target: Path, force: bool, language: Language) -> None:
    try:
        done = publish(built.files, target, "review", force, built.checked.root)
    except OutputError as error:
        raise Problem(str(error)) from None
    _say_done(built.checked, done, target, language)


def _done_lines(checked: Checked, done: Published, target: Path, language: Language) -> tuple[str, ...]:
    return (
        summary_line(checked, language),
        f"{os.path.join(target, 'index.html')}  "
        f"{done.written} 写入 written, {done.unchanged} 未变 unchanged, {done.deleted} 删除 deleted",
    )


def _say_done(checked: Checked, done: Published, target: Path, language: Language) -> None:
    if on_terminal():
        click.echo("\r\x1b[K", err=True, nl=False)
    for line in _done_lines(checked, done, target, language):
        say(line)
    if done.foreign:
        more = "…" if len(done.foreign) > FEW else ""
        say(
            f"sidan: {len(done.foreign)} 个文件不是本程序写的，照样留着 files of others were kept: "
            f"{', '.join(done.foreign[:FEW])}{more}"
        )
    if done.aside:
        say(
            f"sidan: {done.aside} 个不是本程序写的文件挡了路，移到了 moved aside, as they were in the way and not ours: "
            f"{os.path.join(store_of(os.path.abspath(target)), 'aside')}"
        )
    if done.in_place:
        say(
            "sidan: 这里不能用链接，文件是逐个替换的，生成中途可能新旧页面并存 "
            "no links can be used here: files were replaced one by one, and while a build runs old and new pages may mix"
        )


_WHY = {
    "slow": "用的时间太长 takes too long",
    "large": "用的内存太多 takes too much memory",
    "deep": "引用或列表套得太深 quotations or lists are nested too deeply",
    "failed": "程序出错 by a fault of the program",
}


def say_without_text(cases: Iterable[NoText]) -> None:
    """Which texts a site that is shown does not have, and why; their pages say so too."""
    for one in cases:
        because = f" ({one.because})" if one.because else ""
        say(
            f"{one.path}: 正文无法显示，它的页面上说明了原因，其余照常生成  its text cannot be shown: {_WHY[one.why]}{because}"
        )


FEW = 5
"""So many names are told."""


class Progress:
    """How far a build is, how quickly it goes on and how long it will take, in one line of a terminal."""

    def __init__(self) -> None:
        self._start = time.monotonic()

    def __call__(self, done: int, total: int) -> None:
        seconds = time.monotonic() - self._start
        rate = done / seconds if seconds else 0
        left = (total - done) / rate if rate else 0
        click.echo(f"\r\x1b[K{done}/{total}  {rate:.0f}/s  还要 left {left:.0f} s", err=True, nl=False)
