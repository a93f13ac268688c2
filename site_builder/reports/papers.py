"""The papers of a case in lines: the code to ask for, the name, whether it is due or was made."""

from __future__ import annotations

from collections.abc import Iterable

from site_builder.model.papers import Offer
from site_builder.spec import Language
from site_builder.spec.texts import texts


def offers_text(offers: Iterable[Offer], language: Language) -> str:
    words = texts("papers")[language]
    lines = [
        f"{offer.paper.code:<12}{offer.paper.label.of(language)}  "
        + (words["made"].format(day=offer.made.on) if offer.made else words["due"])
        for offer in offers
    ]
    return "\n".join(lines) or words["none"]
