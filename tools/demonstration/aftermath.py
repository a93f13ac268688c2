"""What follows an agreement: tasks, instalments, the follow-up, the closing, and now and then an opening again."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

from tools.demonstration.days import CALENDAR, between, later, meeting, spoken
from tools.demonstration.telling import Telling

PAPERS = ("人民调解协议书", "调解笔录和协议书", "协议书（双方签字）", "调解卷宗")


class Aftermath(Telling):
    """Needs what the mediation leaves behind: the matter, who checked what and when, and whether the town held it."""

    matter: str
    checker_name: str
    checking: str
    proof: str
    checked: date
    checked_by: str
    town: bool
    unit_name: str
    done: date
    title: str
    checker: str
    deputy: str
    town_mediator: str

    def session(self, on: date, by: str, result: str, following: str | None) -> None:
        elders = ["五老"] if by == self.elder else []
        unit = [self.unit_name] if self.town and not self.unit_name.startswith("村") else []
        places = "meeting_place" if self.town and by == self.town_mediator else "places"
        self.draft.add(on, "mediate", by, consent=True, present=["P1", "P2", *elders, *unit], mediation_result=result,
                       next=following, place=self.deck.draw(places) if self.random.random() < 0.55 else None)  # fmt: skip

    def reply(self, settled: date) -> None:
        story, front = self.story, self.front
        agreement = story.get("agreement", "书面")
        self.instalments(settled)
        days = [row["due"] for row in front.get("instalments") or []]
        performed = max(days) if days else settled + timedelta(days=story["later"][0]) if "later" in story else None
        if performed is not None and performed <= settled:
            performed = None
        if "regraded" in story:
            before, after, why = story["regraded"]
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
