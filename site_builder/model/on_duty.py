"""Who holds a post on a day, and who stands in where a post is empty."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from datetime import date, timedelta

from site_builder.model.case import Case
from site_builder.model.history import State
from site_builder.model.people import Person, Post, Town

HEAD_TITLES = ("书记", "镇长")
TOWN_LEVELS = ("town", "county")
VILLAGE_POSTS = ("branch_secretary", "mediator", "supervision")


def is_head(person: Person | None, day: date) -> bool:
    """The head of the town's Party committee or government (本机关负责人) on a day."""
    return person is not None and any(p.post == "leader" and p.title in HEAD_TITLES for p in person.posts_on(day))


class OnDuty:
    """The posts of one town, by post. Made once a register."""

    def __init__(self, town: Town) -> None:
        self.town = town
        self._held: dict[str, list[tuple[str, Post]]] = {}
        days: set[date] = set()
        for person in town.people.values():
            for post in person.posts:
                self._held.setdefault(post.post, []).append((person.id, post))
                days |= _edges(post.since, post.until)
        for grid in town.grids.values():
            for term in grid.workers:
                days |= _edges(term.since, term.until)
        self._changes = sorted(days)

    def changes(self, since: date, until: date) -> list[date]:
        """The days from `since` to `until`, both inclusive, on which somebody takes up or leaves a post."""
        return self._changes[bisect_left(self._changes, since) : bisect_right(self._changes, until)]

    def holders(self, post: str, day: date, village: str | None = None) -> tuple[str, ...]:
        """Who holds a post on a day, in the order of people.yaml; a village post only in that village."""
        return tuple(
            dict.fromkeys(
                id
                for id, held in self._held.get(post, ())
                if held.covers(day) and (post not in VILLAGE_POSTS or held.village == village)
            )
        )

    def titled(self, titles: Iterable[str], day: date) -> tuple[str, ...]:
        """The town's leaders with one of these titles on a day, in the order of the titles."""
        leaders = [(id, post) for id, post in self._held.get("leader", ()) if post.covers(day)]
        return tuple(dict.fromkeys(id for title in titles for id, post in leaders if post.title == title))

    def is_here(self, person: str | None, day: date) -> bool:
        """True for somebody who still holds some post, or is a grid's worker or an elder, on a day."""
        who = self.town.people.get(person or "")
        if who is None:
            return False
        terms = self.town.grids_of.get(who.id, ())
        return bool(who.elder) or bool(who.posts_on(day)) or any(term.covers(day) for _, term in terms)

    def holding(self, posts: Iterable[str], case: Case, state: State, day: date) -> tuple[str, ...]:
        """The people who hold these posts for a case on a day: persons, or units where no person is named.

        A post that nobody holds falls to the next above: the petition desk, then the town's heads.
        """
        return tuple(dict.fromkeys(id for post in posts for id in self._people(post, case, state, day)))

    def _people(self, post: str, case: Case, state: State, day: date) -> tuple[str, ...]:
        in_town = state.level in TOWN_LEVELS
        match post:
            case "lead":
                return self._lead(case, state, day)
            case "lead_party" | "lead_admin":
                named = case.lead_party if post == "lead_party" else case.lead_admin
                if named and self.is_here(named, day):
                    return (named,)
                title = HEAD_TITLES[0] if post == "lead_party" else HEAD_TITLES[1]
                return self.titled((title,), day) or self.titled(HEAD_TITLES, day)
            case "head":
                return self.titled(HEAD_TITLES, day)
            case "chair":
                return self._people("lead_party" if in_town else "branch_secretary", case, state, day)
            case "checker":
                return self._people("petition_desk" if in_town else "branch_secretary", case, state, day)
            case "grid_worker":
                grid = self.town.grids.get(case.grid or "")
                worker = grid.worker_on(day) if grid else None
                return (worker,) if worker else self._people("branch_secretary", case, state, day)
            case "branch_secretary":
                return self.holders(post, day, case.village) or self._people("petition_desk", case, state, day)
        return self.holders(post, day, case.village) or self.titled(HEAD_TITLES, day)

    def _lead(self, case: Case, state: State, day: date) -> tuple[str, ...]:
        """The responsible person; for a unit its head."""
        lead = state.lead_post or case.lead_unit or case.first_handler
        if lead in self.town.units:
            heads = (id for id, post in self._held.get("unit_head", ()) if post.unit == lead and post.covers(day))
            return (next(heads, lead),)
        return (lead,)


def _edges(since: date, until: date | None) -> set[date]:
    return {since} if until is None or until == date.max else {since, until + timedelta(days=1)}
