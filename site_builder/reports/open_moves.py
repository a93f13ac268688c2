"""The moves open from where a case stands: who may make each, what each needs, how many days are left."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from site_builder.model.case import Case
from site_builder.model.clocks import running
from site_builder.model.history import open_moves
from site_builder.model.register import Register
from site_builder.reports.deadlines import days_left, name_of
from site_builder.rules.eligible import eligible
from site_builder.rules.page import escape
from site_builder.rules.questions import needs_task, only_answers, questions
from site_builder.rules.workflow import who_may
from site_builder.spec import Language, Move
from site_builder.spec.texts import texts
from site_builder.text.finding import Term

PEOPLE = 8
_WORDS = texts("open_moves")


def open_moves_text(case: Case, register: Register, as_of: date, language: Language) -> Iterator[str]:
    """The case in a line, its running deadlines, and each open move in a few lines."""
    words, spec = _WORDS[language], register.spec
    status, level = (spec.label(Term(g, c), language) for g, c in (("status", case.status), ("level", case.level)))
    yield words["head"].format(id=case.id, title=escape(case.title), status=status, level=level, day=as_of)
    for deadline in running(case, register, as_of):
        yield f"  {deadline.due}  {days_left(deadline.due, as_of, language)}  {escape(name_of(deadline, spec, language))}"
    moves = open_moves(case, spec)
    if not moves:
        yield words["ended"]
    for move in moves:
        yield ""
        yield from move_text(case, move, register, as_of, language)


def move_text(case: Case, move: Move, register: Register, as_of: date, language: Language) -> Iterator[str]:
    """One move: its name and where it leads, who may make it, what it needs."""
    words, spec, town = _WORDS[language], register.spec, register.town
    comma = texts("marks")[language]["comma"]
    leads = "" if move.to in ("same", "previous") else " → " + spec.label(Term("status", move.to), language)
    yield f"{move.code}  {move.label.of(language)}{leads}"
    posts = comma.join(spec.label(Term("actor", post), language) for post in who_may(move, case.level))
    people = eligible(case, move, town, as_of)
    names = comma.join(f"{town.name_of(id)} ({id})" for id in people[:PEOPLE])
    if len(people) > PEOPLE:
        names += words["more"].format(count=len(people))
    yield "    " + words["who"].format(posts=posts) + (words["people"].format(names=names) if names else "")
    known = only_answers(case, move)
    asked = [question for question in questions(case, move, spec, known) if question.path not in known]
    needed = [_shown(q.path, q.field.label.of(language)) for q in asked if q.is_needed and q.path not in move.one_of]
    free = [
        _shown(q.path, q.field.label.of(language))
        for q in asked
        if not q.is_needed and not q.in_case and q.path not in move.one_of
    ]
    if move.one_of:
        choice = [_shown(q.path, q.field.label.of(language)) for q in asked if q.path in move.one_of]
        needed.append(" / ".join(choice) + words["one_of"].format(fields=comma.join(move.one_of)))
    if needs_task(case, move):
        needed.append(words["task"])
    yield "    " + (words["needs"].format(fields=_join(needed, language)) if needed else words["nothing"])
    if free:
        yield "    " + words["may"].format(fields=_join(free, language))


def option_name(path: str) -> str:
    """The option for a value: `risk.level` → `--risk-level`."""
    return "--" + path.replace(".", "-").replace("_", "-")


def _shown(path: str, label: str) -> str:
    return f"{option_name(path)} {label}"


def _join(told: list[str], language: Language) -> str:
    return texts("marks")[language]["comma_long"].join(told)
