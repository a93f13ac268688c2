"""Lists and ledgers as plain tables: cells of text, in the columns that the spec gives them.

The site's pages, CSV, Markdown, xlsx and JSON are all made from these.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any, NamedTuple, TypeVar, get_args

from site_builder.model.case import SETTLED, Case, Event, Visit
from site_builder.model.clocks import Deadline, deadlines
from site_builder.model.due import DueItem
from site_builder.model.four_lists import DecisionRow, FourLists, MeasureRow, ProblemRow, ResponsibilityRow, TaskRow
from site_builder.model.history import State
from site_builder.model.kept import kept
from site_builder.model.register import Register
from site_builder.model.retention import Retention
from site_builder.model.weeks import LABEL
from site_builder.spec import Column, Language, Table
from site_builder.spec.texts import texts
from site_builder.text.finding import Term
from site_builder.views.retention import WORDS, held_in_words, state_of

R = TypeVar("R")
Plain = str | int | date | Decimal | None


class Cell(NamedTuple):
    """One value. `case` is the id of the case it links to; `tone` marks what wants attention.

    A named tuple, since the lists of all weeks have millions of them.
    """

    value: Plain
    case: str = ""
    tone: str = ""

    @property
    def text(self) -> str:
        if self.value is None:
            return ""
        return f"{self.value:f}" if isinstance(self.value, Decimal) else str(self.value)


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a column. `width` is in Chinese characters; `choices` are the words its cells are taken from."""

    text: str
    width: int = 8
    choices: tuple[str, ...] = ()
    is_id: bool = False


@dataclass(frozen=True, slots=True)
class TableData:
    """A table ready to be shown or written. `unnumbered` are its rows without the number that each begins with."""

    code: str
    title: str
    heads: tuple[Head, ...]
    unnumbered: tuple[tuple[Cell, ...], ...]
    is_numbered: bool = False

    @property
    def rows(self) -> tuple[tuple[Cell, ...], ...]:
        """Its rows, each with its number first where it has one."""
        if not self.is_numbered:
            return self.unnumbered
        return tuple([(Cell(number), *row) for number, row in enumerate(self.unnumbered, 1)])


Made = dict[tuple[Any, ...], tuple[object, tuple[Cell, ...]]]
"""Rows with their cells, by all that the cells are made from."""


def _of_problem(row: ProblemRow) -> tuple[Any, ...]:
    return id(row.case), row.status, row.risk, row.movement, row.urgent, row.late_entry


def _of_task(row: TaskRow) -> tuple[Any, ...]:
    return id(row.case), id(row.task), row.number, row.what, row.due, row.progress, row.days_left, row.extended_from


def _of_measure(row: MeasureRow) -> tuple[Any, ...]:
    return id(row.row.case), id(row.measure), row.row.number, row.done


def _of_responsibility(row: ResponsibilityRow) -> tuple[Any, ...]:
    task = row.row
    late = task.days_left if task.progress == "overdue" else None
    what = id(task.case), id(task.task), task.number, task.owner, task.due, task.progress, task.done, late
    return (*what, row.supervised, row.checked_by, row.checked_on)


def _of_due_item(row: DueItem) -> tuple[Any, ...]:
    found = row.deadline
    return id(row.case), found.label, found.subject, found.due, found.responsible, row.state


def _of_decision(row: DecisionRow) -> tuple[Any, ...]:
    return id(row.case), row.number, row.what, row.owner, row.due, row.fate, row.done, row.new_due


def _heads(register: Register) -> dict[Language, dict[str, tuple[Head, ...]]]:
    """The heads of every list and ledger, by language and by the table's code."""
    spec = register.spec

    def head(column: Column, language: Language) -> Head:
        choices = spec.values(column.values).values() if column.values else ()
        return Head(column.label.of(language), column.width, tuple(word.of(language) for word in choices), column.is_id)

    tables = [*spec.lists.values(), *spec.around.values(), *spec.ledgers.values()]
    return {
        language: {table.code: tuple(head(column, language) for column in table.columns.values()) for table in tables}
        for language in get_args(Language)
    }


class Tables:
    """Makes the tables of one register in one language, as of one day. Best made once for all lists of a week.

    `made` is given where the rows of one day are those of another, too, as they mostly are from week to week.
    """

    def __init__(self, register: Register, as_of: date, language: Language, made: Made | None = None) -> None:
        self.register = register
        self.as_of = as_of
        self.language = language
        self.words = texts("tables")[language]
        self.marks = texts("marks")[language]
        self.spec = register.spec
        self.name = register.town.name_of
        self._heads = kept(register, _heads)[language]
        self._made: Made = {} if made is None else made
        self._ledger_rows: dict[tuple[str, str], tuple[Cell, ...]] = {}

    def term(self, group: str, code: str | None) -> str:
        return self.spec.label(Term(group, code), self.language) if code else ""

    def names(self, ids: Iterable[str | None]) -> str:
        return self.marks["comma"].join(dict.fromkeys(self.name(id) for id in ids if id))

    def _table(self, table: Table, rows: Iterable[tuple[Cell, ...]]) -> TableData:
        """A table whose first column is the row's number."""
        unnumbered, width = tuple(rows), len(table.columns) - 1
        assert all(len(row) == width for row in unnumbered), table.code
        return TableData(
            table.code, table.label.of(self.language), self._heads[table.code], unnumbered, is_numbered=True
        )

    def _once(
        self, make: Callable[[R], tuple[Cell, ...]], rows: Iterable[R], shown: Callable[[R], tuple[Any, ...]]
    ) -> Iterator[tuple[Cell, ...]]:
        """The cells of rows, those of one row made once: a village's rows stand in the town's list too, and where
        nothing happened in the week before's. `shown` is all that the cells of a row are made from; it names records by
        their identity, which lasts as long as the row that is kept with them."""
        for row in rows:
            key = (make.__name__, *shown(row))
            made = self._made.get(key)
            if made is None:
                made = self._made[key] = (row, make(row))
            yield made[1]

    # the four lists

    def week(self, lists: FourLists) -> tuple[TableData, ...]:
        """The four lists of one week and scope, in the order of the spec."""
        spec = self.spec.lists
        return (
            self._table(spec["problems"], self._once(self._problem, lists.problems, _of_problem)),
            self._table(spec["tasks"], self._once(self._task, lists.tasks, _of_task)),
            self._table(spec["measures"], self._once(self._measure, lists.measures, _of_measure)),
            self._table(
                spec["responsibilities"], self._once(self._responsibility, lists.responsibilities, _of_responsibility)
            ),
        )

    def _where(self, case: Case) -> str:
        town = self.register.town
        village = self.name(case.village)
        if not case.grid or case.grid not in town.grids:
            return village
        return self.marks["within"].format(place=village, part=town.grids[case.grid].name)

    def _problem(self, row: ProblemRow) -> tuple[Cell, ...]:
        case = row.case
        movement = self.term("movement", row.movement)
        if row.late_entry:
            movement += self.marks["aside"].format(what=self.words["late_entry"])
        return (
            Cell(case.id, case.id),
            Cell(self._where(case)),
            Cell(self.term("source", case.source)),
            Cell(case.found_on),
            Cell(case.problem or case.title),
            Cell(self.term("category", case.category)),
            Cell(self.term("risk", row.risk), tone=row.risk or ""),
            Cell(self.words["urgent"] if row.urgent else "", tone="urgent" if row.urgent else ""),
            Cell(movement, tone=row.movement),
            Cell(self.term("status", row.status)),
        )

    def _number(self, row: TaskRow) -> Cell:
        return Cell(f"{row.case.id} / {row.number}", row.case.id)

    def _what(self, row: TaskRow) -> str:
        if row.task is not None:
            return row.what
        return self.words["instalment"].format(n=row.number[1:], amount=row.what)

    def _basis(self, row: TaskRow) -> str:
        given = row.assigned_by
        if given is None:
            return ""
        if LABEL.fullmatch(given):
            return f"{self.term('assign_basis', '周例会')} {given}"
        return self.name(given)

    def _task(self, row: TaskRow) -> tuple[Cell, ...]:
        remark = f"{self.words['from']} {row.extended_from}" if row.extended_from else ""
        return (
            self._number(row),
            Cell(self._what(row)),
            Cell(row.assigned_on),
            Cell(self._basis(row)),
            Cell(row.done_when),
            Cell(row.due),
            Cell(self.term("progress", row.progress), tone=row.progress),
            Cell(row.days_left, tone="overdue" if row.days_left is not None and row.days_left < 0 else ""),
            Cell(remark),
        )

    def _measure(self, row: MeasureRow) -> tuple[Cell, ...]:
        measure = row.measure
        done: Plain = row.done or self.term("progress", "in_progress" if measure.start else "not_started")
        return (
            self._number(row.row),
            Cell(measure.what),
            Cell(self.term("measure_way", measure.way)),
            Cell(measure.basis or ""),
            Cell(measure.start),
            Cell(measure.by),
            Cell(done),
            Cell(measure.evidence or ""),
            Cell(self.name(measure.who)),
            Cell(""),
        )

    def _responsibility(self, row: ResponsibilityRow) -> tuple[Cell, ...]:
        task, case = row.row, row.row.case
        roles = [f"{self.words['first']} {self.name(case.first_handler)}"]
        roles += [f"{self.words['lead']} {self.names([case.lead_unit])}"] if case.lead_unit else []
        helpers = [*case.helpers, *(task.task.helpers if task.task else ())]
        roles += [f"{self.words['helper']} {self.names(helpers)}"] if helpers else []
        roles += [self.words["supervised"]] if row.supervised else []
        late = task.progress == "overdue"
        days = self.words["overdue_by"].format(n=-(task.days_left or 0)) if late else ""
        checked = f"{self.name(row.checked_by)} {row.checked_on}" if row.checked_by else ""
        return (
            self._number(task),
            Cell(self.names([case.lead_party, case.lead_admin])),
            Cell(self.names([case.lead_unit])),
            Cell(self.name(task.owner)),
            Cell(self.names(helpers)),
            Cell(self.marks["semicolon"].join(roles)),
            Cell(f"{task.due} {days}".strip(), tone="overdue" if late else ""),
            Cell(
                f"{self.term('progress', task.progress)}{' ' + str(task.done) if task.done else ''}", tone=task.progress
            ),
            Cell(checked),
        )

    # what surrounds the lists

    def due_items(self, items: Iterable[DueItem], code: str) -> TableData:
        """Deadlines (`overdue` or `warnings`): what is due, for which case, and who has to act."""
        return self._table(self.spec.around[code], self._once(self._due_item, items, _of_due_item))

    def _due_item(self, item: DueItem) -> tuple[Cell, ...]:
        return (
            Cell(item.case.id, item.case.id),
            Cell(item.case.title),
            Cell(item.due, tone=item.state),
            Cell(self.deadline_name(item.deadline)),
            Cell(self.names([item.deadline.responsible])),
        )

    def deadline_name(self, deadline: Deadline) -> str:
        label = self.spec.label(deadline.label, self.language)
        return f"{label} {deadline.subject}".strip()

    def decisions(self, lists: FourLists) -> TableData:
        return self._table(self.spec.around["decisions"], self._once(self._decision, lists.decisions, _of_decision))

    def _decision(self, row: DecisionRow) -> tuple[Cell, ...]:
        return (
            Cell(f"{row.case.id} / {row.number}".rstrip(" /"), row.case.id),
            Cell(row.what),
            Cell(self.name(row.owner)),
            Cell(row.due),
            Cell(self.term("fate", row.fate), tone=row.fate),
            Cell(row.done or row.new_due),
        )

    def raised(self, lists: FourLists) -> TableData:
        rows = (
            (
                Cell(row.case.id, row.case.id),
                Cell(row.case.title),
                Cell(row.event.on),
                Cell(self.term("level", row.event.text("to_level"))),
                Cell(self.term("raise_reason", row.event.text("reason_raised"))),
                Cell(row.event.text("why") or ""),
            )
            for row in lists.raised
        )
        return self._table(self.spec.around["raised"], rows)

    def retention(self, found: Iterable[Retention]) -> TableData:
        """Matters that have ended, each with the time it is kept and what holds its disposal."""
        words = WORDS[self.language]
        rows = (
            (
                Cell(one.case.id, one.case.id),
                Cell(one.case.title),
                Cell(self.name(one.case.village)),
                Cell(one.ended_on),
                Cell(self.term("status", self._status(one.case))),
                Cell(f"{one.period.label.of(self.language)} {words['years'].format(n=one.years)}"),
                Cell(one.until),
                Cell(words[state_of(one, self.as_of)]),
                Cell(
                    self.marks["semicolon"].join(
                        held_in_words(held, self.register, self.language) for held in one.holds
                    )
                ),
            )
            for one in found
        )
        return self._table(self.spec.around["retention"], rows)

    def _status(self, case: Case) -> str:
        state = self.register.history(case).on(self.as_of)
        return state.status if state else case.status

    # the ledgers

    def ledgers(self, year: int | None = None) -> tuple[TableData, ...]:
        """The four ledgers as of the day: disputes, petitions, visits, orders from above.

        With a year, the rows of what was found, received or held in it.
        """
        return tuple(self.ledger(code, year) for code in self.spec.ledgers)

    def ledger(self, code: str, year: int | None = None) -> TableData:
        """One of them."""
        rows = (self._ledger_row(code, record) for of, record in self.in_ledgers[code] if year in (None, of))
        return self._table(self.spec.ledgers[code], rows)

    def ledger_years(self, code: str) -> tuple[int, ...]:
        """The years that a ledger has rows of, the latest first."""
        return tuple(sorted({year for year, _ in self.in_ledgers[code]}, reverse=True))

    @cached_property
    def in_ledgers(self) -> dict[str, list[tuple[int, Case | Visit]]]:
        """What each ledger has a row of, each with the year it belongs to."""
        known = list(self.register.known_cases(self.as_of))
        return {
            "disputes": [(case.found_on.year, case) for case in known if case.kind == "dispute"],
            "petitions": [(case.found_on.year, case) for case in known if case.kind == "petition"],
            "visits": [(visit.on.year, visit) for visit in self.register.visits if visit.on <= self.as_of],
            "orders": [(on.year, case) for case in known if (on := case.ordered_on)],
        }

    def _ledger_row(self, code: str, record: Case | Visit) -> tuple[Cell, ...]:
        """The row of a case or visit in a ledger, made once: it stands on the ledger's page and in its year's file."""
        key = code, record.id
        if key not in self._ledger_rows:
            if isinstance(record, Visit):
                row = self._visit(record)
            else:
                state = self.register.state(record, self.as_of)
                assert state is not None
                row = {"disputes": self._dispute, "petitions": self._petition, "orders": self._order}[code](
                    record, state
                )
            self._ledger_rows[key] = row
        return self._ledger_rows[key]

    def _events(self, case: Case, *moves: str) -> list[Event]:
        return [event for event in case.known_on(self.as_of) if event.move in moves]

    def _last(self, case: Case, *moves: str) -> Event | None:
        return next(reversed(self._events(case, *moves)), None)

    def _limit(self, case: Case, *codes: str) -> date | None:
        found = [d for d in deadlines(case, self.register, self.as_of) if d.code in codes]
        return found[-1].due if found else None

    def _dispute(self, case: Case, state: State) -> tuple[Cell, ...]:
        reply = self._last(case, "reply", "settle_on_spot")
        follow, close = self._last(case, "follow_up"), self._last(case, "close")
        outcome = state.outcome
        rungs = []
        if case.source == "grid" or self._events(case, "settle_on_spot"):
            rungs.append("grid")
        if self._events(case, "mediate"):
            rungs.append("elders")
        if self._events(case, "assign", "decide"):
            rungs.append("branch")
        if self._events(case, "deliberate"):
            rungs.append("assembly")
        performance = (
            "" if follow is None else self.term("performance", "kept" if follow.fields.get("performed") else "unkept")
        )
        settled = reply.on if reply and outcome and outcome.result == SETTLED else None
        return (
            Cell(case.id, case.id),
            Cell(case.found_on),
            Cell(self.term("source", case.source)),
            Cell(self.name(case.village)),
            Cell(self.register.town.grids[case.grid].name if case.grid else ""),
            Cell(self.term("category", case.category)),
            Cell(case.problem or case.title),
            Cell(case.people_affected),
            Cell(case.amount_yuan),
            Cell(self.term("risk", case.risk.level if case.risk else None)),
            Cell(self.marks["comma"].join(self.term("four_ways", rung) for rung in rungs)),
            Cell(self.names([case.lead_unit])),
            Cell(self.names([state.lead_post])),
            Cell(self.names([case.lead_party, case.lead_admin])),
            Cell(case.registered_on),
            Cell(self._limit(case, "mediation")),
            Cell(self.term("agreement", outcome.agreement if outcome else None)),
            Cell(self.term("result", outcome.result if outcome else None)),
            Cell(settled),
            Cell(performance),
            Cell(follow.on if follow else None),
            Cell(self.term("satisfaction", follow.text("satisfaction") if follow else None)),
            Cell(close.on if close and state.status == "closed" else None),
            Cell(self.term("status", state.status)),
        )

    def _petition(self, case: Case, state: State) -> tuple[Cell, ...]:
        petition = case.petition
        notice = next(
            (e.day(n) if n else e.on for m, n in (("accept", "notice_on"), ("not_accept", "notice_on"), ("transfer", "told_on"), ("notify", "")) for e in self._events(case, m)),
            None,
        )  # fmt: skip
        accept, reply = self._last(case, "accept"), self._last(case, "reply")
        extend = next((e for e in self._events(case, "extend") if e.fields.get("task") is None), None)
        extension = (
            f"{extend.fields.get('days', '')} / {self.names([extend.text('approved_by')])} / {extend.day('notified_on')}"
            if extend
            else ""
        )
        review = self._last(case, "review_answer", "rereview_close")
        follow = self._last(case, "follow_up")
        ended = self.register.history(case).ended_on(self.as_of)
        return (
            Cell(case.id, case.id),
            Cell(petition.official_ref or "" if petition else ""),
            Cell(self.term("petition_form", petition.form if petition else None)),
            Cell(self.term("source", case.source)),
            Cell(case.found_on),
            Cell(self.term("petition_class", petition.class_ if petition else None)),
            Cell(self.term("route", petition.route if petition else None)),
            Cell(self.term("category", case.category)),
            Cell(self.name(case.village)),
            Cell(case.problem or case.title),
            Cell(self.name(case.first_handler)),
            Cell(self.names([case.lead_unit])),
            Cell(self.names([case.lead_party, case.lead_admin])),
            Cell(notice),
            Cell(accept.on if accept else None),
            Cell(self._limit(case, "handle", "handle_simple")),
            Cell(extension),
            Cell(self.term("opinion", state.outcome.opinion if state.outcome else None)),
            Cell(reply.day("opinion_on") if reply else None),
            Cell(reply.day("delivered_on") if reply else None),
            Cell(self.term("review_result", review.text("review_result") if review else None)),
            Cell(self.term("satisfaction", follow.text("satisfaction") if follow else None)),
            Cell(self.term("status", state.status)),
            Cell(ended),
        )

    def _visit(self, visit: Visit) -> tuple[Cell, ...]:
        person = self.register.town.people.get(visit.leader)
        title = next((p.title for p in person.posts_on(visit.on) if p.title), "") if person else ""
        cases = [self.register.case_by_id[id] for id in visit.cases if id in self.register.case_by_id]
        shown = [case for case in cases if not case.is_sealed]
        units = self.names(case.lead_unit for case in shown)
        states = [state for case in shown if (state := self.register.history(case).on(self.as_of))]
        results = self.marks["semicolon"].join(self.term("status", state.status) for state in states)
        promoted = any(state.outcome and state.outcome.promoted_by == visit.id for state in states)
        return (
            Cell(visit.id),
            Cell(visit.on),
            Cell(self.term("visit_mode", visit.mode)),
            Cell(self.name(visit.leader) + (self.marks["aside"].format(what=title) if title else "")),
            Cell(visit.place),
            Cell(self.marks["comma"].join(case.id for case in shown), shown[0].id if len(shown) == 1 else ""),
            Cell(visit.instructions or ""),
            Cell(units),
            Cell(results),
            Cell(self.term("answer", "yes" if promoted else "no")),
        )

    def _order(self, case: Case, state: State) -> tuple[Cell, ...]:
        order = case.order
        assert order is not None
        feedback, objected, returned = (self._last(case, m) for m in ("feedback", "object", "return"))
        in_time = (
            ""
            if feedback is None or order.due_on is None
            else self.term("answer", "yes" if feedback.on <= order.due_on else "no")
        )
        objection = " / ".join(str(e.on) for e in (objected, returned) if e)
        return (
            Cell(case.id, case.id),
            Cell(self.name(order.from_unit)),
            Cell(order.ref),
            Cell(self.term("order_way", order.way)),
            Cell(order.received_on),
            Cell(case.problem or case.title),
            Cell(order.due_on),
            Cell(self.names([case.lead_unit])),
            Cell(objection),
            Cell(feedback.on if feedback else None),
            Cell(in_time),
            Cell(self.term("status", state.status)),
        )
