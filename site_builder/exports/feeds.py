"""Feeds of events (Atom): of all, of each village, of each kind of case, of each move; the latest of each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from functools import partial
from heapq import nlargest

from site_builder.exports.case_object import records, steps_of
from site_builder.model.case import Case
from site_builder.model.history import Step
from site_builder.model.kept import kept
from site_builder.pages.edition_index import Index, index
from site_builder.pages.page_type import CASEWORK
from site_builder.pages.part import Part, files_in
from site_builder.pages.shared import Day, Fact, Flag, Value, case_path
from site_builder.pages.subscriptions import (
    ALL_EVENTS,
    kind_feed,
    kind_feeds,
    move_feed,
    move_feeds,
    village_feed,
    village_feeds,
)
from site_builder.render.filters import long_date
from site_builder.render.page import File
from site_builder.render.site import LANGUAGE_TAGS
from site_builder.reports.atom import Category, Entry, Feed, entry_text, feed_text, urn
from site_builder.spec.texts import texts
from site_builder.views.edition import Edition

AUDIENCES = CASEWORK
NEWEST = 200
"""So many entries a feed has."""
ROOT = "../"
"""From the folder of the feeds to the site's root."""

Key = tuple[str, int]
"""An event: its case, and its place in the record from 0."""


def files(edition: Edition) -> Iterator[File]:
    return files_in(parts(edition))


def parts(edition: Edition) -> Iterator[Part]:
    """A feed is there for every village, kind and move, empty or not, so that a subscription never breaks.

    Each is made from the cases of the events that it tells.
    """
    known, words = index(edition), texts("feeds")[edition.language]
    latest = _latest(known)
    begin = str(kept(edition, _teller).begin)
    names = {ALL_EVENTS: words["all"]}
    names |= {link.href: words["village"].format(village=link.text) for link in village_feeds(known)}
    names |= {link.href: words["group"].format(name=link.text) for link in (*kind_feeds(known), *move_feeds(known))}
    for path, name in names.items():
        keys = latest[path]
        inputs = (one for id, number in keys for one in (number, known.stands_for(known.cases[id])))
        yield Part(f"feed {path}", partial(_feed, edition, path, name, keys), (begin, *inputs), merges=True)


def _feed(edition: Edition, path: str, name: str, keys: list[Key]) -> tuple[File]:
    teller = kept(edition, _teller)
    told = [teller.entry(key) for key in keys]
    feed = teller.feed(path, name, max((entry.updated for entry, _ in told), default=teller.begin))
    return (File(path, feed_text(feed, (text for _, text in told)).encode()),)


def _latest(known: Index) -> dict[str, list[Key]]:
    """The latest events of each feed, the last known first."""
    events: dict[str, list[tuple[date, str, int]]] = defaultdict(list)
    moves: dict[str, list[tuple[date, str, int]]] = defaultdict(list)
    for case in known.cases.values():
        own = []
        for number, (known_on, move) in enumerate(case.happened):
            if known_on <= known.as_of:
                own.append((known_on, case.id, number))
                moves[move].append(own[-1])
        for path in (ALL_EVENTS, village_feed(case.village), kind_feed(case.kind)):
            events[path] += own
    events |= {move_feed(move): some for move, some in moves.items()}
    latest = defaultdict[str, list[Key]](list)
    for path, some in events.items():
        latest[path] = [(id, number) for _, id, number in nlargest(NEWEST, some)]
    return latest


def _teller(edition: Edition) -> _Teller:
    return _Teller(index(edition))


class _Teller:
    """Tells events in the words of one edition, each once."""

    def __init__(self, known: Index) -> None:
        self.known = known
        self.words = texts("feeds")[known.language]
        self.cases = records(known.edition)
        self.begin = min((case.registered_on for case in known.cases.values()), default=known.as_of)
        self._told: dict[Key, tuple[Entry, str]] = {}

    def feed(self, path: str, name: str, updated: date) -> Feed:
        town, audience = self.known.town, str(self.known.edition.audience)
        return Feed(
            id=urn(town.id, audience, path),
            title=self.words["title"].format(town=town.name, what=name),
            subtitle=self.words["subtitle"].format(n=NEWEST),
            author=town.name,
            own=path.rpartition("/")[2],
            href=f"{ROOT}index.html",
            language=LANGUAGE_TAGS[self.known.language],
            updated=updated,
        )

    def entry(self, key: Key) -> tuple[Entry, str]:
        """An event as an entry, and its text."""
        if key not in self._told:
            id, number = key
            entry = self._entry(self.cases[id], number)
            self._told[key] = entry, entry_text(entry)
        return self._told[key]

    def _entry(self, case: Case, number: int) -> Entry:
        step = next(step for step in steps_of(self.known, case) if step.event.index == number)
        event = step.event
        move = self.known.label("move", event.move)
        late = self.words["late"].format(on=self._day(event.on)) if event.is_late_entry else ""
        return Entry(
            id=urn(self.known.town.id, case.id, "event", str(number + 1)),
            title=self.words["entry"].format(id=case.id, move=move, title=case.title) + late,
            updated=event.known_on,
            published=event.on,
            author=self.known.town.name_of(event.by),
            href=ROOT + case_path(case.id),
            lines=tuple(self._lines(case, step)),
            categories=tuple(self._categories(case, step)),
        )

    def _lines(self, case: Case, step: Step) -> Iterator[str]:
        known, words, event = self.known, self.words, step.event
        who, post = known.town.name_of(event.by), known.posts_on(event.by, event.on)
        by = words["by" if post else "by_alone"]
        yield by.format(on=self._day(event.on), who=who, post=post)
        grid = known.grid(case.grid).text if case.grid else ""
        yield words["where"].format(village=known.town.name_of(case.village), grid=grid).strip()
        if step.after != step.before:
            yield words["status"].format(status=known.label("status", step.after))
        for fact in known.facts(known.spec.event_fields, event.fields, case.village):
            yield from self._fact(fact)
        if event.note:
            yield event.note

    def _fact(self, fact: Fact) -> Iterator[str]:
        if fact.values:
            value = self.known.comma.join(map(self._value, fact.values))
            yield self.words["fact"].format(label=fact.label, value=value)
        for inner in fact.facts:
            yield from self._fact(inner)

    def _value(self, value: Value) -> str:
        if isinstance(value, Day):
            return f"{self._day(value.on)} {value.time}".rstrip()
        if isinstance(value, Flag):
            return self.words["yes" if value.on else "no"]
        return value.text

    def _day(self, on: date) -> str:
        return long_date(on, self.known.language)

    def _categories(self, case: Case, step: Step) -> Iterator[Category]:
        known, move = self.known, step.event.move
        yield Category(move, known.label("move", move))
        yield Category(case.kind, known.label("kind", case.kind))
        yield Category(case.village, known.town.name_of(case.village))
        if step.event.is_late_entry:
            yield Category("late_entry", self.words["late_entry"])
