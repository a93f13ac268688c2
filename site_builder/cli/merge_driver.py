"""sidan merge-driver: called by git for each case that both sides changed"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import click

from site_builder.cli import FINDINGS, OK, Problem
from site_builder.cli.common import say
from site_builder.settings import read_settings
from site_builder.spec import Spec
from site_builder.text.source import Source
from site_builder.writers.merge_events import is_sound, merged


@click.command(
    help="git 合并同一件事项时调用：两边都只加了事件的合在一起，其余留给人处理。"
    "Called by git (merge.sidan.driver): joins the events of both sides; leaves a conflict where that is not certain."
)
@click.argument("base", metavar="%O", type=click.Path(path_type=Path))
@click.argument("ours", metavar="%A", type=click.Path(path_type=Path))
@click.argument("theirs", metavar="%B", type=click.Path(path_type=Path))
@click.argument("path", metavar="%P", default="")
@click.pass_obj
def command(folder: Path, base: Path, ours: Path, theirs: Path, path: str) -> None:
    try:
        versions = [file.read_bytes() for file in (base, ours, theirs)]
        joined = merged(path, versions[0], versions[1], versions[2], _spec(folder, path))
        if joined is not None:
            ours.write_bytes(joined)
            say(f"sidan: {path} 两边的事件已合在一起 the events of both sides are joined")
            sys.exit(OK)
        sys.exit(_as_text(base, ours, theirs, path, versions, _spec(folder, path)))
    except OSError as error:
        raise Problem(f"{error.filename}：{error.strerror}") from None


def _as_text(base: Path, ours: Path, theirs: Path, path: str, versions: list[bytes], spec: Spec) -> int:
    """git's own merge of the text, with its markers; where that is clean and yet wrong, both sides stand marked."""
    labels = [word for label in ("ours", "base", "theirs") for word in ("-L", label)]
    done = subprocess.run(["git", "merge-file", *labels, str(ours), str(base), str(theirs)], check=False)
    was_case = is_sound(path, versions[1], spec) and is_sound(path, versions[2], spec)
    if done.returncode == 0 and (not was_case or is_sound(path, ours.read_bytes(), spec)):
        return OK
    if not 0 < done.returncode < 128:
        own, other = (data if data.endswith(b"\n") else data + b"\n" for data in versions[1:])
        ours.write_bytes(b"<<<<<<< ours\n" + own + b"=======\n" + other + b">>>>>>> theirs\n")
    say(f"sidan: {path} 要由人来合 is to be merged by a person")
    return FINDINGS


def _spec(folder: Path, path: str) -> Spec:
    """The town's spec, from the settings beside `cases/`; the shipped one where there are none that can be read."""
    root = folder.joinpath(*Path(path).parts[:-3])
    try:
        settings, _ = read_settings(Source("pyproject.toml", (root / "pyproject.toml").read_bytes()))
    except OSError:
        settings, _ = read_settings(None)
    return settings.spec()
