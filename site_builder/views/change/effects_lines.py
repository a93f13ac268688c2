"""What follows from a change for the week and the figures, in words and in tables of before and after."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from site_builder.model.four_lists import TOWN, Flow
from site_builder.rules.page import escape
from site_builder.spec.texts import texts
from site_builder.text.finding import Term
from site_builder.views.change.change import Change
from site_builder.views.change.effects import Effects
from site_builder.views.change.lines import Lines
from site_builder.views.change.lists_moved import ListMoved, Row, ScopeMoved, WeekMoved
from site_builder.views.change.words import WORDS

FLOW = ("opening", "received", "reopened", "ended", "closing", "in_hand", "waiting", "paused", "sealed")
MANY = 12


@dataclass(frozen=True, slots=True)
class EffectRow:
    """A name, a number before and after (or ""), and what more there is to say."""

    name: str
    before: str = ""
    after: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EffectTable:
    """One heading with its rows; `notes` stand under it."""

    title: str
    rows: tuple[EffectRow, ...]
    notes: tuple[str, ...] = ()


class EffectLines:
    """Speaks the effects of one change in its language."""

    def __init__(self, change: Change) -> None:
        self.change = change
        self.words = WORDS[change.language]
        self.town = change.register.town
        self._lines = Lines(change)
        self._gap = self._lines.gap
        self._comma = texts("marks")[change.language]["comma"]
        self._stop = texts("marks")[change.language]["semicolon"]

    def tables(self) -> Iterator[EffectTable]:
        """This week's lists, those of weeks that are over, the figures; only what differs."""
        effects = self.change.effects
        if effects is None:
            yield EffectTable(self.words["no_effects"], ())
            return
        yield self._week(effects.week)
        if effects.past:
            yield EffectTable(self.words["past"], tuple(self._past(effects.past)))
        if effects.elsewhere:
            yield EffectTable(self.words["elsewhere"], tuple(self._elsewhere(effects)))
        if effects.figures:
            yield self._figures(effects)

    def _week(self, week: WeekMoved) -> EffectTable:
        title = self.words["week"].format(week=week.week, since=week.since, until=week.until)
        rows: list[EffectRow] = []
        for scope in week.scopes:
            rows += self._town(scope) if scope.scope == TOWN else [self._village(scope)]
        notes = [self.words["flow"] if rows else self.words["week_same"]]
        notes += [self.words["unread_left_out"]] if any(look.kind == "unread" for look in self.change.looks) else []
        return EffectTable(title, tuple(rows), tuple(notes))

    def _town(self, scope: ScopeMoved) -> Iterator[EffectRow]:
        """The town's numbers, and which rows came and went; the villages' rows are among them."""
        name = self._place(scope.scope)
        before, after = scope.flow
        if before != after:
            counts = self._counts(before, after)
            yield EffectRow(f"{name} {self.words['closing']}", self._sum(before), self._sum(after), counts)
        for one in scope.lists:
            notes = tuple(self._rows(one))
            yield EffectRow(f"{name} {self.words[one.code]}", str(one.size[0]), str(one.size[1]), notes)

    def _village(self, scope: ScopeMoved) -> EffectRow:
        before, after = scope.flow
        sizes = (
            f"{self.words[one.code]} {one.size[0]} → {one.size[1]}" if one.size[0] != one.size[1]
            else self.words["rows_differ"].format(list=self.words[one.code])
            for one in scope.lists
        )  # fmt: skip
        notes = (*self._counts(before, after), *sizes)
        return EffectRow(
            f"{self._place(scope.scope)} {self.words['closing']}", self._sum(before), self._sum(after), notes
        )

    def _sum(self, flow: Flow) -> str:
        return self.words["sum"].format(**{name: getattr(flow, name) for name in Flow.__slots__})

    def _counts(self, before: Flow, after: Flow) -> tuple[str, ...]:
        """How what is open stands, and the sealed, where these differ."""
        return tuple(
            f"{self.words[name]} {getattr(before, name)} → {getattr(after, name)}"
            for name in FLOW[5:]
            if getattr(before, name) != getattr(after, name)
        )

    def _rows(self, moved: ListMoved) -> Iterator[str]:
        for key, names in (("came", moved.came), ("went", moved.went), ("altered", moved.changed)):
            if names:
                yield self.words[key].format(names=self._names(names))

    def _names(self, rows: tuple[Row, ...]) -> str:
        more = len(rows) - MANY
        return self._comma.join(map(self._name, rows[:MANY])) + (self.words["more"].format(n=more) if more > 0 else "")

    def _name(self, row: Row) -> str:
        clock = self.change.register.spec.label(Term("clock", row.clock), self.change.language) if row.clock else ""
        return escape(" ".join(filter(None, (row.case, clock, row.number))))

    def _past(self, weeks: tuple[WeekMoved, ...]) -> Iterator[EffectRow]:
        """Weeks that are over; those in a row that change alike are told once."""
        for what, run in groupby(weeks, self._what):
            labels = [week.week for week in run]
            first, last = labels[0], labels[-1]
            said = first if first == last else self.words["until_week"].format(first=first, last=last)
            yield EffectRow(self.words["past_week"].format(week=said, what=what))

    def _what(self, week: WeekMoved) -> str:
        return self._stop.join(
            f"{self._place(scope.scope)} "
            + (self._comma.join(self._list(one) for one in scope.lists) or self.words["counts_only"])
            for scope in week.scopes
            if scope.scope != TOWN or len(week.scopes) == 1
        )

    def _list(self, moved: ListMoved) -> str:
        """A list and its rows; where those are of sealed cases, the list alone."""
        name, rows = self.words[moved.code], self._comma.join(self._rows(moved))
        return f"{name}{self._gap}{self._lines.aside(rows)}" if rows else name

    def _elsewhere(self, effects: Effects) -> Iterator[EffectRow]:
        for id, moved in effects.elsewhere:
            line = self._lines.due(moved)
            said = f"{line.before} → {line.after}" if line.before else line.text
            yield EffectRow(" ".join(filter(None, (id, line.label, said, line.rest))))

    def _figures(self, effects: Effects) -> EffectTable:
        rows = tuple(
            EffectRow(self.words["visits_figure" if f.code == "visits" else f.code], f.before, f.after)
            for f in effects.figures
        )
        return EffectTable(self.words["figures"].format(since=effects.since), rows)

    def _place(self, scope: str) -> str:
        return self.words["town"] if scope == TOWN else escape(self.town.name_of(scope))
