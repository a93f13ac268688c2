"""A change judged and compared: the register where it left the base beside the register after it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from site_builder.checking import register_of
from site_builder.model.people import Town
from site_builder.model.register import Register
from site_builder.review.review import Review, review
from site_builder.rules.change.people import persons
from site_builder.rules.checked import Checked
from site_builder.sources.attachments import Enclosed, Gone, enclosed_path
from site_builder.sources.git import Commit, Repository, Tree
from site_builder.sources.layout import TOP, id_of, is_record
from site_builder.spec import Language
from site_builder.spec.audiences import REACH
from site_builder.views.change.change import Change, Span, change_view
from site_builder.views.change.look import Around

GATE = "H910"
"""The rule that tells of a changed file by which changes are judged."""


@dataclass(frozen=True)
class Compared:
    """A change judged, with the register at the common ancestor (None where that cannot be read)."""

    review: Review
    before: Register | None
    around: Around
    sealed_paths: frozenset[str]
    base: str
    head: str | None

    @property
    def checked(self) -> Checked:
        """The register after the change, with all findings."""
        return self.review.checked

    def view(self, language: Language) -> Change | None:
        """What there is to tell; None where neither register can be read."""
        done = self.review
        return change_view(
            Span(self.base, done.start.short, self.head or "", done.commits, done.ahead),
            (self.before, self.checked.register),
            (done.changed.cases, done.changed.visits),
            tuple(self.checked.spoken(language)),
            self.around,
            self.sealed_paths,
            self.checked.as_of,
            language,
        )


def compare(root: Path, base: str, head: str | None, as_of: date, today: date) -> Compared:
    """Judge a change and read the register it began with. Raises what `review` raises."""
    done = review(root, base, head, as_of, today)
    repository = Repository(root)
    tree = repository.tree(done.start)
    before = register_of(repository.files(tree))
    unread = tuple(dict.fromkeys((*done.changed.unread_before, *done.changed.unread_after)))
    town = before.town if before else done.checked.register.town if done.checked.register else None
    end = repository.commit(head or "HEAD")
    around = Around(
        strangers=tuple(_strangers(repository, done.start, end, town)) if town else (),
        gate=tuple(f.place.path for f in done.checked.findings if f.code == GATE),
        unread=unread,
        pictures=tuple(_replaced(repository, tree, repository.tree(end) if head is not None else None, done.checked)),
    )
    sealed = frozenset(path for path in unread if path in done.sealed or _was_sealed(path, done.checked, before))
    return Compared(done, before, around, sealed, base, head)


def _replaced(repository: Repository, before: Tree, after: Tree | None, checked: Checked) -> Iterator[str]:
    """Attachments that others than the office get and that are another file now than before; `after` None: in the
    folder."""
    for case in checked.register.cases if checked.register else ():
        for attachment in case.attachments:
            path = enclosed_path(case.id, attachment.file)
            if case.reach_of(attachment) != REACH[0] and path in before:
                if after is not None:
                    now = after[path].id if path in after else ""
                else:
                    now = _blob_of(repository, (checked.register.enclosed or {}).get(path)) if checked.register else ""
                if now not in ("", before[path].id):
                    yield path


def _blob_of(repository: Repository, enclosed: Enclosed | None) -> str:
    """Git's name for the file as it now is; "" where there is none to be shown."""
    try:
        return repository.blob_id(enclosed.read()) if enclosed is not None and enclosed.digest else ""
    except Gone:
        return ""


def _strangers(repository: Repository, start: Commit, end: Commit, town: Town) -> list[str]:
    """Commits by an address that is new to the repository and that people.yaml does not know. Where it knows no
    addresses at all nobody can be told from anybody, and nothing is said."""
    if not any(person.emails for person in town.people.values()):
        return []
    known = repository.known_addresses(start)
    made = (commit for commit, changes in repository.changes(start, end) if any(_counts(c.path) for c in changes))
    found = []
    for commit in made:
        addresses = repository.addresses(commit)
        if not persons(town, addresses) and not known.intersection(addresses):
            found.append(commit.short)
    return found


def _counts(path: str) -> bool:
    return is_record(path) or path in TOP


def _was_sealed(path: str, checked: Checked, before: Register | None) -> bool:
    """True for the file of a case that is sealed in one of the registers, wherever its file is there."""
    registers = [register for register in (before, checked.register) if register]
    return any(case.is_sealed and (case.path == path or case.id == id_of(path)) for r in registers for case in r.cases)
