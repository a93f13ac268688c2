"""Runs every rule over a register; their order is that of the modules here."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date

from site_builder.model.case import Case, Visit
from site_builder.model.register import Register
from site_builder.rules import attachments, deadlines, petition, tasks, town, visits, workflow
from site_builder.rules.rule import CaseRule, RegisterRule, VisitRule
from site_builder.text.finding import Finding

CASE_RULES: tuple[CaseRule, ...] = (
    *workflow.CASE_RULES,
    *petition.CASE_RULES,
    *tasks.CASE_RULES,
    *deadlines.CASE_RULES,
    *town.CASE_RULES,
)
VISIT_RULES: tuple[VisitRule, ...] = visits.VISIT_RULES
REGISTER_RULES: tuple[RegisterRule, ...] = (
    *workflow.REGISTER_RULES,
    *town.REGISTER_RULES,
    *visits.REGISTER_RULES,
    *attachments.REGISTER_RULES,
)


def check_register(register: Register, as_of: date, only: Collection[str] | None = None) -> tuple[Finding, ...]:
    """Every finding of every rule over every case, visit and the register as a whole.

    `only`: of the cases and visits, those of these paths.
    """
    return tuple(_findings(register, as_of, only))


def judge_register(register: Register, as_of: date) -> Iterator[Finding]:
    """What the rules for the register as a whole find."""
    for register_rule in REGISTER_RULES:
        yield from register_rule(register, as_of)


def _findings(register: Register, as_of: date, only: Collection[str] | None) -> Iterator[Finding]:
    yield from judge_register(register, as_of)
    cases = (case for case in register.cases if only is None or case.path in only)
    visits = (visit for visit in register.visits if only is None or visit.record.path in only)
    yield from judge_records(register, cases, visits, as_of)


def judge_records(register: Register, cases: Iterable[Case], visits: Iterable[Visit], as_of: date) -> Iterator[Finding]:
    """What the rules for single records find in these cases and visits of a register."""
    for case in cases:
        for case_rule in CASE_RULES:
            yield from case_rule(case, register, as_of)
    for visit in visits:
        for visit_rule in VISIT_RULES:
            yield from visit_rule(visit, register, as_of)
