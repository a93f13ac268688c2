"""A case (事项) and a leader's visit: complete when they exist, never half filled."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from site_builder.records.node import Record
from site_builder.spec.audiences import REACH

if TYPE_CHECKING:
    from site_builder.model.stored import Standing, Told

SETTLED, PARTLY, FAILED, ELSEWHERE = "化解", "部分化解", "未化解", "引导其他途径"
"""What a reply may come to (domain notes §8.2). Partly settled is never settled (design §5)."""


@dataclass(frozen=True, slots=True)
class Risk:
    level: str
    reason: str


@dataclass(frozen=True, slots=True)
class Urgent:
    why: str
    reported_to: str
    reported_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Petition:
    """The petition block (domain notes §8.2). Dates in it are copies of what the events say."""

    official_ref: str | None = None
    form: str | None = None
    class_: str
    route: str | None = None
    procedure: str | None = None
    no_notice_because: str | None = None
    mirrors: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """An order from above (上级交办件). `due_on` is the date on the order (《信访工作条例》第二十二条)."""

    from_unit: str
    ref: str
    way: str | None = None
    received_on: date
    due_on: date | None = None
    objection_by: date | None = None


@dataclass(frozen=True, slots=True)
class Point:
    what: str
    answer: str | None
    answered_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    what: str
    who: str
    way: str | None = None
    basis: str | None = None
    start: date | None = None
    by: date
    done: date | None = None
    evidence: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """`due` is the original due date; an `extend` event moves it (see `history.task_due`)."""

    id: str
    what: str
    done_when: str
    due: date
    assigned_on: date
    assigned_by: str | None = None
    owner: str
    helpers: tuple[str, ...] = ()
    done: date | None = None
    measures: tuple[Measure, ...] = ()


@dataclass(frozen=True, slots=True)
class Instalment:
    due: date
    amount_yuan: Decimal
    paid_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    result: str
    agreement: str | None = None
    opinion: str | None = None
    performed_by: date | None = None
    promoted_by: str | None = None


@dataclass(frozen=True, slots=True)
class Ledger:
    """The row of a ledger that a case was taken over from; `fingerprint` knows the row again."""

    name: str
    row: int
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Links:
    duplicates: str | None = None
    reopens: str | None = None
    related: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Hold:
    """Why the papers of a matter may not be disposed of, whatever their time; both days inclusive, `until` None while
    it goes on."""

    reason: str
    since: date
    until: date | None
    by: str


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that belongs to a matter: `attachments/⟨case⟩/⟨file⟩`, and the widest audience that may have it.

    `redacted` says that somebody took out what must not be seen. Source: domain notes §6; hazards notes §5.
    """

    file: str
    what: str
    redacted: bool
    audience: str = "office"
    added_on: date | None = None

    def is_known(self, day: date) -> bool:
        return self.added_on is None or self.added_on <= day


EVENT_FIELDS = ("on", "move", "by", "entered_on", "corrects", "note", "late_because", "ledger")
"""What every event may say, whatever its move, in the order of the record format."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One line of the append-only history. `index` counts from 0; `fields` are those of its move.

    `ledger` is true for what a ledger kept before says: nobody showed the evidence for it to this register.
    `known_on` is the day from which a list may count it: the day it was written down, where that is
    later than the day it happened (补录), otherwise the day itself. Source: design §4.
    """

    index: int
    on: date
    move: str
    by: str
    entered_on: date | None = None
    corrects: int | None = None
    note: str | None = None
    late_because: str | None = None
    ledger: bool = False
    fields: dict[str, Any] = field(default_factory=dict)

    @property
    def known_on(self) -> date:
        return max(self.on, self.entered_on) if self.entered_on else self.on

    @property
    def is_late_entry(self) -> bool:
        return self.entered_on is not None and self.entered_on > self.on

    def day(self, name: str) -> date | None:
        """A date among the move's fields, or None."""
        value = self.fields.get(name)
        return value if isinstance(value, date) else None

    def text(self, name: str) -> str | None:
        """A text or code among the move's fields, or None."""
        value = self.fields.get(name)
        return value if isinstance(value, str) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One matter. Every value has been checked against the schema; its place is `record.at(...)`."""

    record: Record = field(repr=False, compare=False)
    id: str
    title: str
    kind: str
    category: str
    village: str
    grid: str | None = None
    access: str
    status: str
    level: str
    source: str
    found_on: date
    registered_on: date
    people_affected: int | None = None
    amount_yuan: Decimal | None = None
    risk: Risk | None = None
    urgent: Urgent | None = None
    first_handler: str
    lead_unit: str | None = None
    lead_post: str | None = None
    lead_party: str | None = None
    lead_admin: str | None = None
    helpers: tuple[str, ...] = ()
    copies: tuple[str, ...] = ()
    petition: Petition | None = None
    order: Order | None = None
    parties: tuple[str, ...] = ()
    problem: str | None = None
    public_summary: str | None = None
    points: tuple[Point, ...] = ()
    tasks: tuple[Task, ...] = ()
    instalments: tuple[Instalment, ...] = ()
    outcome: Outcome | None = None
    links: Links = Links()
    attachments: tuple[Attachment, ...] = ()
    hold: Hold | None = None
    ledger: Ledger | None = None
    pii_reviewed: date | None = None
    events: tuple[Event, ...] = ()

    @property
    def path(self) -> str:
        return self.record.path

    @property
    def body(self) -> str:
        return self.record.body

    @property
    def told(self) -> Told | None:
        """What an earlier judgement tells of it (`stored`); None for a case that has just been read."""
        return None

    def is_ahead(self, day: date) -> bool | None:
        """Whether something in it happened after a day, where an earlier judgement of that day tells."""
        return None

    def standing(self, day: date) -> Standing | None:
        """How it stands on a day, where an earlier judgement of that day tells."""
        return None

    @property
    def happened(self) -> tuple[tuple[date, str], ...]:
        """The day on which each event became known, and its move, in the order of the record."""
        return tuple((event.known_on, event.move) for event in self.events)

    @property
    def ordered_on(self) -> date | None:
        """The day on which the order from above was received that it carries out."""
        return self.order.received_on if self.order else None

    @property
    def meetings(self) -> tuple[str, ...]:
        """The weeks in whose meetings its events were decided, ratified or assigned, each once."""
        return tuple(dict.fromkeys(week for event in self.events if (week := event.text("meeting"))))

    def has_made(self, move: str) -> bool:
        """True where one of its events is this move, on whatever day."""
        return any(made == move for _, made in self.happened)

    def known_on(self, day: date) -> tuple[Event, ...]:
        """The events known on a day, in the order of the record."""
        return tuple(event for event in self.events if event.known_on <= day)

    def reach_of(self, attachment: Attachment) -> str:
        """The widest audience that may have one of its attachments: no wider than its own, and only once it is redacted."""
        if not attachment.redacted or self.access not in REACH:
            return REACH[0]
        return min(attachment.audience, self.access, key=REACH.index)

    @property
    def is_sealed(self) -> bool:
        """Nothing of a sealed case is shown but that it exists (design §8; 《信访工作条例》第三十条)."""
        return self.access == "sealed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """A leader's reception or visit (接访、下访、约访); 《信访工作条例》第十八条."""

    record: Record = field(repr=False, compare=False)
    id: str
    on: date
    mode: str
    leader: str
    place: str
    cases: tuple[str, ...] = ()
    instructions: str | None = None

    @property
    def path(self) -> str:
        """The file it was read from."""
        return self.record.path
