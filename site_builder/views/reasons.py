"""Why a day of a deadline is not counted, in words: `国庆节`, `中止（鉴定）`."""

from __future__ import annotations

from site_builder.model.counting import CountedDay
from site_builder.spec import Language, Spec
from site_builder.spec.texts import texts
from site_builder.text.finding import Term


def reason_of(day: CountedDay, spec: Spec, language: Language) -> str:
    """Why a day is not counted; "" where it is."""
    if day.reason is None:
        return ""
    word = spec.label(day.reason, language)
    if day.reason.group != "suspend_reason":
        return word
    paused = spec.label(Term("day_reason", "suspended"), language)
    return paused + texts("marks")[language]["aside"].format(what=word)
