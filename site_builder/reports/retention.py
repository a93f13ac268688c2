"""Until when matters are kept, as lines, as CSV and as JSON."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from site_builder.model.register import Register
from site_builder.model.retention import Retention
from site_builder.spec import Language
from site_builder.spec.texts import texts
from site_builder.views.retention import WORDS, held_in_words, state_of


def retention_text(found: Iterable[Retention], register: Register, as_of: date, language: Language) -> str:
    """A line a matter: when its time is over, how it stands, its id, for how long and why, what holds it, its title."""
    words = WORDS[language]
    lines = []
    for one in found:
        holds = texts("marks")[language]["semicolon"].join(
            held_in_words(held, register, language) for held in one.holds
        )
        period = f"{one.period.label.of(language)} {words['years'].format(n=one.years)}"
        parts = (str(one.until), words[state_of(one, as_of)], one.case.id, period, one.case.title, holds)
        lines.append("  ".join(filter(None, parts)))
    return "\n".join(lines) or words["none"]


def retention_rows(found: Iterable[Retention], register: Register, as_of: date) -> list[dict[str, Any]]:
    """For programs: codes and days."""
    return [
        {
            "case": one.case.id,
            "period": one.period.code,
            "years": one.years,
            "ended_on": str(one.ended_on),
            "until": str(one.until),
            "state": state_of(one, as_of),
            "holds": [
                {
                    "code": held.code,
                    "reason": held.why or None,
                    "case": held.case or None,
                    "until": str(held.until) if held.until else None,
                }
                for held in one.holds
            ],
        }
        for one in found
    ]
