"""Petitions: class and route, sealed matters, the written opinion, the review chain (P3xx)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from site_builder.model.case import Case, Event, Links
from site_builder.model.mirrors import Mirror, made, mirrors
from site_builder.model.register import Register
from site_builder.records.node import Mapping, Scalar
from site_builder.rules.rule import CaseRule
from site_builder.text.finding import Finding, Related, Term, Value, finding

ACCUSATION = "检举控告类"
APPEAL = "申诉求决类"
CITATION = re.compile(r"《[^》]+》(?:（[^）]*）)?第[〇零一二三四五六七八九十百千\d]+条(?:之[一二三四五六七八九十])?")
_LAW = re.compile(
    r"《[^》]*(?:法|法典|条例|规定|办法|解释|细则)》|(?:法|法典|条例|规定|办法|解释|细则)第[〇零一二三四五六七八九十百千\d]+条"
)
_DROPPED = re.compile("撤回|放弃|不予受理")
_LIMIT = re.compile(r"(?:30|三十)\s*个?日")
SEALED_EMPTY = (
    "problem", "public_summary", "grid", "risk", "urgent", "people_affected", "amount_yuan", "parties",
    "points", "tasks", "instalments", "outcome", "order", "helpers", "copies", "lead_unit", "lead_post",
    "lead_party", "lead_admin", "links", "ledger", "attachments",
)  # fmt: skip
_UNIT_RANK = {"village": 1, "town": 2, "county": 3, "city": 4}


def petition_block(case: Case, register: Register, as_of: date) -> Iterator[Finding]:
    """A petition says of which class and route it is; other kinds do not."""
    record, petition = case.record, case.petition
    if petition is None:
        if case.kind == "petition":
            yield finding("P301", record.at("kind"))
        return
    if case.kind != "petition":
        yield finding("P301", record.at_key("petition"), "other", kind=Term("kind", case.kind))
        return
    if petition.route is not None and petition.class_ != APPEAL:
        related = Related(record.at("petition", "class"), "class")
        yield finding("P302", record.at("petition", "route"), related=(related,), class_=petition.class_)
    judged = next((e for e in case.events if e.move in ("triage", "assign", "accept") and not e.ledger), None)
    if petition.class_ == APPEAL and petition.route is None and judged is not None:
        related = Related(record.at("events", judged.index, "move"), "judged")
        yield finding("P302", record.at("petition", "class"), "missing", related=(related,), class_=petition.class_)


def sealed(case: Case, register: Register, as_of: date) -> Iterator[Finding]:
    """E09: an accusation, and every sealed matter, holds nothing that could be read."""
    record = case.record
    if not case.is_sealed:
        if case.petition is not None and case.petition.class_ == ACCUSATION:
            yield finding("P303", record.at("access"), related=(Related(record.at("petition", "class"), "class"),))
        elif any(event.move == "seal" for event in case.events):
            yield finding("P303", record.at("access"), "sealed")
        return
    if record.body.strip():
        start = len(record.body) - len(record.body.lstrip())
        yield finding("P304", record.body_place(start, len(record.body.strip().split("\n")[0])), "body")
    generic = register.spec.words.generic_title
    if case.title != generic:
        yield finding("P304", record.at("title"), "title", wanted=generic)
    if case.category != "other":
        yield finding("P304", record.at("category"), "category")
    for name in SEALED_EMPTY:
        if getattr(case, name) not in (None, (), Links()):
            yield finding("P304", record.at_key(name), field=name, label=Term("field", name))
    block = record.node("petition")
    if isinstance(block, Mapping):
        for name, entry in block.entries.items():
            if name != "class" and not (isinstance(entry.value, Scalar) and entry.value.is_null):
                at = record.at_key("petition", name)
                yield finding("P304", at, field=f"petition.{name}", label=Term("field", f"case.petition.{name}"))
    yield from _sealed_events(case)


def _sealed_events(case: Case) -> Iterator[Finding]:
    for event in case.events:
        keys = ("events", event.index)
        if event.move not in ("register", "seal"):
            yield finding("P304", case.record.at(*keys, "move"), "move", move=Term("move", event.move))
            continue
        for name in ("note", "late_because"):
            if getattr(event, name) is not None:
                yield finding("P304", case.record.at_key(*keys, name), field=name, label=Term("field", name))


def opinion_paper(case: Case, register: Register, as_of: date) -> Iterator[Finding]:
    """E08: the written opinion gives legal basis, remedy and its 30 days, and is dated before it is given."""
    for event in case.events:
        if event.move != "reply":
            continue
        dated, delivered = event.day("opinion_on"), event.day("delivered_on")
        if dated is not None and delivered is not None and delivered < dated:
            related = Related(case.record.at("events", event.index, "opinion_on"), "dated")
            at = case.record.at("events", event.index, "delivered_on")
            yield finding("P313", at, related=(related,), delivered=delivered, dated=dated)
        paper = event.fields.get("paper")
        if isinstance(paper, dict):
            yield from _paper(case, event, paper)


def _paper(case: Case, event: Event, paper: dict[str, Any]) -> Iterator[Finding]:
    keys = ("events", event.index, "paper")
    remedy = str(paper["remedy"])
    if "复查" not in remedy:
        yield finding("P305", case.record.at(*keys, "remedy"))
    elif not _LIMIT.search(remedy):
        yield finding("P305", case.record.at(*keys, "remedy"), "limit")
    for index, text in enumerate(paper["legal_basis"]):
        if not CITATION.search(str(text)):
            yield finding("P306", case.record.at(*keys, "legal_basis", index), text=str(text))


def citations(case: Case, register: Register, as_of: date) -> Iterator[Finding]:
    """W06: a measure's legal basis is cited as law and article."""
    for i, task in enumerate(case.tasks):
        for j, measure in enumerate(task.measures):
            if measure.basis and _LAW.search(measure.basis) and not CITATION.search(measure.basis):
                yield finding("P307", case.record.at("tasks", i, "measures", j, "basis"), text=measure.basis)


def copies(case: Case, register: Register, as_of: date) -> Iterator[Finding]:
    """What the petition block repeats is what the events say."""
    petition = case.petition
    if petition is None or not petition.mirrors:
        return
    untold: set[str] = set()
    for mirror in mirrors(register.spec):
        stored, block = mirror.stored(case), mirror.keys[1]
        if len(mirror.keys) > 2 and petition.mirrors.get(block) and not _told(case, register, block):
            if block not in untold:
                yield finding("P308", case.record.at_key("petition", block), "nothing", field=block)
            untold.add(block)
        elif stored is not None:
            yield from _copy(case, mirror, stored)


def _told(case: Case, register: Register, block: str) -> bool:
    """True where some event says something of a block."""
    return any(made(case, m.moves) for m in mirrors(register.spec) if m.keys[1] == block)


def _copy(case: Case, mirror: Mirror, stored: Value) -> Iterator[Finding]:
    said = [(event, value) for event, value in mirror.said(case) if len(mirror.keys) > 2 or value is not None]
    if stored in [value for _, value in said]:
        return
    at = case.record.at(*mirror.keys)
    name = ".".join(mirror.keys[1:])
    if not said:
        yield finding("P308", at, "nothing", field=name)
        return
    event, value = said[-1]
    related = Related(case.record.at("events", event.index, "on"), "event")
    yield finding("P308", at, related=(related,), field=name, stored=stored, said=value if value is not None else "—")


def review_chain(case: Case, register: Register, as_of: date) -> Iterator[Finding]:
    """Reply, review, re-review, one after the other (《信访工作条例》第三十五条、第三十六条)."""
    record = case.record
    answered = opened = None
    for event in case.events:
        at = ("events", event.index, "move")
        if event.move == "review_open":
            answered, opened = None, event
            yield from _asked(case, event)
        elif event.move == "review_answer":
            answered = event
        elif event.move == "review_close" and answered is None and not _was_dropped(event):
            yield finding("P309", record.at(*at))
        elif event.move == "rereview_open" and answered is None:
            yield finding("P309", record.at(*at), "unanswered")
        if event.move in ("review_open", "rereview_open"):
            yield from _organ(case, register, event, opened)


def _was_dropped(closed: Event) -> bool:
    return _DROPPED.search(closed.text("why") or "") is not None


def _asked(case: Case, opened: Event) -> Iterator[Finding]:
    """Who asks for a review has the written reply in hand."""
    replies = [e for e in case.events[: opened.index] if e.move == "reply" and e.day("delivered_on")]
    if not replies:
        yield finding("P309", case.record.at("events", opened.index, "move"), "undelivered")
        return
    delivered, asked = replies[-1].day("delivered_on"), opened.day("asked_on")
    if delivered is not None and asked is not None and asked < delivered:
        related = Related(case.record.at("events", replies[-1].index, "delivered_on"), "delivered")
        at = case.record.at("events", opened.index, "asked_on")
        yield finding("P309", at, "early", related=(related,), asked=asked, delivered=delivered)


def _organ(case: Case, register: Register, event: Event, review: Event | None) -> Iterator[Finding]:
    """The reviewing organ is the next above the handler, the re-reviewing one the next above that."""
    organ = register.town.units.get(event.text("organ") or "")
    if organ is None:
        return
    below = _UNIT_RANK["town"]
    if event.move == "rereview_open" and review is not None:
        reviewer = register.town.units.get(review.text("organ") or "")
        below = _UNIT_RANK[reviewer.level] if reviewer else below
    if _UNIT_RANK[organ.level] <= below:
        variant = "" if event.move == "review_open" else "rereview"
        at = case.record.at("events", event.index, "organ")
        yield finding("P312", at, variant, organ=organ.name, level=Term("unit_level", organ.level))


def same_matter(case: Case, register: Register, as_of: date) -> Iterator[Finding]:
    """T12: not accepted again after re-review. T13: not accepted while it is in hand elsewhere."""
    accepted = next((e for e in case.events if e.move == "accept"), None)
    if accepted is None:
        return
    record = case.record
    linked: list[tuple[tuple[str | int, ...], str | None]] = [(("links", "reopens"), case.links.reopens)]
    linked += [(("links", "related", i), id) for i, id in enumerate(case.links.related)]
    for keys, id in linked:
        other = register.case_by_id.get(id or "")
        if other is None or other.kind != "petition":
            continue
        ended = next((e for e in other.events if e.move == "rereview_close" and e.on <= accepted.on), None)
        related = Related(record.at(*keys), "link")
        at = record.at("events", accepted.index, "move")
        if ended is not None and keys[1] == "reopens":
            yield finding("P310", at, related=(related,), id=other.id, on=ended.on)
        elif _in_hand(other, register, accepted.on):
            yield finding("P311", at, related=(related,), id=other.id)


def _in_hand(other: Case, register: Register, day: date) -> bool:
    """True where another case had been accepted by a day and was not answered then."""
    state = register.history(other).on(day)
    was_accepted = any(e.move == "accept" and e.on <= day for e in other.events)
    return was_accepted and state is not None and state.status in ("accepted", "working", "suspended")


CASE_RULES: tuple[CaseRule, ...] = (
    petition_block, sealed, opinion_paper, citations, copies, review_chain, same_matter,
)  # fmt: skip
