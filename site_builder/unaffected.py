"""Which parts of a site tell the same as before, found by telling of the changed records alone, as they were and as they are.

What a part that merges tells of all cases follows from what it tells of each group of cases by itself: it is a list of
their rows, a sum of their counts, the first day of all their days. So where it tells the same of the changed groups as
before, and the others are as they were, it is what it was. Other parts, and everything where more has changed than some
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
        key = self.before.keys.get(part.name, "")
        then, now = (parts.get(part.name) for parts in self._told)
        if not key or then is None or now is None:
            return ""
        try:
            return key if _told(then) == _told(now) else ""
        except (Changed, Damaged):  # a former record is not to be had as it was
            return ""

    @cached_property
    def _told(self) -> tuple[dict[str, Part], ...]:
        """The parts about the changed records, as they were and as they are; nothing where that does not answer."""
        before, now = self.before, self.now
        if before is None or (before.beside, before.linked) != (now.beside, now.linked) or not before.site:
            return ()
        old = {path: group for path, group in before.records.items() if now.records.get(path) != group}
        new = {path: group for path, group in now.records.items() if before.records.get(path) != group}
        if max(len(old), len(new)) > FEW:
            return ()
        former = self.former(old)
        if former is None:
            return ()
        here = (
            tuple(case for case in self.register.cases if case.path in new),
            tuple(visit for visit in self.register.visits if visit.path in new),
        )
        return tuple(
            {part.name: part for part in self.parts_of(replace(self.register, cases=cases, visits=visits), groups)}
            for (cases, visits), groups in ((former, old), (here, new))
        )


def _told(part: Part) -> Any:
    return part.tell() if part.tell is not None else tuple(part.make())
