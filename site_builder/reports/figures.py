"""The figures as text for the terminal."""

from __future__ import annotations

from datetime import date

from site_builder.model.figures import headline, reconciled, satisfaction, settled_at
from site_builder.model.four_lists import TOWN
from site_builder.model.register import Register
from site_builder.spec import Language
from site_builder.spec.texts import texts
from site_builder.views.headline import sentence
from site_builder.views.tables import Tables

_WORDS = texts("figures")


def figures_text(register: Register, since: date, as_of: date, language: Language) -> str:
    words, tables = _WORDS[language], Tables(register, as_of, language)
    lines = [f"{register.town.name}  {since} … {as_of}", "", sentence(headline(register, since, as_of), language), ""]
    levels = settled_at(register, since, as_of)[TOWN]
    lines.append(
        words["levels"] + ": " + "  ".join(f"{tables.term('level', level)} {n}" for level, n in levels.items())
    )
    answers = satisfaction(register, since, as_of)
    counts = (
        ("满意", answers.satisfied),
        ("基本满意", answers.fairly),
        ("不满意", answers.dissatisfied),
        ("未评价", answers.no_answer),
        ("联系不上", answers.not_reached),
    )
    lines.append(
        words["satisfaction"] + ": " + "  ".join(f"{tables.term('satisfaction', code)} {n}" for code, n in counts)
    )
    lines.append("")
    rows = reconciled(register, since, as_of)
    for scope in (TOWN, *register.town.villages):
        row = rows[scope]
        flow = row.flow
        values = (
            ("opening", flow.opening), ("received", flow.received), ("reopened", flow.reopened), ("ended", flow.ended), ("closing", flow.closing),
            ("in_hand", flow.in_hand), ("waiting", flow.waiting), ("paused", flow.paused), ("closed", row.closed), ("on_time", row.closed_on_time),
            ("late", row.closed_late), ("overdue", row.overdue_in_hand), ("extended", row.extended), ("returned", row.returned),
            ("handed_on", row.handed_on), ("sealed", flow.sealed),
        )  # fmt: skip
        name = words["town"] if scope == TOWN else register.town.name_of(scope)
        lines.append(f"{name}: " + "  ".join(f"{words[key]} {n}" for key, n in values))
    return "\n".join(lines)
