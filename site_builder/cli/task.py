"""sidan task done, sidan task add"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import click

from site_builder.cli import DAY
from site_builder.cli.common import as_of_option, data, lang_option, say
from site_builder.cli.move_options import SHORT_TASK, Typed, task_parameters
from site_builder.cli.writing import Desk, dry_run_option, open_desk
from site_builder.model.case import Case
from site_builder.rules.page import escape
from site_builder.spec import default_spec
from site_builder.writers.add_event import next_task, with_task


@click.group(help="任务和措施：done 记完成，add 追加一项。Tasks and measures: mark them done, add one.")
def command() -> None:
    pass


@command.command(
    help="记一项任务完成，或者用 --measure 只记其中一条措施。Mark task T1 done, or with --measure one of its measures."
)
@click.argument("case_id", metavar="CASE")
@click.argument("task_id", metavar="TASK")
@click.option("--measure", type=click.IntRange(1), default=None, help="第几条措施 The number of the measure.")
@click.option("--all-measures", is_flag=True, help="没记完成的措施一并记上 Its open measures too.")
@click.option("--on", type=DAY, default=None, help="完成日期（默认 --as-of 那天）The day it was done.")
@click.option("--evidence", default=None, help="措施的佐证 The evidence of the measure.")
@dry_run_option
@as_of_option
@lang_option
@click.pass_obj
def done(
    folder: Path, /, case_id: str, task_id: str, measure: int | None, all_measures: bool, on: date | None,
    evidence: str | None, dry_run: bool, as_of: date | None, lang: str | None,
) -> None:  # fmt: skip
    desk = open_desk(folder, [case_id], as_of, lang)
    case = desk.case(case_id)
    number = _task(case, task_id)
    measures = _measures(case, number, measure, all_measures)
    if evidence is not None and not measures:
        raise click.UsageError("--evidence 要和 --measure N 一起用 belongs to a measure")
    with desk.editing():
        document = desk.document(case.path)
        for index in measures:
            document = document.set(("tasks", number, "measures", index, "done"), desk.day(on))
            if evidence is not None:
                document = document.set(("tasks", number, "measures", index, "evidence"), evidence.strip())
        if measure is None:
            document = document.set(("tasks", number, "done"), desk.day(on))
    if desk.write([document], dry_run):
        data(case.path)
        say(f"{case.id} {case.tasks[number].id} " + escape(case.tasks[number].what))


def _task(case: Case, id: str) -> int:
    for number, task in enumerate(case.tasks):
        if task.id == id:
            return number
    tasks = "、".join(task.id for task in case.tasks) or "—"
    raise click.BadParameter(f"没有任务 {id}；有 {tasks} no such task", param_hint="TASK")


def _measures(case: Case, number: int, measure: int | None, all_measures: bool) -> list[int]:
    known = case.tasks[number].measures
    if measure is None:
        return [index for index, each in enumerate(known) if all_measures and each.done is None]
    if measure > len(known):
        raise click.BadParameter(f"只有 {len(known)} 条措施 there are {len(known)} measures", param_hint="--measure")
    return [measure - 1]


def _add(
    case_id: str,
    by_meeting: str | None,
    on: date | None,
    dry_run: bool,
    as_of: date | None,
    lang: str | None,
    **options: Any,
) -> None:
    folder: Path = click.get_current_context().obj
    desk: Desk = open_desk(folder, [case_id], as_of, lang)
    case, typed = desk.case(case_id), Typed(desk)
    fields = desk.register.spec.blocks["task"].fields
    task = typed.task(options)
    wholes = [typed.group(text, "task", "--add-task") for text in options["more_tasks"]]
    missing = [f"--{name.replace('_', '-')}" for name in ("what", "done_when", "due", "owner") if name not in task]
    if missing and (task or not wholes):
        raise click.UsageError(f"还要写 {' '.join(missing)} these options are missing")
    basis = str(typed.value([by_meeting], fields["assigned_by"], "--assigned-by")) if by_meeting else None
    with desk.editing():
        document = desk.document(case.path)
        for number, values in enumerate([*([task] if task else []), *wholes]):
            document = with_task(document, next_task(case, values, desk.day(on), basis, number), desk.register.spec)
    if desk.write([document], dry_run):
        data(case.path)


add = click.Command(
    "add",
    callback=_add,
    params=[click.Argument(["case_id"], metavar="CASE"), *task_parameters(SHORT_TASK)],
    help="给事项追加一项任务。Add a task to a case.",
)
add.params += [
    click.Option(["--assigned-by", "by_meeting"], help=f"{default_spec().blocks['task'].fields['assigned_by'].label.zh}：周次、人员或单位 a week, person or unit"),
    click.Option(["--on"], type=DAY, help="交办日期（默认 --as-of 那天）The day it is given out."),
]  # fmt: skip
for _option in (dry_run_option, as_of_option, lang_option):
    add = _option(add)
command.add_command(add)
