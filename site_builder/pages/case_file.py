"""The file behind a case: where it is, who changed it and when, and how to take the case further."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from site_builder.model.case import Case
from site_builder.model.history import Step, open_after
from site_builder.pages.edition_index import Index
from site_builder.pages.forge import OnForge
from site_builder.pages.shared import Link, Prose
from site_builder.rules.workflow import who_may
from site_builder.views.past import Saved

SHORT = 8
"""So much of a commit's id is shown, as git shows it."""


@dataclass(frozen=True, slots=True)
class SavedView:
    """One change of the file, as git has it."""

    on: Annotated[date, "The day on which it was committed."]
    who: Annotated[Link | None, "Who made it: somebody on duty, or the name given; none where no name can be shown."]
    subject: Annotated[Prose | None, "The first line of its message; none where it is not told."]
    id: Annotated[str, "Its short id."]
    address: Annotated[str, "Its page on the town's forge, or empty."]


@dataclass(frozen=True, slots=True)
class OpenMove:
    """A move that may be made next."""

    code: Annotated[str, "The move's code, as it is typed."]
    name: Annotated[str, "The move, in words."]
    posts: Annotated[tuple[str, ...], "Who may make it, in words."]


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFile:
    """The file of a case, its changes, and how to edit it."""

    path: Annotated[str, "Its path in the register."]
    show: Annotated[str, "Its page on the town's forge, or empty."]
    edit: Annotated[str, "The forge's page for editing it, or empty."]
    history: Annotated[str, "The forge's page of its changes; empty outside the office."]
    knowledge: Annotated[
        str,
        "How much git knows: whole, shallow, not_in_git, nothing_committed, unreadable; empty where it is not told.",
    ]
    unsaved: Annotated[str, "new or changed where the file is not as it was last committed, or empty."]
    saved: Annotated[tuple[SavedView, ...], "Its changes up to the day, the latest first; for the office only."]
    moves: Annotated[tuple[OpenMove, ...], "The moves open from where the case stands on the day."]


def case_file(known: Index, case: Case, made: tuple[Step, ...]) -> CaseFile:
    """What there is to say of a case's file; `made` are the steps known on the day."""
    edition = known.edition
    past = edition.past
    settings = known.register.settings
    forge = OnForge(settings.forge, past.folder if past else "") if settings.forge else None
    return CaseFile(
        path=case.path,
        show=forge.show(case.path) if forge else "",
        edit=forge.edit(case.path) if forge else "",
        history=forge.history(case.path) if forge and past else "",
        knowledge=past.knowledge if past else "",
        unsaved=past.unsaved.get(case.path, "") if past else "",
        saved=tuple(_saved(known, one, forge) for one in past.saved.get(case.path, ())) if past else (),
        moves=tuple(_moves(known, case, made)),
    )


def _saved(known: Index, saved: Saved, forge: OnForge | None) -> SavedView:
    name = Link("", saved.name) if saved.name else None
    return SavedView(
        saved.on,
        known.person(saved.person) if saved.person else name,
        known.prose(saved.subject) if saved.subject else None,
        saved.id[:SHORT],
        forge.change(saved.id) if forge else "",
    )


def _moves(known: Index, case: Case, made: tuple[Step, ...]) -> Iterator[OpenMove]:
    for move in open_after(made, case, known.spec):
        posts = who_may(move, made[-1].level_after)
        yield OpenMove(move.code, known.word(move.label), tuple(known.label("actor", post) for post in posts))
