"""What a word in a record means: a field, a move, somebody on duty, a case, a day that is a deadline."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Literal

from site_builder.assist.cursor import Cursor
from site_builder.assist.place import field_here
from site_builder.model.case import Case
from site_builder.model.clocks import Deadline, explain, running
from site_builder.model.register import Register
from site_builder.reports.deadlines import days_left, facts, name_of, weekday
from site_builder.rules.page import escape, rule_page
from site_builder.spec import Clock, Language, Move, Spec
from site_builder.spec.texts import texts
from site_builder.views.reasons import reason_of

_WORDS = texts("hover")


def hover(
    register: Register, kind: str, cursor: Cursor, word: str, case: Case | None, as_of: date, language: Language
) -> str | None:
    """Markdown about the word at the cursor; None where there is nothing to say.

    `word` is the whole word under the cursor, `case` the record as it was last readable.
    """
    if cursor.keys is None or not word:
        return None
    spec = register.spec
    told = list(_value(register, word, case, as_of, language))
    if word in spec.moves and not cursor.is_key and cursor.keys[-1:] == ("move",):
        told = [_move(spec, spec.moves[word], language)]
    keys = (*cursor.keys, word) if cursor.is_key else cursor.keys
    here = field_here(spec, kind, keys)
    if here is None and not told:
        return None
    if here is not None:
        need = f" ({_WORDS[language]['need']})" if here.field.need else ""
        head = f"**{here.field.label.of(language)}** `{here.field.name}`{need}"
        told.insert(0, head + (f"\n\n{here.field.help.of(language)}" if here.field.help else ""))
        values = spec.enums.get(here.type.name or here.type.kind, {})
        if not cursor.is_key and word in values and word not in spec.moves:
            told.append(f"`{word}` {values[word].of(language)}")
    return "\n\n".join(told)


def _move(spec: Spec, move: Move, language: Language) -> str:
    words = _WORDS[language]
    statuses = spec.enums["status"]
    opened = {code for code, status in spec.statuses.items() if status.stage != "ended"}
    comma = texts("marks")[language]["comma"]
    sources = words["open"] if opened <= move.sources else comma.join(
        statuses[code].of(language) for code in spec.statuses if code in move.sources
    )  # fmt: skip
    target = statuses[move.to].of(language) if move.to in statuses else words[move.to]
    actors = spec.enums["actor"]
    lines = [f"**{move.label.of(language)}** `{move.code}`"]
    if sources:
        lines.append(f"{words['from']} {sources} {words['to']} {target}")
    lines.append(f"{words['who']}: " + comma.join(actors[post].of(language) for post in move.who if post in actors))
    for title, wanted in (("needs", ("required",)), ("may", ("optional",))):
        names = [name for name, need in move.fields.items() if need in wanted]
        if names:
            labelled = (f"`{name}` {spec.event_field(name).label.of(language)}" for name in names)
            lines.append(f"{words[title]}: " + comma.join(labelled))
    for title, clocks in (("starts", _clocks(spec, move, "start")), ("stops", _clocks(spec, move, "stop"))):
        if clocks:
            lines.append(f"{words[title]}: " + comma.join(clock.label.of(language) for clock in clocks))
    if move.basis:
        lines.append(f"{words['basis']}: {move.basis}")
    return "\n\n".join(lines)


def _clocks(spec: Spec, move: Move, end: Literal["start", "stop"]) -> tuple[Clock, ...]:
    """The clocks that a move may start or stop."""
    return tuple(
        clock
        for clock in spec.clocks.values()
        if any(
            anchor.is_event and anchor.name == move.code for anchor in (clock.start if end == "start" else clock.stop)
        )
    )


def _value(register: Register, word: str, case: Case | None, as_of: date, language: Language) -> Iterator[str]:
    """What a value names: somebody on duty, a unit, a village, a grid, a case, a deadline."""
    town, spec = register.town, register.spec
    if word in town.people:
        person = town.people[word]
        posts = [post.title or spec.enums["post"][post.post].of(language) for post in person.posts_on(as_of)]
        yield f"**{escape(person.name)}** {texts('marks')[language]['comma'].join(dict.fromkeys(posts))}".strip()
    elif word in town.units or word in town.villages or word in town.grids:
        yield f"**{escape(town.name_of(word))}**"
    elif (other := register.case_by_id.get(word)) is not None and not other.is_sealed:
        yield f"**{escape(other.title)}** {spec.enums['status'][other.status].of(language)}"
    if case is None or case.is_sealed or not re.fullmatch(r"\d{4}-\d\d-\d\d", word):
        return
    for deadline in running(case, register, as_of):
        if str(deadline.due) == word:
            yield "\n\n".join(_deadline(deadline, register, as_of, language))


def _deadline(deadline: Deadline, register: Register, as_of: date, language: Language) -> Iterator[str]:
    """A deadline, days left, why it is that day, and the days that do not count."""
    name = escape(name_of(deadline, register.spec, language))
    yield f"**{name}** {days_left(deadline.due, as_of, language)}"
    yield from facts(deadline, register, language)
    if deadline.unit == "date":
        return
    skipped = ((day, reason_of(day, register.spec, language)) for day in explain(deadline, register.calendar))
    rows = [f"- {day.on} {weekday(day.on, language)} {reason}" for day, reason in skipped if reason]
    if rows:
        yield _WORDS[language]["skipped"]
        yield "\n".join(rows)


def hover_finding(code: str, language: Language) -> str:
    """Markdown about a finding's rule: what it wants, why, by which law."""
    page = rule_page(code)
    reasons = page.text.split("\n## ", 1)[0].strip().split("**Why**")
    reason = reasons[-1 if language == "en" else 0].strip()
    lines = [f"**{code}** {page.title.of(language)}", reason]
    if page.basis:
        lines.append(f"{_WORDS[language]['basis']}: {page.basis}")
    return "\n\n".join([*lines, f"`sidan explain {code}`"])
