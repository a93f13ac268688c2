"""Who could make a move today: the people whose post allows it and whose own work it does not check."""

from __future__ import annotations

from datetime import date

from site_builder.model.case import Case
from site_builder.model.people import Town
from site_builder.rules.authority import handlers, may
from site_builder.rules.workflow import FOUR_EYES, who_may
from site_builder.spec import Move


def eligible(case: Case, move: Move, town: Town, day: date) -> tuple[str, ...]:
    """The ids of the people who may make a move of a case on a day, and of units where no person may."""
    allowed = who_may(move, case.level)
    own = handlers(case, len(case.events)) if move.code in FOUR_EYES else frozenset()
    people = tuple(id for id in town.people if id not in own and may(town, id, case, day, allowed))
    return people or tuple(id for id in town.units if may(town, id, case, day, allowed))
