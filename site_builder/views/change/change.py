"""A change to a register, ready to be told: its cases, what follows, and what a reviewer must look at."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from site_builder.model.case import Case
from site_builder.model.change import CaseChange, VisitChange
from site_builder.model.register import Register
from site_builder.rules.page import Spoken
from site_builder.sources.layout import id_of
from site_builder.spec import Language
from site_builder.views.change.case_moved import changed_case, changed_visit
from site_builder.views.change.due_moved import due_moved
from site_builder.views.change.effects import Effects, effects
from site_builder.views.change.look import Around, Look, looks
from site_builder.views.change.moved import ChangedCase, ChangedVisit
from site_builder.views.change.teller import Teller
from site_builder.views.change.veil import Veil

BESIDE = "H908"
"""The rule that tells of edits riding along with a move."""


@dataclass(frozen=True, slots=True)
class Span:
    """From where to where: the base as it was named, the commit at which the change left it, and its end.

    `head` is "" for the files in the folder. `ahead` counts commits that the base got since, `commits` the change's.
    """

    base: str
    start: str
    head: str
    commits: int
    ahead: int


@dataclass(frozen=True)
class Change:
    """All that is told of a change. `effects` is None where one of the two registers cannot be read.

    `findings` are the errors first, then the warnings about what the change touches; `other_warnings` counts the
    rest, `covered` the findings in sealed cases.
    """

    span: Span
    as_of: date
    language: Language
    register: Register
    before: Register
    cases: tuple[ChangedCase, ...]
    visits: tuple[ChangedVisit, ...]
    effects: Effects | None
    looks: tuple[Look, ...]
    findings: tuple[Spoken, ...]
    other_warnings: int
    covered: int
    sealed: int
    veil: Veil

    @property
    def is_empty(self) -> bool:
        """True where no record and no file that a change is judged by differs, nor did in between."""
        between = any(one.finding.code.startswith("H") for one in self.findings)
        return not (self.cases or self.visits or self.looks or between)

    @property
    def errors(self) -> int:
        return sum(1 for one in self.findings if one.severity == "error")

    def count(self, fate: str) -> int:
        return sum(1 for case in self.cases if case.fate == fate)


def change_view(
    span: Span,
    registers: tuple[Register | None, Register | None],
    changes: tuple[Iterable[CaseChange], Iterable[VisitChange]],
    findings: Iterable[Spoken],
    around: Around,
    sealed_paths: frozenset[str],
    as_of: date,
    language: Language,
) -> Change | None:
    """What there is to tell. `registers` are those at the common ancestor and after the change; None where neither
    can be read. `sealed_paths` are files that cannot be read and belong to sealed cases."""
    before, after = registers
    known = after or before
    if known is None:
        return None
    empty = Register(known.town, (), (), known.spec, known.settings)
    both = (before or empty, after or empty)
    cases, findings = tuple(changes[0]), tuple(findings)
    sealed = {case.id for register in both for case in register.cases if case.is_sealed}
    sealed |= {case.id for change in cases for case in (change.before, change.after) if case and case.is_sealed}
    sealed |= {id_of(path) for path in sealed_paths}
    veil = Veil(sealed, language)
    teller = Teller(known.spec, known.town, veil)
    shown = [change for change in cases if change.id not in sealed]
    was, now = ({case.path: case for case in register.cases} for register in both)
    told = tuple(
        changed_case(change, due_moved(_own(was, change.before), _own(now, change.after), both, as_of), teller)
        for change in shown
    )
    hidden = {case.path for register in both for case in register.cases if case.is_sealed} | set(sealed_paths)
    hidden |= {case.path for change in cases if change.id in sealed for case in (change.before, change.after) if case}
    spoken = [f for f in findings if f.finding.place.path not in hidden and id_of(f.finding.place.path) not in sealed]
    kept, other = _of_change(spoken, cases, changes[1], around)
    beside = (c.id for c in shown for f in kept if f.finding.code == BESIDE and f.finding.place.path == _path(c))
    around = _counted(around, cases, sealed, sealed_paths)
    return Change(
        span=span,
        as_of=as_of,
        language=language,
        register=known,
        before=both[0],
        cases=veil.over(told),
        visits=veil.over(tuple(changed_visit(visit, teller) for visit in changes[1])),
        effects=effects(both, cases, as_of, sealed) if after else None,
        looks=tuple(looks(told, beside, around)),
        findings=veil.over(tuple(kept)),
        other_warnings=other,
        covered=len(findings) - len(spoken),
        sealed=around.sealed,
        veil=veil,
    )


def _path(change: CaseChange) -> str:
    case = change.after or change.before
    assert case is not None
    return case.path


def _own(cases: dict[str, Case], case: Case | None) -> Case | None:
    """A register's own reading of a case; None where it did not take the file."""
    return cases.get(case.path) if case else None


def _of_change(
    spoken: list[Spoken], cases: Iterable[CaseChange], visits: Iterable[VisitChange], around: Around
) -> tuple[list[Spoken], int]:
    """The errors, then the warnings of the change's own rules, then others in what it touches; how many are left."""
    touched = {case.path for change in cases for case in (change.before, change.after) if case}
    touched |= {visit.record.path for change in visits for visit in (change.before, change.after) if visit}
    touched |= {*around.gate, *around.unread}

    def order(one: Spoken) -> int:
        if one.severity == "error":
            return 0
        return 1 if one.finding.code.startswith("H") else 2 if one.finding.place.path in touched else 3

    ordered = sorted(spoken, key=order)
    kept = [one for one in ordered if order(one) < 3]
    return kept, len(ordered) - len(kept)


def _counted(around: Around, cases: Iterable[CaseChange], sealed: set[str], sealed_paths: frozenset[str]) -> Around:
    """The same, with the sealed cases counted and their files not named."""
    hidden = [change for change in cases if change.id in sealed]
    unsealed = sum(1 for change in hidden if change.before and change.after and not change.after.is_sealed)
    return replace(
        around,
        unread=tuple(path for path in around.unread if path not in sealed_paths),
        sealed=len(hidden) + len(sealed_paths),
        unsealed=unsealed,
    )
