"""A site made part by part, by several processes, straight into the tree that is not yet shown."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from site_builder.cache.stamps import combined
from site_builder.output.manifest import Row
from site_builder.output.publish import Stage
from site_builder.pages.part import Part
from site_builder.render.page import Page
from site_builder.render.render import render
from site_builder.render.theme import Theme
from site_builder.workers import Run

PIECE = 120
"""So many parts are made by one process at a time, neighbours together, for they have work in common; one that must be
made each time may be large and is a piece alone."""
FEW = 40
"""So few, beside those that are made each time, are made here: other processes would only repeat what these share."""
Made = tuple[int, list[tuple[str, tuple[Row, bool]]]]
"""A part by its number, and what was written of it."""
Progress = Callable[[int, int], None]
"""Told after each piece: how many parts are done, and of how many."""


@dataclass(frozen=True)
class Workshop:
    """What making a part takes beside the part. `environment` stands for all that every file is made from."""

    theme: Theme
    stage: Stage
    environment: bytes


def make_parts(parts: Sequence[Part], shop: Workshop, run: Run, progress: Progress | None = None) -> list[str]:
    """Put every file of the parts on the stage; those whose inputs are what they were stay as they are.

    The keys of the parts that come to no file.
    """
    todo: list[int] = []
    keys = [_key(part, shop.environment) for part in parts]
    empty: list[str] = []
    for number, key in enumerate(keys):
        standing = shop.stage.stands(key)
        if standing is None:
            todo.append(number)
            continue
        for path, row in standing:
            shop.stage.add(path, row)
        if not standing:
            empty.append(key)
    done = len(parts) - len(todo)
    work = partial(_make, parts, keys, shop)
    each_time = [[number] for number in todo if not keys[number]]
    rest = [number for number in todo if keys[number]]
    pieces = each_time + [rest[at : at + PIECE] for at in range(0, len(rest), PIECE)]
    answers: Iterable[list[Made]] = run(work, pieces) if len(rest) > FEW else map(work, pieces)
    for made in answers:
        for number, files in made:
            for path, row in files:
                shop.stage.add(path, row)
            if not files and keys[number]:
                empty.append(keys[number])
        done += len(made)
        if progress is not None:
            progress(done, len(parts))
    return empty


def _key(part: Part, environment: bytes) -> str:
    """What stands for a part and its inputs; "" where it must be made each time."""
    if part.inputs is None or None in part.inputs:
        return ""
    inputs = (one if isinstance(one, bytes) else repr(one) for one in part.inputs)
    return combined([environment, part.name, *inputs]).hex()


def _make(parts: Sequence[Part], keys: Sequence[str], shop: Workshop, piece: Sequence[int]) -> list[Made]:
    """In a process of its own: make some parts, write their files, and say what was written."""
    return [(number, list(_files(parts[number], keys[number], shop))) for number in piece]


def _files(part: Part, key: str, shop: Workshop) -> Iterator[tuple[str, tuple[Row, bool]]]:
    for made in part.make():
        file = render(made, shop.theme) if isinstance(made, Page) else made
        yield file.path, shop.stage.write(file, key)
