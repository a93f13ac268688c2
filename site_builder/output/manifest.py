"""What we wrote into a tree, file by file, and which of its names are being written at the moment.

A tree has a manifest (`a.json`) and, while it is being changed, a journal (`a.dirty.json`): the names that are touched.
What the manifest says of these is void until the change has ended, but they are known to be ours.
"""

from __future__ import annotations

import json
import os
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from site_builder.output.write import read_file, replace_file, sync_folder, unlink

JOURNAL_ENDING = ".dirty.json"
"""How the name of a tree's journal ends."""


class Row(NamedTuple):
    """One file: its SHA-256, how many bytes it has, and what stands for what it was made from ("" where nobody says)."""

    digest: str
    size: int
    key: str = ""


@dataclass(frozen=True)
class Manifest:
    """The files by path; `site` stands for all that the whole site was made from, "" where nobody says. `empty` are
    the keys of what was made and came to no file.

    `copies` are files of others that we carried over. `lasting` are the assets whose names tell their content; `former`
    are those of the generation before, which an old page in somebody's browser may still ask for. `gate` stands for
    what the site was searched for. `narrows`: the tree before must hold nothing that differs from this one.
    """

    files: Mapping[str, Row] = field(default_factory=dict)
    site: str = ""
    empty: tuple[str, ...] = ()
    copies: tuple[str, ...] = ()
    lasting: tuple[str, ...] = ()
    former: tuple[str, ...] = ()
    gate: str = ""
    narrows: bool = False


def read_manifest(path: str) -> Manifest | None:
    """None where it is not known what lies in the tree: there is no manifest, or it is damaged."""
    try:
        loaded = json.loads(read_file(path))
        files = {name: Row(*row) for name, row in loaded["files"].items()}
        lists = {name: tuple(loaded[name]) for name in ("empty", "copies", "lasting", "former")}
        return Manifest(files, site=loaded["site"], gate=loaded["gate"], narrows=loaded["narrows"], **lists)
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def write_manifest(path: str, manifest: Manifest) -> None:
    rows = {name: manifest.files[name] for name in sorted(manifest.files)}
    told = {name: value for name, value in vars(manifest).items() if name != "files"}
    replace_file(path, json.dumps({**told, "files": rows}, separators=(",", ":")).encode())


def read_journal(path: str) -> frozenset[str]:
    """The names a change had begun to touch when it was broken off. It is written in one step, so it is whole."""
    try:
        return frozenset(json.loads(read_file(path)))
    except FileNotFoundError:
        return frozenset()
    except ValueError:
        raise OSError(None, "日志坏了 the journal is damaged", path) from None


def write_journal(path: str, names: Collection[str]) -> None:
    replace_file(path, json.dumps(sorted(names), separators=(",", ":")).encode())


def end_journal(path: str) -> None:
    unlink(path)
    sync_folder(os.path.dirname(path))
