"""What the pages of a county share: a matter in a list, the way to a town's own site."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from site_builder.pages.shared import Link, Tag
from site_builder.views.county import Matter, TownTold

COUNTY = ("county",)
"""The audience of a county's site."""
DATA, WORKBOOK, CSV = "api/towns.json", "towns.xlsx", "towns.csv"
"""The table of towns as files."""


@dataclass(frozen=True, slots=True)
class MatterRow:
    """A matter that a town has raised to the county."""

    id: Annotated[str, "Its number in the town."]
    page: Annotated[str, "The address of its page in the town's own site; empty where nobody said where that lies."]
    title: Annotated[str, "Its title."]
    town: Annotated[Link, "The town."]
    village: Annotated[str, "The village."]
    kind: Annotated[str, "Its kind, in the town's words."]
    category: Annotated[str, "Its category, in the town's words."]
    status: Annotated[Tag, "Its status on the town's day."]
    raised_on: Annotated[date, "The day it came to the county."]
    reason: Annotated[str, "Why it was raised; empty where it began there."]
    due: Annotated[date | None, "What falls due next."]
    over: Annotated[int, "Days past that; 0 where it is not overdue."]


def town_path(id: str) -> str:
    return f"towns/{id}.html"


def town_link(town: TownTold) -> Link:
    return Link(town_path(town.id), town.name)


def site_address(town: TownTold, page: str = "index.html") -> str:
    """The address of a page of a town's own site; empty where nobody said where that lies."""
    return f"{town.link.rstrip('/')}/{page}" if town.link else ""


def matter_row(town: TownTold, matter: Matter) -> MatterRow:
    return MatterRow(
        id=matter.id,
        page=site_address(town, matter.page),
        title=matter.title,
        town=town_link(town),
        village=matter.village,
        kind=matter.kind,
        category=matter.category,
        status=Tag(matter.status, matter.stage),
        raised_on=matter.raised_on,
        reason=matter.reason,
        due=matter.next_due,
        over=matter.days_over(town.as_of),
    )
