"""A site made part by part, by several processes, straight into the tree that is not yet shown."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from site_builder.cache.stamps import combined
from site_builder.output.manifest import Row
from site_builder.output.publish import Stage
from site_builder.pages.case import CasePage, without_text
from site_builder.pages.part import Input, Part
from site_builder.render.limits import Unshown
from site_builder.render.page import File, Page
from site_builder.render.problem import of_text
from site_builder.render.render import render
from site_builder.render.theme import Theme
from site_builder.unaffected import Unaffected
from site_builder.workers import Run

PIECE = 100_000
"""What parts weigh that one process makes at one go, at most."""
SHARES = 64
"""Into so many pieces, at most, the work is divided beside that."""
ENDING = 8
"""A piece is so small a share of what is left: small ones come last, so that all processes end at one time."""
LIGHT = 25
"""What a part weighs, or as much as it has inputs, which are mostly cases."""
HELD = 1_500
"""So many cases stay in memory after each part, or twice as many as the part was made from: neighbours have many in
common."""
FEW = 40
"""So few, beside those that are made each time, are made here: other processes would only repeat what these share."""
AHEAD = 50
"""So many are made here before any process is forked: what all have in common is then worked out, and it is not worked
out anew, nor held once more, by each."""
Written = tuple[Row, bool]
"""What was written of a file, and whether anything had to be."""
Progress = Callable[[int, int], None]
"""Told after each piece: how many parts are done, and of how many."""


@dataclass(frozen=True, slots=True)
class NoText:
    """A case whose text cannot be shown: its file, and why (`limits.Unshown`). Its page says so."""

    path: str
    why: str
    because: str = ""


Made = tuple[int, list[tuple[str, Written, NoText | None]]]
"""A part by its number, and what was written of it."""


@dataclass(frozen=True, slots=True)
class Finished:
    """What came of all parts: the keys of those that come to no file, the texts that cannot be shown, and the keys of
    all parts, by what they are about and by name."""

    empty: tuple[str, ...]
    without_text: tuple[NoText, ...]
    keys: dict[str, dict[str, str]]


@dataclass(frozen=True)
class Bench:
    """The parts of a site, and what making them takes beside them."""

    parts: Sequence[Part]
    theme: Theme
    write: Callable[[File], Written]
    forget_beyond: Callable[[int], None]
    """Takes cases from memory that were fetched, but for so many."""


class Work:
    """Makes parts by their numbers. A forked process has the bench; any other is sent how to set up the same one, which
    it does when it is to make the first of them."""

    def __init__(self, bench: Bench | None, again: Callable[[], Bench] | None) -> None:
        self._bench = bench
        self._again = again

    def __reduce__(self) -> tuple[type[Work], tuple[None, Callable[[], Bench]]]:
        if self._again is None:
            raise TypeError("nobody said how to set the bench up elsewhere")
        return Work, (None, self._again)

    def __call__(self, piece: Sequence[int]) -> list[Made]:
        """In a process of its own: make some parts, write their files, and say what was written."""
        bench = self._bench
        if bench is None:
            assert self._again is not None
            bench = self._again()
        made: list[Made] = []
        for number in piece:
            part = bench.parts[number]
            made.append((number, list(_files(part, bench))))
            bench.forget_beyond(max(HELD, 2 * len(part.inputs or ())))
        return made


def make_parts(
    bench: Bench, stage: Stage, environment: bytes, run: Run, progress: Progress | None = None,
    again: Callable[[], Bench] | None = None, unaffected: Unaffected | None = None,
) -> Finished:  # fmt: skip
    """Put every file of the parts on the stage; those whose inputs are what they were, or that are unaffected by what
    changed, stay as they are. `environment` stands for all that every file is made from; `again` sets the bench up in a
    process not forked. What could not be shown is tried anew the next time. Raises ThemeProblem.
    """
    parts = bench.parts
    todo: list[int] = []
    keys = [_key(part, environment) or (unaffected.key(part) if unaffected else "") for part in parts]
    empty: list[str] = []
    without_text: list[NoText] = []
    for number, key in enumerate(keys):
        standing = stage.stands(key)
        if standing is None and key and unaffected is not None:
            standing = stage.stands(unaffected.former_key(parts[number]))
        if standing is None:
            todo.append(number)
            continue
        for path, (row, is_new) in standing:
            stage.add(path, (row._replace(key=key), is_new))
        if not standing:
            empty.append(key)
    done = len(parts) - len(todo)
    work = Work(bench, again)
    each_time = [number for number in todo if not keys[number] or parts[number].inputs is None]
    rest = _in_turn(parts, [number for number in todo if keys[number] and parts[number].inputs is not None])
    ahead = rest[:AHEAD] if len(rest) > FEW else []
    pieces = [*_pieces(parts, rest[len(ahead) :])]
    if len(rest) > len(parts) // 2:  # what is made each time takes what has been noted of each case meanwhile
        half = len(each_time) // 2
        pieces += [some for some in (each_time[:half], each_time[half:]) if some]
    elif each_time:
        pieces.insert(0, each_time)
    answers: Iterable[list[Made]] = run(work, pieces) if len(rest) > FEW else map(work, pieces)
    for made in chain(map(work, [ahead]), answers):
        for number, files in made:
            for path, (written, is_new), failed in files:
                stage.add(path, (written if failed else written._replace(key=keys[number]), is_new))
                without_text += [failed] if failed else []
            if not files and keys[number]:
                empty.append(keys[number])
        done += len(made)
        if progress is not None:
            progress(done, len(parts))
    by_subject: dict[str, dict[str, str]] = {}
    for part, key in zip(parts, keys, strict=True):
        by_subject.setdefault(part.about, {})[part.name] = key
    return Finished(tuple(empty), tuple(sorted(without_text, key=lambda one: one.path)), by_subject)


@dataclass(frozen=True, slots=True)
class TakenOver:
    """What stays of the shown site without being listed: its files, the keys of what comes to no file, and all keys. What
    is about the cases and weeks in `listed` is to be made or found."""

    listed: frozenset[str]
    files: list[tuple[str, Written]]
    empty: tuple[str, ...]
    keys: dict[str, dict[str, str]]


def taken_over(stage: Stage, unaffected: Unaffected) -> TakenOver | None:
    """What stays of the parts about cases and weeks that no changed record has to do with; None where these are not
    known, or one of their files must be made."""
    listed = unaffected.touched
    if listed is None:
        return None
    untouched = unaffected.untouched
    files: list[tuple[str, Written]] = []
    empty: list[str] = []
    for key in (key for keys in untouched.values() for key in keys.values()):
        standing = stage.stands(key)
        if standing is None:
            return None
        files += standing
        if not standing:
            empty.append(key)
    return TakenOver(listed, files, tuple(empty), untouched)


def _in_turn(parts: Sequence[Part], numbers: list[int]) -> list[int]:
    """These parts in the order of the latest case that they are made from, so that what neighbours are made from is
    fetched once: those about one case, the weeks it was open in, its year's ledgers and lists."""
    ranks: dict[Input, int] = {}
    latest: dict[str, int] = {}
    for number in numbers:
        part = parts[number]
        if part.about and part.inputs:
            ranks.setdefault(part.inputs[0], len(ranks))
    first: dict[str, int] = {}
    for number in numbers:
        part, subject = parts[number], _subject(parts[number])
        own = max((ranks.get(one, -1) for one in part.inputs or ()), default=-1)
        latest[subject] = max(own, latest.get(subject, -1))
        first.setdefault(subject, number)

    def turn(number: int) -> tuple[int, int]:
        subject = _subject(parts[number])
        return latest[subject], first[subject]

    return sorted(numbers, key=turn)


def _subject(part: Part) -> str:
    """Parts of one subject are made together."""
    return part.about or part.name


def _pieces(parts: Sequence[Part], numbers: list[int]) -> Iterator[list[int]]:
    """These parts by pieces of some weight, smaller ones last."""
    weights = [max(LIGHT, len(parts[number].inputs or ())) for number in numbers]
    total = left = sum(weights)
    piece: list[int] = []
    weight = 0
    for number, own in zip(numbers, weights, strict=True):
        piece.append(number)
        weight += own
        if weight >= min(PIECE, max(total // SHARES, left // ENDING)):
            yield piece
            left -= weight
            piece, weight = [], 0
    if piece:
        yield piece


def _key(part: Part, environment: bytes) -> str:
    """What stands for a part and its inputs; "" where it must be made each time."""
    if part.inputs is None or None in part.inputs:
        return ""
    inputs = (one if isinstance(one, bytes) else repr(one) for one in part.inputs)
    return combined([environment, part.name, *inputs]).hex()


def _files(part: Part, bench: Bench) -> Iterator[tuple[str, Written, NoText | None]]:
    for made in part.make():
        file, failed = set_page(made, bench.theme) if isinstance(made, Page) else (made, None)
        yield file.path, bench.write(file), failed


def set_page(page: Page, theme: Theme) -> tuple[File, NoText | None]:
    """A page set; that of a case whose text cannot be shown is set without it. Raises ThemeProblem."""
    try:
        return render(page, theme), None
    except Unshown as problem:
        failed = problem
    if isinstance(page.context, CasePage) and page.context.body:
        told = NoText(page.context.file.path, failed.why, failed.because)
        try:
            return render(without_text(page, failed.why), theme), told
        except Unshown as problem:
            failed = problem
    raise of_text(failed.why, theme.name, page.template)
