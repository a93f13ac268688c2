"""Who holds which post in the town, read from people.yaml and grids.yaml; looked up by post, never by id."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

NEW_YEAR = date(2025, 1, 1)


@dataclass
class Staff:
    """The town's people, units and grids.

    `grids` are the rows of grids.yaml, each with its `village` and `village_name`; `units` maps a unit's name to its id.
    """

    grids: list[dict[str, Any]]
    people: list[dict[str, Any]]
    units: dict[str, str]

    def holding(self, post: str, **where: str) -> list[str]:
        """Everybody who held a post from the first day of the year to this day; `where` narrows unit, village, title."""
        return [
            person["id"]
            for person in self.people
            for held in person.get("posts") or []
            if held["post"] == post
            and held["from"] <= NEW_YEAR
            and not held.get("until")
            and all(held.get(name) == value for name, value in where.items())
        ]

    def elders(self, village: str) -> list[str]:
        return [
            person["id"]
            for person in self.people
            if person.get("elder") and any(held.get("village") == village for held in person.get("posts") or [])
        ]

    def worker(self, grid: dict[str, Any], day: date) -> str:
        terms = grid["worker"]
        if isinstance(terms, str):
            return terms
        term = next(t for t in terms if t["from"] <= day and (not t.get("until") or day <= t["until"]))
        return str(term["person"])

    def secretary(self, village: str) -> str:
        return self.holding("branch_secretary", village=village)[0]

    def mediators(self, village: str) -> list[str]:
        """The village's mediators, the elders left out."""
        elders = self.elders(village)
        return [id for id in self.holding("mediator", village=village) if id not in elders]

    def supervisor(self, village: str) -> str:
        return self.holding("supervision", village=village)[0]

    def leader(self, title: str) -> str:
        return self.holding("leader", title=title)[0]

    def desk(self) -> tuple[str, str]:
        """The two of the petition desk: who handles, and who checks."""
        first, second = self.holding("petition_desk")
        return first, second

    def of_unit(self, unit: str) -> list[str]:
        """Who works in a unit, its head first."""
        return self.holding("unit_head", unit=unit) + self.holding("staff", unit=unit)

    def unit(self, name: str, village: str) -> str:
        """The id of a unit by the name a village uses for it, such as 林业站, 村委会 or 村调委会."""
        own = {"村调委会": "mediation", "村委会": "committee", "村务监督委员会": "supervision"}
        return f"{own[name]}-{village}" if name in own else self.units[name]


def read_staff(folder: Path) -> Staff:
    villages = yaml.safe_load((folder / "grids.yaml").read_text(encoding="utf-8"))["villages"]
    records = yaml.safe_load((folder / "people.yaml").read_text(encoding="utf-8"))
    rows = [{**grid, "village": v["id"], "village_name": v["name"]} for v in villages for grid in v["grids"]]
    return Staff(rows, records["people"], {unit["name"]: unit["id"] for unit in records["units"]})
