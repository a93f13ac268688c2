"""All cases, visits and people of one revision of a register, and what can be looked up in them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from site_builder.model.calendar import Calendar
from site_builder.model.case import Case, Visit
from site_builder.model.grid_map import GridMap
from site_builder.model.history import History
from site_builder.model.people import Town
from site_builder.settings import Settings
from site_builder.spec import Spec


@dataclass(frozen=True)
class Register:
    """Order-free: the same files give the same register. Cases and visits are sorted by id."""

    town: Town
    cases: tuple[Case, ...]
    visits: tuple[Visit, ...]
    spec: Spec
    settings: Settings = field(default_factory=Settings)
    shapes: GridMap | None = None

    @cached_property
    def case_by_id(self) -> dict[str, Case]:
        return {case.id: case for case in self.cases}

    @cached_property
    def visit_by_id(self) -> dict[str, Visit]:
        return {visit.id: visit for visit in self.visits}

    @cached_property
    def calendar(self) -> Calendar:
        return Calendar(self.settings.holidays)

    @cached_property
    def merged_into(self) -> dict[str, tuple[tuple[Case, date], ...]]:
        """For each main case, the cases merged into it and the day that became known."""
        found: dict[str, list[tuple[Case, date]]] = {}
        for case in self.cases:
            for event in case.events:
                if event.move == "merge" and (main := event.text("into")):
                    found.setdefault(main, []).append((case, event.known_on))
        return {main: tuple(merged) for main, merged in found.items()}

    @cached_property
    def histories(self) -> dict[str, History]:
        return {case.id: History(case, self.spec) for case in self.cases}

    def history(self, case: Case) -> History:
        """The history of a case. Where two files claim one id, each is judged by its own events."""
        found = self.histories[case.id]
        return found if found.case is case else History(case, self.spec)

    @cached_property
    def shown_cases(self) -> tuple[Case, ...]:
        """The cases that are not sealed; a sealed one is only ever counted."""
        return tuple(case for case in self.cases if not case.is_sealed)

    def sealed(self, day: date, village: str | None = None) -> int:
        """How many sealed cases the register knew on a day, in a village or in all."""
        return sum(village in (None, own) and known_from <= day for own, known_from in self._sealed)

    @cached_property
    def _sealed(self) -> tuple[tuple[str, date], ...]:
        """The village of each sealed case and the day it was known."""
        return tuple((case.village, self.history(case).known_from) for case in self.cases if case.is_sealed)

    def as_of(self, day: date) -> Iterator[History]:
        """The histories of the cases that the register knew on a day, sealed ones left out."""
        return (h for case in self.shown_cases if (h := self.histories[case.id]).known_from <= day)
