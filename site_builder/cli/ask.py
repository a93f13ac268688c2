"""Asks in a terminal for what a move still needs; elsewhere names all of it at once."""

from __future__ import annotations

import sys
from typing import Any

import click

from site_builder.cli.common import say
from site_builder.cli.move_options import TASK_FIELDS, Typed
from site_builder.cli.writing import Desk
from site_builder.model.case import Case
from site_builder.reports.open_moves import option_name
from site_builder.rules.eligible import eligible
from site_builder.rules.page import escape
from site_builder.rules.questions import Question, needs_task, questions
from site_builder.spec import Field, Move
from site_builder.writers.read_value import WrongValue
from site_builder.writers.yaml_text import Value

_WORDS = {
    "zh": {"missing": "还要写：", "many": "（一行一项，空行结束）", "by": "经办", "several": "请写编号或上面的序号", "task": "任务"},
    "en": {"missing": "still needed:", "many": " (one a line, an empty line ends)", "by": "by", "several": "write the code or its number", "task": "the task"},
}  # fmt: skip


class Asker:
    """The questions of one move of one case."""

    def __init__(self, desk: Desk, case: Case, move: Move) -> None:
        self.desk, self.case, self.move = desk, case, move
        self.typed = Typed(desk)
        self.words = _WORDS[desk.language]

    @property
    def in_terminal(self) -> bool:
        return sys.stdin.isatty()

    def complete(self, given: dict[str, Value], by: str | None, task: dict[str, Value], has_more: bool) -> str:
        """Fill `given` and `task` with what is missing; who makes the move. Wrong usage names all that is missing."""
        wants_task = needs_task(self.case, self.move) and not has_more
        if not self.in_terminal:
            self._name_missing(given, by, task, wants_task)
        actor = self._actor(by)
        while (question := self._next(given)) is not None:
            given[question.path] = self._ask(self._label(question), question.field, question.path)
        if wants_task or task:
            self._ask_task(task)
        return actor

    def _next(self, given: dict[str, Value]) -> Question | None:
        spec = self.desk.register.spec
        return next(
            (q for q in questions(self.case, self.move, spec, given) if q.is_needed and q.path not in given), None
        )

    def _name_missing(self, given: dict[str, Value], by: str | None, task: dict[str, Value], wants_task: bool) -> None:
        spec, known = self.desk.register.spec, dict(given)
        lines = [] if by else [f"--by {self.words['by']} [{'|'.join(self._people()[:12])}]"]
        while (question := self._next(known)) is not None:
            lines.append(
                f"{option_name(question.path)} {question.field.label.of(self.desk.language)}{self._choices(question.field)}"
            )
            known[question.path] = ""
        if wants_task or task:
            fields = spec.blocks["task"].fields
            for name in TASK_FIELDS:
                if fields[name].need and name not in task:
                    lines.append(f"--task-{name.replace('_', '-')} {fields[name].label.of(self.desk.language)}")
            if "measures" not in task:
                lines.append(
                    f"--measure {fields['measures'].label.of(self.desk.language)} [措施;承办;限期 what;who;by]"
                )
        if lines:
            raise click.UsageError("\n  ".join([self.words["missing"], *lines]))

    # one value

    def _people(self) -> tuple[str, ...]:
        return eligible(self.case, self.move, self.desk.register.town, self.desk.as_of)

    def _actor(self, by: str | None) -> str:
        field = self.desk.register.spec.blocks["event"].fields["by"]
        if by is not None:
            return str(self.typed.value([by], field, "--by"))
        return str(self._ask(self.words["by"], field, "by", list(self._people())))

    def _ask(self, label: str, field: Field, path: str, people: list[str] | None = None) -> Value:
        """One question, again until it is answered well."""
        choices = people if people is not None else self._codes(field)
        self._show(choices, field)
        while True:
            texts = self._lines(label) if field.type.kind == "list" else [click.prompt(label, err=True).strip()]
            if len(texts) == 1 and texts[0].isdigit() and 0 < int(texts[0]) <= len(choices) and texts[0] not in choices:
                texts = [choices[int(texts[0]) - 1]]
            try:
                return self.typed.tried(texts, field, path)
            except WrongValue as error:
                say(self.typed.sentence(error.findings))

    def _show(self, choices: list[str], field: Field) -> None:
        town, labels = self.desk.register.town, self._labels(field)
        for number, code in enumerate(choices, 1):
            label = labels[code].of(self.desk.language) if code in labels else town.name_of(code)
            say(f"  {number:>2}  {code}" + (f"  {escape(label)}" if label != code else ""))

    def _labels(self, field: Field) -> dict[str, Any]:
        type_ = field.type.item or field.type
        return self.desk.register.spec.enums[type_.name or "category"] if type_.kind in ("enum", "category") else {}

    def _codes(self, field: Field) -> list[str]:
        kind = field.type.kind
        if kind == "flag":
            return ["true", "false"]
        if kind == "person":
            return list(self._people())
        return list(self._labels(field))

    def _choices(self, field: Field) -> str:
        codes = self._codes(field) if field.type.kind != "person" else []
        if codes:
            return f" [{'|'.join(codes[:12])}]"
        return " [YYYY-MM-DD]" if field.type.kind == "date" else ""

    def _lines(self, label: str) -> list[str]:
        found: list[str] = []
        while not found or found[-1]:
            more = click.prompt(label + self.words["many"], default="" if found else None, show_default=False, err=True)
            found.append(more.strip())
        return found[:-1]

    def _label(self, question: Question) -> str:
        group = question.path.split(".")[0]
        labels = self.desk.register.spec.event_fields
        own = question.field.label.of(self.desk.language)
        return (
            own
            if group == question.path or group not in labels
            else f"{labels[group].label.of(self.desk.language)} · {own}"
        )

    def _ask_task(self, task: dict[str, Value]) -> None:
        spec = self.desk.register.spec
        for name in TASK_FIELDS:
            field = spec.blocks["task"].fields[name]
            if field.need and name not in task:
                task[name] = self._ask(f"{self.words['task']} · {field.label.of(self.desk.language)}", field, name)
        if "measures" not in task:
            fields = spec.blocks["measure"].fields
            label = spec.blocks["task"].fields["measures"].label.of(self.desk.language)
            task["measures"] = [
                {n: self._ask(f"{label} · {f.label.of(self.desk.language)}", f, n) for n, f in fields.items() if f.need}
            ]
