"""One audience's view of a register on one day: everything the pages are made from.

The projection is an allow-list: `office` sees every case but the sealed ones, which are a number; a
village sees its own cases whose `access` is `village` or `board`; the notice board sees totals and the
`public_summary` of `board` cases. What an audience may not see is absent, not hidden (design §8).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from site_builder.model.case import Case
from site_builder.model.four_lists import TOWN, FourLists, first_week, four_lists
from site_builder.model.register import Register
from site_builder.model.weeks import Week, weeks_between
from site_builder.records.node import Mapping as Tree
from site_builder.records.node import Record
from site_builder.rules.page import Spoken
from site_builder.spec import Language
from site_builder.views.past import Past

RECENT = 8
"""How many weeks' lists the site has as workbooks: two months, for which somebody may still write on in one."""


@dataclass(frozen=True, slots=True)
class Audience:
    """`office`, `board`, or `village` with the village's id; `review` is who looks at a change, and sees what the
    office sees."""

    kind: str
    village: str | None = None

    @classmethod
    def parse(cls, text: str) -> Audience:
        """`office`, `board` or `village:ID`. Raises ValueError for anything else."""
        kind, _, village = text.partition(":")
        if (kind in ("office", "board") and ":" not in text) or (kind == "village" and village):
            return cls(kind, village or None)
        raise ValueError(text)

    def __str__(self) -> str:
        return f"{self.kind}:{self.village}" if self.village else self.kind

    def sees(self, case: Case) -> bool:
        if case.is_sealed:
            return False
        if self.kind in ("office", "review"):
            return True
        if self.kind == "village":
            return case.village == self.village and case.access in ("village", "board")
        return case.access == "board" and case.public_summary is not None


@dataclass(frozen=True)
class Edition:
    """What one audience gets. `register` holds nothing that it may not see.

    `findings` are the validator's, in words, and `past` is what git knows of the records: both for the office only.
    `groups` stand for each record's file and those it has to do with, by path; None where nobody knows.
    """

    register: Register
    audience: Audience
    as_of: date
    language: Language
    findings: tuple[Spoken, ...] = ()
    draft: bool = False
    past: Past | None = None
    groups: Mapping[str, bytes] | None = None

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
) -> Edition:
    """Project a register for an audience."""
    if audience.kind == "office":
        return Edition(register, audience, as_of, language, findings, draft, past, groups)
    cases = tuple(_narrowed(case, audience) for case in register.cases if audience.sees(case))
    seen = {case.id for case in cases}
    cases = tuple(_without_hidden_links(case, seen) for case in cases)
    own = register.town.villages.get(audience.village or "")
    shapes = register.shapes.of(grid.id for grid in own.grids) if register.shapes and own else None
    projected = replace(register, cases=cases, visits=(), shapes=shapes)
    return Edition(projected, audience, as_of, language, (), draft, None, groups)


def _narrowed(case: Case, audience: Audience) -> Case:
    """For the board a case is its public summary, its place, kind and dates: nothing else of it exists."""
    if audience.kind != "board":
        return case
    summary = case.public_summary or ""
    return replace(
        case,
        record=Record(f"cases/{case.id}", "", Tree({}, (1, 1, 1, 1))),
        title=summary.split("\n")[0][:40],
        problem=summary,
        parties=(), points=(), tasks=(), instalments=(), risk=None, urgent=None, petition=None, order=None,
        lead_post=None, lead_party=None, lead_admin=None, helpers=(), copies=(), people_affected=None,
        amount_yuan=None,
    )  # fmt: skip


def _without_hidden_links(case: Case, seen: set[str]) -> Case:
    """Links to cases the audience may not see are taken out, in the links block and in the events."""
    links = case.links
    kept = replace(
        links,
        duplicates=links.duplicates if links.duplicates in seen else None,
        reopens=links.reopens if links.reopens in seen else None,
        related=tuple(id for id in links.related if id in seen),
    )
    events = tuple(
        replace(event, fields={k: v for k, v in event.fields.items() if k not in ("into", "promoted_by")})
        for event in case.events
    )
    outcome = replace(case.outcome, promoted_by=None) if case.outcome else None
    return replace(case, links=kept, events=events, outcome=outcome)
