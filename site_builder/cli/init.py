"""sidan init"""

from __future__ import annotations

import os
import subprocess
from datetime import date
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

import click

from site_builder.cli import Problem, today
from site_builder.cli.codeowners import write_code_owners
from site_builder.cli.common import data, read, say
from site_builder.reports.snippets import snippets
from site_builder.settings import FORGES
from site_builder.spec import default_spec
from site_builder.writers.merge_events import GIT_CONFIG

NAMES = {
    "gitignore": ".gitignore",
    "gitattributes": ".gitattributes",
    "editorconfig": ".editorconfig",
    "vscode": ".vscode",
    "githooks": ".githooks",
}
HOOKS = ("pre-commit", "commit-msg")
_GITEA = {
    "check.yml": ".gitea/workflows/check.yml",
    "pull_request_template.md": ".gitea/PULL_REQUEST_TEMPLATE.md",
}
WIRING = {
    "gitea": _GITEA,
    "forgejo": _GITEA,
    "gitlab": {
        "gitlab-ci.yml": ".gitlab-ci.yml",
        "pull_request_template.md": ".gitlab/merge_request_templates/Default.md",
    },
    "github": {
        "check.yml": ".github/workflows/check.yml",
        "pull_request_template.md": ".github/pull_request_template.md",
    },
}
"""Which file of the starter's `forge/` goes where, for each forge."""

SNIPPETS = "sidan.code-snippets"


@click.command(help="在新文件夹里建一个登记簿：示例、编辑器设置、提交钩子、平台校验。A new register with examples.")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--forge", type=click.Choice(FORGES), default=None, help="只写这一种平台的文件 Only this forge's files.")
def command(folder: Path, forge: str | None) -> None:
    starter = files("site_builder").joinpath("starter")
    forges = [forge] if forge else list(FORGES)
    try:
        if folder.exists() and any(item.name != ".git" for item in folder.iterdir()):
            raise Problem(f"{folder} 里已经有文件，换一个文件夹 is not empty; name another folder")
        folder.mkdir(parents=True, exist_ok=True)
        count = _copy(starter, folder) + _wire(starter.joinpath("forge"), folder, forges)
        (folder / ".vscode" / SNIPPETS).write_text(snippets(default_spec()), encoding="utf-8")
    except OSError as error:
        raise Problem(f"{error.filename or folder}：写不了，{error.strerror} cannot be written") from None
    count += _owners(folder, forges, today())
    data(str(folder))
    hooked = _use_hooks(folder)
    steps = f"sidan -C {folder} check && sidan -C {folder} build"
    if not hooked:
        wired = {"core.hooksPath": ".githooks", "merge.sidan.driver": f"'{GIT_CONFIG['merge.sidan.driver']}'"}
        told = " && ".join(f"git -C {folder} config {name} {value}" for name, value in wired.items())
        steps = f"git -C {folder} init && {told} && {steps}"
    say(f"{count + 1} 个文件 files。接下来 next: {steps}")


def _copy(source: Traversable, target: Path) -> int:
    count = 0
    for item in sorted(source.iterdir(), key=lambda entry: entry.name):
        path = target / NAMES.get(item.name, item.name)
        if item.is_dir():
            if item.name != "forge":
                path.mkdir(exist_ok=True)
                count += _copy(item, path)
        elif not item.name.endswith((".pyc", ".py")):
            path.write_bytes(item.read_bytes())
            if item.name in HOOKS:
                os.chmod(path, 0o755)
            count += 1
    return count


def _wire(source: Traversable, folder: Path, forges: list[str]) -> int:
    """The recipes and templates of each forge, where that forge looks for them."""
    places = {place: name for forge in forges for name, place in WIRING[forge].items()}
    for place, name in places.items():
        path = folder / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(source.joinpath(name).read_bytes())
    return len(places)


def _owners(folder: Path, forges: list[str], day: date) -> int:
    register = read(folder, day).register
    return len(write_code_owners(folder, register.town, forges, day)) if register else 0


def _use_hooks(folder: Path) -> bool:
    """Let git run the hooks and join events, where the folder is a repository that says nothing else; True where it
    now runs the hooks."""
    if not (folder / ".git").exists():
        return False
    try:
        for name, value in GIT_CONFIG.items():
            if _git(folder, "config", "--get", name).returncode:
                _git(folder, "config", name, value)
        known = _git(folder, "config", "--get", "core.hooksPath")
        if known.returncode == 0:
            return known.stdout.strip() == ".githooks"
        return _git(folder, "config", "core.hooksPath", ".githooks").returncode == 0
    except OSError:
        return False


def _git(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["git", "-C", str(folder), *words], capture_output=True, text=True, check=False)
