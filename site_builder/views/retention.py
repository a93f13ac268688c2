"""How a matter's time of keeping is told: its state, and what holds its disposal, in words."""

from __future__ import annotations

from datetime import date

from site_builder.model.register import Register
from site_builder.model.retention import Held, Retention
from site_builder.spec import Language
from site_builder.spec.retention import retention_spec
from site_builder.text.finding import Term

WORDS = {
    "zh": {"due": "到期可处置", "held": "暂缓处置", "kept": "保存中", "none": "没有到期可以处置的。", "years": "{n}年"},
    "en": {"due": "due", "held": "held", "kept": "kept", "none": "Nothing is due for disposal.", "years": "{n} years"},
}


def state_of(one: Retention, as_of: date) -> str:
    """due, held or kept: a hold is told once the time is over."""
    return "due" if one.is_due(as_of) else "held" if one.is_over(as_of) else "kept"


def held_in_words(held: Held, register: Register, language: Language) -> str:
    """`登记的暂缓处置：诉讼（至2027-03-01）`."""
    words = retention_spec().holds[held.code].of(language)
    detail = register.spec.label(Term("hold_reason", held.why), language) if held.why else held.case
    colon = "：" if language == "zh" else ": "
    said = f"{words}{colon}{detail}" if detail else words
    return f"{said} → {held.until}" if held.until else said
