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

from site_builder.model.weeks import Week
from tools.demonstration.accounts import Account, write
from tools.demonstration.days import CALENDAR, between, is_meeting, later, meeting, spoken, working_days
from tools.demonstration.deck import PHRASES, Deck
from tools.demonstration.drafts import Draft
from tools.demonstration.staff import Staff

HERE = Path(__file__).parent
LATEST = {"grid": date(2025, 7, 18), "village": date(2025, 7, 11), "town": date(2025, 7, 2), "county": date(2025, 6, 6)}
"""The last day on which a dispute of a level may be found, so that all are settled by 4 August."""
WALKED_IN = {"elder": "elder", "walk_in": "walk_in", "phone": "phone", "leader_visit": "leader_visit"}
PAPERS = ("人民调解协议书", "调解笔录和协议书", "协议书（双方签字）", "调解卷宗")
Story = dict[str, Any]


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
        return chosen.setdefault(mark, self.random.choice(self.places[grid["village"]][mark]))

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
        return self.random.choice((*found_by, "elder", "elder", "walk_in", "phone", "walk_in", "leader_visit"))


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


class Mediated(Telling):
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
        """What now and then comes between: up to the county, a pause, an extension, another risk, a vote."""
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
        if "regraded" in story:
            before, after, why = story["regraded"]
            self.regraded = (before, after, why)
        if "vote" in story:
            eligible, attended, yes, no, abstained = story["vote"]
            on = later(self.checked, 2)
            draft.add(on, "deliberate", self.secretary, eligible=eligible, attended=attended,
                      **{"for": yes}, against=no, abstain=abstained,
                      resolution=story["terms"][0], published_on=later(on, 1))  # fmt: skip

    def session(self, on: date, by: str, result: str, following: str | None) -> None:
        elders = ["五老"] if by == self.elder else []
        unit = [self.unit_name] if self.town and not self.unit_name.startswith("村") else []
        places = "meeting_place" if self.town and by == self.town_mediator else "places"
        self.draft.add(on, "mediate", by, consent=True, present=["P1", "P2", *elders, *unit], mediation_result=result,
                       next=following, place=self.deck.draw(places) if self.random.random() < 0.55 else None)  # fmt: skip

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

    def reply(self, settled: date) -> None:
        story, front = self.story, self.front
        agreement = story.get("agreement", "书面")
        self.instalments(settled)
        days = [row["due"] for row in front.get("instalments") or []]
        performed = max(days) if days else settled + timedelta(days=story["later"][0]) if "later" in story else None
        if performed is not None and performed <= settled:
            performed = None
        if hasattr(self, "regraded"):
            before, after, why = self.regraded
            front["risk"] = {"level": after, "reason": why}
            self.draft.add(settled, "regrade", self.deputy, risk_from=before, risk_to=after, why=why)
        self.draft.add(settled, "reply", front["lead_post"], result="化解", agreement=agreement,
                       what="；".join(story["terms"][:2]), performed_by=performed)  # fmt: skip
        front["outcome"] = {"result": "化解", "agreement": agreement}
        if performed is not None:
            front["outcome"]["performed_by"] = performed
        which = story.get("answers", [0, 1])
        answers = [story["saw"] if n < 0 else story["terms"][n] for n in which]
        front["points"] = [
            {"what": ask, "answer": answer, "answered_on": settled}
            for ask, answer in zip(story["asks"], answers, strict=True)
        ]

    def instalments(self, settled: date) -> None:
        rows = []
        for yuan, when in self.story.get("instalments", []):
            if when == "signing":
                due = paid = settled
            else:
                days = int(when) if when.startswith("+") else 0
                due = settled + timedelta(days=days) if days else date.fromisoformat(f"2025-{when}")
                paid = max(settled, between(settled, due, 0.9))
            rows.append({"due": max(due, settled), "amount_yuan": yuan, "paid_on": paid})
        self.front["instalments"] = rows

    def tasks(self, assigned: date, begun: date, settled: date) -> None:
        story = self.story
        first, second = story["asks"]
        words = {"matter": self.matter, "proof": self.proof, "check": self.first_words(self.checking),
                 "a": first, "b": second}  # fmt: skip
        due = later(max(settled, assigned + timedelta(days=9)), self.random.randint(2, 6))
        unit_way = "调解" if self.checker_name in ("五老", "村调委会") else self.random.choice(("现场处置", "协调部门"))
        measures: list[dict[str, Any]] = [
            {"what": self.checking, "who": self.checked_by, "way": unit_way, "start": begun,
             "by": later(self.checked, 2), "done": self.checked, "evidence": self.proof},
            {"what": self.deck.draw("mediating", **words), "who": self.front["lead_post"], "way": "调解",
             "basis": story["law"], "start": self.checked, "by": due, "done": settled,
             "evidence": "调解登记簿" if story.get("agreement") == "口头" else self.random.choice(PAPERS)},
        ]  # fmt: skip
        done = settled
        if "do" in story:
            what, proof = story["do"]
            target = CALENDAR.next_working_day(settled + timedelta(days=7))
            done = min(later(settled, self.random.randint(1, 3)), target)
            due = max(due, later(done, 1))
            way = (
                "资金落实"
                if re.search("款|租|发放", what)
                else "工程修复"
                if re.search("砌|修|装|埋|拆|换", what)
                else "现场处置"
            )
            measures.append({"what": what, "who": self.front["lead_post"], "way": way, "start": settled, "by": due,
                             "done": done, "evidence": proof})  # fmt: skip
        oral = story.get("agreement") == "口头"
        meeting_held = next((e.get("meeting") for e in self.draft.events if e["move"] == "assign"), None)
        assigner = next(e["by"] for e in self.draft.events if e["move"] == "assign")
        self.done = done
        self.front["tasks"] = [
            {"id": "T1", "what": self.deck.draw("task", **words),
             "done_when": self.deck.draw("done_when_oral" if oral else "done_when", **words), "due": due,
             "assigned_on": assigned, "assigned_by": meeting_held or assigner, "owner": self.front["lead_post"],
             "helpers": [self.elder] if not self.town and self.checked_by != self.elder and self.random.random() < 0.4
             else None, "done": done, "measures": measures}
        ]  # fmt: skip

    def look_after(self, settled: date) -> date:
        """The follow-up within seven days, and whatever was still to be kept after it; the day of the first one."""
        story, draft = self.story, self.draft
        self.title, self.checker = ("村务监督员", self.staff.supervisor(self.village))
        if self.town:
            self.title, self.checker = "镇信访办", self.staff.desk()[1]
        rows = [row for row in self.front.get("instalments") or [] if row["paid_on"] > settled]
        kept = "later" not in story and not rows
        visited = max(later(settled, self.random.randint(2, 4)), self.done)
        target = CALENDAR.next_working_day(settled + timedelta(days=7))
        visited = later(target, 2) if "late" in story else min(visited, target)
        self.follow_up(visited, self.checker, story["seen"], performed=kept)
        if kept:
            return visited
        lead = self.front["lead_post"]
        for row in rows:
            number = self.front["instalments"].index(row) + 1
            draft.add(later(max(row["paid_on"], visited), 0), "progress", lead,
                      what=f"第{'一二三四'[number - 1]}笔{row['amount_yuan']}元已付，收条交村里存底",
                      amount_yuan=row["amount_yuan"])  # fmt: skip
        last = draft.events[-1]["on"]
        if "later" in story:
            last = later(settled + timedelta(days=story["later"][0]), 0)
            draft.add(last, "progress", lead, what=story["later"][1])
        kept_all = story["later"][1] if "later" in story else f"最后一笔{rows[-1]['amount_yuan']}元双方都认可收付"
        self.follow_up(later(last, self.random.randint(1, 3)), self.checker, kept_all)
        return visited

    def taking_part(self, settled: date) -> str:
        """Both sides were there: at the looking, where it was done in the open, or at the talking."""
        check, seen = self.first_words(self.checking), re.match("丈量|清点|测|核对|逐|实地|现场|查看|按", self.checking)
        if seen and self.random.random() < 0.6:
            return self.deck.draw("take_part_seen", check=check)
        ask = self.random.choice(self.story["asks"])
        return self.deck.draw("take_part", matter=self.matter, ask=ask, day=spoken(settled))

    def close(self, visited: date, settled: date) -> None:
        story = self.story
        after = self.draft.events[-1]["on"]
        on = meeting(after) if self.random.random() < 0.5 else later(after, self.random.randint(0, 3))
        told = next((e["how"] for e in self.draft.events if e["move"] == "notify"), None)
        words = {"day": spoken(self.found), "who": "网格员", "unit": self.unit_name, "matter": self.matter}
        term = self.random.choice(story["terms"])
        powers = {
            "know": told or self.deck.draw("know", **words),
            "take_part": self.taking_part(settled),
            "decide": self.deck.draw(
                "decide_oral" if story.get("agreement") == "口头" else "decide", term=term, day=spoken(settled)
            ),
            "supervise": self.deck.draw("supervise", day=spoken(visited), who=self.title, seen=story["seen"]),
        }
        by = self.staff.leader("副镇长") if self.town else self.secretary
        self.draft.add(on, "close", by, powers=powers)
        if "reopened" in story:
            self.reopen(on, by)

    def reopen(self, closed: date, by: str) -> None:
        """What was agreed was not kept, or something new came up: a fresh task, and settled again."""
        days, reason, why, what, seen, proof = self.story["reopened"]
        draft, lead = self.draft, self.front["lead_post"]
        again = later(closed, days)
        draft.add(again, "reopen", by, reason_reopened=reason, why=why)
        met, done = later(again, 2), later(again, 4)
        self.session(met, self.elder, "达成", None)
        draft.add(done, "reply", lead, result="化解", agreement="口头", what=what)
        self.front["outcome"] = {"result": "化解", "agreement": "口头"}
        measure = {"what": what, "who": lead, "way": "现场处置", "start": met, "by": later(done, 2), "done": done,
                   "evidence": proof}  # fmt: skip
        self.front["tasks"].append(
            {"id": "T2", "what": f"重新处置：{what}", "done_when": f"{seen}，有{proof}", "due": later(done, 3),
             "assigned_on": again, "assigned_by": by, "owner": lead, "done": done, "measures": [measure]}
        )  # fmt: skip
        for point in self.front["points"]:
            point["answered_on"] = min(point["answered_on"], done)
        visited = later(done, 1)
        self.draft.add(visited, "follow_up", self.checker, satisfaction="基本满意", performed=True, what=seen)
        powers = {
            "know": f"{spoken(again)}把重新办理的原因告诉了双方",
            "take_part": f"{spoken(met)}双方再次到场，{self.first_words(what)}当面定的",
            "decide": f"{what}，双方认可",
            "supervise": f"{spoken(visited)}{self.title}再去看，{seen}",
        }
        draft.add(later(visited, 2), "close", by, powers=powers)
