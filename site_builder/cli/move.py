"""sidan move, and the commands that are one move with its own convenience"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import click

from site_builder.cli.ask import Asker
from site_builder.cli.common import as_of_option, data, lang_option, say
from site_builder.cli.move_options import Typed, move_parameters
from site_builder.cli.writing import Desk, dry_run_option, open_desk
from site_builder.model.case import Case
from site_builder.model.history import open_moves
from site_builder.reports.open_moves import open_moves_text
from site_builder.rules.questions import only_answers
from site_builder.spec import Move, default_spec
from site_builder.text.finding import Term
from site_builder.writers.add_event import NewEvent, next_task, with_event, with_related
from site_builder.writers.document import Document
from site_builder.writers.key_order import Keys
from site_builder.writers.yaml_text import Code, Value

_MOVES = {code: move for code, move in default_spec().moves.items() if "new" not in move.sources}
"""Every move but the registering of a case, which is `sidan new`."""


class Moves(click.Group):
    """The moves of the spec as commands of their own, by code or by Chinese label."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Options may stand before or after the CASE."""
        count = 1
        while count < len(args) and args[count].startswith("-"):
            count += 1 if "=" in args[count] or args[count] in ctx.help_option_names else 2
        if args and not args[0].startswith("-"):
            args = [*args[1:count], args[0], *args[count:]]
        return super().parse_args(ctx, args)

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_MOVES)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        found = (m for m in _MOVES.values() if name in (m.code, m.code.replace("_", "-"), m.label.zh))
        move = next(found, None)
        return move_command(move, move.code) if move else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Moves"):
            formatter.write_dl([(m.code, f"{m.label.zh} {m.label.en}") for m in _MOVES.values()])

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        if args and self.get_command(ctx, args[0]) is None and not args[0].startswith("-"):
            near = get_close_matches(args[0], self.list_commands(ctx), 1)
            meant = f"，是不是 {near[0]}？did you mean {near[0]}?" if near else ""
            desk = open_desk(ctx.obj, [ctx.params["case_id"]], ctx.params["as_of"], ctx.params["lang"])
            for line in open_moves_text(desk.case(ctx.params["case_id"]), desk.register, desk.as_of, desk.language):
                say(line)
            raise click.UsageError(f"没有 {args[0]} 这个步骤 no such move{meant}")
        return super().resolve_command(ctx, args)


@click.group(
    cls=Moves,
    invoke_without_command=True,
    help="事项往前走一步：写入办理过程，状态等随之更新，其他内容一字不动。不写步骤时列出现在能走的步骤。"
    "Append a MOVE to a case and set what follows from it. Without a move: which are open from here.",
)
@click.argument("case_id", metavar="CASE")
@as_of_option
@lang_option
@click.pass_context
def command(ctx: click.Context, case_id: str, as_of: date | None, lang: str | None) -> None:
    if ctx.invoked_subcommand is None:
        desk = open_desk(ctx.obj, [case_id], as_of, lang)
        data("\n".join(open_moves_text(desk.case(case_id), desk.register, desk.as_of, desk.language)))


def move_command(
    move: Move, name: str, with_case: bool = False, also: Mapping[str, tuple[str, ...]] | None = None
) -> click.Command:
    """The command of one move. `with_case`: it stands by itself and takes the CASE; otherwise it stands under it."""

    def run(**options: Any) -> None:
        ctx = click.get_current_context()
        above = ctx.parent.params if ctx.parent and not with_case else {}
        folder: Path = ctx.obj
        make_move(
            folder, options.pop("case_id", None) or above["case_id"], move.code, options,
            options.pop("as_of") or above.get("as_of"), options.pop("lang") or above.get("lang"), options.pop("dry_run"),
        )  # fmt: skip

    made = click.Command(
        name,
        callback=run,
        params=[
            *([click.Argument(["case_id"], metavar="CASE")] if with_case else []),
            *move_parameters(move, also or {}),
        ],
        help=f"{move.label.zh}。{move.label.en.capitalize()}.{' ' + move.basis if move.basis else ''}",
    )
    for option in (dry_run_option, as_of_option, lang_option):
        made = option(made)
    return made


def make_move(
    folder: Path, case_id: str, code: str, options: dict[str, Any], as_of: date | None, lang: str | None, dry_run: bool
) -> None:
    """Make one move of one case: ask for what is missing, write the event and what follows, check, tell."""
    into = options.get("into")
    desk = open_desk(folder, [case_id, *([into] if into else [])], as_of, lang)
    case, move = desk.case(case_id), desk.register.spec.moves[code]
    _refuse_closed(desk, case, move)
    typed = Typed(desk)
    given: dict[str, Value] = {path: Code(value) for path, value in only_answers(case, move).items()}
    given |= typed.given(move, options)
    task = typed.task(options)
    more = [typed.group(text, "task", "--add-task") for text in options.get("more_tasks", ())]
    by = Asker(desk, case, move).complete(given, options.get("by"), task, bool(more))
    on = desk.day(options.get("on"))
    tasks = tuple(
        next_task(case, values, on, str(given.get("meeting") or by), number)
        for number, values in enumerate([*([task] if task else []), *more])
    )
    carried, facts = _split(given, move)
    new = NewEvent(code, on, by, carried, facts, tasks)
    with desk.editing():
        documents = [with_event(desk.document(case.path), new, desk.register, desk.decoder, desk.as_of)]
        if move.code == "merge":
            main = desk.case(str(given["into"]), "--into")
            if main.id != case.id:
                documents.append(with_related(desk.document(main.path), case.id))
    if desk.write(documents, dry_run):
        _tell(desk, case, move, documents)


def _refuse_closed(desk: Desk, case: Case, move: Move) -> None:
    """A move that is not open from here is wrong usage: which moves are, and what each needs."""
    register = desk.register
    moves = open_moves(case, register.spec)
    if move in moves:
        return
    for line in open_moves_text(case, register, desk.as_of, desk.language):
        say(line)
    status = register.spec.label(Term("status", register.history(case).steps[-1].after), "zh")
    raise click.UsageError(
        f"{case.id} 现在是“{status}”，不能{move.label.zh}（{move.code}）；可以走的步骤见上 "
        f"{move.code} is not open from here; the open moves are above"
    )


def _split(given: dict[str, Value], move: Move) -> tuple[dict[str, Value], dict[Keys, Value]]:
    """Values by path → what the event carries, groups put together, and what stands in the case."""
    own = {*move.fields, "note", "late_because", "corrects"}
    carried: dict[str, Value] = {}
    facts: dict[Keys, Value] = {}
    for path, value in given.items():
        first, *rest = path.split(".")
        if first not in own:
            facts[(first, *rest)] = value
        elif not rest:
            carried[first] = value
        else:
            group = carried.setdefault(first, {})
            assert isinstance(group, dict)
            group[rest[0]] = value
    return carried, facts


def _tell(desk: Desk, case: Case, move: Move, documents: list[Document]) -> None:
    for document in documents:
        data(document.path)
    spec, language = desk.register.spec, desk.language
    before = spec.label(Term("status", case.status), language)
    node = documents[0].record.node("status")
    after = spec.label(Term("status", getattr(node, "text", case.status)), language)
    label = spec.label(Term("move", move.code), language)
    say(f"{case.id} {label}" + (f"：{before} → {after}" if before != after else ""))
