"""Who does what in a script: the people of its grid, its unit and the town, by what they are in the case."""

from __future__ import annotations

from datetime import date
from typing import Any

from tools.demonstration.days import later
from tools.demonstration.drafts import Draft
from tools.demonstration.staff import Staff

DESK = {
    "triage", "accept", "not_accept", "return", "hearing", "hand_down", "transfer", "merge", "withdraw", "suspend",
    "resume", "review_open", "review_close", "rereview_open", "supervise", "notify", "regrade",
}  # fmt: skip
CHAIR = {"assign", "start_urgent", "ratify", "decide", "extend", "object", "hand_over", "raise"}
Script = dict[str, Any]


class Cast:
    """The people of one script."""

    draft: Draft

    def __init__(self, staff: Staff, grid: dict[str, Any], script: Script) -> None:
        self.staff, self.script, self.grid, self.village = staff, script, grid, grid["village"]
        self.found = date.fromisoformat(f"2025-{script['found']}")
        self.level: str = script.get("level", "town")
        self.worker = staff.worker(grid, self.found)
        self.secretary = staff.secretary(self.village)
        self.desk, self.second_desk = staff.desk()
        self.deputy = staff.leader(script.get("chair", "分管副书记"))
        self.day = self.found

    def _who(self, move: str) -> str:
        lead = self.draft.front.get("lead_post", self.desk) if hasattr(self, "draft") else self.desk
        own = self.level in ("grid", "village") and not self.script.get("petition")
        if move == "register":
            source = self.draft.front["source"]
            taken_in_village = source in ("grid", "elder", "assembly") or (own and source in ("phone", "walk_in"))
            if source == "elder":
                return self.staff.elders(self.village)[0]
            return self.worker if taken_in_village else self.desk
        if move == "settle_on_spot":
            return self.worker
        if move in ("deliberate",) or (own and move in CHAIR | {"triage", "withdraw", "regrade", "close", "reopen"}):
            return self.secretary
        if move == "follow_up":
            return self.staff.supervisor(self.village) if own else self.second_desk
        if move in ("close", "reopen"):
            return self.staff.leader("副镇长")
        if move in DESK:
            return self.desk
        return self.deputy if move in CHAIR else lead

    def _value(self, name: str, value: Any) -> Any:
        """Units and people of a step are given by name or by what they are in the case."""
        people = {"desk": self.desk, "second": self.second_desk, "deputy": self.deputy, "secretary": self.secretary,
                  "worker": self.worker, "lead": self.draft.front.get("lead_post"),
                  "elder": self.staff.elders(self.village)[0], "mediator": self.staff.mediators(self.village)[0],
                  "mayor": self.staff.leader("镇长"), "head": self.staff.leader("书记"),
                  "town_mediator": self.staff.holding("mediator", unit="mediation-town")[0]}  # fmt: skip
        if name in ("by", "from_person", "to_person", "approved_by"):
            return people[value] if value in people else self._unit_person(value)
        if name == "to_unit":
            return self.staff.unit(value, self.village)
        if name.endswith("_on") or name in ("until", "due", "reply_due", "performed_by"):
            return later(self.day, int(value[1:])) if value.startswith("+") else date.fromisoformat(f"2025-{value}")
        return value

    def _unit_person(self, name: str) -> str:
        """`林业站` is its head, `林业站2` the second in it."""
        of_unit = self.staff.of_unit(self.staff.unit(name.rstrip("2"), self.village))
        return of_unit[1 if name.endswith("2") else 0]
