"""What every page is told about the site it stands in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from typing import Literal

from markupsafe import Markup

LANGUAGE_TAGS = {"zh": "zh-CN", "en": "en"}
OWN = {"zh": Markup(""), "en": Markup(' lang="zh-CN"')}
"""An attribute for elements that hold the register's text, which is Chinese in every edition."""


@dataclass(frozen=True, slots=True)
class Door:
    """One entry of the navigation. `key` names its word (`words.navigation`), `href` its page from the root.

    `order` sorts the entries; `current` is true on its own page and in the folders that belong to it: its own
    and those of `folders`.
    """

    order: int
    key: str
    href: str
    folders: tuple[str, ...] = ()
    current: bool = False

    def leads_to(self, path: str) -> bool:
        """True for the entry's own page and for every page in its folders."""
        own = self.href.rpartition("/")[0]
        return path == self.href or (path.partition("/")[0] in (own, *self.folders) and "/" in path)


@cache
def _marked(doors: tuple[Door, ...], current: tuple[bool, ...]) -> tuple[Door, ...]:
    """The doors with the current ones marked: few ways there are, and each page has one."""
    return tuple(replace(door, current=is_current) for door, is_current in zip(doors, current, strict=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """The base name `site` of every template; with the page's own fields and `words` it is all there is.

    `audience` is office, village or board; `place` is the village's name for a village's own site, else "".
    `root` leads from the page to the site's root: "" for `index.html`, "../" for `cases/….html`.
    `feed` and `data` are the paths, from the root, of the feed of all events and of the page about the site's data;
    empty where the site has none; `search` is that of the page that searches the site, empty where the audience has none.
    `static` gives the path, from the root, of each file of the theme by its plain name.
    """

    town: str
    audience: str
    place: str = ""
    as_of: date
    week: str = ""
    language: Literal["zh", "en"] = "zh"
    draft: bool = False
    feed: str = ""
    data: str = ""
    navigation: tuple[Door, ...] = ()
    search: str = ""
    path: str = ""
    root: str = ""
    static: Mapping[str, str] = field(default_factory=dict)

    def at(self, path: str) -> Site:
        """The same site, seen from one of its pages."""
        current = tuple(door.leads_to(path) for door in self.navigation)
        return replace(self, path=path, root="../" * path.count("/"), navigation=_marked(self.navigation, current))

    @property
    def tag(self) -> str:
        """The language of the page's own words, as HTML names it."""
        return LANGUAGE_TAGS[self.language]

    @property
    def own(self) -> Markup:
        """An attribute for elements that hold the register's text, which is Chinese in every edition."""
        return OWN[self.language]
