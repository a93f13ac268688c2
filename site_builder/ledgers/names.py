"""Villages, grids, units and people by the names that ledgers give them: found where exactly one can be meant."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from site_builder.model.on_duty import HEAD_TITLES, OnDuty
from site_builder.model.people import Grid, Town
from site_builder.spec.ledgers import Ledgers
from site_builder.text.dress import squeezed

_ASIDE = re.compile(r"[(（].*?[)）]")
_NUMERALS = dict(enumerate("零一二三四五六七八九十")) | {n: f"十{'一二三四五六七八九'[n - 11]}" for n in range(11, 20)}


class Directory:
    """What a town's names lead to."""

    def __init__(self, town: Town, ledgers: Ledgers) -> None:
        self.town = town
        self.ledgers = ledgers
        self.on_duty = OnDuty(town)
        self._asked: dict[str, str | None] = {}
        own = squeezed(town.name)
        self._before = (own, own[:-1]) if own[-1:] in ("镇", "乡") else (own,)
        self._villages = _by_name(
            (name, v.id) for v in town.villages.values() for name in self._village_names(v.name, v.id)
        )
        self._people = _by_name((squeezed(person.name), person.id) for person in town.people.values())
        self._units = _by_name((name, u.id) for u in town.units.values() for name in self._unit_names(u.name, u.id))

    # places

    def village(self, text: str) -> str | None:
        """石门村, 石门, 青檀岭镇石门村委会, 石门村学堂组 → its id; None where none, or more than one, can be meant."""
        if text not in self._asked:
            self._asked[text] = self._village(text)
        return self._asked[text]

    def _village(self, text: str) -> str | None:
        plain = self._local(squeezed(text))
        for name in (plain, plain.casefold(), self._without_end(plain)):
            if len(found := self._villages.get(name, set())) == 1:
                return next(iter(found))
        begins = {id for name, ids in self._villages.items() if len(name) > 2 and plain.startswith(name) for id in ids}
        return begins.pop() if len(begins) == 1 else None

    def grid(self, text: str, village: str | None) -> Grid | None:
        """第3网格, 三网格, 茶冲村第3网格, 茶冲村-03, 学堂组, 学堂 → the grid, where exactly one can be meant."""
        plain = self._local(squeezed(text))
        if (grid := self.town.grids.get(plain.casefold())) is not None:
            return grid if village in (None, grid.village) else None
        own = village or self.village(plain)
        grids: Iterable[Grid] = self.town.grids.values()
        if own is not None:
            grids = self.town.villages[own].grids
            names = self._village_names(self.town.villages[own].name, own)
            before = next((n for n in sorted(names, key=len, reverse=True) if n != plain and plain.startswith(n)), "")
            called = {plain, plain.removeprefix(before).lstrip("-—_")}
        else:
            called = {plain}
        found = [grid for grid in grids if called & _grid_names(grid)]
        return found[0] if len(found) == 1 else None

    def _without_end(self, name: str) -> str:
        return next((name.removesuffix(end) for end in self.ledgers.village_ends if name.endswith(end)), name)

    def _village_names(self, name: str, id: str) -> tuple[str, ...]:
        whole = squeezed(name)
        return (whole, self._without_end(whole), id)

    def _local(self, text: str) -> str:
        """Without the town's own name before it."""
        return next((text.removeprefix(own) for own in self._before if text != own and text.startswith(own)), text)

    # who

    def person(self, text: str, day: date, village: str | None) -> str | None:
        """The one person of a name on duty that day, or the one who held the post named; None for nobody or several."""
        whole = squeezed(text)
        name = _ASIDE.sub("", whole)
        if whole.casefold() in self.town.people:
            return whole.casefold()
        for called in (name, next((name.removesuffix(end) for end in self.ledgers.called if name.endswith(end)), name)):
            if found := self._people.get(called):
                return _one(id for id in found if self.on_duty.is_here(id, day))
        return self._by_post(whole, day, village)

    def _by_post(self, text: str, day: date, village: str | None) -> str | None:
        """镇长, 党委书记, 村书记, 石门村党组织书记, 第3网格网格员 … → the one who held the post that day."""
        plain = self._local(text)
        for word, post in self.ledgers.posts.items():
            if plain.endswith(word):
                place = self.village(plain.removesuffix(word)) or village
                return _one(self.on_duty.holders(post, day, place)) if place else None
        title = plain.removeprefix("镇").removeprefix("党委")
        return _one(self.on_duty.titled({plain, title if title in HEAD_TITLES else plain}, day))

    def unit(self, text: str, village: str | None) -> str | None:
        """A unit by its name, with or without the town's, by a short form, or as its village's committee."""
        whole = squeezed(text)
        for called in (whole, whole.casefold(), self._local(whole), _ASIDE.sub("", whole)):
            if len(found := self._units.get(called, set())) == 1:
                return next(iter(found))
        body = next((end for end in self.ledgers.bodies if whole.endswith(end)), "")
        place = self.village(whole.removesuffix(body)) or village if body else None
        own = (unit for unit in self.town.units.values() if place and unit.village == place)
        return _one(unit.id for unit in own if self.ledgers.bodies[body] in unit.name)

    def who(self, text: str, day: date, village: str | None) -> str | None:
        """A person or a unit."""
        return self.person(text, day, village) or self.unit(text, village)

    def is_leader(self, person: str, day: date) -> bool:
        return person in self.on_duty.holders("leader", day)

    def is_administration(self, person: str, day: date) -> bool:
        """True for a leader of the administration rather than of the Party, by the title held that day."""
        titles = [post.title or "" for post in self.town.people[person].posts_on(day) if post.post == "leader"]
        return any(word in title for title in titles for word in self.ledgers.administration)

    def _unit_names(self, name: str, id: str) -> set[str]:
        whole = squeezed(name)
        local = whole.removeprefix("镇")
        shorter = {local.removesuffix(end) + short for end, short in self.ledgers.units.items() if local.endswith(end)}
        return {id, whole, local, "镇" + local, *shorter, *("镇" + one for one in shorter)}


def _by_name(named: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for name, id in named:
        found.setdefault(name, set()).add(id)
    return found


def _one(ids: Iterable[str]) -> str | None:
    found = set(ids)
    return found.pop() if len(found) == 1 else None


def _grid_names(grid: Grid) -> set[str]:
    """The names of a grid and of its villagers' group."""
    group = squeezed(grid.group)
    names = {squeezed(grid.name), group, group.removesuffix("组"), group.removesuffix("村民组"), grid.id}
    if number := re.search(r"\d+", squeezed(grid.name)):
        n = int(number[0])
        for said in {str(n), f"{n:02d}", _NUMERALS.get(n, str(n))}:
            names |= {said, f"{said}网格", f"第{said}网格", f"{said}号网格", f"网格{said}"}
    return names - {""}
