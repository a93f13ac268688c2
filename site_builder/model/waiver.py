"""A finding put up with for a while: who answers for it, why, and until when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from site_builder.text.place import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiver:
    """One entry of waivers.yaml. `record` is the id of a case or visit, or a file at the top of the register;
    `until` is the last day on which it holds."""

    place: Place
    code: str
    record: str
    owner: str
    reason: str
    until: date
