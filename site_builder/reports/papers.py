"""The papers of a case in lines: the code to ask for, the name, whether it is due or was made."""

from __future__ import annotations

from collections.abc import Iterable

from site_builder.model.papers import Offer
from site_builder.spec import Language

_WORDS = {
    "zh": {"due": "应出具", "made": "{day} 已出具", "none": "现在没有要出具的文书。"},
    "en": {"due": "to be made", "made": "made on {day}", "none": "No paper is due."},
}


def offers_text(offers: Iterable[Offer], language: Language) -> str:
    words = _WORDS[language]
    lines = [
        f"{offer.paper.code:<12}{offer.paper.label.of(language)}  "
        + (words["made"].format(day=offer.made.on) if offer.made else words["due"])
        for offer in offers
    ]
    return "\n".join(lines) or words["none"]
