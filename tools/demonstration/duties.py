"""The tasks and measures of a script, spread over the days on which it was handled."""

from __future__ import annotations

from datetime import date
from typing import Any

from tools.demonstration.cast import Cast
from tools.demonstration.days import between, later


class Duties(Cast):
    """Writes the task list once the moves are made."""

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
