"""A week's title, its overview in words, and all its tables in order (domain notes §8.7)."""

from __future__ import annotations

from site_builder.model.four_lists import MOVEMENTS, TOWN, Flow, FourLists
from site_builder.model.register import Register
from site_builder.spec import Language
from site_builder.spec.texts import texts
from site_builder.views.tables import TableData, Tables


def week_title(lists: FourLists, register: Register, language: Language) -> str:
    name = register.town.name if lists.scope == TOWN else register.town.name + register.town.name_of(lists.scope)
    title = texts("week")[language]["title"]
    return title.format(name=name, week=lists.week, since=lists.since, until=lists.as_of)


def week_tables(lists: FourLists, tables: Tables) -> tuple[TableData, ...]:
    return (
        *tables.week(lists),
        tables.decisions(lists),
        tables.raised(lists),
        tables.due_items(lists.overdue, "overdue"),
        tables.due_items(lists.warnings, "warnings"),
    )


def week_notes(lists: FourLists, tables: Tables) -> tuple[str, ...]:
    """The overview in sentences, and how the figures are counted."""
    words, flow = texts("week")[tables.language], lists.flow
    moved = {movement: len(lists.movement(movement)) for movement in MOVEMENTS}
    came = {name: getattr(flow, name) for name in Flow.__slots__}
    second = words["moved"].format(**moved, overdue=len(lists.overdue), sealed=flow.sealed)
    if lists.taken_over:
        second += words["taken_over"].format(n=lists.taken_over)
    return (
        words["flow"].format(**came),
        second,
        words["counted"].format(since=lists.since, until=lists.as_of),
    )
