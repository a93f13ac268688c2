"""A site made part by part, by several processes, straight into the tree that is not yet shown."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial

from site_builder.cache.stamps import combined
from site_builder.output.manifest import Row
from site_builder.output.publish import Stage
from site_builder.pages.part import Part
from site_builder.render.page import File, Page
from site_builder.render.render import render
from site_builder.render.theme import Theme
from site_builder.workers import Run

PIECE = 120
"""So many parts are made by one process at a time; a part that must be made whatever happens is a piece alone."""
FEW = 40
"""So few, beside those that are made each time, are made here: other processes would only repeat what these share."""
Done = list[tuple[str, tuple[Row, bool]]]
Progress = Callable[[int, int], None]
"""Told after each piece: how many parts are done, and of how many."""


@dataclass(frozen=True)
class Workshop:
    """What making a part takes beside the part. `environment` stands for all that every file is made from."""

    theme: Theme
    stage: Stage
    environment: bytes


def make_parts(parts: Sequence[Part], shop: Workshop, run: Run, progress: Progress | None = None) -> None:
    """Put every file of the parts on the stage; those whose inputs are what they were stay as they are."""
    todo: list[int] = []
    keys: dict[int, str] = {}
    for number, part in enumerate(parts):
        key = _key(part, shop.environment)
        keys[number] = key
        standing = [shop.stage.stands(path, key) for path in part.paths] if key else []
        if standing and all(standing):
            for path, row in zip(part.paths, standing, strict=True):
                assert row is not None
                shop.stage.add(path, row)
        else:
            todo.append(number)
    done = len(parts) - len(todo)
    work = partial(_make, parts, keys, shop)
    pieces = _pieces(todo, parts)
    is_much = sum(bool(parts[number].paths) for number in todo) > FEW
    answers: Iterable[tuple[int, Done]] = run(work, pieces) if is_much else map(work, pieces)
    for count, files in answers:
        for path, row in files:
            shop.stage.add(path, row)
        done += count
        if progress is not None:
            progress(done, len(parts))


def _key(part: Part, environment: bytes) -> str:
    """What stands for a part's inputs; "" where it must be made each time."""
    if part.inputs is None or None in part.inputs:
        return ""
    return combined([environment, *(one if isinstance(one, bytes) else repr(one) for one in part.inputs)]).hex()


def _pieces(todo: Sequence[int], parts: Sequence[Part]) -> list[list[int]]:
    """Neighbours together, for they have work in common; what may take long by itself comes first."""
    alone = [[number] for number in todo if not parts[number].paths]
    rest = [number for number in todo if parts[number].paths]
    return alone + [rest[at : at + PIECE] for at in range(0, len(rest), PIECE)]


def _make(parts: Sequence[Part], keys: dict[int, str], shop: Workshop, piece: Sequence[int]) -> tuple[int, Done]:
    """In a process of its own: make some parts, write their files, and say what was written."""
    done: Done = []
    for number in piece:
        key, paths = keys[number], parts[number].paths
        made = 0
        for one in parts[number].make():
            file = render(one, shop.theme) if isinstance(one, Page) else one
            assert isinstance(file, File) and (not paths or file.path == paths[made])
            done.append((file.path, shop.stage.write(file, key)))
            made += 1
        assert not paths or made == len(paths)
    return len(piece), done
