"""A dispute mediated in the village, or raised to the town or the county and mediated there."""

from __future__ import annotations

import re
from datetime import date, timedelta

from site_builder.model.weeks import Week
from tools.demonstration.accounts import Account, write
from tools.demonstration.aftermath import Aftermath
from tools.demonstration.days import CALENDAR, is_meeting, later, meeting, spoken


class Mediated(Aftermath):
    """Mediated in the village, or raised to the town or the county and mediated there."""

    def tell(self) -> None:
        story, draft = self.story, self.draft
        self.town = story["level"] != "village"
        self.matter: str = story["matter"]
        self.checker_name, self.checking, self.proof = story["check"]
        self.limit = self.found + timedelta(days=30 + (story["suspended"][0] if "suspended" in story else 0))
        self.leads()
        self.register()
        assigned = self.assign()
        far = 2 if story["level"] == "county" else 0
        begun = later(assigned, far or self.random.randint(0, 2))
        self.checked = later(begun, 1 if story.get("fast") else far + self.random.randint(0, 2))
        draft.add(begun, "work", self.front["lead_post"] if not self.failed_first else self.mediator)
        if self.failed_first:
            begun = self.fail_first(begun)
        draft.add(self.checked, "progress", self.front["lead_post"] if not self.failed_first else self.mediator,
                  what=story["saw"])  # fmt: skip
        self.widen(begun)
        settled = self.mediate(max(self.checked, draft.events[-1]["on"]))
        draft.events.sort(key=lambda event: event["on"])
        self.reply(settled)
        self.tasks(assigned, begun, settled)
        visited = self.look_after(settled)
        self.close(visited, settled)
        account = Account(
            self.opening(), story["cause"], story["turn"], story["saw"], self.checker_name,
            bool(re.search("现场|丈量|测|查看|清点|实地|踏看|仪器", self.checking)), tuple(story["terms"]),
            tuple((point["what"], point["answer"]) for point in self.front["points"]),
            story["seen"], self.found, self.checked, settled, visited,
        )  # fmt: skip
        draft.body = write(account, self.random)

    # who

    def leads(self) -> None:
        staff, story, front = self.staff, self.story, self.front
        self.mediator = self.random.choice(staff.mediators(self.village))
        self.failed_first: int = story.get("failed_first", 0)
        unit, post = f"mediation-{self.village}", self.mediator
        if self.town:
            name = story.get("unit") or self.checker_name
            unit = staff.unit(name, self.village)
            post = self.random.choice(staff.of_unit(unit))
        self.unit_name = (story.get("unit") or self.checker_name) if self.town else "村调委会"
        self.deputy = staff.leader(self.random.choice(("分管副书记", "分管副书记", "政法委员")))
        front.update(
            first_handler=f"mediation-{self.village}",
            lead_unit=unit,
            lead_post=post,
            lead_party=self.deputy if self.town else self.secretary,
            lead_admin=staff.leader("副镇长") if self.town else None,
        )
        self.checked_by = {"五老": self.elder, "网格员": self.worker}.get(self.checker_name) or staff.unit(
            self.checker_name, self.village
        )
        if self.checked_by != unit and self.checker_name not in ("五老", "网格员"):
            front["helpers"] = [self.checked_by]
        self.town_mediator = self.random.choice(staff.holding("mediator", unit="mediation-town"))

    # moves

    def assign(self) -> date:
        """Triage, perhaps up to the town, and assignment; the day of it."""
        story, draft = self.story, self.draft
        fast = story.get("fast", False) or self.found == meeting(self.found)
        triaged = later(self.found, 0) if fast else meeting(self.found)
        if not fast and self.random.random() < 0.35:
            triaged = later(self.found, 1)
        if self.random.random() < 0.4:
            how = self.deck.draw("know", day=spoken(self.found), who="网格员", unit="村调委会", matter=self.matter)
            self.draft.add(self.found, "notify", self.worker, about="receipt", how=how)
        note = f"{self.checker_name}先{self.first_words(self.checking)}，再调解" if self.random.random() < 0.6 else None
        draft.add(triaged, "triage", self.secretary, recusal_checked=True, note=note)
        if self.town and not self.failed_first:
            self.raise_to("town", triaged, self.secretary, story["raised"])
            assigned = later(triaged, self.random.randint(0, 1))
            draft.add(assigned, "assign", self.deputy, basis="联席会议", meeting=str(Week.of(assigned)))
            return assigned
        assigned = triaged if fast else meeting(triaged)
        basis = "周例会" if is_meeting(assigned) and not story.get("fast") else "先行启动"
        held = str(Week.of(assigned)) if basis == "周例会" else None
        draft.add(assigned, "assign", self.secretary, basis=basis, meeting=held)
        return assigned

    def raise_to(self, level: str, on: date, by: str, raised: list[str]) -> None:
        reason, why = raised
        self.draft.add(on, "raise", by, to_level=level, reason_raised=reason, why=why, told_on=on)

    def fail_first(self, begun: date) -> date:
        """The village's own mediations failed; the matter went up, and was taken up there."""
        day = begun
        for number in range(self.failed_first):
            day = later(day, 2)
            ask = self.story["asks"][number % 2]
            self.session(day, self.elder if number == 1 else self.mediator, "未成", f"“{ask}”仍谈不拢，记录在案")
        raised = later(day, 1)
        self.raise_to("town", raised, self.secretary, self.story["raised"])
        handed = later(raised, 1)
        self.draft.add(handed, "hand_over", self.deputy, from_person=self.mediator,
                       to_person=self.front["lead_post"], why="村里调解三次未成，由农经站接手")  # fmt: skip
        self.checked = later(handed, 2)
        return handed

    def widen(self, begun: date) -> None:
        """What now and then comes between: up to the county, a pause, an extension, a vote."""
        story, draft = self.story, self.draft
        if "raised_again" in story:
            self.raise_to("county", later(begun, 0), self.deputy, story["raised_again"])
        if "extended" in story:
            reason, days = story["extended"]
            on = later(self.checked, 3)
            head = self.staff.leader("镇长")
            draft.add(on, "extend", head, reason=reason, days=days, approved_by=head, notified_on=on)
        if "suspended" in story:
            days, why, resumed = story["suspended"]
            on = later(self.checked, 2)
            back = later(on + timedelta(days=days), 0)
            desk = self.staff.desk()[0]
            draft.add(on, "suspend", desk, reason_suspended="鉴定", until=back, approved_by=self.deputy,
                      notified_on=on, note=why)  # fmt: skip
            draft.add(back, "resume", desk, why=resumed)
        if "vote" in story:
            eligible, attended, yes, no, abstained = story["vote"]
            on = later(self.checked, 2)
            draft.add(on, "deliberate", self.secretary, eligible=eligible, attended=attended,
                      **{"for": yes}, against=no, abstain=abstained,
                      resolution=story["terms"][0], published_on=later(on, 1))  # fmt: skip

    def mediate(self, day: date) -> date:
        """One to three sessions; the day of the last one."""
        story = self.story
        hard = self.front["risk"]["level"] != "一般"
        self.times = self.random.choice((2, 2, 3) if hard else (1, 1, 2))
        if story.get("fast") and not self.town:
            self.times = 1
        if "extended" in story or (story["level"] == "county" and not story.get("fast")):
            self.times = 3
        by_town = self.town_mediator if self.town else self.mediator
        latest = CALENDAR.last_working_day_on_or_before(self.limit)
        day = min(later(day, self.times - 1 if story.get("fast") else self.random.randint(1, 4)), latest)
        for number in range(self.times - 1):
            again = later(day, self.random.randint(6, 9) if "extended" in story else self.random.randint(2, 6))
            again = again if "extended" in story else min(again, latest)
            ask = story["asks"][(number + 1) % 2]
            failed = hard and self.random.random() < 0.3
            by = self.elder if not self.town and self.random.random() < 0.6 else by_town
            self.session(day, by, "未成" if failed else "继续", self.deck.draw("next", ask=ask, day=spoken(again)))
            if day < meeting(day) < again:
                self.decide(meeting(day), ask, again)
            day = again
        self.session(day, by_town, "达成", None)
        return day

    def decide(self, on: date, ask: str, by_day: date) -> None:
        decision = self.deck.draw("decision", matter=self.matter, unit=self.checker_name, ask=ask, day=spoken(by_day))
        by = self.deputy if self.town else self.secretary
        self.draft.add(on, "decide", by, meeting=str(Week.of(on)), decision=decision)
