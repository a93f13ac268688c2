"""A register under git with a change in it, compared as `sidan diff` compares it."""

from __future__ import annotations

from datetime import date
from typing import Any

from site_builder.reports.change_text import change_text
from site_builder.review.compare import compare
from site_builder.spec import Language
from site_builder.views.change.change import Change
from tests.support.repository import GitRegister
from tests.support.town import GRIDS, PEOPLE, case_path, case_text

AS_OF = date(2025, 10, 17)
BASE_DAY = date(2025, 10, 10)
ONE = "QTL-2025-0001"
WORKING: dict[str, Any] = {
    "title": "排水沟争执",
    "status": "working",
    "lead_unit": "mediation-chachong",
    "lead_post": "mediator",
    "risk": {"level": "一般", "reason": "两户愿意商量"},
    "points": [{"what": "要求改沟"}, {"what": "要求赔偿青苗"}],
    "tasks": [
        {
            "id": "T1", "what": "改排水沟", "done_when": "沟已改好", "due": "2025-10-20", "assigned_on": "2025-09-19",
            "assigned_by": "2025-W38", "owner": "mediator",
            "measures": [{"what": "疏通", "who": "worker", "by": "2025-10-15"}],
        }
    ],
    "instalments": [{"due": "2025-10-16", "amount_yuan": 300}],
    "events": [
        ("2025-09-19", "triage", "secretary", {"recusal_checked": True}),
        ("2025-09-19", "assign", "secretary", {"basis": "周例会", "meeting": "2025-W38"}),
        ("2025-09-22", "work", "mediator", {"what": "到场查看"}),
        ("2025-10-09", "mediate", "mediator",
         {"consent": True, "present": ["P1", "P2"], "mediation_result": "达成", "next": "签协议"}),
    ],
}  # fmt: skip
"""A dispute in hand, on which everything that can move has something to move."""
SEALED: dict[str, Any] = {
    "title": "密封事项", "kind": "petition", "category": "other", "village": "shimen", "access": "sealed",
    "status": "sealed", "level": "town", "source": "letter", "first_handler": "desk", "problem": None,
    "petition": {"class": "检举控告类"},
    "events": [("2025-09-16", "seal", "desk", {"handed_to": "county", "handed_on": "2025-09-16"})],
}  # fmt: skip


class Changed(GitRegister):
    """A register of the small town whose cases are given by their fields; `start` commits them as the base."""

    def start(self, *cases: tuple[str, dict[str, Any]], people: str = PEOPLE) -> Changed:
        self.commit({"grids.yaml": GRIDS, "people.yaml": people}, BASE_DAY)
        self.put(*cases)
        self.commit({}, BASE_DAY)
        self.git("branch", "--force", "base")
        return self

    def put(self, *cases: tuple[str, dict[str, Any]]) -> None:
        """Write cases to the folder."""
        self.write({case_path(id, **fields): case_text(id, **fields) for id, fields in cases})

    def view(self, head: str | None = None, language: Language = "zh", as_of: date = AS_OF) -> Change:
        """The change from the base to `head`, or to the files in the folder."""
        view = compare(self.folder, "base", head, as_of, as_of).view(language)
        assert view is not None
        return view

    def told(self, language: Language = "zh") -> str:
        """The change as text."""
        return "\n".join(change_text(self.view(language=language)))


def more(of: dict[str, Any], *events: tuple[Any, ...], **fields: Any) -> dict[str, Any]:
    """The same case with more events and other fields."""
    return {**of, "events": [*of.get("events", ()), *events], **fields}
