"""What falls due, and why on that day: for people to read, for programs, and for a calendar."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import date

from site_builder.model.case import Case
from site_builder.model.clocks import Deadline, Uncounted, deadlines, explain, uncounted
from site_builder.model.due import DueItem
from site_builder.model.register import Register
from site_builder.reports.icalendar import Entry, calendar_text
from site_builder.reports.shapes import due_document
from site_builder.rules.page import escape
from site_builder.spec import Language, Spec
from site_builder.spec.texts import texts
from site_builder.text.finding import Term
from site_builder.views.reasons import reason_of

_WORDS = texts("deadlines")


def name_of(deadline: Deadline | Uncounted, spec: Spec, language: Language) -> str:
    """`调解`, `任务 T1 双方对界址达成书面确认`."""
    name = spec.label(Term("clock", deadline.code), language)
    if isinstance(deadline, Uncounted):
        return name
    return " ".join(filter(None, (name, deadline.subject, deadline.what)))


def weekday(day: date, language: Language) -> str:
    """`周五`, `Fri`."""
    return _WORDS[language][f"day_{day.weekday()}"]


# why it is that day


def explain_text(case: Case, register: Register, as_of: date, language: Language) -> str:
    """All deadlines of a case, those that still run first, each with its basis and every day of it."""
    words = _WORDS[language]
    known = deadlines(case, register, as_of)
    known = tuple(sorted(known, key=lambda d: (not d.is_running(as_of), d.due)))
    unread = uncounted(case, register, as_of)
    lines = [words["as_of"].format(id=case.id, title=escape(case.title), day=as_of)]
    for deadline in known:
        lines += ["", *_explained(deadline, register, as_of, language)]
    for clock in unread:
        name = name_of(clock, register.spec, language)
        lines += ["", words["uncounted"].format(name=name, year=clock.year)]
    if not known and not unread:
        lines += ["", words["none"]]
    return "\n".join(lines) + "\n"


def _explained(deadline: Deadline, register: Register, as_of: date, language: Language) -> Iterator[str]:
    words, spec = _WORDS[language], register.spec
    state = spec.label(Term("deadline_state", deadline.state(as_of)), language)
    name = escape(name_of(deadline, spec, language))
    yield words["due"].format(name=name, due=deadline.due, state=state)
    for line in facts(deadline, register, language):
        yield f"  {line}"
    if deadline.unit == "date":
        return
    for day in explain(deadline, register.calendar):
        number = "" if day.number is None else str(day.number)
        line = f"    {day.on} {weekday(day.on, language)} {number:>3}"
        yield f"{line}  {reason_of(day, spec, language)}".rstrip()


def facts(deadline: Deadline, register: Register, language: Language) -> Iterator[str]:
    """Why a deadline is that day, in sentences: its basis, its start and limit, what moved it, who must act."""
    words, spec = _WORDS[language], register.spec
    unit = spec.label(Term("clock_unit", deadline.unit), language)
    if deadline.basis:
        yield words["basis"].format(basis=deadline.basis)
    if deadline.unit == "date":
        yield words["given"].format(start=deadline.start, due=deadline.due)
    elif deadline.limit == 0:
        yield words["same_day"].format(start=deadline.start)
    else:
        yield words["counted"].format(start=deadline.start, limit=deadline.limit, unit=unit)
    if deadline.extended_days and deadline.unit == "date":
        yield words["moved"].format(original=deadline.original_due)
    elif deadline.extended_days:
        values = {"days": deadline.extended_days, "unit": unit, "original": deadline.original_due}
        yield words["extended"].format(**values)
    if deadline.merged_from:
        yield words["merged"].format(merged=deadline.merged_from)
    if deadline.working_target is not None and deadline.working_target != deadline.due:
        yield words["target"].format(target=deadline.working_target)
    if deadline.civil_code_203 is not None:
        yield words["note"].format(day=deadline.civil_code_203, due=deadline.due)
    if deadline.stopped_on is not None:
        yield words["ended" if deadline.ended else "stopped"].format(day=deadline.stopped_on)
    elif deadline.responsible is not None:
        yield words["responsible"].format(who=escape(register.town.name_of(deadline.responsible)))


# what falls due


def due_text(items: Iterable[DueItem], register: Register, as_of: date, within: int, language: Language) -> str:
    """One line an item: day, how long, how it stands, case, what, who; in columns."""
    rows = [_row(item, register, as_of, language) for item in items]
    if not rows:
        return _WORDS[language]["no_items"].format(within=within) + "\n"
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    return "".join(_padded(row, widths) + "\n" for row in rows)


def _row(item: DueItem, register: Register, as_of: date, language: Language) -> tuple[str, ...]:
    spec = register.spec
    return (
        f"{item.due} {weekday(item.due, language)}",
        days_left(item.due, as_of, language),
        spec.label(Term("deadline_state", item.state), language),
        item.case.id,
        escape(name_of(item.deadline, spec, language)),
        escape(_names(item, register, language)),
        escape(item.case.title),
    )


def days_left(due: date, as_of: date, language: Language) -> str:
    """`还有 3 日`, `今天`, `逾期 2 日`."""
    days = (due - as_of).days
    words = _WORDS[language]
    if days == 0:
        return words["today"]
    return words["late"].format(days=-days) if days < 0 else words["left"].format(days=days)


def _names(item: DueItem, register: Register, language: Language) -> str:
    return texts("marks")[language]["comma"].join(register.town.name_of(id) for id in item.people)


def _width(text: str) -> int:
    """The columns a text takes on a terminal."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def _padded(row: tuple[str, ...], widths: list[int]) -> str:
    cells = (cell + " " * (width - _width(cell)) for cell, width in zip(row[:-1], widths[:-1], strict=True))
    return "  ".join((*cells, row[-1])).rstrip()


def due_json(items: Iterable[DueItem], as_of: date, within: int) -> str:
    """The items as data, as api/due.json has them."""
    return json.dumps(due_document(items, as_of, within), ensure_ascii=False, indent=2) + "\n"


def due_ics(items: Iterable[DueItem], register: Register, as_of: date, language: Language, whose: str = "") -> str:
    """The items as whole-day entries of a calendar; each keeps its name while its day moves.

    `whose` is the village or the person whose calendar it is; "" for the whole town.
    """
    words, spec, town = _WORDS[language], register.spec, register.town
    entries = []
    for item in items:
        name = name_of(item.deadline, spec, language)
        who = words["to_act"].format(who=_names(item, register, language))
        description = "\n".join(filter(None, (name, item.deadline.basis, who)))
        entries.append(
            Entry(
                uid=f"{item.deadline.uid}@{town.id.lower()}.sidan",
                day=item.due,
                summary=words["entry"].format(case=item.case.id, name=name, title=item.case.title),
                description=description,
                categories=(spec.label(item.label, language),),
            )
        )
    return calendar_text(entries, words["calendar"].format(town=f"{town.name}{' ' if whose else ''}{whose}"), as_of)
