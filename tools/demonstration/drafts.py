"""A case before it has a number: its front matter, its body and what other records need to know of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tools.demonstration.days import CALENDAR

ORDER = (
    "title", "kind", "category", "village", "grid", "access", "status", "level", "source", "found_on", "registered_on",
    "people_affected", "amount_yuan", "risk", "urgent", "first_handler", "lead_unit", "lead_post", "lead_party",
    "lead_admin", "helpers", "petition", "order", "parties", "problem", "public_summary", "points", "tasks",
    "instalments", "outcome", "links", "pii_reviewed", "events",
)  # fmt: skip
"""The keys of a case in the order a clerk meets them."""


@dataclass
class Draft:
    """`front` has everything but the id; `key` names the story it was written from; `into` the story it was joined to."""

    key: str
    front: dict[str, Any]
    body: str = ""
    visit: dict[str, Any] | None = None
    into: str | None = None
    id: str = field(default="", init=False)

    @property
    def events(self) -> list[dict[str, Any]]:
        events: list[dict[str, Any]] = self.front["events"]
        return events

    def add(self, on: date, move: str, by: str, **fields: Any) -> dict[str, Any]:
        """Append a move; fields that are None are left out. What happens on a rest day is entered on the next working day."""
        event = {"on": on, "move": move, "by": by, **{k: v for k, v in fields.items() if v is not None}}
        if not CALENDAR.is_working_day(on):
            event["entered_on"] = CALENDAR.next_working_day(on)
        self.events.append(event)
        return event

    def finished(self) -> dict[str, Any]:
        """The front matter as it is written, with the id first and what is empty left out."""
        kept = {key: self.front[key] for key in ORDER if self.front.get(key) not in (None, [], {})}
        return {"id": self.id, **kept}
