"""One dispute as it is told: who has to do with it, and the moves that every way of settling shares."""

from __future__ import annotations

import random
import re
from datetime import date, timedelta
from typing import Any

from tools.demonstration.accounts import Account, write
from tools.demonstration.days import CALENDAR, later, meeting, spoken
from tools.demonstration.deck import PHRASES, Deck
from tools.demonstration.drafts import Draft
from tools.demonstration.staff import Staff

WALKED_IN = {"elder", "walk_in", "phone", "leader_visit"}
"""Sources of which the body says how the matter came in."""
Story = dict[str, Any]


class Telling:
    """One story: who has to do with it, and the moves that both ways of settling share."""

    def __init__(
        self, staff: Staff, draw: random.Random, deck: Deck, story: Story, grid: dict[str, Any], draft: Draft
    ) -> None:
        self.staff, self.random, self.deck, self.story, self.grid, self.draft = staff, draw, deck, story, grid, draft
        self.front, self.village, self.found = draft.front, grid["village"], draft.front["found_on"]
        self.worker = staff.worker(grid, self.found)
        self.elder = draw.choice(staff.elders(self.village))
        self.secretary = staff.secretary(self.village)

    def register(self) -> None:
        by = {"elder": self.elder, "leader_visit": self.secretary}.get(self.front["source"], self.worker)
        self.draft.add(self.found, "register", by)

    def opening(self) -> str:
        source = self.front["source"]
        return self.deck.draw(source, day=spoken(self.found)) if source in WALKED_IN else ""

    def satisfaction(self) -> str:
        return self.random.choice(("满意",) * 13 + ("基本满意",) * 5 + ("未评价", "联系不上"))

    def follow_up(self, on: date, by: str, seen: str, performed: bool = True) -> None:
        answer = self.satisfaction() if performed else "基本满意"
        said = f"；{self.deck.draw(answer)}" if answer in PHRASES else ""
        late = self.story.get("late") if performed else None
        self.draft.add(on, "follow_up", by, satisfaction=answer, performed=performed, what=seen + said,
                       late_because=late)  # fmt: skip

    def first_words(self, text: str) -> str:
        return re.split("[，；。]", text)[0]


class OnTheSpot(Telling):
    """Settled by the grid worker on the spot, within three working days (domain notes §8.5)."""

    def tell(self) -> None:
        story, front = self.story, self.front
        front.update(first_handler=self.worker, lead_unit=f"committee-{self.village}", lead_post=self.worker)
        self.register()
        settled = self.found if self.random.random() < 0.45 else later(self.found, self.random.randint(1, 2))
        self.draft.add(settled, "settle_on_spot", self.worker, what=story["what"], agreement="口头", result="化解")
        front["outcome"] = {"result": "化解", "agreement": "口头"}
        checker, title = self.random.choice(
            (
                (self.staff.supervisor(self.village), "村务监督员"),
                (self.staff.mediators(self.village)[0], "村调解员"),
                (self.elder, "五老"),
            )
        )
        target = CALENDAR.next_working_day(settled + timedelta(days=7))
        visited = min(later(settled, self.random.randint(1, 3)), target)
        self.follow_up(visited, checker, story["seen"])
        closed = meeting(visited) if self.random.random() < 0.5 else later(visited, self.random.randint(0, 2))
        words = self.first_words(story["what"])
        powers = {
            "know": self.deck.draw("know_spot", day=spoken(settled), who="网格员"),
            "take_part": self.deck.draw("take_part_spot"),
            "decide": self.deck.draw("decide_spot", what=words),
            "supervise": self.deck.draw("supervise", day=spoken(visited), who=title, seen=story["seen"]),
        }
        self.draft.add(closed, "close", self.secretary, powers=powers)
        account = Account(
            self.opening(), story["cause"], story["turn"], "", "", False, (story["what"],), (),
            story["seen"], self.found, settled, settled, visited,
        )  # fmt: skip
        self.draft.body = write(account, self.random)
