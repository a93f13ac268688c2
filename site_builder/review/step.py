"""One commit of a change: what is its own doing, who made it, and what is wrong with it by itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from site_builder.model.change import Made
from site_builder.model.people import Town
from site_builder.review.records import Reader, SourceChange, with_bytes
from site_builder.rules.change.check import CASE_CHANGE_RULES, MADE_RULES, judge
from site_builder.rules.change.people import persons
from site_builder.rules.change.rule import Gate
from site_builder.sources.git import Blob, Commit, FileChange, Repository
from site_builder.sources.layout import TOP, is_record
from site_builder.text.finding import Finding, finding
from site_builder.text.place import Place

SLACK = timedelta(days=1)
"""How far the clocks of two machines may differ before a commit's date is taken for wrong."""


@dataclass(frozen=True, slots=True)
class CommitChange:
    """The files one commit changed, and who made it. `commit` is None for what is not committed yet.

    `brought` are the addresses of those who changed a file on the lines that a merge brings in.
    """

    commit: Commit | None
    changes: tuple[SourceChange, ...]
    addresses: tuple[str, ...]
    on: date
    brought: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def made(self, town: Town, path: str) -> Made:
        """Who made the change to one file: whoever of the commit's people the town knows first, the committer before
        the author (a forge commits for its users); of what a merge brings in, whoever changed it there."""
        own = tuple(a for a in dict.fromkeys(self.addresses) if persons(town, (a,)))[:1]
        return Made(self.commit.short if self.commit else "", self.on, (*own, *self.brought.get(path, ())))


def commit_changes(repository: Repository, accepted: Commit | None, end: Commit) -> Iterator[CommitChange]:
    """The commits of the first-parent line that `accepted` does not have, oldest first, each with what is its own
    doing: of a merge, nothing that it takes over from the accepted line as it stands there."""
    rows = []
    for commit, changes in repository.changes(accepted, end):
        own: list[tuple[FileChange, Blob | None]] = [(change, None) for change in changes]
        for other in commit.parents[1:]:
            if accepted is not None and repository.is_ancestor(other, accepted.id):
                theirs = {change.path: change.before for change in repository.changed(other, commit.id)}
                own = [
                    (change, theirs[change.path] if theirs[change.path] != change.before else former)
                    for change, former in own
                    if change.path in theirs
                ]
        rows.append((commit, [(c, former) for c, former in own if is_record(c.path) or c.path in TOP]))
    flat = iter(with_bytes(repository, [one for _, own in rows for one in own]))
    for commit, own in rows:
        brought = repository.brought(commit, accepted) if len(commit.parents) > 1 else {}
        addresses = (commit.committer, commit.author)
        yield CommitChange(commit, tuple(next(flat) for _ in own), addresses, commit.on, brought)


def of_step(step: CommitChange, reader: Reader, gate: Gate) -> Iterator[Finding]:
    """What is wrong with one commit taken by itself."""
    changed = reader.changed(step.changes)
    rules = (*CASE_CHANGE_RULES, *MADE_RULES)
    for case in changed.cases:
        yield from judge((case,), (), gate, step.made(gate.town, case.path), rules)
    yield from judge((), changed.visits, gate, Made("", step.on, ()), rules)
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
