"""The year's figures of an edition, worked out once for the pages that show them."""

from __future__ import annotations

from functools import cached_property

from site_builder.model.figures import Disputes, Headline, Satisfaction, disputes, headline, satisfaction, settled_at
from site_builder.model.flows import Period, weekly
from site_builder.model.four_lists import TOWN
from site_builder.model.kept import kept
from site_builder.model.on_time import Punctuality, on_time
from site_builder.model.weeks import Week
from site_builder.pages.charts import Stacks, Trend, stacks, trend
from site_builder.pages.edition_index import index, year_start
from site_builder.pages.shared import Link
from site_builder.views.edition import Edition

WEEKS = 26
"""How many weeks a picture shows: half a year."""


def year(edition: Edition) -> Year:
    """The figures from the first day of the year to the edition's, made the first time they are asked for."""
    return kept(edition, Year)


class Year:
    """All that is in it counts what the edition shows, and nothing else."""

    def __init__(self, edition: Edition) -> None:
        self.edition = edition
        self.register = edition.register
        self.as_of = edition.as_of
        self.since = year_start(edition.as_of)

    @cached_property
    def headline(self) -> Headline:
        return headline(self.register, self.since, self.as_of)

    @cached_property
    def disputes(self) -> dict[str, Disputes]:
        return disputes(self.register, self.since, self.as_of)

    @cached_property
    def satisfaction(self) -> Satisfaction:
        return satisfaction(self.register, self.since, self.as_of)

    @cached_property
    def on_time(self) -> Punctuality:
        return on_time(self.register, self.since, self.as_of)

    @cached_property
    def settled_at(self) -> dict[str, dict[str, int]]:
        return settled_at(self.register, self.since, self.as_of)

    @cached_property
    def levels(self) -> Stacks:
        """How many cases found this year were settled at which level, as one bar."""
        known = index(self.edition)
        counts = self.settled_at[TOWN]
        return stacks([known.group("level", level) for level in counts], [(Link("", ""), tuple(counts.values()))])

    @cached_property
    def _weeks(self) -> tuple[tuple[Week, ...], dict[str, tuple[Period, ...]]]:
        return weekly(self.register, self.as_of, WEEKS)

    def trend(self, scope: str) -> Trend | None:
        """The last weeks of a village or the town; None where there are fewer than two."""
        weeks, flows = self._weeks
        known = index(self.edition)
        lists = self.edition.audience.village or TOWN if scope == TOWN else scope
        periods = flows.get(scope, ())
        return trend(
            [
                (known.week(str(week), lists), f"W{week.number:02d}", period)
                for week, period in zip(weeks, periods, strict=False)
            ]
        )
