"""The feeds of events, read by another program: what happened to which case, once, in order, with late entries told."""

from __future__ import annotations

from typing import Any

import feedparser
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from site_builder.exports import feeds
from site_builder.pages.subscriptions import ALL_EVENTS, kind_feed, move_feed, village_feed
from site_builder.reports.atom import Category, Entry, Feed, entry_text, feed_text, urn
from site_builder.views.edition import Edition
from tests.pages.test_site import real
from tests.support.town import AS_OF, town


def read(edition: Edition) -> dict[str, Any]:
    """Every feed of an edition as feedparser reads it; it must find nothing to mend."""
    found = {file.path: feedparser.parse(file.data) for file in feeds.files(edition)}
    assert [path for path, feed in found.items() if feed.bozo] == []
    return found


@pytest.fixture(scope="module")
def office() -> dict[str, Any]:
    return read(real("office"))


def test_the_feed_of_all_has_the_latest_events_in_order(office: dict[str, Any]) -> None:
    edition = real("office")
    events = [(event.known_on, case.id) for case in edition.cases for event in case.known_on(edition.as_of)]
    entries = office[ALL_EVENTS].entries
    assert len(entries) == feeds.NEWEST
    told = [(entry.updated[:10], entry.title.split(" ")[0]) for entry in entries]
    assert sorted(told, reverse=True) == told
    wanted = sorted(((str(on), id) for on, id in events), reverse=True)
    assert [day for day, _ in told] == [day for day, _ in wanted[: feeds.NEWEST]]
    assert office[ALL_EVENTS].feed.updated == entries[0].updated


def test_each_entry_says_what_happened_to_which_case_and_leads_to_it(office: dict[str, Any]) -> None:
    edition = real("office")
    entry = next(e for e in office[ALL_EVENTS].entries if e.title.startswith("QTL-2025-0013"))
    case = edition.register.case_by_id["QTL-2025-0013"]
    assert entry.title == f"QTL-2025-0013 答复：{case.title}"
    assert entry.link == "../cases/QTL-2025-0013.html"
    assert entry.author == edition.register.town.name_of(case.events[-1].by)
    assert "状态：已答复" in entry.content[0].value
    assert {tag.term for tag in entry.tags} == {"reply", case.kind, case.village}


def test_the_feeds_of_villages_kinds_and_moves_share_the_entries_out(office: dict[str, Any]) -> None:
    every = {entry.id: entry.title for feed in office.values() for entry in feed.entries}
    ids = [entry.id for entry in office[ALL_EVENTS].entries]
    assert len(set(ids)) == len(ids)
    for path, feed in office.items():
        for entry in feed.entries:
            assert every[entry.id] == entry.title
            terms = {tag.term for tag in entry.tags}
            assert path == ALL_EVENTS or path.removesuffix(".atom").partition("-")[2] in terms
    assert office[move_feed("close")].entries and office[kind_feed("petition")].entries


def test_a_late_entry_is_new_on_the_day_it_became_known_and_says_so() -> None:
    late = {"on": "2025-09-20", "move": "triage", "by": "desk", "entered_on": "2025-10-09"}
    feed = read(town().case(events=[late]).edition())[ALL_EVENTS]
    entry = feed.entries[0]
    assert (entry.published[:10], entry.updated[:10]) == ("2025-09-20", "2025-10-09")
    assert entry.title.endswith("（2025年9月20日发生，补录）")
    assert "late_entry" in {tag.term for tag in entry.tags}
    english = read(town().case(events=[late]).edition(language="en"))[ALL_EVENTS].entries[0]
    assert english.title.endswith("(happened on 20 Sep 2025, late entry)")


def test_an_event_keeps_its_id_while_the_record_grows() -> None:
    def ids(*events: Any) -> list[str]:
        entries = read(town().case(events=events).edition())[ALL_EVENTS].entries
        return [entry.id for entry in reversed(entries)]

    one = ids(("2025-09-20", "triage", "desk"))
    two = ids(("2025-09-20", "triage", "desk"), ("2025-09-21", "work", "desk", {"what": "到现场"}))
    assert two[:2] == one
    assert len(set(two)) == 3
    assert all(id.startswith("urn:uuid:") for id in two)


def test_nothing_of_tomorrow_is_told() -> None:
    found = read(town().case(events=[("2025-10-18", "triage", "desk")]).edition())
    assert [entry.tags[0].term for entry in found[ALL_EVENTS].entries] == ["register"]


def test_a_village_gets_its_own_alone_and_empty_feeds_are_feeds() -> None:
    found = read(town().case(village="chachong").case(village="shimen", title="外村的").edition("village:chachong"))
    assert village_feed("shimen") not in found
    assert [entry.title for entry in found[ALL_EVENTS].entries] == [
        entry.title for entry in found[village_feed("chachong")].entries
    ]
    assert not any("外村的" in entry.title for feed in found.values() for entry in feed.entries)
    assert found[kind_feed("hazard")].entries == []
    assert move_feed("seal") not in found


def test_markup_in_a_record_is_text_in_a_feed() -> None:
    feed = read(
        town()
        .case(title="<b>&amp;</b>]]>", events=[("2025-09-20", "work", "desk", {"what": "<script>x</script>"})])
        .edition()
    )
    entry = feed[ALL_EVENTS].entries[0]
    assert entry.title.endswith("：<b>&amp;</b>]]>")
    assert entry.title_detail.type == "text/plain"
    assert "&lt;script&gt;x&lt;/script&gt;" in entry.content[0].value


@settings(max_examples=50)
@given(st.text(), st.text())
def test_any_text_makes_a_feed_that_can_be_read(title: str, line: str) -> None:
    entry = Entry(
        id=urn("a"), title=title, updated=AS_OF, published=AS_OF, author=line, href="../a.html", lines=(line,),
        categories=(Category("a", title),),
    )  # fmt: skip
    feed = Feed(
        id=urn("b"), title=title, subtitle=line, author=title, own="a.atom", href="../index.html", language="zh-CN",
        updated=AS_OF,
    )  # fmt: skip
    found = feedparser.parse(feed_text(feed, [entry_text(entry)]).encode())
    assert not found.bozo
    assert len(found.entries) == 1
