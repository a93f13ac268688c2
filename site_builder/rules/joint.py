"""Where several have a part: joined cases, the sides of a mediation, a vote, a change of hands or risk."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from site_builder.model.case import Case, Event
from site_builder.model.register import Register
from site_builder.rules.rule import CaseRule
from site_builder.text.finding import Finding, Related, Term, finding

PARTY = re.compile(r"P\d+")
TRIES = 3
"""After so many failed mediations the parties are told of other ways (《人民调解法》第二十六条)."""


def links(case: Case, register: Register, as_of: date) -> Iterator[Finding]:
    """A case is not linked to itself; only a merged case is a duplicate."""
    record = case.record
    for name in ("duplicates", "reopens"):
        if getattr(case.links, name) == case.id:
            yield finding("C240", record.at("links", name), id=case.id)
    for index, id in enumerate(case.links.related):
        if id == case.id:
            yield finding("C240", record.at("links", "related", index), id=case.id)
    if case.links.duplicates is not None and not any(event.move == "merge" for event in case.events):
        yield finding("C233", record.at("links", "duplicates"), "unmerged", id=case.links.duplicates)


def merging(case: Case, register: Register, as_of: date) -> Iterator[Finding]:
    """Files joined: the main case is another one, both name each other, and it keeps the earliest day."""
    record = case.record
    for event in case.events:
        main = register.case_by_id.get(event.text("into") or "") if event.move == "merge" else None
        if main is None:
            continue
        at = ("events", event.index, "into")
        if main.id == case.id:
            yield finding("C233", record.at(*at), "self", id=main.id)
            continue
        if main.status == "merged":
            yield finding(
                "C233", record.at(*at), "chain", related=(Related(main.record.at("status"), "main"),), id=main.id
            )
        if case.links.duplicates != main.id:
            yield finding(
                "C233", record.at("links", "duplicates"), related=(Related(record.at(*at), "into"),), id=main.id
            )
        if case.id not in main.links.related and main.status != "merged":
            related = Related(main.record.at("links", "related"), "main")
            yield finding("C233", record.at(*at), "back", related=(related,), id=main.id, own=case.id)
        if case.found_on < main.found_on:
            related = Related(main.record.at("found_on"), "main")
            yield finding(
                "C233",
                record.at(*at),
                "earlier",
                related=(related,),
                id=main.id,
                found=case.found_on,
                main=main.found_on,
            )


def mediations(case: Case, register: Register, as_of: date) -> Iterator[Finding]:
    """A mediation has both sides in the room, and ends when it has failed."""
    for event in case.events:
        if event.move != "mediate":
            continue
        present = event.fields.get("present", ())
        sides = [code[0] for who in present if (code := PARTY.match(who))] or list(present)
        if len(set(sides)) < 2 and "present" in event.fields:
            yield finding("C234", case.record.at("events", event.index, "present"), present=tuple(present) or ("—",))
        failed = failed_mediations(case.events[: event.index])
        if len(failed) >= TRIES:
            related = tuple(Related(case.record.at("events", e.index, "mediation_result"), "failed") for e in failed)
            yield finding(
                "C241",
                case.record.at("events", event.index, "move"),
                related=related[:TRIES],
                times=len(failed),
            )


def failed_mediations(events: tuple[Event, ...]) -> list[Event]:
    """The mediations that failed since the matter came to the level that holds it, or was opened again."""
    failed: list[Event] = []
    for event in events:
        if event.move in ("raise", "hand_down", "reopen"):
            failed.clear()
        elif event.move == "mediate" and event.text("mediation_result") == "未成":
            failed.append(event)
    return failed


def votes(case: Case, register: Register, as_of: date) -> Iterator[Finding]:
    """A vote adds up, enough were there, more than half of them agreed, and it was published afterwards."""
    for event in case.events:
        if event.move == "deliberate":
            yield from _vote(case, event)


def _vote(case: Case, event: Event) -> Iterator[Finding]:
    numbers = [event.fields.get(name) for name in ("eligible", "attended", "for", "against", "abstain")]
    eligible, attended, for_, against, abstain = (n if isinstance(n, int) else -1 for n in numbers)
    keys = ("events", event.index)
    if min(eligible, attended, for_, against, abstain) >= 0:
        if attended > eligible:
            at = case.record.at(*keys, "attended")
            yield finding("C235", at, "attended", attended=attended, eligible=eligible)
        elif attended * 2 <= eligible:
            yield finding("C235", case.record.at(*keys, "attended"), "quorum", attended=attended, eligible=eligible)
        if for_ + against + abstain != attended:
            at = case.record.at(*keys, "for")
            yield finding(
                "C235",
                at,
                sum=for_ + against + abstain,
                for_=for_,
                against=against,
                abstain=abstain,
                attended=attended,
            )
        elif for_ * 2 <= attended and not re.search("[未没不否]", event.text("resolution") or ""):
            yield finding("C235", case.record.at(*keys, "for"), "lost", for_=for_, attended=attended)
    published = event.day("published_on")
    if published is not None and published < event.on:
        yield finding("C235", case.record.at(*keys, "published_on"), "published", published=published, on=event.on)


def risks(case: Case, register: Register, as_of: date) -> Iterator[Finding]:
    """Each change of risk starts from the level before it; the last one leads to the level that is stored."""
    level = case.risk.level if case.risk else None
    later: tuple[str | int, ...] = ("risk", "level")
    for event in reversed(case.events):
        if event.move != "regrade":
            continue
        keys = ("events", event.index)
        to, came_from = event.text("risk_to"), event.text("risk_from")
        if to is not None and to == came_from:
            yield finding("C236", case.record.at(*keys, "risk_to"), "same", to=Term("risk", to))
        elif to is not None and to != level:
            is_stored = later == ("risk", "level")
            yield finding(
                "C236",
                case.record.at(*keys, "risk_to"),
                "" if is_stored else "chain",
                related=(Related(case.record.at(*later), "stored" if is_stored else "later"),),
                to=Term("risk", to),
                level=Term("risk", level) if level else "—",
            )
        level, later = came_from, (*keys, "risk_from")


def hand_overs(case: Case, register: Register, as_of: date) -> Iterator[Finding]:
    """A hand-over ends with the one who has the duty now, or who handed it on."""
    duties = {case.lead_post, case.lead_unit, case.lead_party, case.lead_admin, *case.helpers}
    for task in case.tasks:
        duties |= {task.owner, *task.helpers}
    for event in reversed(case.events):
        if event.move != "hand_over":
            continue
        to, came_from = event.text("to_person"), event.text("from_person")
        at = ("events", event.index, "to_person")
        if to is not None and to == came_from:
            yield finding("C237", case.record.at(*at), "same", who=register.town.name_of(to))
        elif to is not None and to not in duties:
            yield finding(
                "C237",
                case.record.at(*at),
                who=register.town.name_of(to),
                former=register.town.name_of(came_from or ""),
            )
        duties.add(came_from)


CASE_RULES: tuple[CaseRule, ...] = (links, merging, mediations, votes, risks, hand_overs)
