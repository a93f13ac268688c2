"""sidan lsp"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from site_builder.cli import Problem, today
from site_builder.cli.common import as_of_option


@click.command(
    help="编辑器的语言服务（标准输入输出）：边写边查、补全、说明。A language server on standard input and output."
)
@as_of_option
@click.pass_obj
def command(folder: Path, as_of: date | None) -> None:
    try:
        from site_builder.lsp.server import make_server
    except ImportError:
        raise Problem(
            "语言服务要另装：pip install 'sidan[lsp]'  the language server is an extra: pip install 'sidan[lsp]'"
        ) from None
    given = folder.resolve() if folder != Path() else None
    make_server(given, lambda: as_of or today()).start_io()
