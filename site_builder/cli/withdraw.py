"""sidan withdraw"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import nullcontext
from datetime import date
from pathlib import Path

import click

from site_builder.cache.sites import sites_of
from site_builder.cli import FINDINGS, Problem
from site_builder.cli.common import as_of_option, data, lang_option, language_of, readable, say, with_register
from site_builder.cli.publishing import published
from site_builder.cli.writing import writable
from site_builder.output.place import MARKER, read_marker, store_of
from site_builder.output.problem import OutputError
from site_builder.records.node import Scalar, Sequence
from site_builder.rules.checked import Checked
from site_builder.sources.folder import read_folder
from site_builder.sources.layout import id_of
from site_builder.spec import default_spec
from site_builder.views.audience import Audience
from site_builder.workers import cores, runner
from site_builder.writers.document import Document, Unwritable
from site_builder.writers.replace_file import replace_file

ORDER = ("board", "village", "office")
"""Who can do most harm with it loses it first."""


@click.command(
    help="马上从村和公示栏的网站撤下一件事项：知悉范围改为镇内，重新发布各网站；别的文件有错误也撤。"
    "Take a case down now: only the town office may see it, and every site is published again, other errors or not."
)
@click.argument("case_id", metavar="CASE")
@click.option(
    "--out",
    "outs",
    type=click.Path(path_type=Path),
    multiple=True,
    help="还有这些网站（本机生成过的和登记簿里的不用写） Further sites, beside those that were built here.",
)
@as_of_option
@lang_option
@click.pass_obj
def command(folder: Path, case_id: str, outs: tuple[Path, ...], as_of: date | None, lang: str | None) -> None:
    """Exit 1 where a site could not be published as it should be; 3 where one could not be written."""
    _narrow(folder, id_of(case_id))
    sites = sorted(_sites(folder, outs), key=lambda site: (ORDER.index(site[0].kind), str(site[1])))
    if not sites:
        say("sidan: 没有找到网站；放在别处的用 --out 写明 no sites are known: name them with --out")
    good, problems = True, []

    def publish(checked: Checked) -> None:
        nonlocal good
        for audience, out in sites:
            try:
                pool = nullcontext((runner(cores()), None))
                good &= published(checked, out, audience, language_of(checked, lang), False, False, pool) is not None
            except Problem as problem:  # the others are no less urgent
                problems.append(problem.message)
                say(f"sidan: {out}: {problem.message}")

    with_register(folder, as_of, None, publish)
    if problems:
        raise Problem("；".join(problems))
    if not good:
        sys.exit(FINDINGS)


def _narrow(folder: Path, id: str) -> None:
    """The case is the office's alone from now on; one that cannot be read is shown to nobody else anyway."""
    with readable():
        files = read_folder(folder)
    sources = [source for source in files.cases if id_of(source.path) == id]
    if not sources:
        raise click.BadParameter(f"没有 {id} 这件事项 no such case", param_hint="CASE")
    for source in sources:
        try:
            document = Document.open(source, default_spec())
            edited = _kept_inside(document)
        except Unwritable:
            say(f"sidan: {source.path} 读不了，没有改；它不会出现在村和公示栏 cannot be read, and is shown to neither")
            continue
        if edited.data == source.data:
            continue
        with writable():
            replace_file(folder, source.path, source.data, edited.data)
        data(source.path)


def _kept_inside(document: Document) -> Document:
    """The case and each of its attachments for the office alone. Raises Unwritable."""
    access = document.record.node("access")
    if not (isinstance(access, Scalar) and access.text in ("office", "sealed")):
        document = document.set(("access",), "office")
    files = document.record.node("attachments")
    for index in range(len(files.items) if isinstance(files, Sequence) else 0):
        reader = document.record.node("attachments", index, "audience")
        if isinstance(reader, Scalar) and reader.text != "office":
            document = document.set(("attachments", index, "audience"), "office")
    return document


def _sites(folder: Path, outs: tuple[Path, ...]) -> Iterator[tuple[Audience, Path]]:
    """Every site that is known: those built here, those in the register's folder, those named."""
    beside = (path.name[1 : -len(".sidan")] for path in folder.glob(".*.sidan"))
    found = [*(folder / name for name in beside), *map(Path, sites_of(folder)), *outs]
    for out in dict.fromkeys(os.path.abspath(one) for one in found):
        try:
            told, _ = read_marker(os.path.join(store_of(out), MARKER))
            yield Audience.parse(told), Path(out)
        except (FileNotFoundError, NotADirectoryError):
            if Path(out) in [Path(os.path.abspath(one)) for one in outs]:
                raise Problem(f"{out} 不是本程序生成的网站 is no site of ours") from None
        except (OutputError, ValueError):
            continue  # a preview, or what `sidan doctor` has to look at
