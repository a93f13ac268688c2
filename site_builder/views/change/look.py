"""What a reviewer must look at, beside the findings: in the order in which it matters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from site_builder.views.change.moved import ChangedCase

LookKind = Literal[
    "history", "gone", "written_once", "unsealed", "board", "village", "files", "pictures", "ledger", "closing", "beside",
    "taken_out", "gate", "stranger", "unread", "sealed",
]  # fmt: skip


LOUD: frozenset[LookKind] = frozenset(
    {"history", "gone", "written_once", "unsealed", "board", "files", "pictures", "stranger", "unread"}
)
"""What is out of the ordinary; the rest happens every week and is looked at all the same."""


@dataclass(frozen=True, slots=True)
class Look:
    """One thing to look at. `names` are cases, or files, or commits, as the kind has it; `n` counts them, or the
    sealed cases, of which there are no names."""

    kind: LookKind
    n: int
    names: tuple[str, ...] = ()

    @property
    def is_loud(self) -> bool:
        """True for what is out of the ordinary."""
        return self.kind in LOUD


@dataclass(frozen=True, slots=True)
class Around:
    """What is known of a change beside its records.

    `strangers` are the short names of commits by an address that no commit before had and people.yaml does not
    know; `gate` the files that say how a change is judged; `unread` paths of records that cannot be read;
    `pictures` those of attachments that a village or the board gets and that are another file now.
    `sealed` counts changed cases that are sealed before or after, `unsealed` those of them that are not after.
    """

    strangers: tuple[str, ...] = ()
    gate: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    pictures: tuple[str, ...] = ()
    sealed: int = 0
    unsealed: int = 0


def looks(cases: Iterable[ChangedCase], beside: Iterable[str], around: Around) -> Iterator[Look]:
    """What to look at; `beside` are the cases in which edits ride along with a move (H908)."""
    cases = tuple(cases)
    yield from _some("history", (c.id for c in cases if any(not edit.taken_out for edit in c.history)))
    yield from _some("gone", (c.id for c in cases if c.fate == "gone"))
    yield from _some("written_once", (c.id for c in cases if any(moved.mark == "alarm" for moved in c.moved)))
    if around.unsealed:
        yield Look("unsealed", around.unsealed)
    yield from _some("board", (c.id for c in cases if "board" in c.shown_to))
    yield from _some("village", (c.id for c in cases if "village" in c.shown_to))
    yield from _some("files", (path for c in cases for path in c.files))
    yield from _some("pictures", around.pictures)
    yield from _some("ledger", (c.id for c in cases if any(event.ledger for event in c.events)))
    yield from _some("closing", (c.id for c in cases if any(event.move == "close" for event in c.events)))
    yield from _some("beside", beside)
    yield from _some("taken_out", (c.id for c in cases if _is_taken_out(c)))
    yield from _some("gate", around.gate)
    yield from _some("stranger", around.strangers)
    yield from _some("unread", around.unread)
    if around.sealed:
        yield Look("sealed", around.sealed)


def _some(kind: LookKind, names: Iterable[str]) -> Iterator[Look]:
    found = tuple(dict.fromkeys(names))
    if found:
        yield Look(kind, len(found), found)


def _is_taken_out(case: ChangedCase) -> bool:
    return any(text.taken_out for text in case.texts) or any(edit.taken_out for edit in case.history)
