"""What a change did to a case: the events added, and everything else that is no longer as it was."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from difflib import SequenceMatcher
from functools import cached_property
from typing import Literal

from site_builder.model.case import EVENT_FIELDS, Attachment, Case, Event, Visit
from site_builder.spec.audiences import REACH

FEW = 10_000
"""How many pairs of events are compared to find the fewest steps from one history to another."""
EditKind = Literal["changed", "removed", "inserted"]


@dataclass(frozen=True, slots=True)
class Made:
    """When and by whom a change was made.

    `commit` is the short name of the commit, "" for what is not committed yet. `on` is the committer's day in
    Asia/Shanghai. `addresses` are e-mail addresses in lower case, any of which may have made the change: the
    committer's or, where nobody knows that one, the author's; of a merge, also of who changed the file on a line
    that it brings in.
    """

    commit: str
    on: date
    addresses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EventEdit:
    """One thing done to the history itself. `names` are the fields that differ."""

    kind: EditKind
    before: Event | None
    after: Event | None
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class CaseChange:
    """One case between two revisions, paired by id; None where there was or is none."""

    before: Case | None
    after: Case | None

    @property
    def id(self) -> str:
        """The case's id, the same on both sides."""
        case = self.after or self.before
        assert case is not None
        return case.id

    @property
    def path(self) -> str:
        """Where the case's file is; where it was, if it is gone."""
        case = self.after or self.before
        assert case is not None
        return case.path

    @cached_property
    def _events(self) -> tuple[tuple[EventEdit, ...], tuple[Event, ...]]:
        before = self.before.events if self.before else ()
        after = self.after.events if self.after else ()
        return _compare(before, after)

    @property
    def edits(self) -> tuple[EventEdit, ...]:
        """What was done to events that were there, in order; empty where events were only added."""
        return self._events[0]

    @property
    def added(self) -> tuple[Event, ...]:
        """The events added at the end."""
        return self._events[1]

    @cached_property
    def changed_fields(self) -> tuple[str, ...]:
        """The names of the case's fields that differ, `body` among them; without `events`."""
        if self.before is None or self.after is None:
            return ()
        before, after = self.before, self.after
        names = [f.name for f in fields(Case) if f.name not in ("record", "events")]
        found = [name for name in names if getattr(before, name) != getattr(after, name)]
        return (*found, "body") if before.body != after.body else tuple(found)

    @property
    def is_sealed(self) -> bool:
        """True where the case is sealed on either side: nothing of it may be said (design §8)."""
        return any(case is not None and case.is_sealed for case in (self.before, self.after))

    @property
    def wider(self) -> tuple[WiderFile, ...]:
        """The attachments that more people may have than before; a new one was nobody's but the office's. Of a new case
        all is new, so none."""
        before, after = self.before, self.after
        if before is None or after is None:
            return ()
        was = {one.file: before.reach_of(one) for one in before.attachments}
        found = [(i, one, was.get(one.file, REACH[0]), after.reach_of(one)) for i, one in enumerate(after.attachments)]
        return tuple(WiderFile(*row) for row in found if REACH.index(row[3]) > REACH.index(row[2]))


@dataclass(frozen=True, slots=True)
class WiderFile:
    """An attachment, by its place among those of its case, and who could have it before and may have it after."""

    index: int
    attachment: Attachment
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class VisitChange:
    """One visit between two revisions, paired by id."""

    before: Visit | None
    after: Visit | None


def joined(accepted: Case, own: Case) -> Case:
    """A case as two lines have it: the accepted one's, with the events that only the other has at the end."""
    known = [_bare(event) for event in accepted.events]
    events = [*accepted.events, *(event for event in own.events if _bare(event) not in known)]
    return replace(accepted, events=tuple(replace(event, index=i) for i, event in enumerate(events)))


def _compare(before: Sequence[Event], after: Sequence[Event]) -> tuple[tuple[EventEdit, ...], tuple[Event, ...]]:
    """How `before` became `after`: edits to what was there, and what was added at the end."""
    old, new = [_bare(event) for event in before], [_bare(event) for event in after]
    if new[: len(old)] == old:
        return (), tuple(after[len(old) :])
    edits: list[EventEdit] = []
    added: tuple[Event, ...] = ()
    for kind, i, i_end, j, j_end in _steps(old, new):
        if kind == "equal":
            continue
        pairs = min(i_end - i, j_end - j)
        for step in range(pairs):
            first, second = before[i + step], after[j + step]
            edits.append(EventEdit("changed", first, second, differing(first, second)))
        edits += [EventEdit("removed", event, None) for event in before[i + pairs : i_end]]
        left = after[j + pairs : j_end]
        if i_end == len(before):
            added = tuple(left)
        else:
            edits += [EventEdit("inserted", None, event) for event in left]
    return tuple(edits), added


def _steps(old: list[Event], new: list[Event]) -> list[tuple[str, int, int, int, int]]:
    """The steps from one list to the other, by what each event says. Long lists that differ widely, which no town
    writes, are compared one by one from the first difference: finding the fewest steps would take hours."""
    start = next(i for i, event in enumerate(old) if i >= len(new) or new[i] != event)
    one, other = old[start:], new[start:]
    if len(one) * len(other) > FEW:
        return [("replace", start, len(old), start, len(new))]
    matcher = SequenceMatcher(None, [repr(e) for e in one], [repr(e) for e in other], autojunk=False)
    return [
        (kind, i + start, i_end + start, j + start, j_end + start) for kind, i, i_end, j, j_end in matcher.get_opcodes()
    ]


def _bare(event: Event) -> Event:
    """An event without its place in the list."""
    return replace(event, index=0)


def differing(first: Event, second: Event) -> tuple[str, ...]:
    """The fields in which two events differ, in the order of the record format."""
    own = [name for name in EVENT_FIELDS if getattr(first, name) != getattr(second, name)]
    keys = [*first.fields, *(key for key in second.fields if key not in first.fields)]
    return (*own, *(key for key in keys if first.fields.get(key) != second.fields.get(key)))
