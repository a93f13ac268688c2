"""A person's posts on a day, in words."""

from __future__ import annotations

from bisect import bisect_right
from datetime import date, timedelta

from site_builder.model.people import Post, Town
from site_builder.model.people import Term as GridTerm
from site_builder.spec import Language, Spec
from site_builder.spec.texts import texts
from site_builder.text.finding import Term


class Posts:
    """Says what people on duty are, in one language."""

    def __init__(self, town: Town, spec: Spec, language: Language) -> None:
        self._town = town
        self._spec = spec
        self._language = language
        self._gap = texts("marks")[language]["space"]
        self._comma = texts("marks")[language]["comma"]
        self._turns: dict[str, list[date]] = {}
        self._said: dict[tuple[str, int], str] = {}
        self._worker = spec.blocks["grid"].fields["worker"].label.of(language)

    def one(self, post: Post) -> str:
        """A post in words: `茶冲村党组织书记`, `林业站单位负责人`, `分管副书记`."""
        return self._at(self._place(post), post.title or self._label("post", post.post))

    def on(self, id: str, day: date) -> str:
        """What somebody was on a day, in words, place by place; empty for a unit or without a post."""
        turns = self._turns.get(id)
        if turns is None:
            turns = self._turns[id] = self._turns_of(id)
        key = (id, bisect_right(turns, day))
        if key not in self._said:
            self._said[key] = self._on(id, day)
        return self._said[key]

    def _turns_of(self, id: str) -> list[date]:
        """The days on which somebody took up or left a post or a grid: between them nothing changes."""
        person = self._town.people.get(id)
        held: list[Post | GridTerm] = [
            *(person.posts if person else ()),
            *(term for _, term in self._town.grids_of.get(id, ())),
        ]
        left = (one.until + timedelta(days=1) for one in held if one.until is not None and one.until != date.max)
        return sorted({*(one.since for one in held), *left})

    def _on(self, id: str, day: date) -> str:
        person = self._town.people.get(id)
        if person is None:
            return ""
        held: dict[str, list[str]] = {}
        for post in person.posts_on(day):
            held.setdefault(self._place(post), []).append(post.title or self._label("post", post.post))
        for grid, term in self._town.grids_of.get(id, ()):
            if term.covers(day):
                held.setdefault(self._town.name_of(grid.id), []).append(self._worker)
        found = [self._at(place, self._comma.join(dict.fromkeys(posts))) for place, posts in held.items()]
        return self._comma.join([*found, *(self._label("elder_kind", kind) for kind in person.elder)])

    def _label(self, group: str, code: str) -> str:
        return self._spec.label(Term(group, code), self._language)

    def _place(self, post: Post) -> str:
        id = post.unit or post.village
        return self._town.name_of(id) if id else ""

    def _at(self, place: str, held: str) -> str:
        """A place and a post; the 村 that ends the one and begins the other is said once."""
        held = held[1:] if place and place[-1:] == held[:1] else held
        return self._gap.join(part for part in (place, held) if part)
