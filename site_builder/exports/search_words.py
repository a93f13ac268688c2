"""The words for the codes in the search data: names of places and people, labels of kinds, statuses and so on."""

from __future__ import annotations

from collections.abc import Iterable

from site_builder.exports.search_entries import Entry, people_of
from site_builder.pages.edition_index import Index
from site_builder.pages.shared import GROUPS

Named = list[list[str]]


def words_of(known: Index) -> dict[str, Named]:
    """By what entries are filtered by: each code with its word, in the order in which they are offered.

    A status has its stage as a third item.
    """
    labels = {group: [[code, known.label(group, code)] for code in known.grouped[group]] for group in GROUPS}
    labels["status"] = [[code, word, known.spec.statuses[code].stage] for code, word in labels["status"]]
    return {
        "village": [[id, village.name] for id, village in known.villages.items()],
        "grid": [[id, known.town.name_of(id)] for id in known.grids],
        **labels,
    }


def names_in(known: Index, entries: Iterable[Entry]) -> Named:
    """The people and units that some entries name, each with its name."""
    return [[id, known.town.name_of(id)] for id in sorted({id for entry in entries for id in people_of(entry)})]
