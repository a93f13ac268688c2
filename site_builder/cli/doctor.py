"""sidan doctor"""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path
from typing import cast

import click

from site_builder.cli import FINDINGS, OK, today
from site_builder.cli.common import as_of_option, data, lang_option
from site_builder.doctor.examine import examine, outputs_in
from site_builder.doctor.sign import as_object, as_text
from site_builder.settings import read_settings
from site_builder.sources.layout import SETTINGS
from site_builder.spec import Language
from site_builder.text.source import Source


@click.command(
    help="检查安装：本机、登记簿、仓库、网站文件夹，每一条都说怎么办。What is wrong with an installation, and the way out."
)
@click.option(
    "--out", "outputs", type=click.Path(path_type=Path), multiple=True,
    help="查看哪个输出文件夹（默认登记簿里的） An output folder to look at (those in the register).",
)  # fmt: skip
@click.option(
    "--web-root", "roots", type=click.Path(path_type=Path), multiple=True, metavar="DIR",
    help="网站服务器的根目录：有没有露出不该露的 A web server's root: whether it gives out what it must not.",
)  # fmt: skip
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@as_of_option
@lang_option
@click.pass_obj
def command(
    folder: Path, outputs: tuple[Path, ...], roots: tuple[Path, ...], form: str, as_of: date | None, lang: str | None
) -> None:
    signs = list(examine(folder, as_of or today(), list(outputs) or outputs_in(folder), list(roots)))
    language = cast(Language, lang or _language(folder))
    if form == "json":
        data(json.dumps(as_object(signs, language), ensure_ascii=False, indent=1))
    else:
        for line in as_text(signs, language):
            click.echo(line)
    sys.exit(FINDINGS if any(sign.level == "wrong" for sign in signs) else OK)


def _language(folder: Path) -> Language:
    """The register's, where it can be read."""
    try:
        return read_settings(Source(SETTINGS, (folder / SETTINGS).read_bytes()))[0].locale
    except OSError:
        return "zh"
