"""Which parts of a site tell the same as before, found by telling of the changed records alone, as they were and as they are.

What a part that merges tells of all cases follows from what it tells of each group of cases by itself: it is a list of
their rows, a sum of their counts, the first day of all their days. So where it tells the same of the changed groups as
before, and the others are as they were, it is what it was. What tells of one case or week that no changed record has to
do with is not even listed. Other parts, and everything where more has changed than some
records, are made anew by their keys (`making`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from site_builder.cache.made import MadeFrom
from site_builder.cache.stamps import combined
from site_builder.cache.values import Damaged
from site_builder.model.case import Case, Visit
from site_builder.model.register import Register
from site_builder.pages.part import Part
from site_builder.sources.layout import id_of
from site_builder.verdicts.register import Changed

FEW = 60
"""So many records that changed are told of by themselves; more cost too much."""
Records = tuple[tuple[Case, ...], tuple[Visit, ...]]
Parts = Callable[[Register, Mapping[str, bytes]], list[Part]]
"""The parts of a site about the records of a register alone; the records are also given by what stands for them."""


@dataclass(frozen=True)
class Unaffected:
    """Answers for one build upon another. `now` is what this one is made from, without keys; `former` gives the records
    that the shown site was made from, None where they are not known any more."""

    now: MadeFrom
    before: MadeFrom | None
    register: Register
    parts_of: Parts
    former: Callable[[Mapping[str, bytes]], Records | None]

    def key(self, part: Part) -> str:
        """What stands for a part that merges, and does not say what it is made from; "" where nothing does."""
        return combined([bytes.fromhex(self.now.site), part.name]).hex() if part.merges and self.now.site else ""

    def former_key(self, part: Part) -> str:
        """The key that the part had, where it tells the same as then; "" otherwise."""
        if not part.merges or self.before is None or not self._told:
            return ""
        key = self.before.keys.get(part.about, {}).get(part.name, "")
        then, now = (parts.get(part.name) for parts in self._told)
        if not key or then is None or now is None:
            return ""
        try:
            return key if _told(then) == _told(now) else ""
        except (Changed, Damaged):  # a former record is not to be had as it was
            return ""

    @cached_property
    def touched(self) -> frozenset[str] | None:
        """The cases and weeks that the changed records may have to do with; None where it may be any."""
        before, now = self.before, self.now
        if before is None or before.saved != now.saved or not self._told:
            return None
        if before.saved and before.records.keys() != now.records.keys():  # a line of git's may name a new case
            return None
        if any(case.is_sealed for case in (*self._records[0][0], *self._records[1][0])):  # it is counted in any week
            return None
        told = {part.about for parts in self._told for part in parts.values() if part.about}
        return frozenset(told.union(id_of(path) for path, _ in before.unsaved.items() ^ now.unsaved.items()))

    @property
    def untouched(self) -> dict[str, dict[str, str]]:
        """The keys of the parts about other cases and weeks, as they were and are, by what they are about and by name."""
        if self.before is None or self.touched is None:
            return {}
        return {about: keys for about, keys in self.before.keys.items() if about and about not in self.touched}

    @cached_property
    def _changed(self) -> tuple[dict[str, bytes], dict[str, bytes]]:
        """What stood and stands for the changed records, by path."""
        before, now = self.before.records if self.before else {}, self.now.records
        return (
            {path: group for path, group in before.items() if now.get(path) != group},
            {path: group for path, group in now.items() if before.get(path) != group},
        )

    @cached_property
    def _records(self) -> tuple[Records, ...]:
        """The changed records, as they were and as they are; nothing where that is not known, or where these are many
        or not all that changed."""
        before, now = self.before, self.now
        if before is None or (before.beside, before.linked) != (now.beside, now.linked) or not before.site:
            return ()
        old, new = self._changed
        if max(len(old), len(new)) > FEW:
            return ()
        former = self.former(old)
        if former is None:
            return ()
        here = (
            tuple(case for case in self.register.cases if case.path in new),
            tuple(visit for visit in self.register.visits if visit.path in new),
        )
        return former, here

    @cached_property
    def _told(self) -> tuple[dict[str, Part], ...]:
        """The parts about the changed records, as they were and as they are; nothing where that does not answer."""
        return tuple(
            {part.name: part for part in self.parts_of(replace(self.register, cases=cases, visits=visits), groups)}
            for (cases, visits), groups in zip(self._records, self._changed, strict=False)
        )


def _told(part: Part) -> Any:
    return part.tell() if part.tell is not None else tuple(part.make())
