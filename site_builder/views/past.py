"""What git knows of the cases' files, as far as the office may read it: who changed one, when, and in which words.

A commit message is checked by nobody and speaks of everything its commit holds. Its first line is told only where
the commit changed that one file of the register and nothing in the line may be about a sealed matter or a person;
otherwise the page has the same few words whatever the reason, so that the reason cannot be told either.
Source: design §8; docs/decisions/0020.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from site_builder.model.people import Town
from site_builder.model.register import Register
from site_builder.rules.privacy import scan_text
from site_builder.text.personal_data import find_personal_data

Knowledge = Literal["whole", "shallow", "not_in_git", "nothing_committed", "unreadable"]
"""How much of its past a register's folder holds."""
LONGEST = 120
_ID = re.compile(r"(?<![0-9A-Za-z])[A-Za-z][A-Za-z0-9]*-\d{4}-\d+(?![0-9A-Za-z])")
_DIGITS = re.compile(r"\d+")
_UNSEEN = ("Cc", "Cf", "Cs", "Zl", "Zp")


@dataclass(frozen=True, slots=True)
class Committed:
    """One commit as git tells it: the author's name and address, the first line, the register's files it changed."""

    id: str
    on: date
    name: str
    address: str
    subject: str
    paths: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Saved:
    """One commit as a page may tell it.

    `person` is the id of the one whose address the register knows, "" for anybody else; `name` is then what the
    author calls himself, "" where that cannot be shown. `subject` is "" where the first line is not told.
    """

    id: str
    on: date
    person: str
    name: str
    subject: str


@dataclass(frozen=True)
class Past:
    """The commits of the cases' files by path, the latest first, and the files that are not as they were committed.

    `folder` is where the register lies in its repository, "" or `office/`; `unsaved` says of a path `new` or
    `changed`.
    """

    knowledge: Knowledge
    folder: str = ""
    saved: Mapping[str, tuple[Saved, ...]] = field(default_factory=dict)
    unsaved: Mapping[str, str] = field(default_factory=dict)


def saved_by_path(log: Iterable[Committed], register: Register, as_of: date) -> dict[str, tuple[Saved, ...]]:
    """For the file of each case that is not sealed, its commits made by a day, in the order of the log."""
    telling = _Telling(register)
    paths = {case.path for case in register.shown_cases}
    found: dict[str, list[Saved]] = {}
    for commit in log:
        if commit.on > as_of:
            continue
        saved = None
        for path in commit.paths:
            if path in paths:
                saved = saved or telling.saved(commit)
                found.setdefault(path, []).append(saved)
    return {path: tuple(commits) for path, commits in found.items()}


class _Telling:
    """What of a commit may be told in one register."""

    def __init__(self, register: Register) -> None:
        self._town: Town = register.town
        self._accusation = register.spec.words.accusation
        self._people = {
            address.lower(): person.id for person in register.town.people.values() for address in person.emails
        }
        self._shown = {case.id for case in register.shown_cases} | {visit.id for visit in register.visits}
        self._hidden = {case.id.rpartition("-")[2] for case in register.cases if case.is_sealed}

    def saved(self, commit: Committed) -> Saved:
        person = self._people.get(commit.address, "")
        subject = plain_line(commit.subject)
        told = len(commit.paths) == 1 and self._may_be_told(subject)
        name = "" if person else plain_line(commit.name)
        if "@" in name or any(hit.kind != "name" for hit in find_personal_data(name)):
            name = ""
        return Saved(commit.id, commit.on, person, name, subject if told else "")

    def _may_be_told(self, line: str) -> bool:
        ids = {id.upper() for id in _ID.findall(line)}
        return (
            ids <= self._shown
            and self._hidden.isdisjoint(_DIGITS.findall(line))
            and not any(word in line for word in self._accusation)
            and next(scan_text("", line, self._town), None) is None
        )


def plain_line(text: str) -> str:
    """A line from outside as one can print it: nothing invisible, nothing that turns its direction, not too long."""
    kept = "".join(" " if c.isspace() else c for c in text if c.isspace() or unicodedata.category(c) not in _UNSEEN)
    line = " ".join(kept.split())
    return line if len(line) <= LONGEST else line[: LONGEST - 1] + "…"
