"""Many towns → their county's site. No request is made to anybody: towns are folders on this machine."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from site_builder.exports import all_exports
from site_builder.pages import all_pages, site_of
from site_builder.pipeline import ROBOTS
from site_builder.render.page import File
from site_builder.render.render import render
from site_builder.render.theme import DEFAULT, load_theme
from site_builder.spec import Language
from site_builder.towns.documents import Documents, is_register, of_register, published
from site_builder.towns.node import Unusable
from site_builder.towns.told import told
from site_builder.views.county import County, Notice, TownTold, county
from site_builder.workers import Run


@dataclass(frozen=True)
class Gathered:
    """A county, and for each notice the folder it is about, for who gathered them."""

    county: County
    places: tuple[Path, ...]


def gather(
    places: Sequence[Path], name: str, links: Mapping[str, str], as_of: date | None, today: date, language: Language,
    run: Run,
) -> Gathered:  # fmt: skip
    """Read the towns in these folders, in this order; `links` leads to the site of each by its id.

    Without a day, registers are read as of today, and published data alone make the latest of their own days the
    county's. What cannot be used is a notice, and the other towns are shown.
    """
    read_on = as_of or today
    found: list[tuple[Path, TownTold]] = []
    notices: list[tuple[Path, Notice]] = []
    for place in places:
        try:
            documents = of_register(place, read_on, run) if is_register(place) else published(place)
            town = told(documents, links, language)
        except Unusable as why:
            notices.append((place, _notice(why.code, place.resolve().name, **why.values)))
            continue
        found.append((place, town))
        notices += [(place, notice) for notice in _own(documents, town)]
    day = as_of or (today if any(map(is_register, places)) else max((t.as_of for _, t in found), default=today))
    found, refused = _distinct(found)
    notices += refused
    notices += _remarks(found, day)
    notices.sort(key=lambda one: places.index(one[0]))
    towns = tuple(town for _, town in found)
    shown = county(name, towns, tuple(notice for _, notice in notices), day, language)
    return Gathered(shown, tuple(place for place, _ in notices))


def county_files(shown: County) -> tuple[File, ...]:
    """The county's site. Raises ThemeProblem where the shipped theme cannot be read."""
    theme = load_theme(DEFAULT, None, site_of(shown))
    return (*theme.static, ROBOTS, *all_exports(shown), *(render(page, theme) for page in all_pages(shown)))


def _notice(code: str, town: str, **values: str) -> Notice:
    return Notice(code, tuple({"town": town, **values}.items()))


def _own(documents: Documents, town: TownTold) -> Iterator[Notice]:
    """What is to be known of a town by itself."""
    if documents.errors:
        yield _notice("errors", town.name, n=str(documents.errors))
    if town.limits:
        yield _notice("limits", town.name, limits=", ".join(f"{clock} {days}" for clock, days in town.limits))
    if withheld := [matter.id for matter in town.matters if not matter.title]:
        yield _notice("personal", town.name, ids=", ".join(withheld))


def _distinct(
    found: Iterable[tuple[Path, TownTold]],
) -> tuple[list[tuple[Path, TownTold]], list[tuple[Path, Notice]]]:
    """The towns that have something to tell, each once; addresses know no capital letters."""
    kept: dict[str, tuple[Path, TownTold]] = {}
    refused: list[tuple[Path, Notice]] = []
    for place, town in found:
        other = kept.get(town.id.casefold())
        if not town.cases and not town.counts.flow.sealed:
            refused.append((place, _notice("empty", town.name, day=str(town.as_of))))
        elif other is not None:
            refused.append((place, _notice("same_id", town.name, id=town.id, other=other[1].name)))
        else:
            kept[town.id.casefold()] = (place, town)
    return list(kept.values()), refused


def _remarks(found: Sequence[tuple[Path, TownTold]], day: date) -> Iterator[tuple[Path, Notice]]:
    """What is to be known of towns that are shown."""
    names: dict[str, list[str]] = {}
    for place, town in found:
        names.setdefault(town.name, []).append(town.id)
        if len(names[town.name]) > 1:
            yield place, _notice("same_name", town.name, ids=", ".join(names[town.name]))
        if town.as_of != day or town.since != day.replace(month=1, day=1):
            span = {"since": str(town.since), "found": str(town.as_of), "wanted": str(day)}
            yield place, _notice("other_day", town.name, **span)
    for place, town in found[1:]:
        others = sorted({code for code, _ in {*town.categories} ^ {*found[0][1].categories}})
        if others:
            shown = ", ".join(others[:5]) + ("…" if len(others) > 5 else "")
            yield place, _notice("categories", town.name, other=found[0][1].name, codes=shown)
