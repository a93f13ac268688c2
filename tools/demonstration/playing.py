"""One script played: its front matter, its moves in order, and what follows from them."""

from __future__ import annotations

from datetime import date
from typing import Any

from tools.demonstration.days import later, meeting
from tools.demonstration.drafts import Draft
from tools.demonstration.duties import Duties
from tools.demonstration.usual import Usual

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
SOURCE_OF_FORM = {"走访": "walk_in", "书信": "letter", "电话": "phone", "信息网络": "online", "传真": "letter"}
ORDER_MARKS = {
    "信访系统": "XFJB-",
    "12345热线": "RX",
    "领导批示": "PS-",
    "督查": "DC-",
    "网络留言": "WL-",
    "公文": "JBH-",
}
ENDED = {
    "not_accept": ("not_accepted", "不予受理"),
    "transfer": ("transferred", "转送"),
    "withdraw": ("withdrawn", "撤回"),
    "merge": ("merged", "并案"),
    "rereview_close": ("terminated", None),
}


class Playing(Usual, Duties):
    """One script: its people, then its moves, then what follows from them."""

    def play(self) -> Draft:
        self.draft = Draft(self.script["key"], self._front(), self.script["body"].strip())
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
