"""The options of a move, one for each field the spec gives it, and the values that were typed for them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import click

from site_builder.cli import DAY
from site_builder.cli.common import say
from site_builder.cli.writing import Desk
from site_builder.reports.open_moves import option_name
from site_builder.rules.page import speak
from site_builder.rules.questions import TASKS, leaves
from site_builder.spec import Field, Move, Spec, default_spec
from site_builder.text.finding import Finding
from site_builder.writers.read_value import WrongValue, read_group, read_value
from site_builder.writers.yaml_text import Value

OWN = ("note", "late_because", "corrects")
TASK_FIELDS = ("what", "done_when", "due", "owner", "helpers")
SHORT_TASK = {
    f"task.{name}": (f"--{'helper' if name == 'helpers' else name.replace('_', '-')}",) for name in TASK_FIELDS
}
"""Shorter names for the options of a task, where a command is about nothing else."""
_GIVEN_LATER = ("id", "assigned_on", "assigned_by")


def move_parameters(move: Move, also: Mapping[str, tuple[str, ...]]) -> list[click.Parameter]:
    """The options of one move, from the spec. `also` gives further names to some of them, by path."""
    spec = default_spec()
    fields = move_fields(move, spec)
    options: list[click.Parameter] = [
        click.Option(["--by"], help="经办人编号或姓名 Who makes it: id or name."),
        click.Option(["--on"], type=DAY, help="发生日期（默认 --as-of 那天；更早的记为补录）The day it happened."),
        *(_option(path, field, move, also.get(path, ())) for path, field in fields.items()),
    ]
    if TASKS in move.case:
        options += task_parameters(also)
    options.append(
        click.Option(
            ["--field", "extra"], multiple=True, metavar="名称=值",
            help="任何字段，如 risk.level=一般、paper={…} Any field of the move or of the case.",
        )
    )  # fmt: skip
    return options


def move_fields(move: Move, spec: Spec) -> dict[str, Field]:
    """Every value a move may carry or need in the case, by path, groups key by key; then what any event may say."""
    found: dict[str, Field] = {}
    for name in move.fields:
        found |= {q.path: q.field for q in leaves(name, spec.event_field(name), False, spec)}
    for path in move.case:
        if path != TASKS:
            found |= {q.path: q.field for q in leaves(path, spec.case_field(path), False, spec)}
    return found | {name: spec.event_field(name) for name in OWN}


def task_parameters(also: Mapping[str, tuple[str, ...]]) -> list[click.Parameter]:
    fields = default_spec().blocks["task"].fields
    options: list[click.Parameter] = [
        click.Option(
            [f"--task-{name.replace('_', '-')}", *also.get(f"task.{name}", ()), f"task__{name}"],
            multiple=fields[name].type.kind == "list",
            help=_help(fields[name]),
        )
        for name in TASK_FIELDS
    ]
    return [
        *options,
        click.Option(["--measure", "measures"], multiple=True, metavar="措施;承办;限期", help="这项任务的措施 A measure of the task: what;who;by."),
        click.Option(["--add-task", "more_tasks"], multiple=True, metavar="{what: …}", help="再加一项任务 A whole task as it stands in a file."),
    ]  # fmt: skip


def _option(path: str, field: Field, move: Move, also: tuple[str, ...]) -> click.Option:
    names = [option_name(path), *also, path.replace(".", "__")]
    if field.type.kind == "flag":
        return click.Option(names, is_flag=False, flag_value="true", metavar="true|false", help=_help(field))
    need = move.fields.get(path, "")
    mark = "＊" if need == "required" else ""
    return click.Option(names, multiple=field.type.kind == "list", help=mark + _help(field))


def _help(field: Field) -> str:
    type_ = field.type.item or field.type
    values = list(default_spec().enums[type_.name or "category"]) if type_.kind in ("enum", "category") else []
    choices = f" [{'|'.join(values)}]" if 0 < len(values) <= 12 else ""
    return f"{field.label.zh} {field.label.en}{choices}"


class Typed:
    """Reads what was typed for one case; wrong values end as wrong usage with the rule's sentence."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def value(self, texts: list[str], field: Field, where: str) -> Value:
        try:
            return self.tried(texts, field, where)
        except WrongValue as error:
            raise click.BadParameter(self.sentence(error.findings), param_hint=where) from None

    def tried(self, texts: list[str], field: Field, where: str) -> Value:
        """As `value`; raises WrongValue, for a question that can be asked again."""
        register = self.desk.register
        return read_value(texts, field, where, register.spec, register.town, self.desk.decoder)

    def asked(self, label: str, field: Field) -> Value:
        """One question in the terminal, again until it is answered well."""
        while True:
            try:
                return self.tried([click.prompt(label, err=True).strip()], field, field.name)
            except WrongValue as error:
                say(self.sentence(error.findings))

    def sentence(self, findings: tuple[Finding, ...]) -> str:
        """What is wrong and what to write instead."""
        spoken = [speak(finding, self.desk.register.spec, self.desk.language) for finding in findings]
        return "\n".join(f"{s.message} {s.help}".strip() for s in spoken)

    def given(self, move: Move, options: dict[str, Any]) -> dict[str, Value]:
        """The values of the options of a move, and of `--field`, by path."""
        spec = self.desk.register.spec
        found: dict[str, Value] = {}
        for path, field in move_fields(move, spec).items():
            typed = options.get(path.replace(".", "__"))
            if typed not in (None, ()):
                found[path] = self.value(list(typed) if isinstance(typed, tuple) else [typed], field, option_name(path))
        for text in options.get("extra", ()):
            path, equals, value = text.partition("=")
            named = self._field(move, path, spec)
            if not equals or named is None:
                raise click.BadParameter(
                    f"{text!r} 应当写成 名称=值 is to be name=value of a field", param_hint="--field"
                )
            found[path] = self.value([value], named, f"--field {path}")
        return found

    def _field(self, move: Move, path: str, spec: Spec) -> Field | None:
        if path in move.fields:
            return spec.event_field(path)
        try:
            return move_fields(move, spec).get(path) or spec.case_field(path)
        except KeyError:
            return None

    def task(self, options: dict[str, Any], where: str = "--task-") -> dict[str, Value]:
        """The task given by its single options; {} where none is."""
        fields = self.desk.register.spec.blocks["task"].fields
        found: dict[str, Value] = {}
        for name in TASK_FIELDS:
            typed = options.get(f"task__{name}")
            if typed not in (None, ()):
                option = where + name.replace("_", "-")
                found[name] = self.value(list(typed) if isinstance(typed, tuple) else [typed], fields[name], option)
        measures = [self.measure(text) for text in options.get("measures", ())]
        return {**found, "measures": [*measures]} if measures else found

    def measure(self, text: str) -> Value:
        """`踏看现场;li-si;2025-10-20`, or a group as it stands in a file."""
        fields = self.desk.register.spec.blocks["measure"].fields
        if text.lstrip().startswith("{"):
            return self.group(text, "measure", "--measure")
        parts = [part.strip() for part in text.replace("；", ";").split(";")]
        if len(parts) != 3 or not all(parts):
            raise click.BadParameter(f"{text!r} 应当写成 措施;承办;限期 is to be what;who;by", param_hint="--measure")
        return {
            name: self.value([part], fields[name], "--measure")
            for name, part in zip(("what", "who", "by"), parts, strict=True)
        }

    def group(self, text: str, block: str, where: str) -> dict[str, Value]:
        """A task or measure written as in a file; the number and the day it was given out on come later."""
        register = self.desk.register
        fields = {
            name: replace(field, need=field.need and name not in _GIVEN_LATER)
            for name, field in register.spec.blocks[block].fields.items()
        }
        try:
            return read_group(text, fields, where, register.spec, register.town, self.desk.decoder)
        except WrongValue as error:
            raise click.BadParameter(self.sentence(error.findings), param_hint=where) from None
