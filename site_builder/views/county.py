"""What a county gets of its towns: their figures, and the matters put up to it; nothing else of any town.

A county is an audience of its own (docs/decisions/0027-county.md). It sees a matter once the town has raised it to the
county: its number, title, kind, category, village, the day and the reason it was raised, its status and what falls due
next. Of all other matters it gets counts. A sealed matter is a number of its town.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from datetime import date

from site_builder.model.figures import Disputes, Rate, Reconciled
from site_builder.model.four_lists import Flow
from site_builder.model.people import Town
from site_builder.model.register import Register
from site_builder.settings import Settings
from site_builder.spec import Language
from site_builder.spec.texts import texts
from site_builder.views.audience import Audience
from site_builder.views.edition import Edition

COUNTY = Audience("county")
LEFT_OUT = frozenset(
    (
        "not_a_town",
        "unreadable",
        "changed",
        "no_town",
        "version",
        "audience",
        "missing",
        "broken",
        "half",
        "sums",
        "empty",
        "same_id",
    )
)
"""The notices about a town that is not shown at all."""


@dataclass(frozen=True, slots=True)
class Matter:
    """A matter at the county's level that has not ended. `page` is its page in the town's own site; words are the
    town's own, in the language asked for; `title` is empty where it may not be shown."""

    id: str
    title: str
    kind: str
    category: str
    village: str
    raised_on: date
    reason: str
    status: str
    stage: str
    next_due: date | None
    page: str

    def days_over(self, day: date) -> int:
        """Days past what falls due next; 0 where nothing is overdue."""
        return max(0, (day - self.next_due).days) if self.next_due else 0


@dataclass(frozen=True, slots=True)
class VillageTold:
    """The figures of one village of a town. `settled` is the share of its disputes that were settled."""

    name: str
    counts: Reconciled
    settled: Rate


@dataclass(frozen=True, slots=True)
class TownTold:
    """What one town tells the county, of the days from `since` to `as_of`. `link` is the address of its own site, or "".
    `categories` stand for its categories, to be compared; `limits` are time limits that it has set otherwise."""

    id: str
    name: str
    link: str
    since: date
    as_of: date
    cases: int
    counts: Reconciled
    disputes: Disputes
    satisfied: Rate
    settled_at: tuple[tuple[str, int], ...]
    visits: int
    orders: int
    villages: tuple[VillageTold, ...]
    matters: tuple[Matter, ...]
    categories: tuple[tuple[str, str], ...]
    limits: tuple[tuple[str, int], ...]

    @property
    def overdue(self) -> tuple[Matter, ...]:
        """The matters whose next day has passed, the longest first."""
        late = [matter for matter in self.matters if matter.days_over(self.as_of)]
        return tuple(sorted(late, key=lambda matter: (matter.next_due or date.max, matter.id)))


@dataclass(frozen=True, slots=True)
class Notice:
    """What is amiss with one of the towns: a sentence of spec/texts/county.yaml and what fills it."""

    code: str
    values: tuple[tuple[str, str], ...]

    @property
    def leaves_out(self) -> bool:
        """True where the town is not shown."""
        return self.code in LEFT_OUT

    def text(self, language: Language) -> str:
        return texts("county")[language][f"notice_{self.code}"].format(**dict(self.values))


@dataclass(frozen=True)
class County(Edition):
    """The county's edition. Its register has no records: the town in it stands for the county by its name."""

    towns: tuple[TownTold, ...] = field(kw_only=True)
    notices: tuple[Notice, ...] = field(kw_only=True)

    def counts_in(self, town: TownTold) -> bool:
        """True for a town whose figures are of the same days as the others': only those are added up."""
        return town.as_of == self.as_of and town.since == self.since

    @property
    def since(self) -> date:
        """The first day that is counted: the year's."""
        return self.as_of.replace(month=1, day=1)

    @property
    def counted(self) -> tuple[TownTold, ...]:
        return tuple(town for town in self.towns if self.counts_in(town))


def county(
    name: str, towns: tuple[TownTold, ...], notices: tuple[Notice, ...], as_of: date, language: Language
) -> County:
    """The edition of a county of that name."""
    register = Register(Town("county", name, {}, {}, {}), (), (), Settings().spec())
    return County(register, COUNTY, as_of, language, towns=towns, notices=notices)


def counts_of(all_counts: Iterable[Reconciled]) -> Reconciled:
    """The counts of several towns together. What adds up for each adds up for all."""
    given = tuple(all_counts)
    flow = Flow(**{of.name: sum(getattr(one.flow, of.name) for one in given) for of in fields(Flow)})
    own = (of.name for of in fields(Reconciled) if of.name != "flow")
    return Reconciled(flow, **{name: sum(getattr(one, name) for one in given) for name in own})


def disputes_of(all_disputes: Iterable[Disputes], as_of: date) -> Disputes:
    """The disputes of several towns together; what was left out is not told apart by its reason."""
    given = tuple(all_disputes)
    names = ("found", "settled", "partly", "unsettled", "open", "excluded")
    total = {name: sum(getattr(one, name) for one in given) for name in names}
    return Disputes(**total, excluded_by=(), rate=rate_of((one.rate for one in given), as_of))


def rate_of(rates: Iterable[Rate], as_of: date) -> Rate:
    """The rate of several towns together: all numerators over all denominators, never a mean of percentages."""
    given = tuple(rates)
    return Rate(sum(rate.num for rate in given), sum(rate.den for rate in given), "opened-in-period", as_of)
