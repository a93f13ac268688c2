"""sidan init"""

from __future__ import annotations

import os
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

import click

from site_builder.cli import Problem
from site_builder.cli.common import data, say
from site_builder.reports.snippets import snippets
from site_builder.spec import default_spec

NAMES = {
    "gitignore": ".gitignore",
    "gitattributes": ".gitattributes",
    "editorconfig": ".editorconfig",
    "vscode": ".vscode",
}

SNIPPETS = "sidan.code-snippets"


@click.command(help="在新文件夹里建一个登记簿：示例、编辑器设置、提交钩子、平台校验。A new register with examples.")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
def command(folder: Path) -> None:
    try:
        if folder.exists() and any(folder.iterdir()):
            raise Problem(f"{folder} 里已经有文件，换一个文件夹 is not empty; name another folder")
        folder.mkdir(parents=True, exist_ok=True)
        count = _copy(files("site_builder").joinpath("starter"), folder)
        (folder / ".vscode" / SNIPPETS).write_text(snippets(default_spec()), encoding="utf-8")
    except OSError as error:
        raise Problem(f"{error.filename or folder}：写不了，{error.strerror} cannot be written") from None
    data(str(folder))
    say(f"{count + 1} 个文件 files。接下来 next: sidan -C {folder} check && sidan -C {folder} build")


def _copy(source: Traversable, target: Path) -> int:
    count = 0
    for item in sorted(source.iterdir(), key=lambda entry: entry.name):
        path = target / NAMES.get(item.name, item.name)
        if item.is_dir():
            path.mkdir(exist_ok=True)
            count += _copy(item, path)
        elif not item.name.endswith((".pyc", ".py")):
            path.write_bytes(item.read_bytes())
            if item.name == "pre-commit":
                os.chmod(path, 0o755)
            count += 1
    return count
