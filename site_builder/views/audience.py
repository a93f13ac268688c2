"""For whom a site is, and which cases they may see (design §8)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from site_builder.model.case import Case


@dataclass(frozen=True, slots=True)
class Audience:
    """`office`, `board`, or `village` with the village's id; `review` is who looks at a change, and sees what the
    office sees."""

    kind: str
    village: str | None = None

    @classmethod
    def parse(cls, text: str) -> Audience:
        """`office`, `board` or `village:ID`. Raises ValueError for anything else."""
        kind, _, village = text.partition(":")
        if (kind in ("office", "board") and ":" not in text) or (kind == "village" and village):
            return cls(kind, village or None)
        raise ValueError(text)

    def __str__(self) -> str:
        return f"{self.kind}:{self.village}" if self.village else self.kind

    def sees(self, case: Case) -> bool:
        if case.is_sealed:
            return False
        if self.kind in ("office", "review"):
            return True
        if self.kind == "village":
            return case.village == self.village and case.access in ("village", "board")
        return case.access == "board" and case.public_summary is not None
