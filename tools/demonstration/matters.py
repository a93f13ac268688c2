"""Petitions, requests, hazards and suggestions: each a short script of stories/*.yaml, played move by move.

Keys of a script:

    title, kind, category, grid, source, access, people, amount, risk, problem, public, body    as in the case file
    found        MM-DD, a working day unless the grid worker found it
    unit         the unit that leads, by its name; the head leads, or with `staff` the second in it
    level        where the matter is held in the end (default: the town)
    petition     [form, class, route] and perhaps `simple`; `ref` is made from the day
    order        [way, sender, due MM-DD], from above
    urgent       [why, HH:MM]
    points       [[what was asked, answer], ...], answered with the last reply
    tasks        [[what, done when, measure, ...], ...]; a measure is `who|way|what|evidence` and perhaps `|article`
    paper        [facts, opinion, article, ...] of a written opinion
    steps        moves in order: `+2 move words`, `F move words` (the next weekly meeting) or `MM-DD move words`;
                 with `{field: value}` behind it for what is more than words. The words go where WORDS says.
    powers       [to know, to take part, to decide, to supervise]
    visit        {mode, leader, words, before}: a leader's visit that moved it forward, so many working days before
    into         key of the case it is joined to
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import yaml

from site_builder.model.weeks import Week
from tools.demonstration.days import between, later, meeting
from tools.demonstration.drafts import Draft
from tools.demonstration.staff import Staff

HERE = Path(__file__).parent
WORDS = {
    "register": "note", "triage": "note", "work": "what", "progress": "what", "reply": "what", "feedback": "what",
    "notify": "how", "hearing": "what", "deliberate": "resolution", "decide": "decision", "extend": "reason",
    "regrade": "why", "raise": "why", "hand_down": "why", "hand_over": "why", "transfer": "why", "resume": "why",
    "reopen": "why", "review_close": "why", "follow_up": "what", "not_accept": "direction", "object": "reasons",
    "start_urgent": "action", "return": "ref", "withdraw": "witnessed_by", "suspend": "note", "assign": "note",
    "accept": "note", "supervise": "note", "mediate": "next", "settle_on_spot": "what", "review_open": "note",
    "review_answer": "note", "rereview_open": "note", "rereview_close": "note", "merge": "note", "ratify": "note",
    "close": "note",
}  # fmt: skip
"""The field that the words of a step go to."""
DESK = {
    "triage", "accept", "not_accept", "return", "hearing", "hand_down", "transfer", "merge", "withdraw", "suspend",
    "resume", "review_open", "review_close", "rereview_open", "supervise", "notify", "regrade",
}  # fmt: skip
CHAIR = {"assign", "start_urgent", "ratify", "decide", "extend", "object", "hand_over", "raise"}
SOURCE_OF_FORM = {"走访": "walk_in", "书信": "letter", "电话": "phone", "信息网络": "online", "传真": "letter"}
REMEDY = "如不服本意见，可以自收到之日起30日内向县人民政府申请复查"
ENDED = {
    "not_accept": ("not_accepted", "不予受理"),
    "transfer": ("transferred", "转送"),
    "withdraw": ("withdrawn", "撤回"),
    "merge": ("merged", "并案"),
    "rereview_close": ("terminated", None),
}
Script = dict[str, Any]


def scripts() -> list[Script]:
    names = ("petitions", "orders", "services", "hazards", "suggestions")
    rows = []
    for name in names:
        rows += yaml.safe_load((HERE / "stories" / f"{name}.yaml").read_text(encoding="utf-8"))
    return rows


class Matters:
    """Plays every script once."""

    def __init__(self, staff: Staff) -> None:
        self.staff = staff
        self.grids = {grid["id"]: grid for grid in staff.grids}

    def play_all(self) -> list[Draft]:
        return [Playing(self.staff, self.grids[script["grid"]], script).play() for script in scripts()]


class Playing:
    """One script: its people, then its moves, then what follows from them."""

    def __init__(self, staff: Staff, grid: dict[str, Any], script: Script) -> None:
        self.staff, self.script, self.grid, self.village = staff, script, grid, grid["village"]
        self.found = date.fromisoformat(f"2025-{script['found']}")
        self.level: str = script.get("level", "town")
        self.worker = staff.worker(grid, self.found)
        self.secretary = staff.secretary(self.village)
        self.desk, self.second_desk = staff.desk()
        self.deputy = staff.leader(script.get("chair", "分管副书记"))
        self.day = self.found

    def play(self) -> Draft:
        self.draft = Draft(self.script.get("key", self.script["title"]), self._front(), self.script["body"].strip())
        self.draft.visit, self.draft.into = self.script.get("visit"), self.script.get("into")
        self.draft.add(self.found, "register", self._who("register"))
        for step in self.script["steps"]:
            (text, more), *_ = step.items() if isinstance(step, dict) else [(step, {})]
            self._step(text, more)
        self._finish()
        return self.draft

    # the front matter

    def _front(self) -> dict[str, Any]:
        script, staff = self.script, self.staff
        petition = script.get("petition")
        source = script.get("source") or (SOURCE_OF_FORM[petition[0]] if petition else "grid")
        village_led = self.level in ("grid", "village")
        level, reason = script.get("risk", ("一般", "情绪平稳"))
        front: dict[str, Any] = {
            "title": script["title"], "kind": script["kind"], "category": script["category"], "village": self.village,
            "grid": self.grid["id"], "access": script.get("access", "office" if petition else "village"),
            "status": "closed", "level": self.level, "source": source, "found_on": self.found,
            "registered_on": self.found, "people_affected": script.get("people"),
            "amount_yuan": script.get("amount"), "risk": {"level": level, "reason": reason},
            "first_handler": script.get("first") or (f"committee-{self.village}" if village_led else "petition-office"),
            "parties": ["P1"] if petition else None, "problem": script["problem"],
            "public_summary": script.get("public"), "pii_reviewed": self.found, "events": [],
        }  # fmt: skip
        if "first" in script:
            front["first_handler"] = staff.unit(script["first"], self.village)
        if "unit" in script:
            unit = staff.unit(script["unit"], self.village)
            of_unit = staff.of_unit(unit)
            front["lead_unit"] = unit
            front["lead_post"] = of_unit[1 if script.get("staff") or script["unit"] == "村委会" else 0]
            if self.level == "grid":
                front["lead_post"] = self.worker
            front["lead_party"] = self.secretary if village_led else self.deputy
            front["lead_admin"] = None if village_led else staff.leader("副镇长")
        if petition:
            front["petition"] = self._petition(petition)
        if "order" in script:
            way, sender, due = script["order"]
            front["source"] = source if script.get("source") else "superior"
            front["order"] = {
                "from": staff.unit(sender, self.village), "ref": f"{ORDER_MARKS[way]}{self.found:%Y%m%d}",
                "way": way, "received_on": self.found, "due_on": date.fromisoformat(f"2025-{due}"),
            }  # fmt: skip
        if "urgent" in script:
            why, hour = script["urgent"]
            front["urgent"] = {"why": why, "reported_to": staff.leader("书记"), "reported_at": f"{self.found} {hour}"}
        return front

    def _petition(self, given: list[Any]) -> dict[str, Any]:
        form, kind, *rest = given
        block: dict[str, Any] = {"official_ref": f"XF-2025-{self.found:%m%d}-{len(self.script['title']) % 7 + 1:02d}",
                                 "form": form, "class": kind}  # fmt: skip
        if rest:
            block["route"] = rest[0]
        if "simple" in rest:
            block["procedure"] = "simple"
        return block

    # the moves

    def _step(self, text: str, more: dict[str, Any]) -> None:
        when, move, *words = text.split(" ", 2)
        if when == "F":
            self.day = meeting(self.day)
        elif when.startswith("+"):
            self.day = later(self.day, int(when[1:]))
        else:
            self.day = date.fromisoformat(f"2025-{when}")
        fields: dict[str, Any] = {WORDS[move]: words[0]} if words else {}
        fields.update(self._usual(move))
        fields.update({name: self._value(name, value) for name, value in more.items()})
        by = fields.pop("by", None) or self._who(move)
        self.draft.add(self.day, move, by, **fields)

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

    def _usual(self, move: str) -> dict[str, Any]:
        """What a move always carries, dated on its own day."""
        day, petition = self.day, self.script.get("petition")
        match move:
            case "triage":
                return {"recusal_checked": True}
            case "assign":
                return (
                    {"basis": "周例会", "meeting": str(Week.of(day))} if meeting(day) == day else {"basis": "先行启动"}
                )
            case "accept":
                return {"notice_on": day}
            case "decide" | "ratify":
                return {"meeting": str(Week.of(day))}
            case "notify":
                return {"about": "receipt"}
            case "not_accept":
                return {"notice_on": day}
            case "transfer":
                return {"to_on": day, "told_on": day}
            case "raise" | "merge":
                return {"told_on": day} if move == "raise" else {"told_on": day, "into": ""}
            case "withdraw":
                return {"how_withdrawn": "书面", "voluntary": True, "safety_risk": False}
            case "extend":
                head = self.staff.leader("镇长") if petition else self._who("extend")
                return {"by": head, "approved_by": head, "notified_on": day}
            case "suspend":
                return {"approved_by": self.deputy, "notified_on": day}
            case "follow_up":
                return {"satisfaction": "满意", "performed": True}
            case "review_open" | "rereview_open":
                organ = "county-government" if move == "review_open" else "city-government"
                return {"asked_on": day, "organ": organ}
            case "review_answer" | "rereview_close":
                organ = "county-government" if move == "review_answer" else "city-government"
                return {"by": organ, "review_result": "维持", "delivered_on": day}
            case "reply":
                return self._reply()
            case "close":
                return {
                    "powers": dict(
                        zip(("know", "take_part", "decide", "supervise"), self.script["powers"], strict=True)
                    )
                }
        return {}

    def _reply(self) -> dict[str, Any]:
        fields: dict[str, Any] = {"result": "化解"}
        petition = self.script.get("petition")
        if petition:
            fields.update(opinion="支持", delivered_on=self.day)
        if "paper" in self.script:
            facts, opinion, *articles = self.script["paper"]
            asked = "；".join(what for what, _ in self.script["points"])
            fields.update(opinion_on=self.day, paper={
                "request": asked, "facts": facts, "opinion": opinion, "legal_basis": articles, "remedy": REMEDY,
            })  # fmt: skip
        return fields

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

    # what follows from the moves

    def _finish(self) -> None:
        front, events = self.draft.front, self.draft.events
        last = events[-1]["move"]
        for event in events:
            if event["move"] == "regrade":
                front["risk"] = {"level": event["risk_to"], "reason": event["why"]}
        if last in ENDED:
            front["status"], result = ENDED[last]
            if result:
                front["outcome"] = {"result": result}
        replies = [event for event in events if event["move"] in ("reply", "settle_on_spot")]
        if replies:
            names = ("result", "agreement", "opinion", "performed_by")
            front["outcome"] = {name: replies[-1][name] for name in names if name in replies[-1]}
            front["points"] = [
                {"what": what, "answer": answer, "answered_on": replies[-1]["on"]}
                for what, answer in self.script.get("points", [])
            ]
        self._tasks(replies[-1]["on"] if replies else self.day)

    def _tasks(self, replied: date) -> None:
        events = self.draft.events
        starts = [e for e in events if e["move"] in ("assign", "start_urgent")]
        if not starts or "tasks" not in self.script:
            return
        begun = next((e["on"] for e in events if e["move"] in ("work", "start_urgent")), starts[0]["on"])
        rows = []
        for number, (what, done_when, *rest) in enumerate(self.script["tasks"], 1):
            fresh = rest.pop(0) if isinstance(rest[0], dict) else {}
            assigned = next((e for e in events if e["move"] == fresh.get("at")), starts[0])
            start = max(begun, assigned["on"])
            replies = [e["on"] for e in events if e["move"] == "reply"]
            done = replies[0] if fresh.get("until") == "first" else replied
            done = next((e["on"] for e in reversed(events) if e["move"] == fresh.get("until")), done)
            due = later(done, fresh.get("spare", 2 + number))
            extended = next((e for e in events if e["move"] == "extend" and e.get("task") == f"T{number}"), None)
            rows.append({
                "id": f"T{number}", "what": what, "done_when": done_when,
                "due": due, "assigned_on": assigned["on"], "assigned_by": assigned.get("meeting") or assigned["by"],
                "owner": self.draft.front["lead_post"], "done": done,
                "measures": [self._measure(n, len(rest), text, start, done, due) for n, text in enumerate(rest)],
            })  # fmt: skip
            if extended:
                rows[-1]["due"], extended["due"] = later(extended["on"], 1), due
        self.draft.front["tasks"] = rows

    def _measure(self, number: int, count: int, text: str, start: date, done: date, due: date) -> dict[str, Any]:
        who, way, what, evidence, *article = text.split("|")
        first, last = between(start, done, number / count), between(start, done, (number + 1) / count)
        named = {"五老": self.staff.elders(self.village)[0], "网格员": self.worker, "村支书": self.secretary,
                 "责任人": self.draft.front["lead_post"], "信访办": "petition-office"}  # fmt: skip
        return {
            "what": what, "who": named.get(who) or self.staff.unit(who, self.village), "way": way,
            "basis": article[0] if article else None, "start": first, "by": due if number == count - 1 else later(last, 1),
            "done": done if number == count - 1 else last, "evidence": evidence,
        }  # fmt: skip


ORDER_MARKS = {
    "信访系统": "XFJB-",
    "12345热线": "RX",
    "领导批示": "PS-",
    "督查": "DC-",
    "网络留言": "WL-",
    "公文": "JBH-",
}
