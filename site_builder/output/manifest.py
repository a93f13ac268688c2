"""What we wrote into a tree, file by file."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from site_builder.output.write import sync_folder, write_file


class Row(NamedTuple):
    """One file: its SHA-256, how many bytes it has, and what stands for what it was made from ("" where nobody says)."""

    digest: str
    size: int
    key: str = ""


@dataclass(frozen=True)
class Manifest:
    """The files by path; `site` stands for all that the whole site was made from, "" where nobody says. `empty` are
    the keys of what was made and came to no file."""

    files: Mapping[str, Row] = field(default_factory=dict)
    site: str = ""
    empty: tuple[str, ...] = ()


def read_manifest(path: Path) -> Manifest | None:
    """None where it is not known what lies in the tree: a build did not finish, or the file is no manifest."""
    try:
        with open(path, encoding="utf-8") as file:
            loaded = json.load(file)
        files = {name: Row(*row) for name, row in loaded["files"].items()}
        return Manifest(files, loaded["site"], tuple(loaded["empty"]))
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def write_manifest(path: Path, manifest: Manifest) -> None:
    rows = {name: manifest.files[name] for name in sorted(manifest.files)}
    text = json.dumps({"site": manifest.site, "empty": manifest.empty, "files": rows}, separators=(",", ":"))
    write_file(os.fspath(path), text.encode(), durable=True)


def forget(path: Path) -> None:
    try:
        os.unlink(path)
    except FileNotFoundError:
        return
    sync_folder(path.parent)
