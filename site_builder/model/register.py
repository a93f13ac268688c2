"""All cases, visits and people of one revision of a register, and what can be looked up in them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from site_builder.model.calendar import Calendar
from site_builder.model.case import Attachment, Case, Visit
from site_builder.model.grid_map import GridMap
from site_builder.model.history import History, State, Turn
from site_builder.model.people import Town
from site_builder.model.stored import StoredCase
from site_builder.settings import Settings
from site_builder.sources.attachments import Enclosed, enclosed_path
from site_builder.spec import Spec


@dataclass(frozen=True)
class Register:
    """Order-free: the same files give the same register. Cases and visits are sorted by id.

    `sealed_elsewhere` is what is told of sealed cases that are themselves left out: the village of each, and the day
    from which it was known. `enclosed` are the attachments by their paths; None where nobody looked.
    """

    town: Town
    cases: tuple[Case, ...]
    visits: tuple[Visit, ...]
    spec: Spec
    settings: Settings = field(default_factory=Settings)
    shapes: GridMap | None = None
    sealed_elsewhere: tuple[tuple[str, date], ...] = ()
    enclosed: Mapping[str, Enclosed] | None = None

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
            if not case.has_made("merge"):
                continue
            for event in case.events:
                if event.move == "merge" and (main := event.text("into")):
                    found.setdefault(main, []).append((case, event.known_on))
        return {main: tuple(merged) for main, merged in found.items()}

    @cached_property
    def histories(self) -> Histories:
        """The history of each case by its id, made when it is asked for."""
        return Histories(self)

    def history(self, case: Case) -> History:
        """The history of a case. Where two files claim one id, each is judged by its own events."""
        found = self.histories[case.id]
        return found if found.case is case else History(case, self.spec)

    def forget(self, case: Case) -> None:
        """Hold neither the history of a stored case nor what was fetched of it."""
        self.histories.forget(case)
        if isinstance(case, StoredCase):
            case.forget()

    @cached_property
    def shown_cases(self) -> tuple[Case, ...]:
        """The cases that are not sealed; a sealed one is only ever counted."""
        return tuple(case for case in self.cases if not case.is_sealed)

    def sealed(self, day: date, village: str | None = None) -> int:
        """How many sealed cases the register knew on a day, in a village or in all."""
        return sum(village in (None, own) and known_from <= day for own, known_from in self.sealed_known)

    @cached_property
    def sealed_known(self) -> tuple[tuple[str, date], ...]:
        """The village of each sealed case and the day it was known, in order."""
        own = ((case.village, self.known_from(case)) for case in self.cases if case.is_sealed)
        return (*self.sealed_elsewhere, *sorted(own))

    def enclosure(self, case: Case, attachment: Attachment) -> Enclosed | None:
        """The file of an attachment, where there is one."""
        return (self.enclosed or {}).get(enclosed_path(case.id, attachment.file))

    def known_from(self, case: Case) -> date:
        """The day from which a case counts at all."""
        return case.told.first if case.told is not None else self.history(case).known_from

    def state(self, case: Case, day: date) -> State | None:
        """The state of a case at the end of a day; None before it was registered. It changes only where something happens."""
        standing = case.standing(day)
        if standing is None and case.told is not None:
            first, last = sorted((day, case.told.day))
            if not any(first < on <= last for on, _ in case.happened):
                standing = case.standing(case.told.day)
        return standing.state if standing is not None else self.history(case).on(day)

    def turns(self, case: Case) -> tuple[Turn, ...]:
        """The days on which a case came in, came back, was settled or went out, in order."""
        return case.told.turns if case.told is not None else tuple(self.history(case).turns())

    def known_cases(self, day: date) -> Iterator[Case]:
        """The cases that the register knew on a day, sealed ones left out."""
        return (case for case in self.shown_cases if self.known_from(case) <= day)


class Histories(Mapping[str, History]):
    """The histories of a register's cases by their ids."""

    def __init__(self, register: Register) -> None:
        self._register = register
        self._made: dict[str, History] = {}

    def __getitem__(self, id: str) -> History:
        found = self._made.get(id)
        if found is None:
            found = self._made[id] = History(self._register.case_by_id[id], self._register.spec)
        return found

    def forget(self, case: Case) -> None:
        self._made.pop(case.id, None)

    def __iter__(self) -> Iterator[str]:
        return iter(self._register.case_by_id)

    def __len__(self) -> int:
        return len(self._register.case_by_id)
