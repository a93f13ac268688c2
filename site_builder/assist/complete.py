"""What may be written where the cursor stands: keys, values, the moves open from here, people who may make them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from site_builder.assist.cursor import Cursor
from site_builder.assist.place import FieldHere, field_here, status_before
from site_builder.model.case import PARTLY, Case
from site_builder.model.clocks import running
from site_builder.model.history import is_open_from
from site_builder.model.register import Register
from site_builder.model.weeks import Week
from site_builder.rules.eligible import eligible
from site_builder.rules.questions import leaves, only_answers, questions
from site_builder.spec import Field, Language, Move, Spec
from site_builder.spec.texts import texts

Sort = Literal["key", "value", "move", "person", "record", "date"]

_WORDS = texts("complete")


@dataclass(frozen=True, slots=True)
class Completion:
    """One thing that may be written. `text` replaces the word at the cursor; with `is_snippet` it holds `$1` stops.

    `detail` is shown beside it, in the reader's language; `rank` sorts (smaller first).
    """

    label: str
    text: str
    detail: str
    sort: Sort
    rank: int = 0
    is_snippet: bool = False


def complete(
    register: Register,
    kind: str,
    cursor: Cursor,
    case: Case | None,
    moves: tuple[str, ...],
    as_of: date,
    language: Language,
) -> tuple[Completion, ...]:
    """What fits at the cursor in a record of a kind (`case`, `visit`, `grids`, `people`, `waivers`).

    `case` is the record as it was last readable; `moves` are those of the events above the cursor.
    """
    if cursor.keys is None:
        return ()
    if cursor.is_key:
        return tuple(_keys(register.spec, kind, cursor, moves, case, as_of, language))
    found = field_here(register.spec, kind, cursor.keys)
    return tuple(_values(register, found, cursor, case, moves, as_of, language)) if found else ()


def _keys(
    spec: Spec, kind: str, cursor: Cursor, moves: tuple[str, ...], case: Case | None, as_of: date, language: Language
) -> Iterator[Completion]:
    """The keys that are not there yet, those that must be there first; in a new event the moves before all."""
    in_event = cursor.keys == ("events",)
    own = spec.moves.get(cursor.item.values.get("move", "")) if cursor.item and in_event else None
    fields = spec.fields_at(kind, cursor.keys or ())
    if in_event and not cursor.siblings:
        for rank, move in enumerate(_open_moves(spec, moves, case)):
            yield _event(spec, move, case, as_of, rank - 3000, cursor.in_braces, language)
    if in_event:
        fields = {**spec.blocks["event"].fields, **({n: spec.event_field(n) for n in own.fields} if own else {})}
    for rank, field in enumerate(fields.values()):
        if field.name in cursor.siblings:
            continue
        wanted = field.need or (own is not None and field.name in own.required)
        detail = field.label.of(language) + (" *" if wanted else "")
        yield Completion(field.name, f"{field.name}: ", detail, "key", rank - 1000 * wanted)


def _open_moves(spec: Spec, moves: tuple[str, ...], case: Case | None) -> tuple[Move, ...]:
    """The moves of the table that may follow those above the cursor, for the case's kind and level."""
    status = status_before(spec, moves)
    return tuple(
        move
        for move in spec.moves.values()
        if is_open_from(move, status, PARTLY) and (case is None or move.is_for(case.kind, case.level))
    )


def _event(
    spec: Spec, move: Move, case: Case | None, as_of: date, rank: int, in_braces: bool, language: Language
) -> Completion:
    """A whole event as a snippet, with the evidence its move must carry and the values that each may have."""
    known = only_answers(case, move) if case else {}
    if case is not None:
        asked = [q for q in questions(case, move, spec, {}) if q.is_needed and not q.in_case]
    else:
        needed = (spec.event_field(name) for name in move.required)
        asked = [q for field in needed for q in leaves(field.name, field, True, spec) if q.is_needed]
    groups: dict[str, list[str]] = {"on": [f"${{1:{as_of}}}"], "move": [move.code], "by": ["${2}"]}
    inner: dict[str, list[str]] = {}
    for number, question in enumerate(asked, 3):
        head, _, rest = question.path.partition(".")
        stop = known.get(question.path) or _stop(spec, question.field, number, as_of)
        if rest:
            inner.setdefault(head, []).append(f"{rest}: {stop}")
            groups[head] = ["{" + ", ".join(inner[head]) + "\\}"]
        else:
            groups[head] = ["[" + stop + "]" if question.field.type.item else stop]
    body = ", ".join(f"{name}: {''.join(value)}" for name, value in groups.items())
    label = spec.enums["move"][move.code].of(language)
    labels = texts("marks")[language]["comma"].join(q.field.label.of(language) for q in asked)
    text = body if in_braces else "{" + body + "\\}"
    return Completion(f"{move.code} {label}", text, labels, "move", rank, is_snippet=True)


def _stop(spec: Spec, field: Field, number: int, as_of: date) -> str:
    """A stop of a snippet: a choice of what the field may hold, the day for a date, otherwise nothing yet."""
    if field.type.kind == "enum":
        return f"${{{number}|{','.join(spec.enums[field.type.name])}|}}"
    if field.type.kind == "flag":
        return f"${{{number}|true,false|}}"
    return f"${{{number}:{as_of}}}" if field.type.kind == "date" else f"${{{number}}}"


def _values(
    register: Register,
    here: FieldHere,
    cursor: Cursor,
    case: Case | None,
    moves: tuple[str, ...],
    as_of: date,
    language: Language,
) -> Iterator[Completion]:
    spec, field = register.spec, here.field
    kind = here.type.kind
    if kind in ("enum", "category"):
        yield from _enum(spec, here, case, moves, language)
    elif kind == "flag":
        yield from (Completion(word, word, field.label.of(language), "value") for word in ("true", "false"))
    elif kind in ("date", "datetime"):
        yield from _dates(register, field, case, as_of, language)
    elif kind in ("person", "unit", "person_or_unit", "person_or_week"):
        yield from _people(register, here, cursor, case, moves, as_of, language)
    elif kind in ("village", "grid"):
        town = register.town
        known = town.villages if kind == "village" else town.grids
        yield from (Completion(id, id, town.name_of(id), "record") for id in known)
    elif kind in ("case", "visit"):
        records = register.shown_cases if kind == "case" else register.visits
        yield from (Completion(r.id, r.id, r.title if isinstance(r, Case) else r.place, "record") for r in records)
    if kind in ("week", "person_or_week"):
        week = Week.of(as_of)
        yield from (Completion(str(w), str(w), "", "date") for w in (week, week.previous, week.next))


def _enum(
    spec: Spec, here: FieldHere, case: Case | None, moves: tuple[str, ...], language: Language
) -> Iterator[Completion]:
    name = here.type.name or "category"
    values = spec.enums[name]
    if name == "move":
        for move in _open_moves(spec, moves, case):
            needed = ", ".join(move.required)
            yield Completion(move.code, move.code, f"{values[move.code].of(language)}  {needed}".strip(), "move")
        return
    for rank, (code, label) in enumerate(values.items()):
        yield Completion(code, code, label.of(language), "value", rank)


def _dates(
    register: Register, field: Field, case: Case | None, as_of: date, language: Language
) -> Iterator[Completion]:
    words = _WORDS[language]
    yield Completion(str(as_of), str(as_of), words["today"], "date", 0)
    meeting = Week.of(as_of).day(register.settings.meeting)
    if meeting < as_of:
        meeting = Week.of(as_of).next.day(register.settings.meeting)
    yield Completion(str(meeting), str(meeting), words["meeting"], "date", 1)
    if case is not None and not case.is_sealed:
        for deadline in running(case, register, as_of):
            label = register.spec.label(deadline.label, language)
            left = words["left"].format(days=(deadline.due - as_of).days)
            yield Completion(str(deadline.due), str(deadline.due), f"{label} {left}", "date", 2)
    if field.name in ("due", "by"):
        for days in (7, 14, 30):
            day = as_of + timedelta(days=days)
            yield Completion(str(day), str(day), words["in"].format(days=days), "date", 3)


def _people(
    register: Register,
    here: FieldHere,
    cursor: Cursor,
    case: Case | None,
    moves: tuple[str, ...],
    as_of: date,
    language: Language,
) -> Iterator[Completion]:
    """People and units on duty; those who may make the move first, and they alone where there are any."""
    town, spec = register.town, register.spec
    move = spec.moves.get(cursor.item.values.get("move", "")) if cursor.item and here.field.name == "by" else None
    day = _day(cursor, as_of)
    wants_people = here.type.kind != "unit"
    ids = [*(town.people if wants_people else ()), *(town.units if here.type.kind != "person" else ())]
    serving = [id for id in ids if id in town.units or town.people[id].posts_on(day) or id in town.grids_of]
    able = eligible(case, move, town, day) if move and case else ()
    for rank, id in enumerate(able or serving):
        posts = town.people[id].posts_on(day) if id in town.people else ()
        titles = dict.fromkeys(post.title or spec.enums["post"][post.post].of(language) for post in posts)
        held = texts("marks")[language]["comma"].join(titles)
        yield Completion(id, id, f"{town.name_of(id)} {held}".strip(), "person", rank)


def _day(cursor: Cursor, as_of: date) -> date:
    try:
        return date.fromisoformat(cursor.item.values.get("on", "") if cursor.item else "")
    except ValueError:
        return as_of
