"""Who may make a move: a post held on that day, in the case's village or above (domain notes §8.4)."""

from __future__ import annotations

from datetime import date

from site_builder.model.case import Case
from site_builder.model.history import before_hand_overs
from site_builder.model.people import Town

ABOVE = ("county", "city")
HANDLING = ("settle_on_spot", "work", "progress", "mediate", "reply")
"""The moves that make somebody a handler of the case (E14)."""


def posts_of(town: Town, who: str, case: Case, day: date) -> frozenset[str]:
    """What somebody is for a case on a day: posts that reach its village, elder, lead, superior …"""
    return own_posts(town, who, case.village, day) | ({"lead"} if _is_lead(town, who, case, day) else frozenset())


def may(town: Town, who: str, case: Case, day: date, allowed: tuple[str, ...]) -> bool:
    """True for somebody who holds one of these posts for a case on a day."""
    if not own_posts(town, who, case.village, day).isdisjoint(allowed):
        return True
    return "lead" in allowed and _is_lead(town, who, case, day)


def own_posts(town: Town, who: str, village: str, day: date) -> frozenset[str]:
    """The posts somebody holds for the cases of a village on a day, whatever a case is about."""
    unit = town.units.get(who)
    if unit is not None:
        if unit.level in ABOVE:
            return frozenset({"superior"})
        return frozenset({"unit_head", "staff"} if unit.village in (None, village) else ())
    person = town.people.get(who)
    if person is None:
        return frozenset()
    posts = person.posts_on(day)
    held = {post.post for post in posts if post.village in (None, village)}
    if any(post.unit in town.units and town.units[post.unit].level in ABOVE for post in posts if post.unit):
        held.add("superior")
    if person.elder and all(post.village in (None, village) for post in posts):
        held.add("elder")
    if any(grid.village == village and term.covers(day) for grid, term in town.grids_of.get(who, ())):
        held.add("grid_worker")
    return frozenset(held)


def _is_lead(town: Town, who: str, case: Case, day: date) -> bool:
    """True for who answers for the case or a task of it, and for those of the unit that does."""
    answering = leads(case, day)
    if who in answering:
        return True
    person = town.people.get(who)
    return person is not None and any(post.unit in answering for post in person.posts_on(day) if post.unit)


def posts_anywhere(town: Town, who: str, day: date) -> frozenset[str]:
    """The posts somebody holds on a day in any village."""
    if who in town.units:
        return frozenset({"unit_head", "staff"})
    person = town.people.get(who)
    held = {post.post for post in person.posts_on(day)} if person else set()
    if any(term.covers(day) for _, term in town.grids_of.get(who, ())):
        held.add("grid_worker")
    return frozenset(held)


def leads(case: Case, day: date) -> frozenset[str]:
    """The responsible post and unit of a case, and who answers for or helps with its tasks, on a day."""
    found = {case.lead_unit, before_hand_overs(case, case.lead_post, after=day), *case.helpers}
    for task in case.tasks:
        found |= {before_hand_overs(case, task.owner, after=day), *task.helpers}
        found |= {measure.who for measure in task.measures}
    return frozenset(id for id in found if id)


def handlers(case: Case, until: int) -> frozenset[str]:
    """Who handled the case in the events before number `until`: who acted and who was responsible."""
    found = {event.by for event in case.events[:until] if event.move in HANDLING}
    lead = case.lead_post
    for event in reversed(case.events):
        if event.move == "hand_over" and lead == event.text("to_person"):
            found |= {lead} if lead and event.index < until else set()
            lead = event.text("from_person")
    return frozenset(found | {lead}) if lead else frozenset(found)
