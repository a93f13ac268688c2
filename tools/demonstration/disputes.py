"""The 152 disputes: each is one story of stories/disputes_*.yaml, told through the moves of the register.

Keys of a story:

    key, category, level, title, problem, people, amount, access   as in the case file; access is `village` unless given
    months or window     when such a thing happens: months, or the first and the last day
    matter               what the dispute is about, in a few words, for tasks and decisions
    cause, turn, seen    how it came about, what turned it, what the follow-up saw
    what                 the agreement of a dispute settled on the spot (level grid)
    terms, asks          what was agreed; what each side asked for
    answers              which of the terms answers each of the asks; -1 is what was found (default: in order)
    check, saw           [unit, what it looked into, evidence], and what it found
    law, do              the article; [what was done after the agreement, evidence]
    raised, raised_again [reason, why] to the town, and to the county; `unit` is the town's lead unit
    risk, regraded       [level, reason]; [from, to, why]
    fast                 assigned at once, without waiting for the meeting
    later                [days, what was done so many days after the agreement]
    instalments          [[yuan, `signing`, `+days` or MM-DD], ...]
    extended, suspended  [reason, days]; [days, why, why it was resumed]
    late                 why the follow-up came late
    failed_first         so many mediations failed before it went up
    reopened             [working days after closing, reason, why, what was done, what was seen, evidence]
    vote                 [eligible, attended, for, against, abstained] of the households
    agreement            书面 unless given
    <岭> <组> <村> ...    a place of the village; see places.yaml
"""

from __future__ import annotations

import random
import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import yaml

from tools.demonstration.days import CALENDAR, working_days
from tools.demonstration.deck import Deck
from tools.demonstration.drafts import Draft
from tools.demonstration.mediated import Mediated
from tools.demonstration.staff import Staff
from tools.demonstration.telling import OnTheSpot, Story

HERE = Path(__file__).parent
LATEST = {"grid": date(2025, 7, 18), "village": date(2025, 7, 11), "town": date(2025, 7, 2), "county": date(2025, 6, 6)}
"""The last day on which a dispute of a level may be found, so that all are settled by 4 August."""


def stories() -> list[Story]:
    paths = sorted((HERE / "stories").glob("disputes_*.yaml"))
    return [story for path in paths for story in yaml.safe_load(path.read_text(encoding="utf-8"))]


class Disputes:
    """Tells every story once, each in a grid and on a day of its own."""

    def __init__(self, staff: Staff, seed: int) -> None:
        self.staff, self.random, self.deck = staff, random.Random(seed), Deck(seed)
        self.places = yaml.safe_load((HERE / "places.yaml").read_text(encoding="utf-8"))
        households = [grid["households"] for grid in staff.grids]
        self.grids = self.random.sample(staff.grids, len(staff.grids))
        self.grids += self.random.choices(staff.grids, households, k=len(stories()) - len(self.grids))

    def tell_all(self) -> list[Draft]:
        told = [(self._found(story), story) for story in stories()]
        told.sort(key=lambda pair: (pair[0], pair[1]["key"]))
        self.random.shuffle(self.grids)
        return [self._tell(story, found, grid) for (found, story), grid in zip(told, self.grids, strict=True)]

    def _found(self, story: Story) -> date:
        if "window" in story:
            first, last = (date.fromisoformat(f"2025-{day}") for day in story["window"])
        else:
            month = self.random.choice(story["months"])
            first, last = date(2025, month, 1), date(2025, month, 28)
        last = min(last, LATEST[story["level"]])
        days = working_days(first, last)
        if story["level"] == "grid" and self.random.random() < 0.2:
            days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
        return self.random.choice(days)

    def _fill(self, value: Any, grid: dict[str, Any], chosen: dict[str, str]) -> Any:
        if isinstance(value, str):
            return re.sub("<(.)>", lambda mark: self._place(mark[1], grid, chosen), value)
        if isinstance(value, list):
            return [self._fill(item, grid, chosen) for item in value]
        return value

    def _place(self, mark: str, grid: dict[str, Any], chosen: dict[str, str]) -> str:
        if mark in "组村":
            return str(grid["group"] if mark == "组" else grid["village_name"])
        names: list[str] = self.places[grid["village"]][mark]
        return chosen.setdefault(mark, self.random.choice(names))

    def _tell(self, story: Story, found: date, grid: dict[str, Any]) -> Draft:
        chosen: dict[str, str] = {}
        story = {key: self._fill(value, grid, chosen) for key, value in story.items()}
        front: dict[str, Any] = {
            "title": story["title"], "kind": "dispute", "category": story["category"], "village": grid["village"],
            "grid": grid["id"], "access": story.get("access", "village"), "status": "closed", "level": story["level"],
            "source": self._source(story, found), "found_on": found, "registered_on": found,
            "people_affected": story["people"], "amount_yuan": story.get("amount"), "parties": ["P1", "P2"],
            "problem": story["problem"], "pii_reviewed": found, "events": [],
        }  # fmt: skip
        level, reason = story["risk"]
        front["risk"] = {"level": level, "reason": reason}
        draft = Draft(story["key"], front)
        told = OnTheSpot if story["level"] == "grid" else Mediated
        told(self.staff, self.random, self.deck, story, grid, draft).tell()
        return draft

    def _source(self, story: Story, found: date) -> str:
        if not CALENDAR.is_working_day(found):
            return "grid"
        found_by = ("grid",) * 10 if story["level"] == "grid" else ("grid",) * 5
        sources: tuple[str, ...] = (*found_by, "elder", "elder", "walk_in", "phone", "walk_in", "leader_visit")
        return self.random.choice(sources)
