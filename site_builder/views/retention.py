"""How a matter's time of keeping is told: its state, and what holds its disposal, in words."""

from __future__ import annotations

from datetime import date

from site_builder.model.register import Register
from site_builder.model.retention import Held, Retention
from site_builder.spec import Language
from site_builder.spec.retention import retention_spec
from site_builder.spec.texts import texts
from site_builder.text.finding import Term

WORDS = texts("retention")


def state_of(one: Retention, as_of: date) -> str:
    """due, held or kept: a hold is told once the time is over."""
    return "due" if one.is_due(as_of) else "held" if one.is_over(as_of) else "kept"


def held_in_words(held: Held, register: Register, language: Language) -> str:
    """`登记的暂缓处置：诉讼 → 2027-03-01`."""
    words = retention_spec().holds[held.code].of(language)
    detail = register.spec.label(Term("hold_reason", held.why), language) if held.why else held.case
    said = f"{words}{texts('marks')[language]['colon']}{detail}" if detail else words
    return f"{said} → {held.until}" if held.until else said
