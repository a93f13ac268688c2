"""The leaders' receptions and visits: those that moved a petition to settlement, and the others of the year."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import yaml

from tools.demonstration.days import CALENDAR, between
from tools.demonstration.drafts import Draft
from tools.demonstration.staff import Staff

HERE = Path(__file__).parent


class Visits:
    """Holds every visit after the cases are written; ids follow the days."""

    def __init__(self, staff: Staff, drafts: list[Draft]) -> None:
        self.staff = staff
        self.by_key = {draft.key: draft for draft in drafts}
        self.drafts = drafts

    def hold_all(self) -> list[dict[str, Any]]:
        rows = [self._other(row) for row in yaml.safe_load((HERE / "stories" / "visits.yaml").read_text("utf-8"))]
        rows += [self._promoting(draft) for draft in self.drafts if draft.visit is not None]
        rows.sort(key=lambda row: (row["on"], row["leader"], row["place"]))
        for number, row in enumerate(rows, 1):
            row["id"] = f"V-2025-{number:04d}"
            promoted = row.pop("_promoted", None)
            if promoted is not None:
                reply = [event for event in promoted.events if event["move"] == "reply"][-1]
                reply["promoted_by"] = promoted.front["outcome"]["promoted_by"] = row["id"]
        return [{"id": row.pop("id"), **row} for row in rows]

    def _promoting(self, draft: Draft) -> dict[str, Any]:
        """So many working days before the reply, but not before the day it came in."""
        given = draft.visit or {}
        reply = [event for event in draft.events if event["move"] == "reply"][-1]["on"]
        on = reply
        for _ in range(given["before"]):
            on = CALENDAR.last_working_day_on_or_before(date.fromordinal(on.toordinal() - 1))
        grid = next(grid for grid in self.staff.grids if grid["id"] == draft.front["grid"])
        place = f"{grid['village_name']}{grid['group']}" if given["mode"] == "visit" else "镇信访办约谈室"
        row = self._row(max(on, draft.front["found_on"]), given, place, [draft.id])
        return {**row, "_promoted": draft}

    def _other(self, given: dict[str, Any]) -> dict[str, Any]:
        if "of" not in given:
            return self._row(date.fromisoformat(given["day"]), given, given["place"], [])
        draft = self.by_key[given["of"]]
        settled = next(event["on"] for event in draft.events if event["move"] == "reply")
        begun = next(event["on"] for event in draft.events if event["move"] == "work")
        return self._row(between(begun, settled, 0.4), given, given["place"], [draft.id])

    def _row(self, on: date, given: dict[str, Any], place: str, cases: list[str]) -> dict[str, Any]:
        return {
            "on": on, "mode": given["mode"], "leader": self.staff.leader(given["leader"]), "place": place,
            "cases": cases, "instructions": given["words"],
        }  # fmt: skip
