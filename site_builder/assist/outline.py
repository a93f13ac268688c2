"""What a case file holds, for an editor's outline; where an id in it is written down."""

from __future__ import annotations

from dataclasses import dataclass

from site_builder.model.case import Case
from site_builder.model.register import Register
from site_builder.records.node import Record
from site_builder.spec import Language
from site_builder.text.place import Place


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of an outline."""

    name: str
    detail: str
    place: Place


def outline(case: Case, register: Register, language: Language) -> tuple[Entry, ...]:
    """The tasks and events of a case, in the order of the file."""
    record, spec = case.record, register.spec
    tasks = [Entry(f"{t.id} {t.what}", str(t.due), record.at("tasks", i, "id")) for i, t in enumerate(case.tasks)]
    moves = spec.enums["move"]
    events = [
        Entry(f"{e.on} {moves[e.move].of(language)}", register.town.name_of(e.by), record.at("events", e.index, "move"))
        for e in case.events
    ]
    return (*tasks, *events)


def definition(register: Register, id: str) -> Place | None:
    """Where an id is defined: the case's or visit's file, or the line in people.yaml or grids.yaml."""
    case = register.case_by_id.get(id)
    if case is not None:
        return case.record.at("id")
    visit = register.visit_by_id.get(id)
    if visit is not None:
        return visit.record.at("id")
    town = register.town
    for record, groups in ((town.people_record, ("people", "units")), (town.grids_record, ("villages",))):
        if record is not None and (place := _in(record, groups, id)) is not None:
            return place
    return None


def _in(record: Record, groups: tuple[str, ...], id: str) -> Place | None:
    """The place of `id: …` in one of these lists of a file, or in the grids inside them."""
    for keys, scalar in record.scalars():
        if keys[-1] == "id" and keys[0] in groups and scalar.text == id:
            return record.at(*keys)
    return None
