"""What a move always carries, dated on its own day, so that a script need not say it."""

from __future__ import annotations

from typing import Any

from site_builder.model.weeks import Week
from tools.demonstration.cast import Cast
from tools.demonstration.days import meeting

REMEDY = "如不服本意见，可以自收到之日起30日内向县人民政府申请复查"


class Usual(Cast):
    """The fields that follow from the move alone."""

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
