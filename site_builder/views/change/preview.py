"""What the preview of a change is made from: the register after it, the one before it, and what moved."""

from __future__ import annotations

from dataclasses import dataclass, field

from site_builder.views.audience import Audience
from site_builder.views.change.change import Change
from site_builder.views.edition import Edition

REVIEW = Audience("review")


@dataclass(frozen=True)
class Preview(Edition):
    """The edition of a reviewer. `former` is the edition as it was before the change."""

    former: Edition = field(kw_only=True)
    change: Change = field(kw_only=True)


def preview(change: Change, is_draft: bool) -> Preview:
    """The preview of a change; a draft where the register after it has errors."""
    former = Edition(change.before, REVIEW, change.as_of, change.language)
    return Preview(
        change.register, REVIEW, change.as_of, change.language, change.findings, is_draft, former=former, change=change
    )
