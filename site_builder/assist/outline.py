"""What a case file holds, for an editor's outline; where an id in it is written down; what can be folded."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from site_builder.model.case import Case
from site_builder.model.register import Register
from site_builder.records.node import Record
from site_builder.spec import Language
from site_builder.text.place import Place

_ID = re.compile(r"(?<![\w-])[A-Z0-9][A-Z0-9-]{0,63}(?![\w-])")


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


def links(register: Register, path: str, text: str) -> Iterator[tuple[Place, str]]:
    """Each id of another case or visit in a text: its place, and the file that holds it. Sealed ones lead nowhere."""
    for number, line in enumerate(text.split("\n"), 1):
        for match in _ID.finditer(line):
            case, visit = register.case_by_id.get(match[0]), register.visit_by_id.get(match[0])
            file = case.path if case and not case.is_sealed else visit.record.path if visit else path
            if file != path:
                yield Place(path, number, match.start() + 1, number, match.end() + 1), file


def blocks(text: str) -> Iterator[tuple[int, int]]:
    """The first and last line, from 1, of the front matter and of each key in it with lines under it."""
    lines = text.split("\n")
    end = next((i for i, line in enumerate(lines[1:], 1) if line == "---"), len(lines)) if lines[0] == "---" else 0
    if end > 1:
        yield 1, min(end + 1, len(lines))
    opened: int | None = None
    for i in range(1 if end else 0, (end or len(lines)) + 1):
        line = lines[i] if i < (end or len(lines)) else "end"
        if line and not line[0].isspace() and line[0] not in "#-":
            last = i - 1
            while opened is not None and last > opened and not lines[last].strip():
                last -= 1
            if opened is not None and last > opened:
                yield opened + 1, last + 1
            opened = i
