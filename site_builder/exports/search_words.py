"""The words for the codes in the search data: names of places and people, labels of kinds, statuses and so on."""

from __future__ import annotations

from collections.abc import Iterable

from site_builder.pages.edition_index import Index
from site_builder.pages.shared import GROUPS

Named = list[list[str]]


def words_of(known: Index, named: Iterable[str]) -> dict[str, Named]:
    """By what entries are filtered by: each code with its word, in the order in which they are offered.

    `named` are the people and units that the entries name. A status has its stage as a third item.
    """
    town = known.town
    labels = {group: [[code, known.label(group, code)] for code in known.grouped[group]] for group in GROUPS}
    labels["status"] = [[code, word, known.spec.statuses[code].stage] for code, word in labels["status"]]
    return {
        "village": [[id, village.name] for id, village in known.villages.items()],
        "grid": [[id, town.name_of(id)] for id in known.grids],
        **labels,
        "person": [[id, town.name_of(id)] for id in sorted(named)],
    }
