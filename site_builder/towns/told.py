"""A town's data files → what the county is told of it, and no more.

What does not add up is not shown: opening + received + reopened − ended = closing, for the town and each village, and
the settled among the disputes that count are those that were settled and not in part.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields
from datetime import date

from site_builder.model.figures import Cohort, Disputes, Rate, Reconciled
from site_builder.model.four_lists import TOWN, Flow
from site_builder.model.history import LEVELS
from site_builder.pages.shared import case_data, case_path
from site_builder.settings import Settings
from site_builder.spec import Language
from site_builder.spec.api import VERSION
from site_builder.text.personal_data import CERTAIN, find_personal_data
from site_builder.towns.documents import CASES, FIGURES, LABELS, META, RAISED, VILLAGES, Documents
from site_builder.towns.node import Node, Unusable
from site_builder.views.county import Matter, TownTold, VillageTold


def told(documents: Documents, links: Mapping[str, str], language: Language) -> TownTold:
    """What a town tells its county; `links` leads to the site of each town by its id. Raises Unusable."""
    meta = documents.read(META)
    if meta.at("version").value != VERSION:
        raise Unusable("version", found=str(meta.at("version").value)[:20], wanted=str(VERSION))
    if meta.at("audience").value != "office":
        raise Unusable("audience", found=meta.at("audience").line())
    as_of = meta.at("as_of").day()
    figures, cases = (_of_day(documents.read(path), as_of) for path in (FIGURES, CASES))
    rows = tuple(cases.at("cases").rows())
    known = meta.at("counts").at("cases").count()
    if len(rows) != known:
        raise Unusable("half", file=CASES, found=str(len(rows)), wanted=str(known))
    town = meta.at("town")
    words = _Words(documents.read(LABELS), language)
    names = {row.at("id").id(): row.at("name").line() for row in documents.read(VILLAGES).at("villages").rows()}
    id = town.at("id").id()
    return TownTold(
        id=id,
        name=town.at("name").line(),
        link=links.get(id, ""),
        since=figures.at("from").day(),
        as_of=as_of,
        cases=known,
        counts=_counts(figures.at("reconciled").at(TOWN)),
        disputes=_disputes(figures),
        satisfied=_rate(figures.at("satisfaction").at("rate")),
        settled_at=tuple((level, figures.at("settled_at").at(level).count()) for level in LEVELS),
        visits=figures.at("visits").count(),
        orders=figures.at("orders").count(),
        villages=tuple(_villages(figures, names)),
        matters=tuple(_matters(documents, rows, names, words)),
        categories=tuple(sorted(words.all("category"))),
        limits=tuple(_limits(meta, words)),
    )


def _limits(meta: Node, words: _Words) -> Iterator[tuple[str, int]]:
    if meta.has("limits"):
        for code, days in meta.at("limits").items():
            yield words.word("clock", Node(days.file, days.key, code)), days.count()


def _of_day(document: Node, as_of: date) -> Node:
    """Files of two days lie together where a copy was cut short."""
    day = document.at("as_of").day()
    if day != as_of:
        raise Unusable("half", file=document.file, found=str(day), wanted=str(as_of))
    return document


class _Words:
    """The town's own words for its codes."""

    def __init__(self, document: Node, language: Language) -> None:
        self._labels = document.at("labels")
        self._language = language

    def word(self, group: str, code: Node) -> str:
        return self._labels.at(group).at(code.line()).at(self._language).line()

    def all(self, group: str) -> Iterator[tuple[str, str]]:
        return ((code, label.at("zh").line()) for code, label in self._labels.at(group).items())


def _counts(row: Node) -> Reconciled:
    flow = Flow(**{of.name: row.at(of.name).count() for of in fields(Flow)})
    own = (of.name for of in fields(Reconciled) if of.name != "flow")
    counts = Reconciled(flow, **{name: row.at(name).count() for name in own})
    is_whole = flow.balances and flow.in_hand + flow.waiting + flow.paused == flow.closing
    if not is_whole or counts.closed_on_time + counts.closed_late != counts.closed:
        raise Unusable("sums", file=row.file, key=row.key)
    return counts


def _disputes(figures: Node) -> Disputes:
    names = ("found", "settled", "partly", "unsettled", "open", "excluded")
    counts = {name: figures.at(f"disputes_{name}").count() for name in names}
    rate = _rate(figures.at("rate"))
    found = counts.pop("found")
    if sum(counts.values()) != found or (rate.num, rate.den) != (counts["settled"], found - counts["excluded"]):
        raise Unusable("sums", file=figures.file, key="disputes")
    return Disputes(found, **counts, excluded_by=(), rate=rate)


def _rate(row: Node) -> Rate:
    cohort: Cohort = "due-in-period" if row.at("cohort").value == "due-in-period" else "opened-in-period"
    rate = Rate(row.at("num").count(), row.at("den").count(), cohort, row.at("as_of").day())
    if rate.num > rate.den:
        raise Unusable("sums", file=row.file, key=row.key)
    return rate


def _villages(figures: Node, names: dict[str, str]) -> Iterator[VillageTold]:
    for id, name in names.items():
        counts = _counts(figures.at("reconciled").at(id))
        yield VillageTold(name, counts, _rate(figures.at("disputes_by_village").at(id)))


def _matters(documents: Documents, rows: tuple[Node, ...], names: dict[str, str], words: _Words) -> Iterator[Matter]:
    """The open matters that were raised to the county, by the day they were."""
    stages = {code: status.stage for code, status in Settings().spec().statuses.items()}
    found = []
    for row in rows:
        if row.at("level").value != RAISED or row.at("ended_on").value is not None:
            continue
        id, status, village = row.at("id").id(), row.at("status"), row.at("village")
        if status.line() not in stages:
            raise status.broken()
        raised_on, reason = _raised(documents.read(case_data(id)), row, words)
        found.append(
            Matter(
                id=id,
                title=_title(row.at("title")),
                kind=words.word("kind", row.at("kind")),
                category=words.word("category", row.at("category")),
                village=names.get(village.id(), village.id()),
                raised_on=raised_on,
                reason=reason,
                status=words.word("status", status),
                stage=stages[status.line()],
                next_due=row.at("next_due").day_or_none(),
                page=case_path(id),
            )
        )
    yield from sorted(found, key=lambda matter: (matter.raised_on, matter.id))


def _title(title: Node) -> str:
    """A title; "" where it holds somebody's number, which is then shown to nobody."""
    text = title.line()
    return "" if any(hit.kind in CERTAIN for hit in find_personal_data(text)) else text


def _raised(case: Node, row: Node, words: _Words) -> tuple[date, str]:
    """When a matter came to the county for the last time, and why; one that began there has no reason."""
    level, on, number = "", row.at("registered_on").day(), 0
    for step in case.at("steps").rows():
        if step.at("level").value == RAISED != level:
            on, number = step.at("on").day(), step.at("number").count()
        level = str(step.at("level").value)
    events = list(case.at("record").at("events").rows())
    raised = events[number - 1] if 0 < number <= len(events) else None
    if raised is None or not isinstance(raised.value, dict) or raised.value.get("reason_raised") is None:
        return on, ""
    return on, words.word("raise_reason", raised.at("reason_raised"))
