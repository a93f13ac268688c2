"""What a change moved, as values: nothing here is a sentence yet.

`path` names a place in a record as the record format does (`status`, `tasks.T1.owner`, `points.2.answer`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from site_builder.model.deadline import DeadlineState
from site_builder.spec import Label
from site_builder.text.finding import Term, Value
from site_builder.views.change.texts import Piece

Fate = Literal["new", "changed", "gone"]
Mark = Literal["changed", "added", "done", "gone", "alarm"]
"""`alarm` is what must not change: values that are written once, and the history itself."""


@dataclass(frozen=True, slots=True)
class Told:
    """A value: as the record holds it (ids, codes, `2025-10-17`), and as it is told to people."""

    code: str | tuple[str, ...]
    value: Value


@dataclass(frozen=True, slots=True)
class Detail:
    """A field and what it holds. `labels` lead from the block to the field."""

    path: str
    labels: tuple[Label, ...]
    told: Told


@dataclass(frozen=True, slots=True)
class Moved:
    """One value of a record before and after; None where it was or is empty."""

    path: str
    labels: tuple[Label, ...]
    mark: Mark
    before: Told | None
    after: Told | None
    details: tuple[Detail, ...] = ()


@dataclass(frozen=True, slots=True)
class TextEdit:
    """A text that was edited. Of a text from which personal data was taken out no piece is kept."""

    path: str
    labels: tuple[Label, ...]
    pieces: tuple[Piece, ...]
    taken_out: bool


@dataclass(frozen=True, slots=True)
class AddedEvent:
    """An event that the change adds. `number` counts from 1; `by` is a person's or unit's id."""

    number: int
    on: date
    move: str
    by: str
    status: str | None
    level: str | None
    evidence: tuple[Detail, ...]
    note: str | None
    entered_on: date | None
    is_late_entry: bool
    corrects: int | None
    ledger: bool


@dataclass(frozen=True, slots=True)
class HistoryEdit:
    """Something done to an event that was there. `fields` say what was changed in it."""

    kind: Literal["changed", "removed", "inserted"]
    number: int
    on: date
    move: str
    fields: tuple[Moved, ...]
    taken_out: bool


DueFate = Literal["started", "moved", "stopped", "running", "gone"]
ReasonKind = Literal["extended", "paused", "restarted", "merged", "limit", "given", "calendar"]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a due day moved. `days` are in the deadline's unit; `events` are numbers from 1."""

    kind: ReasonKind
    days: int = 0
    events: tuple[int, ...] = ()
    since: date | None = None
    merged_from: str = ""


@dataclass(frozen=True, slots=True)
class DueMoved:
    """One deadline of a case before and after. `subject` is a task's or instalment's number.

    `running` is one that was met or ended and asks for something again.
    """

    code: str
    subject: str
    label: Term
    fate: DueFate
    before: date | None
    after: date | None
    state: DeadlineState | None
    stopped_on: date | None
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedCase:
    """All that a change did to one case. `path_before` is given where the file was moved.

    `shown_to` are the audiences (`village`, `board`) that see the case and did not before; `hidden_from` the
    other way round. `files` are the paths of attachments that more people may have than before. `status` is that of the record as its events stand, after the change. `summary` is what a case
    that is new, or gone, is about.
    """

    id: str
    title: str
    village: str
    fate: Fate
    path: str
    path_before: str
    status: str
    summary: tuple[Detail, ...]
    moved: tuple[Moved, ...]
    events: tuple[AddedEvent, ...]
    history: tuple[HistoryEdit, ...]
    due: tuple[DueMoved, ...]
    texts: tuple[TextEdit, ...]
    shown_to: tuple[str, ...]
    hidden_from: tuple[str, ...]
    files: tuple[str, ...]

    @property
    def is_form_only(self) -> bool:
        """True where nothing differs but comments, order, quoting or blank lines."""
        return self.fate == "changed" and not (
            self.path_before or self.moved or self.events or self.history or self.due or self.texts
        )


@dataclass(frozen=True, slots=True)
class ChangedVisit:
    """What a change did to a leader's visit."""

    id: str
    on: date
    leader: str
    fate: Fate
    moved: tuple[Moved, ...]
    texts: tuple[TextEdit, ...]
