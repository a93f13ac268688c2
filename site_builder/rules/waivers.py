"""Waivers: findings put up with for a while, and what is wrong with the waivers themselves (W9xx)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from site_builder.model.people import Town
from site_builder.model.waiver import Waiver
from site_builder.rules.page import page_names
from site_builder.sources.layout import id_of, is_record
from site_builder.spec import WaiverLimits
from site_builder.text.finding import Finding, Term, finding


@dataclass(frozen=True, slots=True)
class Waived:
    """A finding and the waiver that covers it."""

    finding: Finding
    waiver: Waiver


def apply(
    found: Iterable[Finding], waivers: tuple[Waiver, ...], limits: WaiverLimits
) -> tuple[list[Finding], tuple[Waived, ...]]:
    """The findings that stay, and those that a waiver covers.

    One that has expired still covers: it is itself the error then (W901), told once and where it can be mended.
    """
    holding = {(w.code, w.record): w for w in waivers if limits.allows(w.code)}
    kept, waived = [], []
    for one in found:
        waiver = holding.get((one.code, record_of(one)))
        if waiver is None:
            kept.append(one)
        else:
            waived.append(Waived(one, waiver))
    return kept, tuple(waived)


def record_of(one: Finding) -> str:
    """What a finding belongs to: the id of a case or visit, or the file itself."""
    path = one.place.path
    return id_of(path) if is_record(path) else path


def judge(
    waivers: tuple[Waiver, ...],
    covered: tuple[Waived, ...],
    records: frozenset[str],
    town: Town | None,
    limits: WaiverLimits,
    as_of: date,
) -> Iterator[Finding]:
    """W901 expired, W902 covers nothing, W903 not for this rule, W904 says too little, W905 nobody's, W906 no record."""
    used = {waived.waiver.place for waived in covered}
    for waiver in waivers:
        place = waiver.place
        if waiver.code not in page_names():
            yield finding("W903", place, "unknown", rule=waiver.code)
            continue
        if not limits.allows(waiver.code):
            yield finding("W903", place, rule=waiver.code)
            continue
        if waiver.record not in records:
            yield finding("W906", place, record=waiver.record)
        elif as_of > waiver.until:
            yield finding("W901", place, rule=waiver.code, record=waiver.record, until=waiver.until)
        elif waiver.until > as_of + timedelta(days=limits.longest_days):
            yield finding("W901", place, "far", rule=waiver.code, until=waiver.until, days=limits.longest_days)
        elif place not in used:
            yield finding("W902", place, rule=waiver.code, record=waiver.record)
        if len(waiver.reason.strip()) < limits.reason_min:
            yield finding("W904", place, reason=waiver.reason, least=limits.reason_min)
        owner = town.people.get(waiver.owner) if town else None
        if owner is not None and not owner.posts_on(as_of) and not _is_worker(town, waiver.owner, as_of):
            yield finding("W905", place, who=owner.name, field=Term("field", "owner"))


def _is_worker(town: Town | None, person: str, as_of: date) -> bool:
    return town is not None and any(term.covers(as_of) for _, term in town.grids_of.get(person, ()))
