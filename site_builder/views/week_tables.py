"""A week's title, its overview in words, and all its tables in order (domain notes §8.7)."""

from __future__ import annotations

from site_builder.model.four_lists import TOWN, FourLists
from site_builder.model.register import Register
from site_builder.spec import Language
from site_builder.views.tables import TableData, Tables


def week_title(lists: FourLists, register: Register, language: Language) -> str:
    name = register.town.name if lists.scope == TOWN else register.town.name + register.town.name_of(lists.scope)
    if language == "zh":
        return f"{name} {lists.week} 四清单（{lists.since} 至 {lists.as_of}）"
    return f"{name} {lists.week}: the four lists ({lists.since} to {lists.as_of})"


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
    flow = lists.flow
    n = {
        movement: len(lists.movement(movement))
        for movement in ("new", "reopened", "replied", "closed", "transferred", "returned")
    }
    if tables.language == "zh":
        return (
            f"期初 {flow.opening} 件，收到 {flow.received} 件，重新办理 {flow.reopened} 件，了结 {flow.ended} 件，期末 {flow.closing} 件"
            f"（在办 {flow.in_hand}、待销号 {flow.waiting}、中止和复查 {flow.paused}）。",
            f"本周新增 {n['new']}、重新办理 {n['reopened']}、答复 {n['replied']}、销号 {n['closed']}、转送 {n['transferred']}、退回 {n['returned']}；"
            f"逾期 {len(lists.overdue)}；密封件累计 {flow.sealed} 件（只计件数）。"
            + (
                f"另有台账转入时已了结的 {lists.taken_over} 件，计入收到和了结，不逐件列出。"
                if lists.taken_over
                else ""
            ),
            f"口径：按事件日期归入 {lists.since} 至 {lists.as_of}；补录的事件计入补录的那一周；部分化解不算化解；密封件不计入以上各数。",
        )
    return (
        f"Opening {flow.opening}, received {flow.received}, reopened {flow.reopened}, ended {flow.ended}, closing {flow.closing} "
        f"(in hand {flow.in_hand}, to be closed {flow.waiting}, suspended or under review {flow.paused}).",
        f"This week: new {n['new']}, reopened {n['reopened']}, replied {n['replied']}, closed {n['closed']}, transferred {n['transferred']}, "
        f"returned {n['returned']}; overdue {len(lists.overdue)}; sealed {flow.sealed} (a count only)."
        + (
            f" Taken over from ledgers and ended before: {lists.taken_over}; received and ended, not listed."
            if lists.taken_over
            else ""
        ),
        f"Counted by the day of the event, {lists.since} to {lists.as_of}; a late entry counts in the week it was entered; partly settled is not settled.",
    )
