"""One audience's view of a register on one day: everything the pages are made from.

Which cases: `office` sees every case but the sealed ones, which are a number; a village sees its own cases whose
`access` is `village` or `board`; the notice board sees totals and the `public_summary` of `board` cases. What of them:
`projection`. What an audience may not see is absent, not hidden (design §8).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from site_builder.model.case import Case
from site_builder.model.four_lists import TOWN, FourLists, first_week, four_lists
from site_builder.model.register import Register
from site_builder.model.weeks import Week, weeks_between
from site_builder.rules.page import Spoken
from site_builder.spec import Language
from site_builder.views.audience import Audience
from site_builder.views.noted import Notes
from site_builder.views.past import Past
from site_builder.views.projection import for_board, for_office, for_village

RECENT = 8
"""How many weeks' lists the site has as workbooks: two months, for which somebody may still write on in one."""


@dataclass(frozen=True)
class Edition:
    """What one audience gets. `register` holds nothing that it may not see.

    `findings` are the validator's, in words, and `past` is what git knows of the records: both for the office only.
    `groups` stand for each record's file and those it has to do with, by path; None where nobody knows. `notes` are what
    a former build worked out of them. `guests` are
    people and units of elsewhere who are there by name because a case names them, and have no page.
    """

    register: Register
    audience: Audience
    as_of: date
    language: Language
    findings: tuple[Spoken, ...] = ()
    draft: bool = False
    past: Past | None = None
    groups: Mapping[str, bytes] | None = None
    guests: frozenset[str] = frozenset()
    notes: Notes | None = None

    @cached_property
    def cases(self) -> tuple[Case, ...]:
        """The cases known on the day, in order of id."""
        return tuple(self.register.known_cases(self.as_of))

    @cached_property
    def scopes(self) -> tuple[str, ...]:
        """The weekly pages' scopes: every village of the audience, and the town for the office."""
        if self.audience.kind == "village":
            return (self.audience.village or "",)
        return (*self.register.town.villages, TOWN)

    @cached_property
    def weeks(self) -> tuple[Week, ...]:
        """Every week from the register's first event to the day, oldest first."""
        first = first_week(self.register)
        return weeks_between(first.monday, self.as_of) if first and first.monday <= self.as_of else ()

    @cached_property
    def recent_weeks(self) -> tuple[Week, ...]:
        """The latest weeks, whose lists are files for office programs too; those of any week come by command."""
        return self.weeks[-RECENT:]

    def lists(self, week: Week) -> dict[str, FourLists]:
        """The four lists of a week, by scope. Those of the week asked for last are kept: its scopes come in a row."""
        last: tuple[Week, dict[str, FourLists]] | None = vars(self).get("_lists")
        if last is None or last[0] != week:
            last = week, four_lists(self.register, week, self.as_of, self.scopes)
            vars(self)["_lists"] = last
        return last[1]


def edition(
    register: Register,
    audience: Audience,
    as_of: date,
    language: Language,
    findings: tuple[Spoken, ...] = (),
    draft: bool = False,
    past: Past | None = None,
    groups: Mapping[str, bytes] | None = None,
    notes: Notes | None = None,
) -> Edition:
    """Project a register for an audience. The edition holds nothing of the register that the audience may not see."""
    if audience.kind == "office":
        sealed = {case.path for case in register.cases if case.is_sealed}
        shown = tuple(spoken for spoken in findings if spoken.finding.place.path not in sealed)
        return Edition(for_office(register), audience, as_of, language, shown, draft, past, groups, notes=notes)
    if audience.kind == "village":
        projected, guests = for_village(register, audience.village or "", audience.sees)
        return Edition(projected, audience, as_of, language, draft=draft, guests=guests)
    return Edition(for_board(register, audience.sees), audience, as_of, language, draft=draft)
