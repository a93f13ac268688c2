"""The sentence of the town's report, with every denominator in it."""

from __future__ import annotations

from collections.abc import Iterator

from site_builder.model.figures import Headline
from site_builder.render.filters import long_date
from site_builder.spec import Language
from site_builder.spec.texts import texts


def sentence(head: Headline, language: Language) -> str:
    """The headline figures as the town reports them (domain notes §9)."""
    return texts("marks")[language]["semicolon"].join(_parts(head, language))


def _parts(head: Headline, language: Language) -> Iterator[str]:
    words, marks, d = texts("headline")[language], texts("marks")[language], head.disputes
    if head.visits:
        yield words["visits"].format(visits=head.visits, promoted=head.petitions_promoted)
    if head.orders:
        yield words["orders"].format(n=head.orders)
    excluded = marks["comma"].join(words["excluded_one"].format(word=words[code], n=n) for code, n in d.excluded_by)
    found = words["found"].format(n=d.found) + (words["excluded"].format(what=excluded) if excluded else "")
    fates = {"settled": d.settled, "partly": d.partly, "unsettled": d.unsettled, "open": d.open}
    results = marks["comma"].join(words[fate].format(n=n) for fate, n in fates.items() if n or fate == "settled")
    day = long_date(head.as_of, language)
    rate = words["rate"].format(percent=d.rate.percent, num=d.rate.num, den=d.rate.den, day=day)
    yield marks["comma_long"].join((found, results, rate))
