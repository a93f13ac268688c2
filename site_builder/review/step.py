"""One commit of a change: what is its own doing, who made it, and what is wrong with it by itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from site_builder.model.change import Made
from site_builder.review.records import Reader, SourceChange, with_bytes
from site_builder.rules.change.check import CASE_CHANGE_RULES, MADE_RULES, judge
from site_builder.rules.change.people import persons
from site_builder.rules.change.rule import Gate
from site_builder.sources.git import Commit, Repository
from site_builder.sources.layout import TOP, is_record
from site_builder.text.finding import Finding, finding
from site_builder.text.place import Place

SLACK = timedelta(days=1)
"""How far the clocks of two machines may differ before a commit's date is taken for wrong."""


@dataclass(frozen=True, slots=True)
class CommitChange:
    """The files one commit changed, and who made it. `commit` is None for what is not committed yet."""

    commit: Commit | None
    changes: tuple[SourceChange, ...]
    addresses: tuple[str, ...]
    on: date

    @property
    def made(self) -> Made:
        return Made(self.commit.short if self.commit else "", self.on, self.addresses)


def commit_changes(
    repository: Repository, start: Commit | None, end: Commit, accepted: Commit
) -> Iterator[CommitChange]:
    """The commits after `start` on the first-parent line, oldest first, each with what is its own doing."""
    rows = []
    for commit, changes in repository.changes(start, end):
        own = changes
        for other in commit.parents[1:]:
            if repository.is_ancestor(other, accepted.id):
                differing = repository.differing(other, commit.id)
                own = tuple(change for change in own if change.path in differing)
        rows.append((commit, own))
    flat = iter(with_bytes(repository, [change for _, own in rows for change in own]))
    for commit, own in rows:
        kept = [change for change in own if is_record(change.path) or change.path in TOP]
        yield CommitChange(commit, tuple(next(flat) for _ in kept), repository.addresses(commit), commit.on)


def of_step(step: CommitChange, reader: Reader, gate: Gate) -> Iterator[Finding]:
    """What is wrong with one commit taken by itself."""
    changed = reader.changed(step.changes)
    made = step.made
    if step.commit is not None and len(step.commit.parents) < 2:
        known = [address for address in made.addresses if persons(gate.town, (address,))]
        made = replace(made, addresses=tuple(known[:1]))
    yield from judge(changed.cases, changed.visits, gate, made, (*CASE_CHANGE_RULES, *MADE_RULES))
    if step.commit is not None:
        yield from (finding("H914", Place(path)) for path in changed.unread_after)


def commit_dates(steps: list[CommitChange], start: Commit | None, today: date) -> Iterator[Finding]:
    """H915: a commit's date is not ahead of the day, and not before the commit it follows."""
    former = start.on if start else date.min
    for step in steps:
        if step.commit is None or not step.changes:
            continue
        place = Place(step.changes[0].path)
        if step.on > today + SLACK:
            yield finding("H915", place, made=step.on, day=today, commit=step.commit.short)
        elif step.on + SLACK < former:
            yield finding("H915", place, "earlier", made=step.on, day=former, commit=step.commit.short)
        former = max(former, step.on)


def key_of(one: Finding) -> tuple[object, ...]:
    """What makes two findings the same although they stand in two versions of a file."""
    values = tuple((name, value) for name, value in one.values if name != "commit")
    return (one.code, one.variant, one.place.path, values)
